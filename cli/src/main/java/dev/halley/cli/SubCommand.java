package dev.halley.cli;

import dev.halley.OperationTimeoutException;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.FilePositionStore;
import dev.halley.bayeux.Replay;
import dev.halley.bayeux.internal.message.Channels;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Prints what arrives on channels. */
@Command(
        name = "sub",
        description = "Subscribes to channels and prints each message as one line of JSON, as it was received."
                + " Reconnects and subscribes again by itself.")
final class SubCommand implements Callable<Integer> {
    private final Console console;
    private final Stop stop;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "CHANNEL",
            description = "A channel, or a pattern that ends in /* or /**.")
    private List<String> channels = new ArrayList<>();

    @Option(names = "--count", paramLabel = "N", description = "End after so many messages.")
    private @Nullable Long count;

    @Option(
            names = "--for",
            paramLabel = "30s",
            converter = Durations.Converter.class,
            description = "End after so much time; with exit code 5 if --count was not reached.")
    private @Nullable Duration time;

    @Option(
            names = "--ack",
            description = "Acknowledge messages, where the server has CometD's extension: none is lost in a session.")
    private boolean ack;

    @Option(
            names = "--replay",
            paramLabel = "ID",
            description = "Begin behind this position, where the server replays as Salesforce does: -1 for new messages"
                    + " only, -2 for all that it keeps.")
    private @Nullable Long replay;

    @Option(
            names = "--positions",
            paramLabel = "FILE",
            description = "Keep positions in this file and go on where the last run ended; each is stored after its"
                    + " line was written. --replay says where to begin when the file has none.")
    private @Nullable Path positions;

    SubCommand(Console console, Stop stop) {
        this.console = console;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        long wanted = count == null ? Long.MAX_VALUE : count;
        if (wanted < 1) {
            throw new TypeConversionException("--count: " + wanted + " (expected: 1 or more)");
        }
        List<String> names =
                channels.stream().map(Channels::forSubscribe).distinct().toList();
        if (replay != null && replay < Replay.EARLIEST) {
            throw new TypeConversionException("--replay: " + replay + " (expected: -2, -1 or a position)");
        }
        if (positions == null) {
            return run(replay == null ? null : Replay.inMemory(), names, wanted);
        }
        try (FilePositionStore store = FilePositionStore.open(positions)) {
            return run(Replay.from(store), names, wanted);
        } catch (IOException e) {
            throw new TypeConversionException("--positions: " + e.getMessage());
        }
    }

    private int run(@Nullable Replay kept, List<String> names, long wanted) {
        BayeuxClientBuilder builder = connection
                .builder(Durations.Limit.NONE, connection.transports())
                .ack(ack);
        if (kept != null) {
            builder.replay(replay == null ? kept : kept.initial(replay));
        }
        try (BayeuxClient client = builder.build()) {
            return stop.during(client.async()::close, () -> receive(client, names, wanted));
        }
    }

    private int receive(BayeuxClient client, List<String> names, long wanted) {
        client.onEvent(new EventNotes(
                console, () -> client.connectionType().map(ConnectionType::wireName), EventNotes.About.SUBSCRIPTIONS));
        client.addListener("/meta/handshake", new MissingExtensions(console, ack, replay != null || positions != null));
        connection.open(client, Durations.Limit.NONE);
        subscribe(client, names);
        long printed = print(client, wanted);
        if (printed < wanted && count != null && time != null && !stop.requested()) {
            console.note("halley: " + printed + " of " + wanted + " messages within " + Durations.text(time)
                    + " (try: a longer --for)");
            return ExitCode.TIMED_OUT;
        }
        return ExitCode.OK;
    }

    private void subscribe(BayeuxClient client, List<String> names) {
        CompletableFuture<?> all = CompletableFuture.allOf(
                names.stream().map(client.async()::subscribe).toArray(CompletableFuture<?>[]::new));
        if (time != null) {
            Duration limit = time;
            all = all.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                            failure instanceof TimeoutException
                                    ? new OperationTimeoutException(
                                            "Not subscribed within " + Durations.text(limit), failure)
                                    : failure));
        }
        all.join();
    }

    /** Prints until enough was printed, the time is up or the client has ended. */
    private long print(BayeuxClient client, long wanted) {
        long printed = 0;
        if (time == null) {
            for (; printed < wanted; printed++) {
                line(client.receive());
            }
            return printed;
        }
        long end = System.nanoTime() + time.toNanos();
        while (printed < wanted) {
            long left = end - System.nanoTime();
            Optional<BayeuxMessage> next = left > 0 ? client.receive(Duration.ofNanos(left)) : Optional.empty();
            if (next.isEmpty()) {
                break;
            }
            line(next.get());
            printed++;
        }
        // What had been received in time is shown, however long the reader of the output takes.
        client.close();
        for (; printed < wanted && client.hasPendingMessages(); printed++) {
            line(client.receive());
        }
        return printed;
    }

    private void line(BayeuxMessage message) {
        console.line(JsonLines.withoutClientId(message.json()));
        // only now: a message whose line was not written comes again
        message.ack();
    }
}

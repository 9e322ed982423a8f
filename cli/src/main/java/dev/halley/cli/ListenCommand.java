package dev.halley.cli;

import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.Namespace;
import dev.halley.socketio.SocketIoClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Prints the events of namespaces. */
@Command(
        name = "listen",
        description =
                "Joins namespaces and prints each event as one line of JSON, bytes as {\"$$binary\":\"base64...\"}."
                        + " Reconnects and joins again by itself.")
final class ListenCommand implements Callable<Integer> {
    /** What a client tells its application by them; no server sends events of these names. */
    private static final Set<String> LIFE_CYCLE = Set.of("connect", "connect_error", "disconnect");

    private final Console console;
    private final Stop stop;

    @Mixin
    private SocketIoOptions connection = new SocketIoOptions();

    @Option(
            names = "--event",
            paramLabel = "NAME",
            description = "Print events of this name only. Repeatable (default: all events).")
    private List<String> events = new ArrayList<>();

    @Option(names = "--count", paramLabel = "N", description = "End after so many events.")
    private @Nullable Long count;

    @Option(
            names = "--for",
            paramLabel = "30s",
            converter = Durations.Converter.class,
            description = "End after so much time; with exit code 5 if --count was not reached.")
    private @Nullable Duration time;

    ListenCommand(Console console, Stop stop) {
        this.console = console;
        this.stop = stop;
    }

    @Override
    public Integer call() throws InterruptedException {
        long wanted = count == null ? Long.MAX_VALUE : count;
        if (wanted < 1) {
            throw new TypeConversionException("--count: " + wanted + " (expected: 1 or more)");
        }
        for (String event : events) {
            if (LIFE_CYCLE.contains(event)) {
                throw new TypeConversionException(
                        "--event: " + event + " (expected: an event of the server's; standard error tells this one)");
            }
        }
        EventPrinter printer = new EventPrinter(console, wanted);
        try (SocketIoClient client = connection.build()) {
            return stop.during(client.async()::close, () -> listen(client, printer));
        }
    }

    private int listen(SocketIoClient client, EventPrinter printer) throws InterruptedException {
        long start = System.nanoTime();
        client.onEvent(new EventNotes(
                console, () -> client.transport().map(EngineTransport::protocolName), EventNotes.About.NAMESPACES));
        for (String name : connection.namespaces()) {
            prepare(client.namespace(name), printer);
        }
        connection.open(client);
        CompletableFuture<Void> ended = client.async().awaitEnd();
        boolean inTime = await(CompletableFuture.anyOf(printer.done(), ended), start);
        client.disconnect();
        if (printer.done().isDone()) {
            printer.rethrow();
            return ExitCode.OK;
        }
        if (stop.requested()) {
            return ExitCode.OK;
        }
        if (inTime) {
            ended.join();
            console.note("halley: the server ended the connection (try: running the command again)");
            return ExitCode.FAILED;
        }
        if (count != null && time != null) {
            console.note("halley: " + printer.printed() + " of " + count + " events within " + Durations.text(time)
                    + " (try: a longer --for)");
            return ExitCode.TIMED_OUT;
        }
        return ExitCode.OK;
    }

    private void prepare(Namespace namespace, EventPrinter printer) {
        namespace.onConnect(() -> console.note("connected " + namespace.name()));
        namespace.onDisconnect(end -> {
            if (end.reason() == DisconnectReason.SERVER) {
                console.note(
                        "disconnected " + namespace.name() + ": " + end.reason().text());
            }
        });
        if (events.isEmpty()) {
            namespace.onUnhandled(printer);
        }
        for (String event : events) {
            namespace.on(event, printer);
        }
    }

    /** Whether it ended, in whatever way, before the time was up. */
    private boolean await(CompletableFuture<?> end, long start) throws InterruptedException {
        try {
            if (time == null) {
                end.get();
            } else {
                end.get(Math.max(1, time.toNanos() - (System.nanoTime() - start)), TimeUnit.NANOSECONDS);
            }
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}

package dev.halley.cli;

import dev.halley.ConnectionState;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Channels;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Publishes one value, or each line of standard input. */
@Command(name = "pub", description = "Publishes and prints the server's reply to each message, one line of JSON.")
final class PubCommand implements Callable<Integer> {
    private static final String STDIN = "-";

    private final Console console;
    private final Stop stop;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(
            index = "1",
            paramLabel = "CHANNEL",
            converter = Values.Word.class,
            description = "A channel without wildcards.")
    private String channel = "";

    @Parameters(
            index = "2",
            paramLabel = "DATA|-",
            description = "One JSON value; or - to read one from each line of standard input. Empty lines are skipped;"
                    + " a line that is not JSON is reported, and makes the exit code 1.")
    private String data = "";

    PubCommand(Console console, Stop stop) {
        this.console = console;
        this.stop = stop;
    }

    @Override
    public Integer call() throws InterruptedException {
        String target = Channels.forPublish(channel);
        InputLines lines = data.equals(STDIN) ? InputLines.read(console.in()) : InputLines.one(Values.json(data));
        try (BayeuxClient client = connection.build(ConnectionOptions.TEN_SECONDS)) {
            PublishPipeline pipeline = new PublishPipeline(
                    new Publisher(client, target),
                    lines,
                    console,
                    connection.connectionTimeout(ConnectionOptions.TEN_SECONDS));
            client.onEvent(new EventNotes(
                    console, () -> client.connectionType().map(ConnectionType::wireName), EventNotes.About.SENDING));
            client.onEvent(event -> pipeline.wake());
            stop.during(client.async()::close, () -> {
                connection.open(client, ConnectionOptions.TEN_SECONDS);
                return client;
            });
            // From here on what was sent is confirmed before the client is closed.
            return stop.during(pipeline::stop, () -> {
                CompletableFuture<Void> unused =
                        client.async().awaitEnd().whenComplete((nothing, reason) -> pipeline.ended(reason));
                lines.start(pipeline::wake);
                int code = pipeline.run();
                return stop.requested() ? ExitCode.OK : code;
            });
        }
    }

    /** The client as the pipeline sees it. */
    private record Publisher(BayeuxClient client, String channel) implements PublishPipeline.Target {
        @Override
        public boolean isConnected() {
            return client.state() == ConnectionState.CONNECTED;
        }

        @Override
        public CompletableFuture<BayeuxMessage> publish(String json) {
            return client.async().publish(channel, new RawCodec.Json(json));
        }
    }
}

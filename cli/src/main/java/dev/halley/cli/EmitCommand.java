package dev.halley.cli;

import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncNamespace;
import dev.halley.socketio.EmitOptions;
import dev.halley.socketio.SocketIoClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Emits one event, or one for each line of standard input. */
@Command(
        name = "emit",
        description = "Emits an event; with --ack it prints the arguments of the acknowledgement as one JSON array.")
final class EmitCommand implements Callable<Integer> {
    private static final String STDIN = "-";

    private final Console console;
    private final Stop stop;

    @Mixin
    private SocketIoOptions connection = new SocketIoOptions();

    @Parameters(index = "1", paramLabel = "EVENT", converter = Values.Word.class, description = "The event's name.")
    private String event = "";

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "JSON|-",
            description =
                    "The arguments, each a JSON value, bytes as {\"$$binary\":\"base64...\"}; or - to read one JSON"
                            + " array of arguments from each line of standard input. Empty lines are skipped; a line that is"
                            + " none is reported, and makes the exit code 1.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--ack", description = "Ask for an acknowledgement, wait for it and print it.")
    private boolean ack;

    @Option(
            names = "--timeout",
            paramLabel = "5s",
            defaultValue = "5s",
            converter = Durations.Converter.class,
            description = "How long to wait for each acknowledgement (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(5);

    EmitCommand(Console console, Stop stop) {
        this.console = console;
        this.stop = stop;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (connection.namespaces().size() > 1) {
            throw new TypeConversionException(
                    "--namespace: " + connection.namespaces().size() + " of them (expected: one)");
        }
        InputLines lines =
                arguments.equals(List.of(STDIN)) ? InputLines.read(console.in()) : InputLines.one(oneArray());
        try (SocketIoClient client = connection.build()) {
            EmitPipeline pipeline = new EmitPipeline(new Emitter(client), lines, console);
            client.onEvent(new EventNotes(
                    console, () -> client.transport().map(EngineTransport::protocolName), EventNotes.About.SENDING));
            client.onEvent(event -> pipeline.wake());
            // The server may emit whatever it likes; nobody asked for it here.
            client.namespace(connection.namespaces().get(0)).onUnhandled(received -> {});
            stop.during(client.async()::close, () -> {
                connection.open(client);
                return client;
            });
            // From here on what was emitted is written before the client is closed.
            return stop.during(pipeline::stop, () -> {
                CompletableFuture<Void> unused =
                        client.async().awaitEnd().whenComplete((nothing, reason) -> pipeline.ended(reason));
                lines.start(pipeline::wake);
                int code = pipeline.run();
                return stop.requested() ? ExitCode.OK : code;
            });
        }
    }

    private String oneArray() {
        List<String> checked = new ArrayList<>();
        for (String argument : arguments) {
            checked.add(Values.json(argument));
        }
        String array = "[" + String.join(",", checked) + "]";
        try {
            int unused = EventLines.values(array).length;
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(Failure.message(e));
        }
        return array;
    }

    /** The client as the pipeline sees it. */
    private final class Emitter implements EmitPipeline.Target {
        private final SocketIoClient client;
        private final AsyncNamespace namespace;

        Emitter(SocketIoClient client) {
            this.client = client;
            this.namespace = client.async().namespace(connection.namespaces().get(0));
        }

        @Override
        public boolean isConnected() {
            return namespace.isConnected();
        }

        @Override
        public CompletableFuture<@Nullable Args> emit(@Nullable Object[] values) {
            if (ack) {
                return namespace
                        .call(EmitOptions.defaults().timeout(timeout), event, values)
                        .thenApply(args -> args);
            }
            return namespace.emit(event, values).thenApply(nothing -> null);
        }

        @Override
        public String toString() {
            return client.toString();
        }
    }
}

package dev.halley.cli;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Channels;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a service and prints its answer. */
@Command(name = "call", description = "Sends data to a service channel and prints the answer, one line of JSON.")
final class CallCommand implements Callable<Integer> {
    private final Console console;
    private final Stop stop;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(
            index = "1",
            paramLabel = "CHANNEL",
            converter = Values.Word.class,
            description = "The service's channel, such as /service/echo.")
    private String channel = "";

    @Parameters(index = "2", paramLabel = "DATA", description = "One JSON value.")
    private String data = "";

    @Option(
            names = "--timeout",
            paramLabel = "5s",
            defaultValue = "5s",
            converter = Durations.Converter.class,
            description = "How long to wait for the answer (default: ${DEFAULT-VALUE}).")
    private Duration timeout = Duration.ofSeconds(5);

    CallCommand(Console console, Stop stop) {
        this.console = console;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        String service = Channels.forCall(channel);
        RawCodec.Json payload = new RawCodec.Json(Values.json(data));
        try (BayeuxClient client = connection.build(ConnectionOptions.TEN_SECONDS)) {
            return stop.during(client.async()::close, () -> call(client, service, payload));
        }
    }

    private int call(BayeuxClient client, String service, RawCodec.Json payload) {
        client.onEvent(new EventNotes(
                console, () -> client.connectionType().map(ConnectionType::wireName), EventNotes.About.SENDING));
        connection.open(client, ConnectionOptions.TEN_SECONDS);
        BayeuxMessage answer = client.call(service, payload, timeout);
        console.line(JsonLines.withoutClientId(answer.json()));
        return ExitCode.OK;
    }
}

package dev.halley.cli;

import dev.halley.cli.server.EmbeddedServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Runs the embedded server in the foreground. */
@Command(
        name = "serve",
        description = "Starts a CometD server on this machine, until interrupted. It relays what is published to any"
                + " channel, and answers on " + EmbeddedServer.ECHO + " with what it was sent.")
final class ServeCommand implements Callable<Integer> {
    private final Console console;
    private final Stop stop;

    @Option(
            names = "--bayeux-port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The TCP port on 127.0.0.1 (default: a free one, shown on the first line).")
    private int port;

    @Option(names = "--http-only", description = "Offer long-polling only, no WebSocket.")
    private boolean httpOnly;

    ServeCommand(Console console, Stop stop) {
        this.console = console;
        this.stop = stop;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65535) {
            throw new TypeConversionException("--bayeux-port: " + port + " (expected: 0 to 65535)");
        }
        CountDownLatch end = new CountDownLatch(1);
        try (EmbeddedServer server = EmbeddedServer.start(port, httpOnly)) {
            return stop.during(end::countDown, () -> {
                console.line("bayeux " + server.url());
                end.await();
                return ExitCode.OK;
            });
        }
    }
}

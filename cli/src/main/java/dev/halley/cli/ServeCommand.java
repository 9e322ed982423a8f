package dev.halley.cli;

import dev.halley.cli.server.EmbeddedServer;
import dev.halley.cli.server.EmbeddedSocketIo;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Runs the embedded servers in the foreground. */
@Command(
        name = "serve",
        description = "Starts a CometD server and a Socket.IO server on this machine, until interrupted. CometD relays"
                + " what is published to any channel, and answers on " + EmbeddedServer.ECHO + " with what it was sent;"
                + " Socket.IO, in the namespaces / and /chat, sends echo events back, and acknowledges with their"
                + " arguments.")
final class ServeCommand implements Callable<Integer> {
    private final Console console;
    private final Stop stop;

    @Option(
            names = "--bayeux-port",
            paramLabel = "N",
            defaultValue = "0",
            description = "CometD's TCP port on 127.0.0.1 (default: a free one, shown on the first line).")
    private int bayeuxPort;

    @Option(
            names = "--socketio-port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Socket.IO's TCP port on 127.0.0.1 (default: a free one, shown on the second line).")
    private int socketIoPort;

    @Option(names = "--http-only", description = "Let CometD offer long-polling only, no WebSocket.")
    private boolean httpOnly;

    ServeCommand(Console console, Stop stop) {
        this.console = console;
        this.stop = stop;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check("--bayeux-port", bayeuxPort);
        check("--socketio-port", socketIoPort);
        CountDownLatch end = new CountDownLatch(1);
        try (EmbeddedServer bayeux = EmbeddedServer.start(bayeuxPort, httpOnly);
                EmbeddedSocketIo socketIo =
                        EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT.withPort(socketIoPort))) {
            return stop.during(end::countDown, () -> {
                console.line("bayeux " + bayeux.url());
                console.line("socketio " + socketIo.url());
                end.await();
                return ExitCode.OK;
            });
        }
    }

    private static void check(String option, int port) {
        if (port < 0 || port > 65535) {
            throw new TypeConversionException(option + ": " + port + " (expected: 0 to 65535)");
        }
    }
}

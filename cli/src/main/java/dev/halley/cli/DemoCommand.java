package dev.halley.cli;

import dev.halley.cli.server.EmbeddedServer;
import dev.halley.cli.server.EmbeddedSocketIo;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows that everything works, on this machine alone. */
@Command(
        name = "demo",
        description = "Starts a CometD server on this machine and has two clients, one over WebSocket and one over"
                + " long-polling, talk through it and survive its loss; then the same with a Socket.IO server and a"
                + " client that goes over from polling to WebSocket. Exit code 0 only if every step happened.")
final class DemoCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Console console;
    private final Stop stop;

    DemoCommand(Console console, Stop stop) {
        this.console = console;
        this.stop = stop;
    }

    @Override
    public Integer call() throws Demo.DemoFailedException {
        return stop.during(Thread.currentThread()::interrupt, () -> {
            Steps steps = new Steps(console, LIMIT);
            new Demo(steps, () -> EmbeddedServer.start(EmbeddedServer.Settings.DEFAULT)).run();
            new SocketIoDemo(steps, () -> EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT)).run();
            steps.end();
            return ExitCode.OK;
        });
    }
}

package dev.halley.cli;

import dev.halley.cli.server.EmbeddedServer;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows that everything works, on this machine alone. */
@Command(
        name = "demo",
        description = "Starts a CometD server on this machine and has two clients, one over WebSocket and one over"
                + " long-polling, talk through it and survive its loss. Exit code 0 only if every step happened.")
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
            new Demo(console, () -> EmbeddedServer.start(EmbeddedServer.Settings.DEFAULT), LIMIT).run();
            return ExitCode.OK;
        });
    }
}

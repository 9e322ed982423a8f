package dev.halley.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.time.Duration;

/** Starts the command with the process's own streams and signals, and ends the JVM with its exit code. */
public final class Main {
    /** How long a signal waits for an orderly end: what closing a client takes at most, and a little. */
    private static final Duration GRACE = Duration.ofSeconds(6);

    private Main() {}

    /**
     * Runs the command.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        Console console = new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
        console.replaceSystemStreams();
        Stop stop = new Stop();
        SignalHook hook = SignalHook.install(stop, GRACE);
        int code = Halley.run(console, stop, args);
        hook.finished(code);
        System.exit(code);
    }
}

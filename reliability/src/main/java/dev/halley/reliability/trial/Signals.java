package dev.halley.reliability.trial;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Stops processes, and lets them go on. */
final class Signals {
    private Signals() {}

    static void send(String signal, long process) {
        run("kill", "-" + signal, String.valueOf(process));
    }

    /** Stops this process with all its threads. Another one lets it go on. */
    static void pauseSelf(int millis) {
        run(
                "sh",
                "-c",
                "kill -STOP $0; sleep $1; kill -CONT $0",
                String.valueOf(ProcessHandle.current().pid()),
                String.valueOf(millis / 1e3));
    }

    private static void run(String... command) {
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + code + " (expected: 0)");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a trial", e);
        }
    }
}

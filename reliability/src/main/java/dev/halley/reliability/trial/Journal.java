package dev.halley.reliability.trial;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What happened in a trial, with the seconds since its beginning: for whoever looks for the reason. Thread-safe. */
final class Journal {
    /** Whether everything that the client writes and reads stands in the journal, too. */
    static final boolean TRAFFIC = Boolean.getBoolean("halley.reliability.traffic");

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final long start = System.nanoTime();

    void say(String what) {
        out.println(String.format(Locale.ROOT, "%8.3f  %s", (System.nanoTime() - start) / 1e9, what));
    }

    /** Without a time, for programs. */
    void result(String line) {
        out.println("result " + line);
    }
}

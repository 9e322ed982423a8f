package dev.halley.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The three streams of the command, in UTF-8 whatever the locale. Results go to {@link #line}, everything else to
 * {@link #note}. Thread-safe.
 */
final class Console {
    private final InputStream in;
    private final OutputStream out;
    private final PrintStream err;

    /** The streams should not buffer output: each line is one write. */
    Console(InputStream in, OutputStream out, OutputStream err) {
        this.in = in;
        this.out = out;
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    }

    /** Whoever still writes to {@code System.out} or {@code System.err} does so in UTF-8, and results stay alone. */
    void replaceSystemStreams() {
        System.setOut(err);
        System.setErr(err);
    }

    InputStream in() {
        return in;
    }

    /**
     * Writes one line of results and flushes it.
     *
     * @throws ClosedOutputException if nobody reads any more
     */
    synchronized void line(String text) {
        write(text + "\n");
    }

    /** Writes one line for the reader, free of control characters, which may come from a server. */
    void note(String text) {
        err.println(oneLine(text));
    }

    /** Writes a stack trace; for {@code --verbose}. */
    void trace(Throwable failure) {
        failure.printStackTrace(err);
    }

    /** Writes text of several lines to standard output; for help and version. */
    PrintWriter results() {
        return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
    }

    private void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (reason.contains("pipe") || reason.contains("connection reset")) {
                throw new ClosedOutputException(e);
            }
            throw new UncheckedIOException("can't write to standard output: " + e.getMessage(), e);
        }
    }

    private static String oneLine(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(Character.isISOControl(c) ? ' ' : c);
        }
        return clean.toString();
    }

    /** The reader of standard output has gone, as {@code head} does: a reason to end, not a failure. */
    static final class ClosedOutputException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ClosedOutputException(IOException cause) {
            super(cause);
        }
    }
}

package dev.halley.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A console in memory, whose lines a test can wait for. */
final class TestConsole {
    private final Recorder out = new Recorder();
    private final Recorder err = new Recorder();
    private final Console console;

    TestConsole() {
        this("");
    }

    TestConsole(String stdin) {
        this(new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)));
    }

    TestConsole(InputStream stdin) {
        console = new Console(stdin, out, err);
    }

    Console console() {
        return console;
    }

    List<String> out() {
        return out.lines();
    }

    List<String> err() {
        return err.lines();
    }

    String errText() {
        return String.join("\n", err.lines());
    }

    /** From now on nobody reads standard output. */
    void closeOut() {
        out.broken = true;
    }

    void awaitOut(int lines) throws Exception {
        out.await(all -> all.size() >= lines, lines + " lines on stdout");
    }

    void awaitErr(String line) throws Exception {
        err.await(all -> all.contains(line), "'" + line + "' on stderr");
    }

    void awaitErrStart(String start) throws Exception {
        err.await(all -> all.stream().anyMatch(line -> line.startsWith(start)), "'" + start + "...' on stderr");
    }

    private static final class Recorder extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private volatile boolean broken;

        @Override
        public synchronized void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] source, int offset, int length) throws IOException {
            if (broken) {
                throw new IOException("Broken pipe");
            }
            bytes.write(source, offset, length);
            notifyAll();
        }

        synchronized List<String> lines() {
            String text = bytes.toString(StandardCharsets.UTF_8);
            return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n"));
        }

        synchronized void await(Predicate<List<String>> wanted, String what) throws Exception {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!wanted.test(lines())) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException("no " + what + " within 30 s, but: " + lines());
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
    }
}

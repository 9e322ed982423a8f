package dev.halley.benchmarks.driver;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One process: a line to it, a line back. Main thread; a reader thread fills the queue. */
final class Child implements AutoCloseable {
    private static final String END = "failed: the process ended";

    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final @Nullable Child server;

    /** With a server, this process is given up when that one has ended: its clients would try again for ever. */
    Child(List<String> command, Path errors, @Nullable Child server) throws IOException {
        this.server = server;
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(this::read, "lines");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                // The virtual machine announces a flight recording whatever its logging is told.
                if (!line.contains("[jfr,startup]") && !line.isBlank() && !line.startsWith("Use jcmd")) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            lines.add("failed: " + e);
        }
        lines.add(END);
    }

    /** Waits for a line that begins with this word and returns its {@code name=value} words. */
    Map<String, String> expect(String word, int seconds) throws ChildException, InterruptedException {
        String line = null;
        for (int waited = 0; line == null; waited++) {
            if (waited == seconds) {
                throw new ChildException("no answer after " + seconds + " s");
            }
            if (server != null && !server.process.isAlive()) {
                throw new ChildException("the server's process has ended");
            }
            line = lines.poll(1, TimeUnit.SECONDS);
        }
        if (!line.startsWith(word)) {
            throw new ChildException(line);
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : line.substring(word.length()).trim().split(" ")) {
            int at = pair.indexOf('=');
            if (at > 0) {
                values.put(pair.substring(0, at), pair.substring(at + 1));
            }
        }
        return values;
    }

    Map<String, String> ask(String line, int seconds) throws ChildException, InterruptedException {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw new ChildException("the process takes no commands: " + e);
        }
        return expect("done", seconds);
    }

    @Override
    public void close() {
        try {
            if (process.isAlive()) {
                in.write("quit\n");
            }
            in.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            // It ended between the question and the word.
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    /** The process failed, or what it says is not what was expected. */
    static final class ChildException extends Exception {
        private static final long serialVersionUID = 1;

        ChildException(String message) {
            super(message);
        }
    }
}

package dev.halley.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A process that the test starts and ends by its own handle. It says facts as lines, and takes commands as lines; it has
 * to end when its standard input does, so that it does not outlive a test that was killed.
 */
public final class Child implements AutoCloseable {
    private static final String END = "\0end";

    private final Process process;
    private final Writer commands;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> said = new CopyOnWriteArrayList<>();

    private Child(Process process) {
        this.process = process;
        this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "child-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static Child start(Path directory, List<String> command) throws IOException {
        return new Child(new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start());
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                said.add(line);
                lines.add(line);
            }
        } catch (IOException e) {
            said.add("reading failed: " + e);
        } finally {
            lines.add(END);
        }
    }

    /** What follows the prefix in the next line that has it; other lines before it are passed over. */
    public String await(String prefix, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            String line = Await.next(
                    lines,
                    Duration.ofNanos(Math.max(1, deadline - System.nanoTime())),
                    "line \"" + prefix + "\" " + this);
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
            if (line.equals(END)) {
                throw new AssertionError("the process ended before its line \"" + prefix + "\": " + this);
            }
        }
    }

    /** What follows the prefix in the lines that are left, after the end of the process. */
    public List<String> rest(String prefix) {
        List<String> rest = new ArrayList<>();
        for (String line = ""; !line.equals(END); line = Await.next(lines, Await.SOON, "end of " + this)) {
            if (line.startsWith(prefix)) {
                rest.add(line.substring(prefix.length()));
            }
        }
        lines.add(END);
        return rest;
    }

    public void tell(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("can't tell " + this, e);
        }
    }

    /** SIGKILL; what it said before can still be read, which {@link #close()} does not promise. */
    public void kill() {
        boolean unused = process.toHandle().destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("still there after SIGKILL: " + this);
            }
        } catch (InterruptedException e) {
            throw Await.interrupted("end of " + this, e);
        }
    }

    @Override
    public String toString() {
        List<String> all = List.copyOf(said);
        return "process " + process.pid() + ", which said last "
                + all.subList(Math.max(0, all.size() - 20), all.size());
    }
}

package dev.halley.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One example in a JVM of its own, as a reader would start it. */
final class Program implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();
    private final Thread reader;

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = new Thread(this::read, name + "-output");
    }

    static Program start(Class<?> example, Map<String, String> environment, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                example.getName()));
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Program program = new Program(example.getSimpleName(), builder.start());
        program.reader.setDaemon(true);
        program.reader.start();
        return program;
    }

    static Program start(Class<?> example, String... args) throws IOException {
        return start(example, Map.of(), args);
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("the output could not be read: " + e);
        }
    }

    /** Waits for a line that begins like this; other lines are passed over. */
    String awaitLine(String beginning) throws InterruptedException {
        awaitLines(beginning);
        return seen.get(seen.size() - 1);
    }

    /** Waits for lines that begin like these, in any order; other lines are passed over. */
    void awaitLines(String... beginnings) throws InterruptedException {
        List<String> missing = new ArrayList<>(List.of(beginnings));
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!missing.isEmpty()) {
            String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError(name + " printed no line that begins with " + missing + ", but " + seen);
            }
            seen.add(line);
            missing.removeIf(line::startsWith);
        }
    }

    /** Waits for the end; gives the exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " did not end by itself; it printed " + seen + lines);
        }
        reader.join(LIMIT.toMillis());
        return process.exitValue();
    }

    /** What was printed and not waited for; after the end. */
    List<String> rest() {
        List<String> rest = new ArrayList<>();
        lines.drainTo(rest);
        return rest;
    }

    boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

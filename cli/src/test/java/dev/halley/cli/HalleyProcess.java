package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The command as a process of its own. Closing it ends the process by its own id. */
final class HalleyProcess implements AutoCloseable {
    private static final int SIGINT = 2;

    private final Process process;
    private final Lines out;
    private final Lines err;

    private HalleyProcess(Process process, boolean readOut) {
        this.process = process;
        this.out = readOut ? new Lines(process.getInputStream()) : null;
        this.err = new Lines(process.getErrorStream());
    }

    static HalleyProcess start(String... args) throws IOException {
        return start(Map.of(), true, args);
    }

    static HalleyProcess start(Map<String, String> environment, boolean readOut, String... args) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.halley.cli.Main"));
        line.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        return new HalleyProcess(builder.start(), readOut);
    }

    /** Sends a signal, as {@code kill} does. */
    void signal(String name) throws Exception {
        assumeFalse(
                isIgnoredHere(name),
                "this JVM was started with " + name
                        + " ignored, as a shell's background jobs are, and so is its child");
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    /** What a process ignores when it starts another one, that one ignores, too. */
    private static boolean isIgnoredHere(String name) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!name.equals("INT") || !Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .anyMatch(mask -> (mask & 1L << (SIGINT - 1)) != 0);
        }
    }

    void type(byte[] bytes) throws IOException {
        process.getOutputStream().write(bytes);
        process.getOutputStream().flush();
    }

    OutputStream stdin() {
        return process.getOutputStream();
    }

    /** Nobody reads standard output any more. */
    void closeOut() throws IOException {
        process.getInputStream().close();
    }

    int exitCode() throws Exception {
        assertThat(process.waitFor(90, TimeUnit.SECONDS))
                .as("ends; stderr: " + err)
                .isTrue();
        return process.exitValue();
    }

    List<String> out() {
        return out.all();
    }

    List<String> err() {
        return err.all();
    }

    void awaitOut(int count) throws Exception {
        out.await(all -> all.size() >= count, count + " lines on stdout; stderr: " + err);
    }

    void await(Predicate<List<String>> wanted) throws Exception {
        out.await(wanted, "what is wanted on stdout; stderr: " + err);
    }

    void awaitErr(String line) throws Exception {
        err.await(all -> all.contains(line), "'" + line + "' on stderr");
    }

    void awaitErr(String line, int times) throws Exception {
        err.await(all -> all.stream().filter(line::equals).count() >= times, times + " x '" + line + "' on stderr");
    }

    /** Waits for what the process wrote before its end. */
    HalleyProcess ended() throws Exception {
        exitCode();
        if (out != null) {
            out.thread.join(20_000);
        }
        err.thread.join(20_000);
        return this;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static final class Lines {
        private final List<String> lines = new ArrayList<>();
        private final Thread thread;

        Lines(InputStream in) {
            thread = new Thread(
                    () -> {
                        try (BufferedReader reader =
                                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                                synchronized (lines) {
                                    lines.add(line);
                                    lines.notifyAll();
                                }
                            }
                        } catch (IOException e) {
                            // Closed by the test.
                        }
                    },
                    "lines");
            thread.setDaemon(true);
            thread.start();
        }

        List<String> all() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }

        void await(Predicate<List<String>> wanted, String what) throws Exception {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            synchronized (lines) {
                while (!wanted.test(lines)) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        throw new TimeoutException("no " + what + " within 90 s, but: " + lines);
                    }
                    TimeUnit.NANOSECONDS.timedWait(lines, left);
                }
            }
        }

        @Override
        public String toString() {
            return all().toString();
        }
    }
}

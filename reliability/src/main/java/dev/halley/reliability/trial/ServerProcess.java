package dev.halley.reliability.trial;

import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.server.CometdMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The server, which can be killed, stopped and started again on the same ports. Its methods are for one thread at a time. */
final class ServerProcess implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int ANSWER_SECONDS = 30;
    private static final String END = "\0end";

    private final Plan plan;
    private final Consumer<String> facts;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private String[] ports = {"0", "0"};
    private volatile @Nullable Running running;

    private record Running(Process process, Writer commands, Thread reader) {}

    /** What the server says unasked goes to {@code facts}, on a thread of its own. */
    ServerProcess(Plan plan, Consumer<String> facts) {
        this.plan = plan;
        this.facts = facts;
        // A process that is stopped does not see the end of its input.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Running last = running;
            if (last != null) {
                last.process.destroyForcibly();
            }
        }));
    }

    void start(String token, int next, boolean publishing) {
        List<String> command = new ArrayList<>(plan.client() == Plan.Client.BAYEUX ? cometd() : node());
        command.addAll(
                List.of("mode=" + plan.mode(), "token=" + token, "next=" + next, "ports=" + ports[0] + "," + ports[1]));
        if (publishing) {
            command.add("publishing=1");
        }
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            answers.clear();
            Thread reader = new Thread(() -> read(process), "server-lines");
            reader.setDaemon(true);
            reader.start();
            running = new Running(
                    process, new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ports = await("ports ", START_SECONDS).split(" ");
    }

    private static List<String> cometd() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                CometdMain.class.getName());
    }

    private static List<String> node() {
        return List.of("node", script().toString());
    }

    /** From the module's directory, or from the project's. */
    static Path script() {
        Path given = Path.of(System.getProperty("halley.reliability.root", "."), "node", "server.js");
        return Files.exists(given) ? given : Path.of("reliability", "node", "server.js");
    }

    private void read(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("ports ") || line.equals("stopped") || line.startsWith("who")) {
                    answers.add(line);
                } else {
                    facts.accept(line);
                }
            }
        } catch (IOException e) {
            facts.accept("reading failed: " + e);
        }
        answers.add(END);
    }

    int port(int node) {
        return Integer.parseInt(ports[node]);
    }

    /** False between a kill and the next start. */
    boolean isAlive() {
        return running().process.isAlive();
    }

    void tell(String command) {
        Running now = running();
        try {
            now.commands.write(command + "\n");
            now.commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the server takes no commands", e);
        }
    }

    /** The answer without its first word. */
    String ask(String command, String prefix) {
        tell(command);
        return await(prefix, ANSWER_SECONDS);
    }

    private String await(String prefix, int seconds) {
        try {
            String line = answers.poll(seconds, TimeUnit.SECONDS);
            if (line == null || !line.startsWith(prefix)) {
                throw new IllegalStateException("the server's line: " + line + " (expected: " + prefix + "…)");
            }
            return line.substring(prefix.length());
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a trial", e);
        }
    }

    /** SIGKILL. Everything that it had said is known when this returns. */
    void kill() {
        Running now = running();
        boolean unused = now.process.toHandle().destroyForcibly();
        try {
            now.process.waitFor();
            now.reader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a trial", e);
        }
    }

    void pause() {
        Signals.send("STOP", running().process.pid());
    }

    void resume() {
        Signals.send("CONT", running().process.pid());
    }

    private Running running() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the server was not started");
        }
        return now;
    }

    @Override
    public void close() {
        if (running != null) {
            kill();
        }
    }
}

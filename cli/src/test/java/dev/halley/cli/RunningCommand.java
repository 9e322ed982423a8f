package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command that runs in this JVM on a thread of its own; closing it stops it and waits for its end. */
final class RunningCommand implements AutoCloseable {
    private final TestConsole console;
    private final Stop stop = new Stop();
    private final CompletableFuture<Integer> code = new CompletableFuture<>();
    private final PipedOutputStream stdin = new PipedOutputStream();

    private RunningCommand(InputStream given, String... args) throws IOException {
        console = new TestConsole(given == null ? new PipedInputStream(stdin, 1 << 16) : given);
        Thread thread = new Thread(() -> code.complete(Halley.run(console.console(), stop, args)), "command");
        thread.setDaemon(true);
        thread.start();
    }

    static RunningCommand start(String... args) throws IOException {
        return new RunningCommand(null, args);
    }

    /** Runs a command to its end, with this text as its standard input. */
    static RunningCommand run(String text, String... args) throws Exception {
        try (RunningCommand command =
                new RunningCommand(new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), args)) {
            command.exitCode();
            return command;
        }
    }

    TestConsole console() {
        return console;
    }

    List<String> out() {
        return console.out();
    }

    String err() {
        return console.errText();
    }

    /** Types a line. */
    void type(String line) throws IOException {
        stdin.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        stdin.flush();
    }

    void endOfInput() throws IOException {
        stdin.close();
    }

    void stop() {
        stop.request();
    }

    /** Waits for the end. */
    int exitCode() throws Exception {
        return code.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        stop.request();
        stdin.close();
        assertThat(code).as("ends when stopped").succeedsWithin(20, TimeUnit.SECONDS);
    }
}

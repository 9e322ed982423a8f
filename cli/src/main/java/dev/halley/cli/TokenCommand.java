package dev.halley.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a command of the user whose standard output is a bearer token. Blocks; nothing of the output is ever shown. */
final class TokenCommand {
    private static final Duration LIMIT = Duration.ofSeconds(25);
    private static final int LONGEST = 64 * 1024;

    private final String command;

    TokenCommand(String command) {
        this.command = command;
    }

    /**
     * A token.
     *
     * @throws FailedException if the command fails, takes longer than 25 s or prints anything but one word
     * @throws IOException if it can't be run
     */
    String token() throws IOException {
        Process process = new ProcessBuilder(shell())
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return token(process);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private String token(Process process) throws IOException {
        CompletableFuture<byte[]> output = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process.getInputStream(), output), "halley-auth-command");
        reader.setDaemon(true);
        reader.start();
        byte[] bytes;
        try {
            bytes = output.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                throw failed("closed its output and did not end");
            }
        } catch (TimeoutException e) {
            throw failed("did not end within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IOException("--auth-command: its output could not be read: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("--auth-command: interrupted", e);
        }
        if (process.exitValue() != 0 && bytes.length <= LONGEST) {
            throw failed("ended with exit code " + process.exitValue());
        }
        String token = new String(bytes, StandardCharsets.UTF_8).strip();
        if (token.isEmpty() || bytes.length > LONGEST || token.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw failed(
                    token.isEmpty() ? "printed nothing" : "printed more than one word, or something that is no token");
        }
        return token;
    }

    private static void read(InputStream in, CompletableFuture<byte[]> output) {
        try (in) {
            output.complete(in.readNBytes(LONGEST + 1));
        } catch (IOException e) {
            output.completeExceptionally(e);
        }
    }

    private static FailedException failed(String what) {
        return new FailedException("--auth-command " + what + " (expected: a bearer token on its standard output)");
    }

    /** The command gave no token. */
    static final class FailedException extends IOException {
        private static final long serialVersionUID = 1L;

        FailedException(String message) {
            super(message);
        }
    }

    private List<String> shell() {
        return isWindows() ? List.of("cmd.exe", "/c", command) : List.of("/bin/sh", "-c", command);
    }

    private static File nothing() {
        return new File(isWindows() ? "NUL" : "/dev/null");
    }

    private static boolean isWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}

package dev.halley.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One program run to its end: bounded in time, leaving no process behind. */
final class Subprocess {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private Subprocess() {}

    /**
     * Runs the command and returns what it printed on either stream.
     *
     * @throws AssertionError if it does not end in time or ends with another code than 0
     */
    static String run(List<String> command) throws IOException, InterruptedException {
        File output = Files.createTempFile("halley-blackbox", ".txt").toFile();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new File(nullDevice())))
                    .redirectOutput(output)
                    .start();
            boolean ended;
            try {
                ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            String printed = Files.readString(output.toPath(), StandardCharsets.UTF_8);
            assertThat(ended)
                    .as("%s ended within %s; it printed:%n%s", command, LIMIT, printed)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("exit code of %s; it printed:%n%s", command, printed)
                    .isZero();
            return printed;
        } finally {
            Files.delete(output.toPath());
        }
    }

    /** A tool of the JDK that runs the tests. */
    static Path jdkTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", executable(name));
    }

    static String executable(String name) {
        return isWindows() ? name + ".exe" : name;
    }

    static boolean isWindows() {
        return File.separatorChar == '\\';
    }

    private static String nullDevice() {
        return isWindows() ? "NUL" : "/dev/null";
    }
}

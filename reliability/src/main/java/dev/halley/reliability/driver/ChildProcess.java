package dev.halley.reliability.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs programs in processes of their own, which say what they came to in their last line. Any thread, which waits. */
final class ChildProcess {
    private static final String RESULT = "result ";

    private final Path directory;

    /** Journals go to this directory. */
    ChildProcess(Path directory) {
        this.directory = directory;
    }

    Path journal(String name) {
        return directory.resolve(name + ".log");
    }

    /** What follows {@code result} in the last such line; empty when there is none, or the process did not end in time. */
    Optional<String> run(String name, int seconds, Class<?> program, List<String> args)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Path journal = journal(name);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // Several at a time: the second compiler would take the machine for itself.
                "-XX:TieredStopAtLevel=1",
                "-Dhalley.reliability.root=" + Options.directory(),
                "-Dhalley.reliability.traffic=" + Boolean.getBoolean("halley.reliability.traffic"),
                "-cp",
                // Surefire and Failsafe start their JVM with a jar that only names the class path.
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        command.addAll(args);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(journal.toFile())
                .start();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                return Optional.empty();
            }
        } finally {
            process.destroyForcibly();
        }
        try (var lines = Files.lines(journal)) {
            return lines.filter(line -> line.startsWith(RESULT))
                    .map(line -> line.substring(RESULT.length()))
                    .reduce((first, last) -> last);
        }
    }
}

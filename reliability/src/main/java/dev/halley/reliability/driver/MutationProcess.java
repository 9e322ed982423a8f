package dev.halley.reliability.driver;

import dev.halley.reliability.mutation.Mutants;
import dev.halley.reliability.mutation.Unit;
import dev.halley.reliability.report.MutationOutcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Mutates a unit in a process of PIT, on the class path that Maven's profile {@code mutation} writes. Any thread, which waits. */
final class MutationProcess {
    /** A unit takes a few minutes; with {@code Part.MUTATION}'s minutes this keeps a go below two hours. */
    private static final int MOST_MINUTES = 28;

    private final Path root;
    private final Path directory;

    /** Works on the modules in a root directory; journals and reports go to another one. */
    MutationProcess(Path root, Path directory) {
        this.root = root.toAbsolutePath();
        this.directory = directory.toAbsolutePath();
    }

    Path journal(String name) {
        return directory.resolve(name + ".log");
    }

    /** A page for each class, with its survivors. */
    Path report(Unit unit) {
        return directory.resolve(unit.toString());
    }

    /** Compiles modules and their tests. */
    boolean build(Collection<String> modules) throws IOException, InterruptedException {
        return runs(
                root,
                "build",
                List.of(
                        root.resolve("mvnw").toString(),
                        "-q",
                        "-B",
                        "-Pfast,mutation",
                        "-pl",
                        String.join(",", modules),
                        "-am",
                        "test-compile"));
    }

    MutationOutcome run(Unit unit, int percent) throws IOException, InterruptedException {
        Path module = root.resolve(unit.module());
        Path target = module.resolve("target");
        Path report = report(unit).resolve("mutations.xml");
        Files.deleteIfExists(report);
        long begin = System.nanoTime();
        boolean good = runs(
                module,
                unit.toString(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                target.resolve("test-classes").toString(),
                                target.resolve("classes").toString(),
                                Files.readString(target.resolve("mutation.classpath"))
                                        .strip()),
                        "org.pitest.mutationtest.commandline.MutationCoverageReport",
                        "--targetClasses",
                        unit.classes(),
                        "--targetTests",
                        unit.tests(),
                        "--sourceDirs",
                        module.resolve("src/main/java").toString(),
                        "--reportDir",
                        report(unit).toString(),
                        "--outputFormats",
                        "XML,HTML",
                        "--timestampedReports=false",
                        "--threads",
                        "1",
                        // On a busy machine a good test may take long: only what hangs is a time-out.
                        "--timeoutConst",
                        "10000",
                        // Many short lives, so starting is what costs.
                        "--jvmArgs",
                        "-Xmx512m,-XX:+UseSerialGC,-XX:TieredStopAtLevel=1"));
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        return good && Files.exists(report)
                ? MutationOutcome.of(unit, percent, Mutants.read(report), seconds)
                : MutationOutcome.failed(unit, percent, seconds, "PIT ended without a report");
    }

    private boolean runs(Path place, String name, List<String> command) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Process process = new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectErrorStream(true)
                .redirectOutput(journal(name).toFile())
                .start();
        try {
            return process.waitFor(MOST_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

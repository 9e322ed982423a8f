package dev.halley.reliability.driver;

import dev.halley.reliability.fuzz.Corpus;
import dev.halley.reliability.fuzz.FuzzMain;
import dev.halley.reliability.fuzz.Target;
import dev.halley.reliability.report.FuzzOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Fuzzes a target in a process of Jazzer. What it finds worth keeping stays for its next time. Any thread, which waits. */
final class FuzzProcess {
    private static final Pattern INPUTS = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");
    private static final Pattern PROGRESS = Pattern.compile("cov: (\\d+) ft: \\d+ corp: (\\d+)");
    private static final Pattern FOUND = Pattern.compile("^== Java Exception: .*|.*ERROR: libFuzzer: .*");

    /** An input that takes longer is a finding: a thousand of a decoder's take a second. */
    private static final int INPUT_SECONDS = 25;

    private static final int MORE_SECONDS = 120;

    private final Path directory;

    /**
     * Prepares.
     *
     * @param directory where journals go, and inputs
     */
    FuzzProcess(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    Path directory(Target target) {
        return directory.resolve(target.toString());
    }

    Path journal(Target target) {
        return directory.resolve(target + ".log");
    }

    FuzzOutcome run(Target target, int seconds) throws IOException, InterruptedException {
        Path own = directory(target);
        Path found = Files.createDirectories(own.resolve("corpus"));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // What a decoder allocates without bounds ends here.
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + FuzzMain.class.getName(),
                        "--target_args=" + target,
                        "--instrumentation_includes=dev.halley.**",
                        "--instrumentation_excludes=dev.halley.reliability.**:dev.halley.testkit.**",
                        "--reproducer_path=" + own,
                        "-artifact_prefix=" + own + "/",
                        "-max_total_time=" + seconds,
                        "-timeout=" + INPUT_SECONDS,
                        "-max_len=4096",
                        "-rss_limit_mb=0",
                        "-print_final_stats=1",
                        found.toString(),
                        Corpus.directory(Options.directory().resolve("corpus"), target)
                                .toAbsolutePath()
                                .toString()))
                .directory(own.toFile())
                .redirectErrorStream(true)
                .redirectOutput(journal(target).toFile())
                .start();
        try {
            if (!process.waitFor(seconds + MORE_SECONDS, TimeUnit.SECONDS)) {
                return new FuzzOutcome(target.toString(), seconds, 0, 0, 0, List.of("the fuzzer did not end"));
            }
        } finally {
            process.destroyForcibly();
        }
        return outcome(target, seconds, process.exitValue());
    }

    private FuzzOutcome outcome(Target target, int seconds, int exit) throws IOException {
        long inputs = 0;
        int edges = 0;
        int corpus = 0;
        List<String> problems = new ArrayList<>();
        try (Stream<String> lines = Files.lines(journal(target))) {
            for (String line : (Iterable<String>) lines::iterator) {
                Matcher executed = INPUTS.matcher(line);
                Matcher progress = PROGRESS.matcher(line);
                if (executed.find()) {
                    inputs = Long.parseLong(executed.group(1));
                } else if (progress.find()) {
                    edges = Integer.parseInt(progress.group(1));
                    corpus = Integer.parseInt(progress.group(2));
                } else if (FOUND.matcher(line).matches() && problems.isEmpty()) {
                    problems.add(line.length() > 300 ? line.substring(0, 300) : line);
                }
            }
        }
        if (problems.isEmpty() && (exit != 0 || inputs == 0)) {
            problems.add("the fuzzer ended with " + exit + " after " + inputs + " inputs");
        }
        return new FuzzOutcome(target.toString(), seconds, inputs, edges, corpus, problems);
    }
}

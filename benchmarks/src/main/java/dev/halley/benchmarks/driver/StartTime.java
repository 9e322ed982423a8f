package dev.halley.benchmarks.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long a command takes from its start to its end, everything on disk read before. Main thread. */
final class StartTime {
    /** So many in a row make one figure: the median of them. */
    private static final int REPEATS = 11;

    private static final int QUICK_REPEATS = 3;

    private final Workshop workshop;
    private final Scenario scenario;

    StartTime(Workshop workshop, Scenario scenario) {
        this.workshop = workshop;
        this.scenario = scenario;
    }

    List<Row> rows() throws IOException, InterruptedException {
        Figures figures = new Figures(scenario);
        try {
            for (String subject : workshop.subjects(scenario)) {
                // The first one builds the command and reads all into memory.
                double unused = run(subject);
            }
            for (int round = 0; round < workshop.options().roundCount(); round++) {
                for (String subject : workshop.subjects(scenario)) {
                    double[] millis = new double[workshop.options().quick() ? QUICK_REPEATS : REPEATS];
                    for (int i = 0; i < millis.length; i++) {
                        millis[i] = run(subject);
                    }
                    Arrays.sort(millis);
                    figures.add(subject, Map.of("time", String.format(Locale.ROOT, "%.1f", millis[millis.length / 2])));
                }
            }
        } catch (IOException e) {
            workshop.fail(scenario, "a command", e);
        }
        return figures.rows();
    }

    private static double run(String subject) throws IOException, InterruptedException {
        String command = subject.startsWith("halley ")
                ? Commands.directory().toAbsolutePath().resolveSibling("halley").toString()
                : Path.of(System.getProperty("java.home"), "bin", "java").toString();
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command, subject.substring(subject.indexOf(' ') + 1))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(subject + " ended with " + code);
        }
        return (System.nanoTime() - start) / 1e6;
    }
}

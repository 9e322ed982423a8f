package dev.halley.benchmarks.driver;

import dev.halley.benchmarks.Payloads;
import dev.halley.benchmarks.driver.Child.ChildException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run: for each scenario all subjects are started, warmed up and measured in turns against the same server. */
public final class Run {
    private static final int START_SECONDS = 60;
    private static final int ROUND_SECONDS = 300;
    private static final long FIRST_COUNT = 5_000;

    private final Options options;
    private final Commands commands;
    private final Path errors;
    private boolean failed;

    /**
     * Prepares a run.
     *
     * @param options what is to run
     */
    public Run(Options options) {
        this.options = options;
        this.commands = new Commands(options);
        this.errors = Commands.directory().resolve("target").resolve("errors.log");
    }

    /**
     * Runs it and writes the results.
     *
     * @return whether every subject came through
     * @throws IOException if a process cannot be started or the results not written
     * @throws InterruptedException never, as nobody interrupts it
     */
    public boolean run() throws IOException, InterruptedException {
        List<Scenario> wanted =
                Scenarios.all().stream().filter(options::wants).toList();
        if (options.list()) {
            wanted.forEach(scenario -> System.out.println(scenario.name()));
            return true;
        }
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException(
                    "scenarios: " + options.scenarios() + " (expected: names that --list prints)");
        }
        Files.createDirectories(errors.getParent());
        if (options.profile() != null) {
            Files.createDirectories(options.profile());
        }
        Files.deleteIfExists(errors);
        Results results = new Results(options.out(), Machine.describe(commands));
        for (Scenario scenario : wanted) {
            results.add(scenario, measure(scenario, results));
            results.write();
        }
        return !failed;
    }

    private List<Row> measure(Scenario scenario, Results results) throws IOException, InterruptedException {
        Figures figures = new Figures(scenario);
        Map<String, Child> subjects = new LinkedHashMap<>();
        try (Child server = new Child(commands.server(), errors)) {
            String port = server.expect("ready", START_SECONDS).getOrDefault("port", "");
            Map<String, Long> counts = new LinkedHashMap<>();
            for (String subject : scenario.subjects()) {
                if (options.wants(subject) && isThere(subject, results)) {
                    start(scenario, subject, port, subjects, counts, results);
                }
            }
            for (int round = 0; round < options.roundCount(); round++) {
                for (String subject : List.copyOf(subjects.keySet())) {
                    Child child = subjects.get(subject);
                    try {
                        if (child != null) {
                            figures.add(subject, child.ask("round " + counts.get(subject), ROUND_SECONDS));
                        }
                    } catch (ChildException e) {
                        fail(scenario, subject, e, subjects, results);
                        figures.remove(subject);
                    }
                }
            }
        } catch (ChildException e) {
            failed = true;
            results.say("FAILED: the server: " + e.getMessage());
        } finally {
            subjects.values().forEach(Child::close);
        }
        return figures.rows();
    }

    private void start(
            Scenario scenario,
            String subject,
            String port,
            Map<String, Child> subjects,
            Map<String, Long> counts,
            Results results)
            throws IOException, InterruptedException {
        Child child = new Child(commands.subject(scenario, subject, port), errors);
        subjects.put(subject, child);
        try {
            Map<String, String> unused = child.expect("ready", START_SECONDS);
            counts.put(subject, warmUp(scenario, child));
        } catch (ChildException e) {
            fail(scenario, subject, e, subjects, results);
        }
    }

    /** Runs until its code is compiled; returns how many messages make a round of the wanted length. */
    private long warmUp(Scenario scenario, Child child) throws ChildException, InterruptedException {
        if (scenario.fixedCount() > 0) {
            return scenario.fixedCount();
        }
        long end = System.nanoTime() + (long) (options.warmSeconds() * 1e9);
        long count = FIRST_COUNT;
        do {
            double rate = Double.parseDouble(
                    child.ask("round " + count, ROUND_SECONDS).getOrDefault("rate", "0"));
            count = Math.max(1, (long) (rate * options.roundSeconds()) / Payloads.BATCH) * Payloads.BATCH;
        } while (System.nanoTime() < end);
        return count;
    }

    private void fail(
            Scenario scenario, String subject, ChildException why, Map<String, Child> subjects, Results results) {
        failed = true;
        results.say("FAILED: " + scenario.name() + ", " + subject + ": " + why.getMessage() + " (see " + errors + ")");
        Child child = subjects.remove(subject);
        if (child != null) {
            child.close();
        }
    }

    /** Node is a further reference: a machine without it measures the rest. */
    private static boolean isThere(String subject, Results results) {
        if (!Commands.isNode(subject) || Commands.onPath("node")) {
            return true;
        }
        results.say("left out: " + subject + ", as there is no node on the PATH");
        return false;
    }
}

package dev.halley.benchmarks.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One run: each scenario in its procedure, one after another. */
public final class Run {
    private final Options options;

    /**
     * Prepares a run.
     *
     * @param options what is to run
     */
    public Run(Options options) {
        this.options = options;
    }

    /**
     * Runs it and writes the results.
     *
     * @return whether every subject came through
     * @throws IOException if a process cannot be started or the results not written
     * @throws InterruptedException never, as nobody interrupts it
     */
    public boolean run() throws IOException, InterruptedException {
        List<Scenario> wanted = Scenarios.all().stream().filter(options::wants).toList();
        if (options.list()) {
            wanted.forEach(scenario -> System.out.println(scenario.name()));
            return true;
        }
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException(
                    "scenarios: " + options.scenarios() + " (expected: names that --list prints)");
        }
        Path errors = Commands.directory().resolve("target").resolve("errors.log");
        Files.createDirectories(errors.getParent());
        Files.deleteIfExists(errors);
        if (options.profile() != null) {
            Files.createDirectories(options.profile());
        }
        Commands commands = new Commands(options);
        Results results = new Results(options, Machine.describe(commands));
        Workshop workshop = new Workshop(options, commands, errors, results);
        results.keep(wanted);
        for (Scenario scenario : wanted) {
            results.add(scenario, measure(workshop, scenario));
            results.write();
        }
        return !workshop.hasFailed();
    }

    private static List<Row> measure(Workshop workshop, Scenario scenario) throws IOException, InterruptedException {
        return switch (scenario.procedure()) {
            case TURNS, HALF_LOAD -> new Turns(workshop, scenario).rows();
            case CONNECTIONS, STORM -> new FreshRounds(workshop, scenario).rows();
            case START -> new StartTime(workshop, scenario).rows();
        };
    }
}

package dev.halley.reliability.driver;

import dev.halley.reliability.mutation.Unit;
import dev.halley.reliability.report.MutationOutcome;
import dev.halley.reliability.report.MutationTable;
import dev.halley.reliability.report.Page;
import dev.halley.reliability.report.Results;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The part {@code mutation}. */
final class MutationPart {
    private static final String NAME = "mutation";

    /** The least percentage, of each unit and so of all. */
    private static final int PERCENT = 85;

    private final Options options;
    private final Results<MutationOutcome> results;
    private final MutationProcess mutation;

    MutationPart(Options options) throws IOException {
        this.options = options;
        this.results = options.resultsOf(NAME, MutationOutcome.class, MutationOutcome.ORDER);
        this.mutation = new MutationProcess(
                Options.directory().toAbsolutePath().resolveSibling(""),
                Options.directory().resolve("target").resolve(NAME));
    }

    /** Whether tests noticed enough of each unit that was wanted, now or before. */
    boolean run() throws IOException, InterruptedException {
        List<Unit> wanted = options.units();
        List<Unit> waiting = wanted.stream().filter(unit -> !hasPassed(unit)).toList();
        System.out.println(wanted.size() + " units, of which " + waiting.size() + " are to run, " + options.parallel()
                + " at a time");
        Set<String> modules = waiting.stream().map(Unit::module).collect(Collectors.toCollection(TreeSet::new));
        if (!waiting.isEmpty() && !mutation.build(modules)) {
            System.out.println("FAILED: could not build; the log is in " + mutation.journal("build"));
            return false;
        }
        int left = new Workers<Unit>(waiting, options.minutes(), unit -> add(unit, mutation.run(unit, PERCENT)))
                .run(options.parallel());
        String table = MutationTable.of(results.all());
        System.out.println("\n" + table);
        if (options.isRecord()) {
            Page.write(options.page(), NAME, table);
        }
        if (left > 0) {
            System.out.println(left + " units are left: run it again with --resume");
        }
        return wanted.stream().allMatch(this::hasPassed);
    }

    private boolean hasPassed(Unit unit) {
        return results.hasPassed(unit.toString(), PERCENT);
    }

    private synchronized void add(Unit unit, MutationOutcome outcome) throws IOException {
        results.add(outcome);
        System.out.println(String.format(
                Locale.ROOT,
                "%s %-18s %,d mutants, %.1f %% noticed, %d s",
                outcome.passed() ? "ok    " : "FAILED",
                unit,
                outcome.mutants().total(),
                outcome.mutants().percent(),
                outcome.seconds()));
        outcome.problems().forEach(problem -> System.out.println("      " + problem));
        System.out.println("      survivors: " + mutation.report(unit).resolve("index.html") + ", journal: "
                + mutation.journal(unit.toString()));
    }
}

package dev.halley.reliability.driver;

import dev.halley.reliability.fuzz.Target;
import dev.halley.reliability.report.FuzzOutcome;
import dev.halley.reliability.report.FuzzTable;
import dev.halley.reliability.report.Page;
import dev.halley.reliability.report.Results;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The part {@code fuzz}. */
final class FuzzPart {
    private static final String NAME = "fuzz";

    private final Options options;
    private final Results<FuzzOutcome> results;
    private final FuzzProcess fuzzer;

    FuzzPart(Options options) throws IOException {
        this.options = options;
        this.results = options.resultsOf(NAME, FuzzOutcome.class, FuzzOutcome.ORDER);
        this.fuzzer = new FuzzProcess(Options.directory().resolve("target").resolve(NAME));
    }

    /** Whether nothing was found in any target that was wanted, now or before. */
    boolean run() throws IOException, InterruptedException {
        List<Target> wanted = options.targets();
        List<Target> waiting = wanted.stream()
                .filter(target -> !results.hasPassed(target.toString(), options.seconds()))
                .toList();
        System.out.println(wanted.size() + " targets for " + options.seconds() + " s each, of which " + waiting.size()
                + " are to run, " + options.parallel() + " at a time");
        int left = new Workers<Target>(
                        waiting, options.minutes(), target -> add(target, fuzzer.run(target, options.seconds())))
                .run(options.parallel());
        String table = FuzzTable.of(results.all());
        System.out.println("\n" + table);
        if (options.isRecord()) {
            Page.write(options.page(), NAME, table);
        }
        if (left > 0) {
            System.out.println(left + " targets are left: run it again with --resume");
        }
        return wanted.stream().allMatch(target -> results.hasPassed(target.toString(), options.seconds()));
    }

    private synchronized void add(Target target, FuzzOutcome outcome) throws IOException {
        results.add(outcome);
        System.out.println(String.format(
                Locale.ROOT,
                "%s %-10s %,d inputs, %,d edges",
                outcome.passed() ? "ok    " : "FAILED",
                target,
                outcome.inputs(),
                outcome.edges()));
        outcome.problems().forEach(problem -> System.out.println("      " + problem));
        if (!outcome.passed()) {
            System.out.println("      journal: " + fuzzer.journal(target) + ", input in " + fuzzer.directory(target));
        }
    }
}

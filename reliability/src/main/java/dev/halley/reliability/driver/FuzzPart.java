package dev.halley.reliability.driver;

import dev.halley.reliability.fuzz.Target;
import dev.halley.reliability.report.FuzzOutcome;
import dev.halley.reliability.report.FuzzResults;
import dev.halley.reliability.report.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The part {@code fuzz}. */
final class FuzzPart {
    private static final String NAME = "fuzz";

    private final Options options;
    private final FuzzResults results;
    private final FuzzProcess fuzzer;

    FuzzPart(Options options) throws IOException {
        this.options = options;
        Path file = options.out().resolve(NAME + ".json");
        this.results = options.resume() ? FuzzResults.read(file) : FuzzResults.empty(file);
        this.fuzzer = new FuzzProcess(Options.directory().resolve("target").resolve(NAME));
    }

    /** Whether nothing was found in any target that was wanted, now or before. */
    boolean run() throws IOException, InterruptedException {
        List<Target> wanted = options.targets();
        List<Target> waiting = wanted.stream()
                .filter(target -> !results.hasPassed(target, options.seconds()))
                .toList();
        System.out.println(wanted.size() + " targets for " + options.seconds() + " s each, of which " + waiting.size()
                + " are to run, " + options.parallel() + " at a time");
        int left = new Workers<Target>(
                        waiting, options.minutes(), target -> add(target, fuzzer.run(target, options.seconds())))
                .run(options.parallel());
        System.out.println("\n" + results.table());
        if (options.isRecord()) {
            Page.write(options.page(), NAME, results.table());
        }
        if (left > 0) {
            System.out.println(left + " targets are left: run it again with --resume");
        }
        return wanted.stream().allMatch(target -> results.hasPassed(target, options.seconds()));
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

package dev.halley.reliability.driver;

import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.report.FaultTable;
import dev.halley.reliability.report.Outcome;
import dev.halley.reliability.report.Page;
import dev.halley.reliability.report.Results;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The part {@code faults}. */
final class FaultsPart {
    private static final String NAME = "faults";

    private final Options options;
    private final Results<Outcome> results;
    private final TrialProcess trials;

    // Guarded by this.
    private final List<Outcome> ran = new ArrayList<>();

    FaultsPart(Options options) throws IOException {
        this.options = options;
        this.results = options.resultsOf(NAME, Outcome.class, Outcome.ORDER);
        this.trials = new TrialProcess(Options.directory().resolve("target").resolve(NAME));
    }

    /** Whether everything that was wanted has passed, now or before. */
    boolean run() throws IOException, InterruptedException {
        List<Plan> wanted = plans();
        List<Plan> waiting = wanted.stream()
                .filter(plan -> !results.hasPassed(plan.id(), plan.seconds()))
                .toList();
        System.out.println(wanted.size() + " trials of " + options.seconds() + " s, of which " + waiting.size()
                + " are to run, " + options.parallel() + " at a time");
        int left = new Workers<Plan>(waiting, options.minutes(), plan -> add(plan, trials.run(plan)))
                .run(options.parallel());
        String table = FaultTable.of(results.all());
        System.out.println("\n" + table);
        if (options.isRecord()) {
            Page.write(options.page(), NAME, table);
        }
        if (left > 0) {
            System.out.println(left + " trials are left: run it again with --resume");
        }
        return wanted.stream().allMatch(plan -> results.hasPassed(plan.id(), plan.seconds()));
    }

    /** Seed by seed, so that what ran is of every kind whenever it ends. */
    private List<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        for (long seed : options.seeds()) {
            for (Plan.Client client : options.clients()) {
                for (String wire : options.wires()) {
                    plans.add(new Plan(client, wire, seed, options.seconds()));
                }
            }
        }
        return plans;
    }

    private synchronized void add(Plan plan, Outcome outcome) throws IOException {
        results.add(outcome);
        ran.add(outcome);
        System.out.println(String.format(
                Locale.ROOT,
                "%3d %s  %s: %d of %d events, %d in %d gaps; %d of %d calls confirmed; recovered after %.1f s",
                ran.size(),
                outcome.passed() ? "ok    " : "FAILED",
                plan,
                outcome.down().delivered(),
                outcome.down().sent(),
                outcome.down().inGap(),
                outcome.gaps(),
                outcome.up().confirmed(),
                outcome.up().sent(),
                outcome.recoveryMillis() / 1e3));
        outcome.problems().forEach(problem -> System.out.println("      " + problem));
        if (!outcome.passed()) {
            System.out.println("      journal: " + trials.journal(plan));
            System.out.println("      again: reliability/run --part faults --client " + plan.client() + " --wire "
                    + plan.wire() + " --seed " + plan.seed() + " --seconds " + plan.seconds());
        }
    }
}

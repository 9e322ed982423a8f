package dev.halley.reliability.trial;

import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.report.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;

/** The process of one trial: {@code CLIENT WIRE SEED SECONDS}. The last line that it prints is the outcome. */
public final class TrialMain {
    private TrialMain() {}

    /**
     * Runs one trial; the process ends with 0 when everything that was promised is true. It ends with its standard input,
     * too.
     *
     * @param args client, wire, seed and seconds
     */
    public static void main(String[] args) {
        Plan plan = new Plan(
                Plan.Client.valueOf(args[0].toUpperCase(Locale.ROOT)),
                args[1],
                Long.parseLong(args[2]),
                Integer.parseInt(args[3]));
        Input.endWithIt();
        Journal journal = new Journal();
        Outcome outcome;
        try {
            outcome = new Trial(plan, journal).run();
        } catch (RuntimeException | AssertionError e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            journal.say(trace.toString());
            outcome = Outcome.failed(plan, "the trial failed: " + e);
        }
        outcome.problems().forEach(problem -> journal.say("PROBLEM " + problem));
        journal.result(outcome.toJson());
        System.exit(outcome.passed() ? 0 : 1);
    }
}

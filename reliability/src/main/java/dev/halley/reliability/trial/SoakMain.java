package dev.halley.reliability.trial;

import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.report.SoakOutcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;

/**
 * The process of one leg of the soak: {@code CLIENT WIRE MINUTES} or {@code clients COUNT}. The last line that it prints is
 * the outcome.
 */
public final class SoakMain {
    private SoakMain() {}

    /**
     * Runs one leg; the process ends with 0 when everything that was promised is true. It ends with its standard input, too.
     *
     * @param args client, wire and minutes; or {@code clients} and how many
     */
    public static void main(String[] args) {
        Input.endWithIt();
        Journal journal = new Journal();
        int size = Integer.parseInt(args[args.length - 1]);
        SoakOutcome outcome;
        try {
            outcome = args[0].equals(SoakOutcome.CLIENTS)
                    ? new StartStop(size, journal).run()
                    : new Soak(Plan.Client.valueOf(args[0].toUpperCase(Locale.ROOT)), args[1], size, journal).run();
        } catch (RuntimeException | AssertionError e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            journal.say(trace.toString());
            String leg = args[0].equals(SoakOutcome.CLIENTS) ? args[0] : args[0] + "-" + args[1];
            outcome = SoakOutcome.failed(leg, size, "the leg failed: " + e);
        }
        outcome.problems().forEach(problem -> journal.say("PROBLEM " + problem));
        journal.result(outcome.toJson());
        System.exit(outcome.passed() ? 0 : 1);
    }
}

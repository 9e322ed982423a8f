package dev.halley.reliability.trial;

import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.fault.Plan.Mode;
import dev.halley.reliability.fault.Schedule;
import dev.halley.reliability.report.Outcome;
import dev.halley.testkit.FaultProxy;
import java.util.ArrayList;
import java.util.List;

/** One trial from beginning to end. Main thread. */
final class Trial {
    private final Plan plan;
    private final Journal journal;
    private final List<String> problems = new ArrayList<>();

    Trial(Plan plan, Journal journal) {
        this.plan = plan;
        this.journal = journal;
    }

    Outcome run() {
        Schedule schedule = plan.schedule();
        journal.say(plan.toString());
        journal.say("schedule\n" + schedule);
        try (World world = new World(plan, journal)) {
            Books books = world.books();
            long recovery;
            try (FaultProxy proxy = FaultProxy.to("127.0.0.1", world.gate().port())) {
                Subject client = world.client(proxy.port());
                try (client) {
                    client.open();
                    recovery = new Round(world, proxy, client, journal, problems).live(schedule);
                }
                Leftovers.awaitNone(problems);
            }
            Outcome.Down down = books.received(world.clockIsTrue(), problems);
            Outcome.Up up = books.outgoing.account(plan.mode().isSentAgain(), problems);
            Outcome.Emits emits = books.emits.account(problems);
            check(plan, books, problems);
            if (world.gate().intruders() > 0) {
                problems.add("connections that went on with an invalid certificate: "
                        + world.gate().intruders());
            }
            problems.addAll(books.problems());
            return Outcome.of(plan, down, up, emits, books.incoming.gaps(), books.sessions(), recovery, problems);
        }
    }

    /** What the mode promises beyond that nothing is lost in silence. */
    static void check(Plan plan, Books books, List<String> problems) {
        int gaps = books.incoming.gaps();
        if (plan.mode() == Mode.REPLAY && gaps > 0) {
            problems.add("gaps: " + gaps + " (expected: none with positions)");
        } else if (plan.mode() != Mode.PLAIN && gaps >= books.sessions()) {
            problems.add(
                    "gaps: " + gaps + " with " + books.sessions() + " sessions (expected: one for each lost session)");
        }
    }
}

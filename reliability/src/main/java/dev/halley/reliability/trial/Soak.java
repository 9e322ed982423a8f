package dev.halley.reliability.trial;

import dev.halley.reliability.fault.FaultKind;
import dev.halley.reliability.fault.Plan;
import dev.halley.reliability.fault.Schedule;
import dev.halley.reliability.report.Outcome;
import dev.halley.reliability.report.SoakOutcome;
import dev.halley.reliability.report.Trend;
import dev.halley.reliability.watch.Sample;
import dev.halley.testkit.FaultProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One client for a long time: rounds of messages and faults, with an account and a sample after each. Main thread. */
final class Soak {
    /** With acknowledgements or recovery, over polling and WebSocket, and without TLS. */
    private static final long SEED = 7;

    /** How long faults happen in a round. */
    private static final int FAULT_SECONDS = 20;

    /**
     * Nothing of TLS, as there is none; and what stops this process or moves its clock would not trouble the client more
     * than the server's pauses, but the samples.
     */
    private static final EnumSet<FaultKind> WITHOUT =
            EnumSet.of(FaultKind.TLS_INVALID, FaultKind.TLS_RENEWED, FaultKind.CLIENT_PAUSED, FaultKind.CLOCK_SET_BACK);

    private final Plan plan;
    private final int minutes;
    private final Journal journal;
    private final List<String> problems = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private Outcome.Down down = new Outcome.Down(0, 0, 0, 0, 0);
    private Outcome.Up up = new Outcome.Up(0, 0, 0, 0, 0, 0, 0);
    private int faults;
    private long slowest;

    Soak(Plan.Client client, String wire, int minutes, Journal journal) {
        this.plan = new Plan(client, wire, SEED, FAULT_SECONDS);
        this.minutes = minutes;
        this.journal = journal;
    }

    SoakOutcome run() {
        try (World world = new World(plan, journal)) {
            Books books = world.books();
            try (FaultProxy proxy = FaultProxy.to("127.0.0.1", world.gate().port())) {
                Subject client = world.client(proxy.port());
                try (client) {
                    client.open();
                    rounds(world, proxy, client);
                }
                Leftovers.awaitNone(problems);
            }
            Trial.check(plan, books, problems);
            problems.addAll(books.problems());
            for (Trend trend : Trend.values()) {
                trend.problem(samples).ifPresent(problems::add);
            }
            return new SoakOutcome(
                    plan.client() + "-" + plan.wire(),
                    minutes,
                    samples.size(),
                    faults,
                    down,
                    up,
                    books.sessions(),
                    slowest,
                    samples,
                    problems);
        }
    }

    private void rounds(World world, FaultProxy proxy, Subject client) {
        Round round = new Round(world, proxy, client, journal, problems);
        long start = System.nanoTime();
        long end = Duration.ofMinutes(minutes).toNanos();
        while (System.nanoTime() - start < end) {
            Schedule schedule = Schedule.of(SEED + samples.size(), FAULT_SECONDS, WITHOUT);
            journal.say("round " + samples.size() + "\n" + schedule);
            faults += schedule.faults().size();
            slowest = Math.max(slowest, round.live(schedule));
            account(world.books());
            Sample sample = Sample.take((System.nanoTime() - start) / 60e9, Set.of(proxy.port()), world.timers());
            journal.say(sample.toString());
            samples.add(sample);
        }
    }

    /** What is settled is forgotten, so that the samples are those of the client. */
    private void account(Books books) {
        Outcome.Down came = books.received(true, problems);
        Outcome.Up went = books.outgoing.account(plan.mode().isSentAgain(), problems);
        Outcome.Emits unused = books.emits.account(problems);
        books.forget();
        down = down.plus(came);
        up = up.plus(went);
    }
}

package dev.halley.reliability.trial;

import dev.halley.reliability.fault.Schedule;
import dev.halley.testkit.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Messages both ways while a schedule of faults happens, and the quiet after it. Main thread; a timer sends the calls. */
final class Round {
    private static final int EVERY_MILLIS = 50;
    private static final long NANOS = 1_000_000;
    private static final long POLL_NANOS = 20 * NANOS;

    /** The server forgets a session that ended without a word within 8 s. */
    private static final Duration FORGETTING = Duration.ofSeconds(15);

    private static final Duration SOON = Duration.ofSeconds(10);

    private final World world;
    private final FaultProxy proxy;
    private final Subject client;
    private final Journal journal;
    private final List<String> problems;
    private final AtomicInteger next = new AtomicInteger();

    Round(World world, FaultProxy proxy, Subject client, Journal journal, List<String> problems) {
        this.world = world;
        this.proxy = proxy;
        this.client = client;
        this.journal = journal;
        this.problems = problems;
    }

    /** The client is open; more rounds may follow. Returns how long the recovery took, or -1. */
    long live(Schedule schedule) {
        Books books = world.books();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "calls");
            thread.setDaemon(true);
            return thread;
        });
        long recovery;
        try {
            world.server().tell("publish");
            var sending = timer.scheduleWithFixedDelay(
                    () -> send(next.getAndIncrement()), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
            new Injector(proxy, world, journal).run(schedule);
            journal.say("all faults are over");
            recovery = recover(books);
            boolean unused = sending.cancel(false);
        } finally {
            timer.shutdown();
        }
        String unused = world.server().ask("stop", "stopped");
        if (!await(Subject.RECOVERY, books.incoming::hasLast)) {
            journal.say("the last event did not arrive: " + client.state());
        }
        if (!await(Subject.RECOVERY, books::allEnded)) {
            journal.say("some calls or emits have not ended: " + client.state());
        }
        subscriptions();
        return recovery;
    }

    private void send(int number) {
        try {
            client.send(number);
        } catch (RuntimeException e) {
            journal.say("call " + number + " threw " + e);
            problems.add("call " + number + " threw " + e);
        }
    }

    private long recover(Books books) {
        long nanos = System.nanoTime();
        long millis = System.currentTimeMillis();
        boolean recovered = await(
                Subject.RECOVERY,
                () -> books.incoming.firstSentAfter(millis) != null && books.outgoing.firstSentAfter(nanos) != null);
        Long down = books.incoming.firstSentAfter(millis);
        Long up = books.outgoing.firstSentAfter(nanos);
        if (!recovered || down == null || up == null) {
            problems.add("no recovery within " + Subject.RECOVERY.toMillis() + " ms (events: " + (down != null)
                    + ", calls: " + (up != null) + "): " + client.state());
            return -1;
        }
        long took = (Math.max(down, up) - nanos) / NANOS;
        journal.say("recovered after " + took + " ms");
        return took;
    }

    /** The server knows one session, with what was subscribed and nothing else, and each subscription hears once. */
    private void subscriptions() {
        String[] who = {""};
        if (!await(FORGETTING, () -> {
            who[0] = world.server().ask("who", "who");
            return who[0].equals(client.expectedSession());
        })) {
            problems.add("sessions at the server:" + who[0] + " (expected:" + client.expectedSession() + ")");
        }
        world.server().tell("probe here");
        Books books = world.books();
        boolean enough = await(SOON, () -> books.probes().size() >= client.probes());
        if (!enough || books.probes().stream().distinct().count() != client.probes()) {
            problems.add(
                    "subscriptions that heard: " + books.probes() + " (expected: " + client.probes() + ", each once)");
        }
    }

    private static boolean await(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}

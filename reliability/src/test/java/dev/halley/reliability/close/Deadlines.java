package dev.halley.reliability.close;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bounded waits. */
final class Deadlines {
    /** What the clients promise of a close. */
    static final Duration CLOSE = Duration.ofSeconds(5);

    /** What a busy machine may add to it. */
    static final Duration MARGIN = Duration.ofSeconds(3);

    /** Nothing that a site waits for takes longer. */
    static final Duration SOON = Duration.ofSeconds(30);

    /** Longer than all of these: no time-out of a client helps its close. */
    static final Duration LATE = Duration.ofMinutes(10);

    private static final long POLL_NANOS = 5_000_000;

    private Deadlines() {}

    static void await(String what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(what + ": not within " + limit);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}

package dev.halley.reliability.trial;

import dev.halley.reliability.watch.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The library's threads after the last client has been closed. */
final class Leftovers {
    private static final Duration LIMIT = Duration.ofSeconds(6);
    private static final long POLL_NANOS = 50_000_000;

    private Leftovers() {}

    /** On JDK 17 to 20 the threads of an HTTP engine end some time after it was collected. */
    static void awaitNone(List<String> problems) {
        boolean collected = Resources.ENGINES_ARE_COLLECTED;
        long end = System.nanoTime() + LIMIT.toNanos() * (collected ? 2 : 1);
        Set<String> left = Resources.threads();
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            if (collected && left.stream().allMatch(Resources::isEngine)) {
                System.gc();
            }
            LockSupport.parkNanos(POLL_NANOS);
            left = Resources.threads();
        }
        if (!left.isEmpty()) {
            problems.add("threads that did not end: " + left);
        }
    }
}

package dev.halley.bayeux.internal.session;

import java.time.Duration;

/**
 * When the preferred transport is tried again after a fallback; immutable.
 *
 * @param dueAt on the monotonic clock
 * @param delay how long it was waited for
 */
record Promotion(long dueAt, Duration delay) {
    private static final Duration LONGEST = Duration.ofHours(1);

    static Promotion after(Duration delay, long now) {
        return new Promotion(now + delay.toNanos(), delay);
    }

    /** It failed: the next one after twice the time, an hour at most unless the application wants more. */
    Promotion failed(long now) {
        Duration twice = delay.multipliedBy(2);
        Duration most = delay.compareTo(LONGEST) > 0 ? delay : LONGEST;
        return after(twice.compareTo(most) > 0 ? most : twice, now);
    }

    boolean isDue(long now) {
        return now - dueAt >= 0;
    }
}

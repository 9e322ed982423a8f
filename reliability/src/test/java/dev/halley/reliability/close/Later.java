package dev.halley.reliability.close;

import dev.halley.ReconnectPolicy;
import java.util.concurrent.CountDownLatch;

/** Tries again, but not while anybody waits for it. */
final class Later implements ReconnectPolicy {
    private final CountDownLatch asked;

    /** Counts down when it has decided. */
    Later(CountDownLatch asked) {
        this.asked = asked;
    }

    @Override
    public Decision next(Failure failure) {
        asked.countDown();
        return new Decision.Retry(Deadlines.LATE, this);
    }
}

package dev.halley.testkit.bayeux;

import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/** Time for the server, real or virtual. Any thread. */
final class Clock {
    private final TimeSource source;
    private final Executor executor;

    Clock(TimeSource source, Executor executor) {
        this.source = source;
        this.executor = executor;
    }

    Instant now() {
        return source.now();
    }

    /** The timer's thread hands over only. */
    TimeSource.Timer after(Duration delay, Runnable task) {
        return source.schedule(delay.toNanos(), () -> executor.execute(task));
    }
}

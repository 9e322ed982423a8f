package dev.halley.testkit.internal;

import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/** Time for a server, real or virtual. Any thread. */
public final class Clock {
    private final TimeSource source;
    private final Executor executor;

    /**
     * A clock.
     *
     * @param source the time
     * @param executor runs what is due
     */
    public Clock(TimeSource source, Executor executor) {
        this.source = source;
        this.executor = executor;
    }

    /**
     * The wall clock.
     *
     * @return the instant
     */
    public Instant now() {
        return source.now();
    }

    /**
     * Sets a timer, whose thread hands over only.
     *
     * @param delay in how long the task is due
     * @param task runs then
     * @return what cancels it
     */
    public TimeSource.Timer after(Duration delay, Runnable task) {
        return source.schedule(delay.toNanos(), () -> executor.execute(task));
    }
}

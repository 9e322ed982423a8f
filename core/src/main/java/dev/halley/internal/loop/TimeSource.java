package dev.halley.internal.loop;

import java.time.Instant;

/** The only clock of Halley: the shared timer in production, virtual in tests. Any thread may call it. */
public interface TimeSource {
    /** Monotonic time in nanoseconds, for deadlines; only differences mean something. */
    long nanoTime();

    /** Wall-clock time, for what is shown to people and for noticing that the machine was suspended. */
    Instant now();

    /**
     * Runs a task once, after a delay, on the timer's thread. The task is a hand-over to somebody else's thread and
     * never work.
     *
     * @param delayNanos how long to wait; zero or less means as soon as possible
     */
    Timer schedule(long delayNanos, Runnable task);

    /** A scheduled task. */
    interface Timer {
        /** Takes the task back, where it has not started; any number of times, from any thread. */
        void cancel();
    }
}

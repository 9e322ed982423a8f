package dev.halley.testkit;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;

/**
 * Time that stands still until the test moves it. Whatever a client does on its threads and timers happens on the
 * test's thread, inside {@link #runPending} and {@link #advance}, in an order that is the same in each run.
 *
 * <pre>{@code
 * VirtualTime time = new VirtualTime();
 * time.kernel().time().schedule(Duration.ofMinutes(5).toNanos(), task);
 * time.advance(Duration.ofMinutes(5)); // takes no time, and the task has run
 * }</pre>
 *
 * <p>Tasks may be handed over by any thread; the methods of this class belong to the test's thread. A blocking call on
 * that thread would wait for ever, because nobody else moves time: tests use the async face, and {@link #result}.
 */
public final class VirtualTime {
    /** Near the overflow, so that code which compares instants instead of their difference fails in tests. */
    private static final long NANO_TIME_AT_START =
            Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DEFAULT_LIMIT = 100_000;

    private final VirtualSchedule schedule = new VirtualSchedule();
    private final Kernel kernel =
            new Kernel(new Clock(), schedule.executor(false), schedule.executor(true), () -> this.random.getAsDouble());

    // The test's thread, but for the wall clock.
    private volatile Duration wallClockShift = Duration.ZERO;
    private DoubleSupplier random = () -> 0.5;
    private int limit = DEFAULT_LIMIT;
    private boolean running;

    /** Time stands at an instant that is the same in each run; random numbers are all 0.5. */
    public VirtualTime() {}

    /**
     * What a client under test stands on, for Halley's own tests: a client over {@link ScriptedWire#provider} or over a
     * server in memory gets it with its wire.
     *
     * @return the kernel, always the same
     */
    public Kernel kernel() {
        return kernel;
    }

    /**
     * The wall clock.
     *
     * @return the virtual instant
     */
    public Instant now() {
        return START.plus(elapsed()).plus(wallClockShift);
    }

    /**
     * How far the test has moved time.
     *
     * @return the sum of all advances
     */
    public Duration elapsed() {
        return Duration.ofNanos(schedule.elapsed());
    }

    /**
     * Runs what is ready, and what becomes ready by it, until nothing is.
     *
     * @throws AssertionError if it does not come to an end
     */
    public void runPending() {
        if (running) {
            throw new IllegalStateException("called from a task (expected: from the test itself)");
        }
        running = true;
        try {
            for (int count = 0; ; count++) {
                Runnable task = schedule.next();
                if (task == null) {
                    return;
                }
                if (count == limit) {
                    throw new AssertionError(
                            limit + " tasks ran without time moving on: a livelock; the next one is " + task);
                }
                task.run();
            }
        } finally {
            running = false;
        }
    }

    /**
     * Moves time, from timer to timer, and runs at each what is ready.
     *
     * @param duration how far; with zero it is the same as {@link #runPending}
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration + " (expected: zero or more)");
        }
        runPending();
        long end = Math.addExact(schedule.elapsed(), duration.toNanos());
        while (schedule.moveToTimer(end)) {
            runPending();
        }
        runPending();
    }

    /**
     * Moves time to the next timer and runs what is ready then.
     *
     * @return how far time moved
     * @throws AssertionError if no timer is set
     */
    public Duration advanceToNextTimer() {
        runPending();
        Duration delay = nextTimer().orElseThrow(() -> new AssertionError("no timer is set"));
        advance(delay);
        return delay;
    }

    /**
     * In how long the next timer is due.
     *
     * @return the delay, or nothing when no timer is set
     */
    public Optional<Duration> nextTimer() {
        return schedule.nextTimer();
    }

    /**
     * How many timers are set; none should be left of a client that was closed.
     *
     * @return the count, without those that were cancelled
     */
    public int timers() {
        return schedule.timers();
    }

    /**
     * Moves the wall clock alone, as when it is set, or when the machine was suspended.
     *
     * @param by how far; may be negative
     */
    public void shiftWallClock(Duration by) {
        wallClockShift = wallClockShift.plus(by);
    }

    /**
     * Makes all random numbers the same.
     *
     * @param value from 0 (inclusive) to 1 (exclusive)
     */
    public void fixRandom(double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException("value: " + value + " (expected: from 0 to less than 1)");
        }
        random = () -> value;
    }

    /**
     * Draws random numbers from a sequence.
     *
     * @param seed the same seed gives the same sequence
     */
    public void seedRandom(long seed) {
        random = new Random(seed)::nextDouble;
    }

    /** Keeps the handlers' executor from running anything, as when all handlers are slow. */
    public void holdHandlers() {
        schedule.holdHandlers(true);
    }

    /** Lets the handlers' executor run again; what was held runs with the next {@link #runPending}. */
    public void releaseHandlers() {
        schedule.holdHandlers(false);
    }

    /**
     * How many tasks may run without time moving before it counts as a livelock.
     *
     * @param tasks the limit; 100,000 by default
     */
    public void livelockLimit(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("tasks: " + tasks + " (expected: 1 or more)");
        }
        limit = tasks;
    }

    /**
     * Runs what is ready and takes the result that should be there then.
     *
     * @param stage what was started
     * @param <T> the result's type
     * @return the result
     * @throws AssertionError if the stage is not complete, or failed: its failure is the cause
     */
    public <T> T result(CompletionStage<T> stage) {
        CompletableFuture<T> future = settled(stage);
        try {
            return future.join();
        } catch (CompletionException e) {
            throw new AssertionError("failed (expected: a result)", e.getCause());
        }
    }

    /**
     * Runs what is ready and takes the failure that should be there then.
     *
     * @param stage what was started
     * @return what it failed with
     * @throws AssertionError if the stage is not complete, or has a result
     */
    public Throwable failure(CompletionStage<?> stage) {
        CompletableFuture<?> future = settled(stage);
        try {
            throw new AssertionError("result: " + future.join() + " (expected: a failure)");
        } catch (CompletionException e) {
            return e.getCause() == null ? e : e.getCause();
        } catch (CancellationException e) {
            return e;
        }
    }

    private <T> CompletableFuture<T> settled(CompletionStage<T> stage) {
        runPending();
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            throw new AssertionError("not complete after " + elapsed() + "; next timer: "
                    + nextTimer().map(delay -> "in " + delay).orElse("none"));
        }
        return future;
    }

    /**
     * Whether a task is running now, so that nothing may be waited for.
     *
     * @return whether {@link #runPending} or {@link #advance} is under way
     */
    public boolean isRunning() {
        return running;
    }

    private final class Clock implements TimeSource {
        @Override
        public long nanoTime() {
            return NANO_TIME_AT_START + schedule.elapsed();
        }

        @Override
        public Instant now() {
            return VirtualTime.this.now();
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            return schedule.schedule(delayNanos, task);
        }
    }
}

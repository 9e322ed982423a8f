package dev.halley.testkit.internal;

import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A scripted server's lock, its time, and what went wrong in the test's own code. Any thread, one step at a time. */
public final class Hub {
    private final Clock clock;

    // Guarded by lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean closed;
    private long lastId;

    // Set before the first client.
    private Runnable afterStep = () -> {};
    private Runnable settle = () -> {};

    /**
     * A hub of a server that is not closed.
     *
     * @param kernel its time, and what runs what is due
     */
    public Hub(Kernel kernel) {
        this.clock = new Clock(kernel.time(), kernel.io());
    }

    /**
     * The server's time.
     *
     * @return the clock
     */
    public Clock clock() {
        return clock;
    }

    /**
     * Says what belongs to each step.
     *
     * @param flush sends what can go out; under the lock
     * @param settle lets happen what a step of the test has made due; outside of the lock
     */
    public void onStep(Runnable flush, Runnable settle) {
        this.afterStep = flush;
        this.settle = settle;
    }

    /**
     * One step of the test's: afterwards everything is on its way, and what it makes due happens.
     *
     * @param step runs under the lock
     */
    public void operate(Runnable step) {
        step(step);
        settle.run();
    }

    /** Lets happen what is due. */
    public void settle() {
        settle.run();
    }

    /**
     * One step: afterwards everything that can go out is on its way.
     *
     * @param step runs under the lock
     */
    public void step(Runnable step) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            step.run();
            afterStep.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A step that nobody waits for: what the test's code throws then is kept for the end.
     *
     * @param step runs under the lock
     */
    public void stepLater(Runnable step) {
        try {
            step(step);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /**
     * A step of later.
     *
     * @param delay in how long
     * @param step runs under the lock
     * @return what cancels it
     */
    public TimeSource.Timer after(Duration delay, Runnable step) {
        return clock.after(delay, () -> stepLater(step));
    }

    /**
     * Looks at something.
     *
     * @param value asked under the lock
     * @param <T> its type
     * @return what it gave
     */
    public <T> T read(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits in real time for what steps on other threads change.
     *
     * @param timeout how long
     * @param condition asked under the lock
     * @return whether it is so, and the time was not over before
     */
    public boolean await(Duration timeout, BooleanSupplier condition) {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(
                    "interrupted after waiting until " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms before the end of "
                            + timeout,
                    e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Names something; long enough that nobody takes it for a counter.
     *
     * @param prefix what the name begins with
     * @return a name that was not given before
     */
    public String newId(String prefix) {
        return prefix + Long.toHexString(0x9E3779B97F4A7C15L * ++lastId);
    }

    /**
     * Keeps what the test's code threw.
     *
     * @param failure for the end
     */
    public void failed(Throwable failure) {
        lock.lock();
        try {
            failures.add(failure);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends it: no step does anything any more.
     *
     * @param last what is still done, under the lock
     * @param front closed then
     * @param script what threw, for the error
     * @throws AssertionError if the test's code threw and nobody saw it yet
     */
    public void close(Runnable last, Front front, String script) {
        List<Throwable> unseen = end(last);
        front.close();
        if (!unseen.isEmpty()) {
            AssertionError error = new AssertionError(script + " threw: " + unseen.get(0), unseen.get(0));
            unseen.forEach(error::addSuppressed);
            throw error;
        }
    }

    private List<Throwable> end(Runnable last) {
        lock.lock();
        try {
            step(last);
            closed = true;
            return List.copyOf(failures);
        } finally {
            lock.unlock();
        }
    }
}

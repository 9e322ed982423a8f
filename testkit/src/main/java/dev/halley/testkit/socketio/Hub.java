package dev.halley.testkit.socketio;

import dev.halley.internal.loop.TimeSource;
import dev.halley.testkit.internal.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The server's lock, its time, and what went wrong in the test's own code. Any thread, one step at a time. */
final class Hub {
    private final Clock clock;

    // Guarded by lock.
    final ReentrantLock lock = new ReentrantLock();
    final Condition changed = lock.newCondition();
    private final List<Throwable> failures = new ArrayList<>();
    private boolean closed;
    private long lastId;

    // Set before the first client.
    private Runnable afterStep = () -> {};
    private Runnable settle = () -> {};

    Hub(Clock clock) {
        this.clock = clock;
    }

    Clock clock() {
        return clock;
    }

    void onStep(Runnable flush, Runnable settle) {
        this.afterStep = flush;
        this.settle = settle;
    }

    /** One step of the test's: afterwards everything is on its way, and what it makes due happens. */
    void operate(Runnable step) {
        step(step);
        settle.run();
    }

    void settle() {
        settle.run();
    }

    /** One step: afterwards everything that can go out is on its way. */
    void step(Runnable step) {
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

    /** A step that nobody waits for: what the test's code throws then is kept for the end. */
    void stepLater(Runnable step) {
        try {
            step(step);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    TimeSource.Timer after(Duration delay, Runnable step) {
        return clock.after(delay, () -> stepLater(step));
    }

    <T> T read(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }

    /** Long enough that nobody takes it for a counter. */
    String newId(String prefix) {
        return prefix + Long.toHexString(0x9E3779B97F4A7C15L * ++lastId);
    }

    void failed(Throwable failure) {
        lock.lock();
        try {
            failures.add(failure);
        } finally {
            lock.unlock();
        }
    }

    List<Throwable> close() {
        lock.lock();
        try {
            closed = true;
            return List.copyOf(failures);
        } finally {
            lock.unlock();
        }
    }
}

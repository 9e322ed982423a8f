package dev.halley.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that keeps what it gets and asks for as much as the test says. A publisher that breaks the rules of
 * Reactive Streams (more items than asked for, signals after the end, two at once, null) fails the test at the next
 * look. Thread-safe.
 *
 * @param <T> the items' type
 */
public final class RecordingSubscriber<T> implements Flow.Subscriber<T> {
    /** The thread that is in a signal; outside of the lock, which would hide an overlap. */
    private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();

    // Guarded by lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<T> items = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable error;
    private boolean completed;
    private long demand;

    /** Asks for everything. */
    public RecordingSubscriber() {
        this(Long.MAX_VALUE);
    }

    /**
     * Asks for some items.
     *
     * @param initialDemand how many items to ask for at the start; may be 0
     */
    public RecordingSubscriber(long initialDemand) {
        if (initialDemand < 0) {
            throw new IllegalArgumentException("initialDemand: " + initialDemand + " (expected: 0 or more)");
        }
        demand = initialDemand;
    }

    /**
     * Asks for more items.
     *
     * @param count how many more
     */
    public void request(long count) {
        Flow.Subscription started;
        lock.lock();
        try {
            demand = count > Long.MAX_VALUE - demand ? Long.MAX_VALUE : demand + count;
            started = subscription;
        } finally {
            lock.unlock();
        }
        if (started != null) {
            started.request(count);
        }
    }

    /** Cancels the subscription. */
    public void cancel() {
        Flow.Subscription started;
        lock.lock();
        try {
            started = subscription;
        } finally {
            lock.unlock();
        }
        if (started == null) {
            throw new IllegalStateException("not subscribed yet");
        }
        started.cancel();
    }

    /**
     * What came so far.
     *
     * @return the items, in order
     */
    public List<T> items() {
        lock.lock();
        try {
            check();
            return new ArrayList<>(items);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until at least that many items came.
     *
     * @param count how many in all
     * @param timeout how long to wait
     * @return all items so far
     * @throws AssertionError if fewer came in time, or before the end
     */
    public List<T> awaitItems(int count, Duration timeout) {
        lock.lock();
        try {
            await(() -> items.size() >= count || ended(), timeout);
            check();
            if (items.size() < count) {
                throw new AssertionError(
                        items.size() + " items" + (ended() ? ", then the end" : " within " + timeout) + " (expected: "
                                + count + "): " + items,
                        error);
            }
            return new ArrayList<>(items);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the publisher has completed or failed.
     *
     * @param timeout how long to wait
     * @throws AssertionError if it does not end in time
     */
    public void awaitEnd(Duration timeout) {
        lock.lock();
        try {
            await(this::ended, timeout);
            check();
            if (!ended()) {
                throw new AssertionError("no end within " + timeout + "; items so far: " + items);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * What the publisher failed with.
     *
     * @return the failure, or nothing when there was none (yet)
     */
    public Optional<Throwable> error() {
        lock.lock();
        try {
            check();
            return Optional.ofNullable(error);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether the publisher has completed without a failure.
     *
     * @return whether it has completed
     */
    public boolean isComplete() {
        lock.lock();
        try {
            check();
            return completed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
        long initial;
        lock.lock();
        try {
            violation(subscription != null, "onSubscribe twice");
            subscription = started;
            initial = demand;
        } finally {
            lock.unlock();
        }
        if (initial > 0) {
            started.request(initial);
        }
    }

    @Override
    public void onNext(T item) {
        signal("onNext", () -> {
            violation(item == null, "onNext with null");
            violation(demand == 0, "onNext(" + item + ") that was not asked for");
            if (demand > 0 && demand < Long.MAX_VALUE) {
                demand--;
            }
            items.add(item);
        });
    }

    @Override
    public void onError(Throwable failure) {
        signal("onError", () -> {
            violation(failure == null, "onError with null");
            error = failure;
        });
    }

    @Override
    public void onComplete() {
        signal("onComplete", () -> completed = true);
    }

    private void signal(String name, Runnable action) {
        boolean alone = inside.compareAndSet(null, Thread.currentThread());
        lock.lock();
        try {
            violation(subscription == null, name + " before onSubscribe");
            violation(ended(), name + " after the end");
            violation(!alone && inside.get() != Thread.currentThread(), name + " while another signal runs");
            action.run();
            changed.signalAll();
        } finally {
            lock.unlock();
            if (alone) {
                inside.set(null);
            }
        }
    }

    private void violation(boolean broken, String rule) {
        if (broken) {
            violations.add(rule);
        }
    }

    private void check() {
        if (!violations.isEmpty()) {
            throw new AssertionError("the publisher broke the rules: " + violations);
        }
    }

    private boolean ended() {
        return completed || error != null;
    }

    private void await(BooleanSupplier condition, Duration timeout) {
        long nanos = timeout.toNanos();
        try {
            while (!condition.getAsBoolean() && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the publisher", e);
        }
    }
}

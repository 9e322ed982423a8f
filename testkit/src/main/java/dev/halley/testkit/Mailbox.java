package dev.halley.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Things that arrived and wait to be taken by the test, with bounded waits. Any thread. */
final class Mailbox<T> {
    private final String what;

    // Guarded by lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<T> items = new ArrayDeque<>();
    private @Nullable String end;

    Mailbox(String what) {
        this.what = what;
    }

    void put(T item) {
        lock.lock();
        try {
            items.add(item);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more comes: takers who find it empty fail at once. */
    void end(String reason) {
        lock.lock();
        try {
            if (end == null) {
                end = reason;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    T take(Duration timeout) {
        return take(item -> true, timeout);
    }

    /** Takes the first item that fits and leaves the others. */
    T take(Predicate<? super T> fits, Duration timeout) {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (true) {
                for (var all = items.iterator(); all.hasNext(); ) {
                    T item = all.next();
                    if (fits.test(item)) {
                        all.remove();
                        return item;
                    }
                }
                if (end != null) {
                    throw new AssertionError("no more " + what + ": " + end + others());
                }
                if (nanos <= 0) {
                    throw new AssertionError("no " + what + " within " + timeout + others());
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing more comes. */
    boolean awaitEnd(Duration timeout) {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (end == null && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return end != null;
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for a " + what, e);
    }

    private String others() {
        return items.isEmpty() ? "" : "; waiting: " + items;
    }
}

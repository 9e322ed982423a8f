package dev.halley.testkit;

import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What is to run, now and later, in virtual time. Any thread hands over; the test's thread takes. */
final class VirtualSchedule {
    // Guarded by lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Task> io = new ArrayDeque<>();
    private final Queue<Task> handlers = new ArrayDeque<>();
    private final PriorityQueue<Task> timers =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::order));
    private long order;
    private long elapsed;
    private boolean handlersHeld;

    /** Compared by identity: equal tasks may be scheduled twice. */
    private static final class Task {
        private final long due;
        private final long order;
        private final Runnable work;

        private Task(long due, long order, Runnable work) {
            this.due = due;
            this.order = order;
            this.work = Objects.requireNonNull(work, "task");
        }

        private long due() {
            return due;
        }

        private long order() {
            return order;
        }
    }

    Executor executor(boolean forHandlers) {
        Queue<Task> queue = forHandlers ? handlers : io;
        return task -> locked(() -> queue.add(new Task(elapsed, order++, task)));
    }

    TimeSource.Timer schedule(long delayNanos, Runnable task) {
        lock.lock();
        try {
            long delay = Math.max(0, delayNanos);
            long due = delay > Long.MAX_VALUE - elapsed ? Long.MAX_VALUE : elapsed + delay;
            Task timer = new Task(due, order++, task);
            timers.add(timer);
            return () -> locked(() -> timers.remove(timer));
        } finally {
            lock.unlock();
        }
    }

    /** What runs next at this instant: tasks in the order in which they were handed over, then a timer that is due. */
    @Nullable Runnable next() {
        lock.lock();
        try {
            Task first = io.peek();
            Task handler = handlersHeld ? null : handlers.peek();
            if (handler != null && (first == null || handler.order < first.order)) {
                return handlers.remove().work;
            }
            if (first != null) {
                return io.remove().work;
            }
            Task timer = timers.peek();
            return timer != null && timer.due <= elapsed ? timers.remove().work : null;
        } finally {
            lock.unlock();
        }
    }

    /** Moves time to the next timer, but not beyond the end; false when the end was reached without a timer. */
    boolean moveToTimer(long end) {
        lock.lock();
        try {
            Task timer = timers.peek();
            boolean found = timer != null && timer.due <= end;
            elapsed = timer != null && found ? timer.due : end;
            return found;
        } finally {
            lock.unlock();
        }
    }

    long elapsed() {
        lock.lock();
        try {
            return elapsed;
        } finally {
            lock.unlock();
        }
    }

    Optional<Duration> nextTimer() {
        lock.lock();
        try {
            return Optional.ofNullable(timers.peek()).map(timer -> Duration.ofNanos(timer.due - elapsed));
        } finally {
            lock.unlock();
        }
    }

    int timers() {
        lock.lock();
        try {
            return timers.size();
        } finally {
            lock.unlock();
        }
    }

    void holdHandlers(boolean held) {
        locked(() -> handlersHeld = held);
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}

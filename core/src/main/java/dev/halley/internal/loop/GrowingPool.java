package dev.halley.internal.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pool that stays small for short tasks and grows for blocked ones. Up to {@code base} threads are made on demand;
 * more only when the oldest waiting task has waited for 10 ms:
 *
 * <ul>
 *   <li>when all threads wait within a task and none was finished in these 10 ms, one for each task that waited that
 *       long: 500 tasks that block for a minute must not cost the next one 500 times 10 ms;
 *   <li>otherwise one for each thread that waits within a task: a pool whose tasks sleep doubles with each look;
 *   <li>after 50 ms in which nobody waited, one more, or twice as many when nothing was finished. A thread within a name
 *       look-up is said to run, and so is one that a busy machine does not let run; one that wants a monitor may hang or
 *       may just stand in line. More threads help the first of each and harm the second.
 * </ul>
 *
 * <p>Idle threads are used last in, first out, so that those a burst left over end after {@code idle}. A thread that has
 * become idle lets others run for a moment before it waits: who brings one short task after another finds it awake, and
 * the system is asked to wake it once for many. The watch over the queue is a timer that exists only while a task waits. A throwable goes to the thread's uncaught exception handler
 * and the thread goes on.
 */
final class GrowingPool implements Executor {
    static final long STALL_NANOS = Duration.ofMillis(10).toNanos();

    /** After how many looks threads that run are taken for ones that hang. */
    static final int PATIENCE = 5;

    /** How often an idle thread lets others run before it waits: a few microseconds where nobody else wants to. */
    private static final int LINGERING = 8;

    private final String name;
    private final int base;
    private final int limit;
    private final long idleNanos;
    private final TimeSource time;
    private final ThreadLimitListener listener;

    // Guarded by the lock.
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    /** How many threads there are or are being started; those that came to life are in {@link #workers}. */
    private int threads;

    private long made;
    private final Set<Worker> workers = new HashSet<>();
    private long finished;
    private long finishedAtLastLook;
    /** Looks one after the other at which a task was late and no thread waited within one. */
    private int looksAtRunning;

    private long finishedBeforeRunning;
    private boolean watched;
    private boolean limitTold;
    private boolean refusalTold;

    /**
     * Creates a pool without threads.
     *
     * @param base how many threads are made on demand
     * @param limit how many there may be; when a task waits at this number, the listener is told, once each time
     * @param idle after which time without work a thread ends
     */
    GrowingPool(String name, int base, int limit, Duration idle, TimeSource time, ThreadLimitListener listener) {
        this.name = name;
        this.base = Math.min(base, limit);
        this.limit = limit;
        this.idleNanos = idle.toNanos();
        this.time = time;
        this.listener = listener;
    }

    private record Waiting(Runnable task, long since) {}

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        Worker woken;
        boolean start = false;
        lock.lock();
        try {
            woken = idle.pollFirst();
            if (woken != null) {
                woken.task = task;
            } else {
                queue.addLast(new Waiting(task, time.nanoTime()));
                start = threads < base;
                if (start) {
                    threads++;
                } else {
                    watch();
                }
            }
        } finally {
            lock.unlock();
        }
        if (woken != null) {
            woken.wake();
        } else if (start) {
            start(0);
        }
    }

    /** How many threads there are. */
    int threads() {
        lock.lock();
        try {
            return threads;
        } finally {
            lock.unlock();
        }
    }

    /** How many of them wait for something within a task. */
    int blockedThreads() {
        lock.lock();
        try {
            return blocked();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void watch() {
        if (!watched) {
            watched = true;
            finishedAtLastLook = finished;
            time.schedule(STALL_NANOS, this::look);
        }
    }

    /** On the timer's thread: one look at a queue that was not empty 10 ms ago. */
    private void look() {
        int wanted = 0;
        boolean tell = false;
        lock.lock();
        try {
            watched = false;
            // Threads that are still being started will take one task each.
            int late = late() - (threads - workers.size());
            if (late > 0) {
                int more = Math.min(late, more(late));
                wanted = Math.min(more, limit - threads);
                threads += wanted;
                tell = more > 0 && wanted == 0 && !limitTold;
                limitTold |= tell;
            } else {
                looksAtRunning = 0;
            }
            if (!queue.isEmpty()) {
                watch();
            }
        } finally {
            lock.unlock();
        }
        if (wanted > 0) {
            // Many are started by the first of them, not here: the timer serves everybody.
            start(wanted - 1);
        }
        if (tell) {
            listener.threadLimitReached(name, limit);
        }
    }

    /** Under the lock: by how many threads the pool should grow for so many late tasks. */
    private int more(int late) {
        int blocked = blocked();
        if (blocked > 0) {
            looksAtRunning = 0;
            return finished == finishedAtLastLook && blocked == workers.size() ? late : blocked;
        }
        if (looksAtRunning++ == 0) {
            finishedBeforeRunning = finishedAtLastLook;
        }
        if (looksAtRunning < PATIENCE) {
            return 0;
        }
        looksAtRunning = 0;
        return finished == finishedBeforeRunning && allInTask() ? Math.max(1, workers.size()) : 1;
    }

    /** Under the lock: how many tasks have waited too long. */
    private int late() {
        long now = time.nanoTime();
        int late = 0;
        for (Waiting waiting : queue) {
            if (now - waiting.since < STALL_NANOS) {
                break;
            }
            late++;
        }
        return late;
    }

    /** Under the lock: a thread that only waits for this lock, on a busy machine, is not blocked. */
    private boolean allInTask() {
        for (Worker worker : workers) {
            if (!worker.inTask) {
                return false;
            }
        }
        return true;
    }

    /** Under the lock: how many threads wait for something within a task, be it sleep, but not for this lock. */
    private int blocked() {
        int blocked = 0;
        for (Worker worker : workers) {
            if (worker.inTask && isWaiting(worker.thread) && !lock.hasQueuedThread(worker.thread)) {
                blocked++;
            }
        }
        return blocked;
    }

    private static boolean isWaiting(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /** Starts a thread that is counted already, and that starts so many more. */
    private void start(int more) {
        Worker worker = new Worker(more);
        try {
            worker.thread.start();
        } catch (Throwable refused) {
            // No memory for another stack, say. What waits stays in the queue, and the watch tries again.
            boolean tell;
            lock.lock();
            try {
                tell = !refusalTold;
                refusalTold = true;
                threads -= 1 + more;
                if (!queue.isEmpty()) {
                    watch();
                }
            } finally {
                lock.unlock();
            }
            if (tell) {
                Uncaught.report(refused);
            }
        }
    }

    private final class Worker implements Runnable {
        private final Thread thread;
        private final int more;
        /** Given by {@link #execute}, under the lock, to a worker it took from {@link #idle}; then the worker's own. */
        private volatile @Nullable Runnable task;
        /** Written by the worker before it looks for a task the last time; read after one was given. */
        private volatile boolean waits;
        /** Written by the worker, read under the lock; volatile because it is cleared before the lock is asked for. */
        private volatile boolean inTask;

        Worker(int more) {
            this.more = more;
            long number;
            lock.lock();
            try {
                number = ++made;
            } finally {
                lock.unlock();
            }
            this.thread = SharedTimer.daemon(this, name + "-" + number);
        }

        @Override
        public void run() {
            // Half of them by the next one, and so on: starting a thread takes long enough to share it.
            int left = more;
            while (left > 0) {
                int part = (left - 1) / 2;
                start(part);
                left -= 1 + part;
            }
            Runnable next = take(0);
            while (next != null) {
                inTask = true;
                try {
                    next.run();
                } catch (Throwable failure) {
                    Uncaught.report(failure);
                }
                inTask = false;
                // An interrupt was meant for the task, not for whatever runs here next.
                Thread.interrupted();
                next = take(1);
            }
        }

        /** The next task; null when the thread has to end. */
        private @Nullable Runnable take(int done) {
            lock.lock();
            try {
                refusalTold &= !workers.add(this);
                finished += done;
                Waiting waiting = queue.pollFirst();
                if (waiting != null) {
                    return waiting.task;
                }
                idle.addFirst(this);
            } finally {
                lock.unlock();
            }
            linger();
            long end = System.nanoTime() + idleNanos;
            boolean over = false;
            while (task == null && !over) {
                long left = end - System.nanoTime();
                waits = true;
                if (task == null) {
                    LockSupport.parkNanos(GrowingPool.this, Math.max(left, 0));
                }
                waits = false;
                Thread.interrupted();
                over = left <= 0 && leave();
            }
            Runnable given = task;
            task = null;
            return given;
        }

        @SuppressWarnings("ThreadPriorityCheck") // nothing depends on it but the cost of waiting
        private void linger() {
            for (int i = 0; i < LINGERING && task == null; i++) {
                Thread.yield();
            }
        }

        /** Whether nobody has given it a task, and nobody will. */
        private boolean leave() {
            lock.lock();
            try {
                if (!idle.remove(this)) {
                    return false;
                }
                workers.remove(this);
                threads--;
                limitTold = false;
                return true;
            } finally {
                lock.unlock();
            }
        }

        /** After a task was given to it. */
        void wake() {
            if (waits) {
                LockSupport.unpark(thread);
            }
        }
    }
}

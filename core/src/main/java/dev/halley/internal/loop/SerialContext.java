package dev.halley.internal.loop;

import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of a client's lock and of its thread: runs tasks one after the other, in the order in which they
 * came, on the shared I/O pool or on the wire's thread that brings them. What one task wrote, the next one sees.
 *
 * <p>{@link #pending} counts the tasks that are queued or running; whoever moves it from zero owns the context until
 * it brings it back to zero. A run is bounded, and so no context keeps a thread from the others.
 */
public final class SerialContext implements Executor {
    private static final int INLINE_LIMIT = 64;
    private static final int RUN_LIMIT = 256;
    private static final ThreadLocal<@Nullable SerialContext> INSIDE = new ThreadLocal<>();

    private final Kernel kernel;
    private final Consumer<Throwable> onUncaught;
    private final Runnable run = () -> drain(RUN_LIMIT);

    // Any thread. A task is counted after it was queued, so whoever sees the count finds the task.
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    // Written by the owner only. Plain, because a thread can only ever find itself here by its own write.
    private @Nullable Thread owner;

    /**
     * Creates an idle context.
     *
     * @param onUncaught is called in the context with what a task threw
     */
    public SerialContext(Kernel kernel, Consumer<Throwable> onUncaught) {
        this.kernel = Objects.requireNonNull(kernel, "kernel");
        this.onUncaught = Objects.requireNonNull(onUncaught, "onUncaught");
    }

    /** Queues a task; any thread may call, and none runs it here. */
    @Override
    public void execute(Runnable task) {
        queue.add(Objects.requireNonNull(task, "task"));
        if (pending.getAndIncrement() == 0) {
            handOver();
        }
    }

    /**
     * For the wire's threads: runs the task at once, on this thread, when the context is idle, and queues it otherwise
     * (also when called from inside of the context). Afterwards runs some of what was queued meanwhile and leaves the
     * rest to the I/O pool.
     */
    public void enter(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (!pending.compareAndSet(0, 1)) {
            execute(task);
            return;
        }
        if (!queue.isEmpty()) {
            // Somebody queued a task and has not counted it yet, and the count of another one, perhaps of this very
            // thread, was spent on it: running now would overtake.
            queue.add(task);
            drain(INLINE_LIMIT);
            return;
        }
        SerialContext outer = begin();
        call(task);
        end(outer);
        if (pending.decrementAndGet() != 0) {
            drain(INLINE_LIMIT);
        }
    }

    /** Whether the calling thread is running a task of this context. */
    public boolean isCurrent() {
        return owner == Thread.currentThread();
    }

    /**
     * Runs a task in this context after a delay. {@link TimeSource.Timer#cancel()}, called inside of the context,
     * guarantees that it does not run, even when its time has come already.
     */
    public TimeSource.Timer schedule(long delayNanos, Runnable task) {
        Scheduled scheduled = new Scheduled(Objects.requireNonNull(task, "task"));
        scheduled.timer = kernel.time().schedule(delayNanos, () -> execute(scheduled));
        return scheduled;
    }

    /** Whether the calling thread is in some client's context now, and so must not block. */
    public static boolean isInside() {
        return INSIDE.get() != null;
    }

    /**
     * Refuses to block a thread that everybody waits for.
     *
     * @param operation the blocking method, for the message
     * @throws IllegalStateException when the calling thread is inside of any client's serial context, or belongs to a
     *     wire
     */
    public static void checkMayBlock(String operation) {
        if (INSIDE.get() != null || Thread.currentThread() instanceof WireThread) {
            throw new IllegalStateException(operation + ": called on the client's own context, where it would wait for"
                    + " itself for ever (expected: a call from a handler, a listener or a thread of the application;"
                    + " observers and wire taps may use the async methods only)");
        }
    }

    private void drain(int limit) {
        SerialContext outer = begin();
        int counted = pending.get();
        int done = 0;
        while (true) {
            int batch = Math.min(counted, limit - done);
            for (int i = 0; i < batch; i++) {
                call(Objects.requireNonNull(queue.poll()));
            }
            done += batch;
            // From zero on the context belongs to somebody else: nothing of it may be touched after that.
            owner = null;
            counted = pending.addAndGet(-batch);
            if (counted == 0 || done == limit) {
                break;
            }
            owner = Thread.currentThread();
        }
        INSIDE.set(outer);
        if (counted != 0) {
            handOver();
        }
    }

    private @Nullable SerialContext begin() {
        SerialContext outer = INSIDE.get();
        INSIDE.set(this);
        owner = Thread.currentThread();
        return outer;
    }

    private void end(@Nullable SerialContext outer) {
        owner = null;
        INSIDE.set(outer);
    }

    private void call(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            try {
                onUncaught.accept(failure);
            } catch (Throwable second) {
                second.addSuppressed(failure);
                Uncaught.report(second);
            }
        }
    }

    /** Whoever calls this owns the context, and gives it to a thread of the pool. */
    private void handOver() {
        try {
            kernel.io().execute(run);
        } catch (Throwable refused) {
            // The context must go on: without a drainer everything queued would wait for ever.
            Uncaught.report(refused);
            SharedPools.IO.execute(run);
        }
    }

    private static final class Scheduled implements Runnable, TimeSource.Timer {
        private final Runnable task;
        private volatile boolean cancelled;
        private volatile TimeSource.@Nullable Timer timer;

        private Scheduled(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!cancelled) {
                task.run();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            TimeSource.Timer started = timer;
            if (started != null) {
                started.cancel();
            }
        }
    }
}

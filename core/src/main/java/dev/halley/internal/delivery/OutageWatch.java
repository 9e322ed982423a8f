package dev.halley.internal.delivery;

import dev.halley.OperationTimeoutException;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how long a waiting {@code receive()} puts up with an outage: the period runs while there is no connection and
 * the call waits, and each call has a fresh one. Waiters come from any thread, the rest is the serial context's.
 */
public final class OutageWatch {
    private final SerialContext context;
    private final TimeSource time;
    private final Executor executor;
    private final @Nullable Duration limit;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    // serial context
    private boolean outage;
    private long outageSince;
    private TimeSource.@Nullable Timer timer;

    /**
     * @param direct whether a thread waits, so that no dependent of the application hangs on the future
     */
    private record Waiter(CompletableFuture<?> receive, boolean direct, long since) {}

    /**
     * A watch.
     *
     * @param executor where dependents of the application run
     * @param limit how long an outage may be, or null for none
     */
    public OutageWatch(SerialContext context, TimeSource time, Executor executor, @Nullable Duration limit) {
        this.context = context;
        this.executor = executor;
        this.time = time;
        this.limit = limit;
    }

    /**
     * A receive that has to wait.
     *
     * @param direct whether a thread waits, so that no dependent of the application hangs on the future
     */
    public void add(CompletableFuture<?> receive, boolean direct) {
        if (limit == null || receive.isDone()) {
            return;
        }
        Waiter waiter = new Waiter(receive, direct, time.nanoTime());
        waiters.add(waiter);
        CompletableFuture<?> gone = receive.whenComplete((message, failure) -> waiters.remove(waiter));
        if (!gone.isDone()) {
            context.execute(this::arm);
        }
    }

    /** The connection was lost, or restored, or the client ended. */
    public void outage(boolean on) {
        if (outage != on) {
            outage = on;
            outageSince = time.nanoTime();
            stop();
            arm();
        }
    }

    /** Dependents of the application must not run in the context. */
    private void fail(Waiter waiter, OperationTimeoutException timeout) {
        if (waiter.direct) {
            waiter.receive.completeExceptionally(timeout);
            return;
        }
        try {
            executor.execute(() -> waiter.receive.completeExceptionally(timeout));
        } catch (Throwable refused) {
            timeout.addSuppressed(refused);
            waiter.receive.completeExceptionally(timeout);
        }
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void arm() {
        if (!outage || timer != null || limit == null) {
            return;
        }
        long next = Long.MAX_VALUE;
        for (Waiter waiter : waiters) {
            next = Math.min(next, left(waiter, limit));
        }
        if (next != Long.MAX_VALUE) {
            timer = context.schedule(Math.max(0, next), this::wake);
        }
    }

    private long left(Waiter waiter, Duration period) {
        long began = Math.max(waiter.since - outageSince, 0) + outageSince;
        return began + Stages.nanos(period) - time.nanoTime();
    }

    private void wake() {
        timer = null;
        Duration period = limit;
        if (period == null) {
            return;
        }
        for (Waiter waiter : List.copyOf(waiters)) {
            if (left(waiter, period) <= 0 && waiters.remove(waiter)) {
                fail(
                        waiter,
                        new OperationTimeoutException(
                                "no connection for " + period.toMillis()
                                        + " ms while receive() waited; the client goes on trying, and receive() may be"
                                        + " called again",
                                null));
            }
        }
        arm();
    }
}

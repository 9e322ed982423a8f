package dev.halley.internal.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A future of the application that it may take back. Either Halley claims it, and then only Halley ends it, or the
 * application ends it (by cancelling, by a timeout set on it, by completing it), and then it cannot be claimed any more:
 * so nothing is handed to a future that nobody looks at.
 */
public abstract class WithdrawableFuture<T> extends StageFuture<T> {
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    private static final AtomicIntegerFieldUpdater<WithdrawableFuture> CLAIMED =
            AtomicIntegerFieldUpdater.newUpdater(WithdrawableFuture.class, "claimed");

    /** One once somebody has claimed it. */
    @SuppressWarnings("UnusedVariable") // by the updater
    private volatile int claimed;

    /** Creates an incomplete future. */
    protected WithdrawableFuture(Executor executor) {
        super(executor);
    }

    /** The application ended it; called once, on its thread. */
    protected abstract void withdrawn();

    /** Whether it is the caller who has to end it. */
    public final boolean claim() {
        return !isDone() && CLAIMED.compareAndSet(this, 0, 1);
    }

    /** Ends it, after a claim; false when a back door of the future was used, and the value is still the caller's. */
    public final boolean deliver(T value) {
        return super.complete(value);
    }

    /** Ends it, after a claim. */
    public final void fail(Throwable cause) {
        super.completeExceptionally(cause);
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        if (!claim()) {
            return isCancelled();
        }
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        withdrawn();
        return cancelled;
    }

    @Override
    public final boolean complete(T value) {
        if (!claim()) {
            return false;
        }
        boolean completed = super.complete(value);
        withdrawn();
        return completed;
    }

    @Override
    public final boolean completeExceptionally(Throwable failure) {
        if (!claim()) {
            return false;
        }
        boolean completed = super.completeExceptionally(failure);
        withdrawn();
        return completed;
    }
}

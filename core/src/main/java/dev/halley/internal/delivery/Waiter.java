package dev.halley.internal.delivery;

import dev.halley.internal.loop.WithdrawableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One {@code receive()} that waits for its turn; guarded as its queue says. */
final class Waiter<T> extends WithdrawableFuture<T> {
    private final Consumer<Waiter<T>> onWithdrawn;
    private final boolean direct;

    /**
     * Creates a waiter.
     *
     * @param direct whether it may end on the context's thread, because a thread waits for it and nothing depends on it
     * @param onWithdrawn is called when the application ended it
     */
    Waiter(Executor executor, boolean direct, Consumer<Waiter<T>> onWithdrawn) {
        super(executor);
        this.direct = direct;
        this.onWithdrawn = onWithdrawn;
    }

    boolean isDirect() {
        return direct;
    }

    @Override
    protected void withdrawn() {
        onWithdrawn.accept(this);
    }
}

package dev.halley.internal.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A future that is handed to the application: its {@code ...Async} methods, and those of the stages derived from it,
 * use the client's executor instead of the JVM's common pool.
 */
public class StageFuture<T> extends CompletableFuture<T> {
    private final Executor executor;

    /** Creates an incomplete future. */
    public StageFuture(Executor executor) {
        this.executor = executor;
    }

    @Override
    public final Executor defaultExecutor() {
        return executor;
    }

    @Override
    public final <U> CompletableFuture<U> newIncompleteFuture() {
        return new StageFuture<>(executor);
    }
}

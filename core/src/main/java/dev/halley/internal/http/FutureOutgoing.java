package dev.halley.internal.http;

import dev.halley.wire.WebSocketLink;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A message, or a frame of the protocol, whose end is a future; cancelling it withdraws what waits. Any thread. */
final class FutureOutgoing extends Outgoing {
    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private final @Nullable Function<WebSocketLink, CompletionStage<?>> frame;

    FutureOutgoing(Object message, boolean compress) {
        super(message, compress);
        this.frame = null;
    }

    FutureOutgoing(Function<WebSocketLink, CompletionStage<?>> frame) {
        super("", false);
        this.frame = frame;
    }

    CompletableFuture<Void> future() {
        return future;
    }

    @Override
    CompletionStage<?> give(WebSocketLink link) {
        return frame == null ? super.give(link) : frame.apply(link);
    }

    @Override
    boolean isWithdrawn() {
        return future.isDone();
    }

    @Override
    protected void ended(@Nullable Throwable failure, boolean more) {
        if (failure == null) {
            future.complete(null);
        } else {
            future.completeExceptionally(failure);
        }
    }
}

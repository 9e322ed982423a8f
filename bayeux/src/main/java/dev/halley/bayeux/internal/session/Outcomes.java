package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.internal.loop.Stages;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** How one {@code open()} after the other turned out, for who waits for it. Serial context. */
final class Outcomes {
    private CompletableFuture<Void> opening = new CompletableFuture<>();
    private CompletableFuture<Void> released = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> closed = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

    void begin(CompletableFuture<Void> opened) {
        opening = opened;
        closed = new CompletableFuture<>();
        ended = new CompletableFuture<>();
    }

    void opened() {
        opening.complete(null);
    }

    void openFailed(HalleyException cause) {
        opening.completeExceptionally(cause);
    }

    /** Completes when everything is released; at once where nothing is open. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    /** As {@link #closed}, and handlers have finished; exceptionally where the application did not end it. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** @param resources null when they are being released already */
    void release(@Nullable SessionResources resources) {
        released = resources == null ? released : resources.release();
    }

    /** After {@link #release}. */
    void end(@Nullable HalleyException reason, CompletableFuture<Void> handlers) {
        CompletableFuture<Void> close = closed;
        CompletableFuture<Void> whole = ended;
        Stages.ignore(released.whenComplete((done, failure) -> close.complete(null)));
        Stages.ignore(CompletableFuture.allOf(handlers, released).whenComplete((done, failure) -> {
            if (reason == null) {
                whole.complete(null);
            } else {
                whole.completeExceptionally(reason);
            }
        }));
    }
}

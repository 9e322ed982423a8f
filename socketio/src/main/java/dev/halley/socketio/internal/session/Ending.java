package dev.halley.socketio.internal.session;

import dev.halley.HalleyException;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The end of what a {@code connect()} began, and who waits for it. Serial context. */
final class Ending {
    private final SerialContext context;

    private Set<CompletableFuture<Void>> waits = new LinkedHashSet<>();
    private CompletableFuture<Void> end = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> released = CompletableFuture.completedFuture(null);

    Ending(SerialContext context) {
        this.context = context;
    }

    void begin() {
        waits = new LinkedHashSet<>();
        end = new CompletableFuture<>();
        released = new CompletableFuture<>();
    }

    /**
     * Completes a future with the end; it fails with its reason when not the application ended the client. Cancelled in the
     * context, it is forgotten: who asks again and again for a short time leaves nothing behind.
     */
    void await(CompletableFuture<Void> raw) {
        if (end.isDone()) {
            Stages.ignore(end.whenComplete((done, failure) -> Stages.settle(raw, null, failure)));
        } else if (!raw.isDone()) {
            Set<CompletableFuture<Void>> here = waits;
            here.add(raw);
            Stages.ignore(raw.whenComplete((done, failure) -> here.removeIf(each -> each == raw)));
        }
    }

    /** How many wait. */
    int waiting() {
        return waits.size();
    }

    /** Completes with the end, whatever its reason. */
    CompletableFuture<Void> released() {
        return released;
    }

    /** The client has ended; its resources are being released. */
    void finish(CompletableFuture<Void> release, @Nullable HalleyException reason) {
        CompletableFuture<Void> whole = end;
        CompletableFuture<Void> free = released;
        Set<CompletableFuture<Void>> waiting = waits;
        Stages.ignore(release.whenComplete((done, failure) -> context.execute(() -> {
            free.complete(null);
            Stages.settle(whole, null, reason);
            List.copyOf(waiting).forEach(raw -> Stages.settle(raw, null, reason));
        })));
    }
}

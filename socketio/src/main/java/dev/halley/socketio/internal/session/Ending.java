package dev.halley.socketio.internal.session;

import dev.halley.HalleyException;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The end of what a {@code connect()} began, and who waits for it. Serial context. */
final class Ending {
    private final SerialContext context;

    private final List<Wait> waits = new ArrayList<>();
    private CompletableFuture<Void> end = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> released = CompletableFuture.completedFuture(null);

    /** A wait that has a limit. */
    private record Wait(CompletableFuture<Boolean> raw, TimeSource.Timer timer) {}

    Ending(SerialContext context) {
        this.context = context;
    }

    void begin() {
        end = new CompletableFuture<>();
        released = new CompletableFuture<>();
    }

    /** Completes with the end; fails with its reason when not the application ended it. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** Completes with the end, whatever its reason. */
    CompletableFuture<Void> released() {
        return released;
    }

    /** Completes with false when the time is up before the end. */
    void await(CompletableFuture<Boolean> raw, long nanos) {
        if (end.isDone()) {
            Stages.ignore(end.whenComplete((done, failure) -> Stages.settle(raw, true, failure)));
            return;
        }
        waits.add(new Wait(raw, context.schedule(nanos, () -> {
            waits.removeIf(wait -> wait.raw() == raw);
            raw.complete(false);
        })));
    }

    /** The client has ended; its resources are being released. */
    void finish(CompletableFuture<Void> release, @Nullable HalleyException reason) {
        CompletableFuture<Void> whole = end;
        CompletableFuture<Void> free = released;
        Stages.ignore(release.whenComplete((done, failure) -> context.execute(() -> {
            free.complete(null);
            Stages.settle(whole, null, reason);
            List<Wait> waiting = List.copyOf(waits);
            waits.clear();
            for (Wait each : waiting) {
                each.timer().cancel();
                Stages.settle(each.raw(), true, reason);
            }
        })));
    }
}

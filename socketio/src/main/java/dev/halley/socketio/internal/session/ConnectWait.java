package dev.halley.socketio.internal.session;

import dev.halley.HalleyException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One {@code connect()} that has not ended. Serial context. */
final class ConnectWait {
    private final CompletableFuture<Void> raw;
    private final boolean waits;
    /** Not named by the application: its refusal is no error. */
    private final Set<String> implied;

    private final Set<String> open;
    private @Nullable HalleyException failure;

    ConnectWait(CompletableFuture<Void> raw, boolean waits, Set<String> wanted, Set<String> implied) {
        this.raw = raw;
        this.waits = waits;
        this.implied = implied;
        this.open = new HashSet<>(wanted);
    }

    /** The engine is open; who does not wait for more has what it wants. */
    void engineOpened() {
        if (!waits) {
            raw.complete(null);
        }
    }

    /**
     * It is known what became of a namespace.
     *
     * @return why the whole must be given up, once everything is known; null for now, or for good
     */
    @Nullable HalleyException settled(String namespace, @Nullable HalleyException cause) {
        if (!waits || !open.remove(namespace)) {
            return null;
        }
        if (cause != null && !implied.contains(namespace)) {
            if (failure == null) {
                failure = cause;
            } else if (failure != cause) {
                failure.addSuppressed(cause);
            }
        }
        if (!open.isEmpty()) {
            return null;
        }
        if (failure == null) {
            raw.complete(null);
        }
        return failure;
    }

    boolean isDone() {
        return raw.isDone();
    }

    void fail(HalleyException cause) {
        raw.completeExceptionally(cause);
    }
}

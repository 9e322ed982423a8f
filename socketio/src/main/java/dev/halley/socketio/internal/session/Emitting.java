package dev.halley.socketio.internal.session;

import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.OverflowException;
import dev.halley.socketio.BadNamespaceException;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.DisconnectedException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the application emits: into which namespace it goes, or why into none. Serial context. */
final class Emitting {
    private final Supplier<LinkState> link;
    private final Memberships memberships;
    private final Outlet outlet;

    /** Whether so much waits to be handled that nothing is read. */
    private boolean paused;

    Emitting(Supplier<LinkState> link, Memberships memberships, Outlet outlet) {
        this.link = link;
        this.memberships = memberships;
        this.outlet = outlet;
    }

    void submit(PendingEmit emit) {
        String namespace = emit.emission().namespace();
        Membership membership = memberships.find(namespace);
        HalleyException refusal = refusal();
        if (membership == null || refusal != null) {
            emit.fail(refusal == null ? unknown(namespace) : refusal);
            return;
        }
        if (!emit.isEncodedFor(membership)) {
            // the namespace was asked for, or forgotten and asked for again, between the call and now
            try {
                emit.encode(outlet.encoder(), membership);
            } catch (RuntimeException unusable) {
                emit.fail(unusable);
                return;
            }
        }
        if (paused && emit.reply() != null) {
            emit.fail(overflow());
            return;
        }
        membership.lane().submit(emit);
    }

    /** The caller gave up. */
    void withdraw(PendingEmit emit) {
        Membership membership = memberships.find(emit.emission().namespace());
        if (membership != null && !emit.isDone()) {
            membership.lane().forget(emit);
            emit.fail(new CancellationException("given up by the caller"));
        }
    }

    List<BufferedEmit> buffered() {
        return memberships.all().stream()
                .flatMap(membership -> membership.lane().waiting().stream())
                .toList();
    }

    /**
     * Drops what waits.
     *
     * @param namespace null for all
     */
    int clear(@Nullable String namespace) {
        return memberships.all().stream()
                .filter(membership ->
                        namespace == null || membership.namespace().equals(namespace))
                .mapToInt(membership -> membership.lane().clear())
                .sum();
    }

    boolean isPaused() {
        return paused;
    }

    void paused(boolean stopped) {
        paused = stopped;
    }

    /** A handler that waits for an acknowledgement keeps the very queue full that keeps it from being read. */
    void failCalls() {
        memberships.all().forEach(membership -> membership.lane().failCalls(overflow()));
    }

    private static OverflowException overflow() {
        return new OverflowException(
                "reading stopped: no acknowledgement can come while maxPendingBytes wait to be handled; consume them, or"
                        + " allow more",
                null);
    }

    private @Nullable HalleyException refusal() {
        ConnectionState now = link.get().visible();
        if (now != ConnectionState.CLOSING && now != ConnectionState.CLOSED) {
            return null;
        }
        HalleyException reason = link.get().endReason();
        return new DisconnectedException(
                "the client is " + now + " (expected: connected; call connect first)",
                reason instanceof DisconnectedException known ? known.reason() : DisconnectReason.CLIENT,
                reason);
    }

    private static BadNamespaceException unknown(String namespace) {
        return new BadNamespaceException(
                namespace + " was never joined (expected: join it, or name it when you connect)", null);
    }
}

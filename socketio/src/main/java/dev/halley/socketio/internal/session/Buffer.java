package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent.NotSentReason;
import dev.halley.OperationTimeoutException;
import dev.halley.Overflow;
import dev.halley.OverflowException;
import dev.halley.internal.loop.Stages;
import dev.halley.socketio.internal.session.PendingEmit.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The emits of one namespace that wait for the connection, or for room on it, and how many may, for how long. Serial context. */
final class Buffer {
    private final String namespace;
    private final Outlet outlet;
    private final Lane lane;
    /** By the order in which they were emitted: what comes back from a dead connection goes before what came meanwhile. */
    private final NavigableMap<Long, PendingEmit> emits = new TreeMap<>();

    Buffer(String namespace, Outlet outlet, Lane lane) {
        this.namespace = namespace;
        this.outlet = outlet;
        this.lane = lane;
    }

    void add(PendingEmit emit) {
        SessionSettings settings = outlet.settings();
        // what the engine gave back has been taken once, and is not refused now
        if (emits.size() >= settings.bufferLimit() && emit.place() == Place.NEW) {
            Map.Entry<Long, PendingEmit> oldest =
                    settings.bufferOverflow() == Overflow.DROP_OLDEST ? emits.pollFirstEntry() : null;
            overflowed(oldest == null ? emit : oldest.getValue());
        }
        if (!emit.isDone()) {
            emits.put(emit.order(), emit);
            emit.place(Place.BUFFERED);
            limitWait(emit);
        }
    }

    /** One more than may wait. */
    void overflowed(PendingEmit emit) {
        outlet.notSent(namespace, emit.emission().event(), NotSentReason.OVERFLOW);
        emit.fail(new OverflowException(
                outlet.settings().bufferLimit() + " emits wait for " + namespace + " already; nothing was sent of "
                        + emit,
                null));
    }

    /** From now on it waits for as long as it may, however often it comes back. */
    void limitWait(PendingEmit emit) {
        Duration ttl = emit.emission().ttl();
        if (ttl != null && !emit.hasTtl()) {
            emit.ttl(outlet.context().schedule(Stages.nanos(ttl), () -> {
                if (emit.place() == Place.BUFFERED || emit.place() == Place.QUEUED) {
                    OperationTimeoutException late = new OperationTimeoutException(
                            emit.mayHaveArrived()
                                    ? "no acknowledgement of " + emit + ", which may wait " + ttl.toMillis()
                                            + " ms to be sent again"
                                    : "no connection within " + ttl.toMillis() + " ms, so nothing was sent of " + emit,
                            null);
                    lane.forget(emit);
                    outlet.lost(emit, NotSentReason.EXPIRED, late);
                    emit.fail(late);
                }
            }));
        }
    }

    void remove(PendingEmit emit) {
        emits.remove(emit.order(), emit);
    }

    @Nullable PendingEmit first() {
        return emits.isEmpty() ? null : emits.firstEntry().getValue();
    }

    /** In order; the caller's own. */
    List<PendingEmit> all() {
        return new ArrayList<>(emits.values());
    }

    void clear() {
        emits.clear();
    }
}

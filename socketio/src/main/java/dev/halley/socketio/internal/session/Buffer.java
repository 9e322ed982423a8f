package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent.NotSentReason;
import dev.halley.OperationTimeoutException;
import dev.halley.Overflow;
import dev.halley.OverflowException;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
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
    /** How often it is tried whether there is room for what waits for it. */
    private static final Duration ROOM_INTERVAL = Duration.ofMillis(100);

    private final String namespace;
    private final Outlet outlet;
    private final Lane lane;
    /** By the order in which they were emitted: what comes back from a dead connection goes before what came meanwhile. */
    private final NavigableMap<Long, PendingEmit> emits = new TreeMap<>();

    private TimeSource.@Nullable Timer room;

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
        if (outlet.settings().bufferOverflow() != Overflow.FAIL) {
            emit.wasDropped();
        }
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

    /** None of them is to be sent. */
    List<PendingEmit> takeAll() {
        List<PendingEmit> all = all();
        emits.clear();
        if (room != null) {
            room.cancel();
            room = null;
        }
        return all;
    }

    /** Sends them; SEC-03: what there is no room for now is not lost by that, for it was taken, and goes on waiting. */
    void flush() {
        if (emits.isEmpty()) {
            // every emit of an open connection asks
            return;
        }
        for (PendingEmit emit : all()) {
            EngineSession engine = lane.writable();
            if (engine == null) {
                return;
            }
            if (engine.overflow(emit.encoded()) != null) {
                awaitRoom();
                return;
            }
            remove(emit);
            lane.write(emit, engine);
        }
    }

    /** Tries again after a while. */
    void awaitRoom() {
        if (room == null) {
            room = outlet.context().schedule(Stages.nanos(ROOM_INTERVAL), () -> {
                room = null;
                lane.joined();
            });
        }
    }
}

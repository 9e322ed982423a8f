package dev.halley.socketio.internal.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The emits of one namespace whose acknowledgement is awaited. Serial context. */
final class Acks {
    private final Outlet outlet;
    private final Map<Long, PendingEmit> awaited = new HashMap<>();

    Acks(Outlet outlet) {
        this.outlet = outlet;
    }

    /** Whether there is room for it; one that was there before stays. */
    boolean add(PendingEmit emit) {
        if (!outlet.mayAwaitOneMore()) {
            return awaited.containsKey(emit.id());
        }
        if (awaited.putIfAbsent(emit.id(), emit) == null) {
            outlet.awaits(1);
        }
        return true;
    }

    @Nullable PendingEmit remove(long id) {
        PendingEmit emit = awaited.remove(id);
        if (emit != null) {
            outlet.awaits(-1);
        }
        return emit;
    }

    void forget(PendingEmit emit) {
        if (awaited.remove(emit.id(), emit)) {
            outlet.awaits(-1);
        }
    }

    /** In the order in which they were emitted. */
    List<PendingEmit> all() {
        List<PendingEmit> all = new ArrayList<>(awaited.values());
        all.sort((one, other) -> Long.compare(one.id(), other.id()));
        return all;
    }
}

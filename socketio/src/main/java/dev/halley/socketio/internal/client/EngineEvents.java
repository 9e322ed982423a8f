package dev.halley.socketio.internal.client;

import dev.halley.ListenerHandle;
import dev.halley.engineio.EngineEvent;
import dev.halley.internal.loop.OrderedExecutor;
import dev.halley.internal.observe.ClientLog;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Tells listeners what the engine says of itself, in order, on the client's executor. Raised in the serial context. */
final class EngineEvents {
    private final List<Consumer<EngineEvent>> listeners = new CopyOnWriteArrayList<>();
    private final OrderedExecutor ordered;

    EngineEvents(Executor executor, ClientLog log) {
        this.ordered = new OrderedExecutor(
                executor, failure -> log.log(Level.ERROR, () -> "a listener of engine events threw", failure));
    }

    /** Whether somebody listens; any thread. */
    boolean isHeard() {
        return !listeners.isEmpty();
    }

    ListenerHandle add(Consumer<? super EngineEvent> listener) {
        // a wrapper, so that the same listener added twice can be taken off once
        Consumer<EngineEvent> added = listener::accept;
        listeners.add(added);
        return () -> listeners.remove(added);
    }

    void raise(EngineEvent event) {
        for (Consumer<EngineEvent> listener : listeners) {
            ordered.execute(() -> listener.accept(event));
        }
    }
}

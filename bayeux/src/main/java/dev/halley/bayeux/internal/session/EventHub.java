package dev.halley.bayeux.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.bayeux.ListenerHandle;
import dev.halley.internal.flow.Broadcast;
import dev.halley.internal.loop.OrderedExecutor;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.Observers;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners, subscribers and the log what the client says of itself. Events are raised in the serial context and
 * heard on the client's executor, in order.
 */
final class EventHub {
    private static final int EVENT_BUFFER = 256;

    private final ClientLog log;
    private final @Nullable Observers observers;
    private final Executor executor;
    private final Broadcast<ClientEvent> events;
    private final Broadcast<ConnectionState> states;
    private final List<Consumer<? super ClientEvent>> listeners = new CopyOnWriteArrayList<>();
    private final OrderedExecutor ordered;

    /**
     * A hub.
     *
     * @param observers null when there are none
     */
    EventHub(ClientLog log, @Nullable Observers observers, Executor executor) {
        this.log = log;
        this.observers = observers;
        this.executor = executor;
        this.events = new Broadcast<>(executor, EVENT_BUFFER, false);
        this.states = new Broadcast<>(executor, 1, true);
        this.states.publish(ConnectionState.NEW);
        this.ordered = new OrderedExecutor(executor, this::failed);
    }

    private void failed(Throwable cause) {
        log.log(Level.ERROR, () -> "an event listener threw", cause);
    }

    /** A task of the serial context threw: a defect of Halley, never of the application. */
    void uncaught(Throwable cause) {
        log.log(Level.ERROR, () -> "unexpected failure, please report it", cause);
    }

    void changed(ConnectionState from, ConnectionState to, @Nullable Throwable cause) {
        states.publish(to);
        raise(new ClientEvent.StateChanged(from, to, cause));
    }

    void raise(ClientEvent event) {
        if (event instanceof ClientEvent.HandlerFailed failed) {
            log.log(Level.WARNING, () -> "a handler of " + failed.scope() + " threw", failed.cause());
        } else {
            log.log(level(event), event::toString);
        }
        if (observers != null) {
            observers.tell(observer -> observer.onEvent(event));
        }
        events.publish(event);
        for (Consumer<? super ClientEvent> listener : listeners) {
            ordered.execute(() -> listener.accept(event));
        }
    }

    /** Null when there are none, so that nobody works for them. */
    @Nullable Observers observers() {
        return observers;
    }

    /** WARN and INFO for operators, DEBUG for state changes; nothing here is also thrown. */
    private static Level level(ClientEvent event) {
        if (event instanceof ClientEvent.StateChanged || event instanceof ClientEvent.SubscriptionChanged) {
            return Level.DEBUG;
        }
        return event instanceof ClientEvent.Retrying
                        || event instanceof ClientEvent.Resumed
                        || event instanceof ClientEvent.EndpointChanged
                ? Level.INFO
                : Level.WARNING;
    }

    ListenerHandle onEvent(Consumer<? super ClientEvent> listener) {
        // a wrapper, so that the same listener added twice can be taken off once
        Consumer<ClientEvent> added = listener::accept;
        listeners.add(added);
        return () -> listeners.remove(added);
    }

    Flow.Publisher<ClientEvent> events() {
        return events;
    }

    Flow.Publisher<ConnectionState> states() {
        return states;
    }

    Executor executor() {
        return executor;
    }
}

package dev.halley.internal.observe;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.ListenerHandle;
import dev.halley.internal.flow.Broadcast;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners, subscribers and the log what the client says of itself. Events are raised in the serial context and
 * heard on the client's executor, in order.
 */
public final class EventHub {
    private static final int EVENT_BUFFER = 256;

    /** How many calls of listeners wait at most. */
    static final int MOST_WAITING = 10_000;

    private final ClientLog log;
    private final @Nullable Observers observers;
    private final Executor executor;
    private final Broadcast<ClientEvent> events;
    private final Broadcast<ConnectionState> states;
    private final List<Consumer<? super ClientEvent>> listeners = new CopyOnWriteArrayList<>();

    // guarded by its own lock, for moments
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean telling;
    /** Whether something was dropped since nothing waited. */
    private boolean dropping;

    /**
     * A hub.
     *
     * @param observers null when there are none
     */
    public EventHub(ClientLog log, @Nullable Observers observers, Executor executor) {
        this.log = log;
        this.observers = observers;
        this.executor = executor;
        this.events = new Broadcast<>(executor, EVENT_BUFFER, false);
        this.states = new Broadcast<>(executor, 1, true);
        this.states.publish(ConnectionState.NEW);
    }

    private void failed(Throwable cause) {
        log.log(Level.ERROR, () -> "an event listener threw", cause);
    }

    /** A task of the serial context threw: a defect of Halley, never of the application. */
    public void uncaught(Throwable cause) {
        log.log(Level.ERROR, () -> "unexpected failure, please report it", cause);
    }

    /** Serial context: a change of state, which is an event too. */
    public void changed(ConnectionState from, ConnectionState to, @Nullable Throwable cause) {
        states.publish(to);
        raise(new ClientEvent.StateChanged(from, to, cause));
    }

    /** Serial context: something happened. */
    public void raise(ClientEvent event) {
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
            add(() -> listener.accept(event));
        }
    }

    private void add(Runnable call) {
        boolean first = false;
        boolean start;
        lock.lock();
        try {
            if (waiting.size() >= MOST_WAITING) {
                waiting.remove();
                first = !dropping;
                dropping = true;
            }
            waiting.add(call);
            start = !telling;
            telling = true;
        } finally {
            lock.unlock();
        }
        if (first) {
            log.log(
                    Level.WARNING,
                    () -> "a listener of events is too slow: " + MOST_WAITING
                            + " calls wait for it, and the oldest are dropped until it has caught up");
        }
        if (start) {
            try {
                executor.execute(this::tell);
            } catch (Throwable refused) {
                // whoever comes next tries again
                while (next() != null) {
                    // Nobody can hear of it.
                }
                failed(refused);
            }
        }
    }

    /** The client's executor. */
    private void tell() {
        for (Runnable call = next(); call != null; call = next()) {
            try {
                call.run();
            } catch (Throwable failure) {
                failed(failure);
            }
        }
    }

    /** Null when nothing waits, and so nobody tells any more. */
    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable call = waiting.poll();
            if (call == null) {
                telling = false;
                dropping = false;
            }
            return call;
        } finally {
            lock.unlock();
        }
    }

    /** Null when there are none, so that nobody works for them. */
    public @Nullable Observers observers() {
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

    /** Adds a listener, which may be added twice. */
    public ListenerHandle onEvent(Consumer<? super ClientEvent> listener) {
        // a wrapper, so that the same listener added twice can be taken off once
        Consumer<ClientEvent> added = listener::accept;
        listeners.add(added);
        return () -> listeners.remove(added);
    }

    public Flow.Publisher<ClientEvent> events() {
        return events;
    }

    /** The state of now first, then each change; a slow subscriber gets the last one. */
    public Flow.Publisher<ConnectionState> states() {
        return states;
    }

    /** Where listeners hear. */
    public Executor executor() {
        return executor;
    }
}

package dev.halley.socketio.internal.dispatch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All handlers of a client, by namespace and event. Read without a lock, changed by copying. A change counts from the next
 * event that is handled, also when that one had arrived before. Any thread.
 */
public final class HandlerTable {
    /** The namespace of what no other namespace's handlers want. */
    public static final String ALL = "*";

    private static final Space NONE = new Space(Map.of(), List.of(), List.of());

    private final ReentrantLock lock = new ReentrantLock();
    private volatile Map<String, Space> spaces = Map.of();
    private volatile Map<String, NamespaceClass> classes = Map.of();

    /** The handlers of one namespace; never changed. */
    private record Space(Map<String, List<Handler>> events, List<Handler> any, List<Handler> outgoing) {
        boolean isEmpty() {
            return events.isEmpty() && any.isEmpty() && outgoing.isEmpty();
        }

        Space withEvents(String event, List<Handler> handlers) {
            Map<String, List<Handler>> changed = new HashMap<>(events);
            if (handlers.isEmpty()) {
                changed.remove(event);
            } else {
                changed.put(event, List.copyOf(handlers));
            }
            return new Space(Map.copyOf(changed), any, outgoing);
        }
    }

    /** Adds a handler behind the others of its kind, or before them. */
    public Handler add(Handler handler) {
        handler.added(this);
        change(handler.namespace(), space -> switch (handler.kind()) {
            case EVENT ->
                space.withEvents(
                        handler.event(), plus(space.events().getOrDefault(handler.event(), List.of()), handler));
            case ANY -> new Space(space.events(), plus(space.any(), handler), space.outgoing());
            case OUTGOING -> new Space(space.events(), space.any(), plus(space.outgoing(), handler));
        });
        return handler;
    }

    private static List<Handler> plus(List<Handler> handlers, Handler added) {
        List<Handler> changed = new ArrayList<>(handlers);
        changed.add(added.isFirst() ? 0 : changed.size(), added);
        return List.copyOf(changed);
    }

    private static List<Handler> minus(List<Handler> handlers, Handler removed) {
        return handlers.stream().filter(each -> each != removed).toList();
    }

    void remove(Handler handler) {
        change(handler.namespace(), space -> switch (handler.kind()) {
            case EVENT ->
                space.withEvents(
                        handler.event(), minus(space.events().getOrDefault(handler.event(), List.of()), handler));
            case ANY -> new Space(space.events(), minus(space.any(), handler), space.outgoing());
            case OUTGOING -> new Space(space.events(), space.any(), minus(space.outgoing(), handler));
        });
    }

    /**
     * Takes handlers off.
     *
     * @param event null for those of all events
     */
    public void remove(String namespace, @Nullable String event) {
        change(namespace, space -> {
            space.events().forEach((name, handlers) -> {
                if (event == null || event.equals(name)) {
                    handlers.forEach(Handler::removed);
                }
            });
            return event == null
                    ? new Space(Map.of(), space.any(), space.outgoing())
                    : space.withEvents(event, List.of());
        });
    }

    private void change(String namespace, UnaryOperator<Space> how) {
        lock.lock();
        try {
            Map<String, Space> changed = new HashMap<>(spaces);
            Space space = how.apply(changed.getOrDefault(namespace, NONE));
            if (space.isEmpty()) {
                changed.remove(namespace);
            } else {
                changed.put(namespace, space);
            }
            spaces = Map.copyOf(changed);
        } finally {
            lock.unlock();
        }
    }

    /** Adds a class, in the place of one that its namespace has. */
    public void add(String namespace, NamespaceClass handlers) {
        lock.lock();
        try {
            Map<String, NamespaceClass> changed = new HashMap<>(classes);
            changed.put(namespace, handlers);
            classes = Map.copyOf(changed);
        } finally {
            lock.unlock();
        }
    }

    /** The handlers of one event, in the order of their calls. */
    public List<Handler> handlers(String namespace, String event) {
        return spaces.getOrDefault(namespace, NONE).events().getOrDefault(event, List.of());
    }

    /** The namespaces that somebody listens to by name. */
    Set<String> namespaces() {
        Set<String> names = new LinkedHashSet<>();
        spaces.forEach((name, space) -> {
            if (!space.events().isEmpty() || !space.any().isEmpty()) {
                names.add(name);
            }
        });
        names.addAll(classes.keySet());
        names.remove(ALL);
        return names;
    }

    /** Who listens to each event of a namespace. */
    List<Handler> any(String namespace) {
        return both(
                spaces.getOrDefault(namespace, NONE).any(),
                spaces.getOrDefault(ALL, NONE).any());
    }

    boolean hasOutgoing() {
        for (Space space : spaces.values()) {
            if (!space.outgoing().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    List<Handler> outgoing(String namespace) {
        return both(
                spaces.getOrDefault(namespace, NONE).outgoing(),
                spaces.getOrDefault(ALL, NONE).outgoing());
    }

    private static List<Handler> both(List<Handler> own, List<Handler> all) {
        if (all.isEmpty()) {
            return own;
        }
        List<Handler> both = new ArrayList<>(own);
        both.addAll(all);
        return both;
    }

    /**
     * Who handles an event: the functions of its own namespace; where that has no functions at all, those of {@code *};
     * where neither has one for it, the class of its namespace, then that of {@code *}. In each of them the functions of
     * that very event come before those of {@code *}, which never get what the protocol itself says.
     */
    List<Handler> resolve(String namespace, String event, boolean reserved) {
        Space own = spaces.getOrDefault(namespace, NONE);
        Space functions = own.events().isEmpty() ? spaces.getOrDefault(ALL, NONE) : own;
        List<Handler> handlers = functions.events().getOrDefault(event, List.of());
        if (handlers.isEmpty() && !reserved) {
            handlers = functions.events().getOrDefault(Handler.UNHANDLED, List.of());
        }
        if (!handlers.isEmpty()) {
            return handlers;
        }
        NamespaceClass owner = classes.get(namespace);
        if (owner == null) {
            owner = classes.get(ALL);
        }
        Handler handler = owner == null ? null : owner.handler(event);
        return handler == null ? List.of() : List.of(handler);
    }
}

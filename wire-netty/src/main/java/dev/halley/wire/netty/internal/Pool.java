package dev.halley.wire.netty.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of an engine that wait for their next request, by route; the last one that came is the first that goes,
 * so that those of a busy time end. Any thread.
 */
final class Pool {
    // Guarded by this; nothing is called out to while it is held.
    private final Map<Route, ArrayDeque<HttpConnection>> idle = new HashMap<>();
    private boolean closed;

    synchronized @Nullable HttpConnection take(Route route) {
        ArrayDeque<HttpConnection> same = idle.get(route);
        if (same == null) {
            return null;
        }
        HttpConnection last = same.pollLast();
        if (same.isEmpty()) {
            idle.remove(route);
        }
        return last;
    }

    /** False when the pool takes nothing any more. */
    synchronized boolean give(HttpConnection connection) {
        if (!closed) {
            idle.computeIfAbsent(connection.route(), route -> new ArrayDeque<>(2))
                    .addLast(connection);
        }
        return !closed;
    }

    /** Whether no connection waits. */
    synchronized boolean isEmpty() {
        return idle.isEmpty();
    }

    /** False when somebody took it meanwhile. */
    synchronized boolean remove(HttpConnection connection) {
        ArrayDeque<HttpConnection> same = idle.get(connection.route());
        if (same == null || !same.remove(connection)) {
            return false;
        }
        if (same.isEmpty()) {
            idle.remove(connection.route());
        }
        return true;
    }

    void close() {
        List<HttpConnection> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            idle.values().forEach(all::addAll);
            idle.clear();
        }
        all.forEach(HttpConnection::close);
    }
}

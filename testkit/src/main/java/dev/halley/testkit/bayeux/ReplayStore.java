package dev.halley.testkit.bayeux;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events of the last time, by channel, for the replay extension. Guarded by the server's lock. */
final class ReplayStore {
    static final long NEW_ONLY = -1;
    static final long ALL = -2;

    private final int retention;
    private final Map<String, Deque<Stored>> channels = new LinkedHashMap<>();
    private long lastId;

    /** An event and its position. */
    record Stored(long id, String json) {}

    ReplayStore(int retention) {
        this.retention = retention;
    }

    /** Positions only grow; nobody may count on more, so they have gaps. */
    long nextId() {
        lastId += 1 + lastId % 3;
        return lastId;
    }

    void store(String channel, long id, String json) {
        Deque<Stored> events = channels.computeIfAbsent(channel, name -> new ArrayDeque<>());
        events.add(new Stored(id, json));
        if (events.size() > retention) {
            events.remove();
        }
    }

    void forget(String pattern) {
        channels.keySet().removeIf(channel -> Channels.matches(pattern, channel));
    }

    /** What a new subscription gets, oldest first; null when the position is not known any more. */
    @Nullable List<String> since(String subscription, long position) {
        if (position == NEW_ONLY) {
            return List.of();
        }
        List<Stored> all = new ArrayList<>();
        channels.forEach((channel, events) -> {
            if (Channels.matches(subscription, channel)) {
                all.addAll(events);
            }
        });
        all.sort((a, b) -> Long.compare(a.id, b.id));
        if (position != ALL && all.stream().noneMatch(event -> event.id == position)) {
            return null;
        }
        return all.stream()
                .filter(event -> position == ALL || event.id > position)
                .map(Stored::json)
                .toList();
    }
}

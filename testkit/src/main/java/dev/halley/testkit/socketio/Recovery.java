package dev.halley.testkit.socketio;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a namespace keeps so that clients can go on where they were (S5-19). Guarded by the server's lock. */
final class Recovery {
    private final Duration longest;
    private final List<Kept> events = new ArrayList<>();
    private final Map<String, Ended> sessions = new HashMap<>();

    /** An event, and for whom; a null client is everybody. */
    private record Kept(String offset, @Nullable String sid, List<@Nullable Object> data) {}

    private record Ended(String sid, Instant at) {}

    /** What a client that was recovered gets. */
    record Restored(String sid, List<List<@Nullable Object>> missed) {}

    Recovery(Duration longest) {
        this.longest = longest;
    }

    /** Keeps an event, which has its offset as its last argument then. */
    void keep(String offset, @Nullable String sid, List<@Nullable Object> data) {
        data.add(offset);
        events.add(new Kept(offset, sid, new ArrayList<>(data)));
    }

    void ended(String pid, String sid, Instant now) {
        sessions.put(pid, new Ended(sid, now));
    }

    /** Null where the client has to begin anew. */
    @Nullable Restored restore(Object pid, Object offset, Instant now) {
        Ended ended = sessions.get(pid);
        if (ended == null || ended.at.plus(longest).isBefore(now)) {
            sessions.remove(pid);
            return null;
        }
        int from = -1;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).offset.equals(offset)) {
                from = i;
            }
        }
        if (from < 0) {
            return null;
        }
        List<List<@Nullable Object>> missed = new ArrayList<>();
        for (Kept event : events.subList(from + 1, events.size())) {
            if (event.sid == null || event.sid.equals(ended.sid)) {
                missed.add(event.data);
            }
        }
        return new Restored(ended.sid, missed);
    }

    void forget() {
        events.clear();
        sessions.clear();
    }
}

package dev.halley.bayeux.internal.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How servers have fared; immutable.
 *
 * @param proven whether messages have flowed over the server in use since it was chosen
 * @param failures how many attempts at that server failed in a row
 * @param socketFailures how many of these were a WebSocket's own
 * @param failedAt when a server failed last, on the monotonic clock; a success forgets it
 */
record Health(boolean proven, int failures, int socketFailures, Map<Server, Long> failedAt) {
    static final Health UNKNOWN = new Health(false, 0, 0, Map.of());

    Health {
        failedAt = Map.copyOf(failedAt);
    }

    Health failed(Server server, boolean socket, long now) {
        Map<Server, Long> all = new HashMap<>(failedAt);
        all.put(server, now);
        return new Health(proven, failures + 1, socketFailures + (socket ? 1 : 0), all);
    }

    Health connected(Server server) {
        Map<Server, Long> all = new HashMap<>(failedAt);
        all.remove(server);
        return new Health(true, 0, 0, all);
    }

    /** Another server is in use now. */
    Health moved() {
        return new Health(false, 0, 0, failedAt);
    }

    /** One that never failed, in their order; else the one whose failure is the longest ago. */
    Optional<Server> healthiest(List<Server> among) {
        Optional<Server> unharmed =
                among.stream().filter(each -> !failedAt.containsKey(each)).findFirst();
        return unharmed.isPresent() ? unharmed : among.stream().min(this::earlier);
    }

    // the monotonic clock may overflow, a difference does not
    private int earlier(Server one, Server other) {
        return Long.signum(failedAt.getOrDefault(one, 0L) - failedAt.getOrDefault(other, 0L));
    }
}

package dev.halley.bayeux.internal.position;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/** The newest messages of one subscription, to know them again. Serial context. */
final class SeenMessages {
    private final int most;
    private final ArrayDeque<Key> order = new ArrayDeque<>();
    private final Set<Key> known = new HashSet<>();

    /** Positions are unique within a channel only, and a pattern has several. */
    private record Key(String channel, long position) {}

    SeenMessages(int most) {
        this.most = most;
    }

    boolean contains(String channel, long position) {
        return known.contains(new Key(channel, position));
    }

    void add(String channel, long position) {
        Key key = new Key(channel, position);
        if (most > 0 && known.add(key)) {
            order.addLast(key);
            if (order.size() > most) {
                known.remove(order.removeFirst());
            }
        }
    }
}

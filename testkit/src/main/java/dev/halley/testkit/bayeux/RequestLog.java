package dev.halley.testkit.bayeux;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages that came, and those that the test did not take yet; of each the newest, so that a long run under load
 * fits into memory. Guarded by the server's lock.
 */
final class RequestLog {
    static final int MOST_KEPT = 100_000;

    private final Deque<Received> all = new ArrayDeque<>();
    private final Deque<Received> waiting = new ArrayDeque<>();
    private int count;

    int nextNumber() {
        return count + 1;
    }

    void add(Received message) {
        count++;
        add(all, message);
        add(waiting, message);
    }

    private static void add(Deque<Received> kept, Received message) {
        if (kept.size() == MOST_KEPT) {
            kept.remove();
        }
        kept.add(message);
    }

    List<Received> all() {
        return List.copyOf(all);
    }

    /** Takes the first message that fits; the others stay. */
    @Nullable Received take(Predicate<? super Received> which) {
        for (Iterator<Received> each = waiting.iterator(); each.hasNext(); ) {
            Received message = each.next();
            if (which.test(message)) {
                each.remove();
                return message;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return waiting.toString();
    }
}

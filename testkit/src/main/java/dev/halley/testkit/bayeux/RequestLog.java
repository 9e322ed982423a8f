package dev.halley.testkit.bayeux;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Every message that came, and those that the test did not take yet. Guarded by the server's lock. */
final class RequestLog {
    private final List<Received> all = new ArrayList<>();
    private final List<Received> waiting = new ArrayList<>();

    int nextNumber() {
        return all.size() + 1;
    }

    void add(Received message) {
        all.add(message);
        waiting.add(message);
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

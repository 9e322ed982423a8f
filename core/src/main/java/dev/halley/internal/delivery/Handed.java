package dev.halley.internal.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the stream gave away and its takers are working on: asking for the next item says that the last one is done.
 * Guarded by the queue's lock; empty, and without cost, where items have no {@link Completion}.
 */
final class Handed {
    /** All asynchronous receives are one taker: nobody can tell them apart. */
    static final Object ASYNC = new Object();

    private final Map<Object, List<Completion>> byTaker = new HashMap<>(0);

    void add(Object taker, @Nullable Object item) {
        Completion completion = Completion.of(item);
        if (completion != null) {
            byTaker.computeIfAbsent(taker, key -> new ArrayList<>(1)).add(completion);
        }
    }

    /** An item came back. */
    void remove(Object taker, @Nullable Object item) {
        List<Completion> completions = byTaker.get(taker);
        if (completions != null) {
            completions.remove(Completion.of(item));
        }
    }

    /** A taker asks again: what it had is done, and what threads had that are no more. */
    List<Completion> done(Object taker) {
        if (byTaker.isEmpty()) {
            return List.of();
        }
        List<Completion> done = new ArrayList<>();
        for (Iterator<Map.Entry<Object, List<Completion>>> entries =
                        byTaker.entrySet().iterator();
                entries.hasNext(); ) {
            Map.Entry<Object, List<Completion>> entry = entries.next();
            if (entry.getKey() == taker || entry.getKey() instanceof Thread thread && !thread.isAlive()) {
                done.addAll(entry.getValue());
                entries.remove();
            }
        }
        return done;
    }
}

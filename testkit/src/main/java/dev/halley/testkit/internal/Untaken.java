package dev.halley.testkit.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What came, and what of it the test did not take yet; of each the newest, so that a long run under load fits into
 * memory. Guarded by the server's lock.
 *
 * @param <T> what comes
 */
public final class Untaken<T> {
    static final int MOST_KEPT = 100_000;

    private final Deque<T> all = new ArrayDeque<>();
    private final Deque<T> waiting = new ArrayDeque<>();
    private int count;

    /** Nothing so far. */
    public Untaken() {}

    /**
     * The number of the next one.
     *
     * @return 1 for the first
     */
    public int nextNumber() {
        return count + 1;
    }

    /**
     * One more came.
     *
     * @param next what
     */
    public void add(T next) {
        count++;
        keep(all, next);
        keep(waiting, next);
    }

    private static <T> void keep(Deque<T> kept, T next) {
        if (kept.size() == MOST_KEPT) {
            kept.remove();
        }
        kept.add(next);
    }

    /**
     * Everything, taken or not.
     *
     * @return a snapshot, oldest first
     */
    public List<T> all() {
        return List.copyOf(all);
    }

    /**
     * Takes the first that fits; the others stay.
     *
     * @param which says whether one fits
     * @return null when none does
     */
    public @Nullable T take(Predicate<? super T> which) {
        for (Iterator<T> each = waiting.iterator(); each.hasNext(); ) {
            T next = each.next();
            if (which.test(next)) {
                each.remove();
                return next;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return waiting.toString();
    }
}

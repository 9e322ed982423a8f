package dev.halley.bayeux.internal.publish;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** What waits to be sent, or to be sent again, in the order of the calls. Serial context. */
final class Waiting {
    private final TreeSet<Publication> all = new TreeSet<>(Comparator.comparingLong(waiting -> waiting.number));
    private int length;

    void add(Publication publication) {
        if (all.add(publication)) {
            length += publication.length();
        }
    }

    boolean remove(Publication publication) {
        boolean removed = all.remove(publication);
        if (removed) {
            length -= publication.length();
        }
        return removed;
    }

    boolean contains(Publication publication) {
        return all.contains(publication);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    int size() {
        return all.size();
    }

    /** How many characters the payloads have. */
    int length() {
        return length;
    }

    /** Whether an earlier one that keeps its place makes this one wait. */
    boolean holds(Publication later) {
        return !all.isEmpty()
                && later.options().isOrdered()
                && all.headSet(later).stream()
                        .anyMatch(earlier -> earlier.options().isOrdered());
    }

    /** Takes what may be sent now: a message that is not ready holds those behind it that keep their place. */
    List<Publication> takeReady() {
        List<Publication> taken = new ArrayList<>();
        boolean held = false;
        for (Publication next : all) {
            boolean ordered = next.options().isOrdered();
            if (next.ready && !(held && ordered)) {
                taken.add(next);
            } else {
                held |= ordered;
            }
        }
        taken.forEach(this::remove);
        return taken;
    }

    List<Publication> takeAll() {
        List<Publication> taken = new ArrayList<>(all);
        all.clear();
        length = 0;
        return taken;
    }

    List<Publication> snapshot() {
        return new ArrayList<>(all);
    }
}

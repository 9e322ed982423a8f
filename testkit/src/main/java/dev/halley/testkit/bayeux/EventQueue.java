package dev.halley.testkit.bayeux;

import java.util.ArrayList;
import java.util.List;

/**
 * What waits for a client. Under the acknowledge extension it stays until the client has confirmed the batch in which it
 * went out first. Guarded by the server's lock.
 */
final class EventQueue {
    private final List<Entry> entries = new ArrayList<>();
    private boolean acknowledged;
    private long batch = 1;

    private static final class Entry {
        private final String json;
        /** 0 as long as it did not go out. */
        private long batch;

        private Entry(String json) {
            this.json = json;
        }
    }

    void acknowledge() {
        acknowledged = true;
    }

    boolean isAcknowledged() {
        return acknowledged;
    }

    void add(String json) {
        entries.add(new Entry(json));
    }

    int size() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether something went out that the client has not confirmed. */
    boolean hasUnconfirmed() {
        return entries.stream().anyMatch(entry -> entry.batch > 0);
    }

    /** The client has processed everything up to this batch. */
    void confirm(long upTo) {
        entries.removeIf(entry -> entry.batch > 0 && entry.batch <= upTo);
    }

    /** Everything that is due; without the extension it is then forgotten. */
    List<String> take() {
        List<String> due = new ArrayList<>();
        for (Entry entry : entries) {
            due.add(entry.json);
            if (entry.batch == 0) {
                entry.batch = batch;
            }
        }
        if (!acknowledged) {
            entries.clear();
        }
        return due;
    }

    /** The number that goes out with a connect reply. */
    long nextBatch() {
        return batch++;
    }
}

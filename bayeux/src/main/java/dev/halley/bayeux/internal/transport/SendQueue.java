package dev.halley.bayeux.internal.transport;

import dev.halley.bayeux.internal.message.OutgoingMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages that wait to be written; taken in batches, order kept (P56, P59). Serial context. */
final class SendQueue {
    private static final int BATCH_MESSAGES = 100;

    private final int batchBytes;
    private final Deque<Entry> waiting = new ArrayDeque<>(1);

    /**
     * @param replyExpected P53: false when the message has its end with its writing
     */
    record Entry(OutgoingMessage message, Duration timeout, boolean replyExpected) {
        /** The same, changed by extensions. */
        Entry with(OutgoingMessage changed) {
            return new Entry(changed, timeout, replyExpected);
        }
    }

    SendQueue(int batchBytes) {
        this.batchBytes = batchBytes;
    }

    void add(Entry entry) {
        waiting.add(entry);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The oldest message, which stays. */
    @Nullable Entry peek() {
        return waiting.peek();
    }

    /** The oldest message alone. */
    Entry take() {
        return waiting.remove();
    }

    /** The messages for the next frame or request: as many as fit, at least one. */
    List<Entry> takeBatch() {
        if (waiting.size() == 1) {
            return List.of(waiting.remove());
        }
        List<Entry> batch = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && batch.size() < BATCH_MESSAGES) {
            bytes += waiting.element().message().bytes();
            if (!batch.isEmpty() && bytes > batchBytes) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }

    boolean withdraw(String id) {
        for (Iterator<Entry> entries = waiting.iterator(); entries.hasNext(); ) {
            if (entries.next().message().id().equals(id)) {
                entries.remove();
                return true;
            }
        }
        return false;
    }

    /** Empties the queue. */
    List<Entry> takeAll() {
        List<Entry> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }

    static List<OutgoingMessage> messages(List<Entry> entries) {
        if (entries.size() == 1) {
            return List.of(entries.get(0).message());
        }
        List<OutgoingMessage> messages = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            messages.add(entry.message());
        }
        return messages;
    }
}

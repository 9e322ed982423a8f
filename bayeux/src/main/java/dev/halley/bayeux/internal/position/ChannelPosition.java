package dev.halley.bayeux.internal.position;

import dev.halley.ClientEvent;
import dev.halley.bayeux.PositionStoreException;
import dev.halley.bayeux.Replay;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How far one subscribed channel was accepted and processed. Accepting is the serial context's; entries end on any
 * thread, and the one that ends the oldest stores the position.
 */
final class ChannelPosition {
    private final String channel;
    private final ChannelStore store;
    private final long subscription;
    private final Executor executor;
    private final Consumer<ClientEvent> events;
    private final LongConsumer told;

    // serial context
    private final SeenMessages seen;
    /** Behind which message the next request begins; null until it was loaded. */
    private @Nullable Long from;
    /** What it was when the last connect was answered. */
    private @Nullable Long checkpoint;
    /** What it was when the request went out that is under way beside the connect; null when none is. */
    private @Nullable Long beside;
    /** Whether what comes is left of a session that another one takes the place of, and comes again in that. */
    private boolean suspended;
    /**
     * The highest position since a request whose messages may come in two replies at once, in any order: none is stored
     * until both have come, and then those behind which nothing lower comes.
     */
    private long unordered;

    private boolean ordered = true;
    private boolean granted;
    /** Behind which message the last request began. */
    private long asked = Replay.TIP;
    /** How often in a row the server refused a position, and which one it was. */
    private int refusals;

    private @Nullable Long refused;

    // guarded by its own lock, for moments
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    // serial context
    private long nextNumber;

    /** One accepted message. */
    final class Entry {
        private final long position;
        private final long number;

        // guarded by the lock
        private boolean stored;
        private boolean done;

        private Entry(long position, long number, boolean stored) {
            this.position = position;
            this.number = number;
            this.stored = stored;
        }

        /**
         * It was processed; any thread.
         *
         * @param mayBlock whether this thread may wait for the store
         */
        void finished(boolean mayBlock) {
            Entry last = prefix(this);
            if (last == null) {
                return;
            }
            if (mayBlock) {
                save(last);
            } else {
                try {
                    executor.execute(() -> save(last));
                } catch (Throwable refusal) {
                    failed(refusal);
                }
            }
        }
    }

    ChannelPosition(
            String channel,
            ChannelStore store,
            int window,
            Executor executor,
            Consumer<ClientEvent> events,
            LongConsumer told) {
        this.channel = channel;
        this.store = store;
        this.subscription = store.next();
        this.executor = executor;
        this.events = events;
        this.told = told;
        this.seen = new SeenMessages(window);
    }

    String channel() {
        return channel;
    }

    // ---- serial context

    boolean isPlaced() {
        return from != null;
    }

    /** Where the next request begins. */
    void place(long position) {
        from = position;
    }

    /** The next request goes out. */
    long ask(boolean inOrder) {
        asked = from == null ? Replay.TIP : from;
        ordered = inOrder;
        granted = false;
        unordered = Replay.TIP;
        checkpoint = asked;
        suspended = false;
        return asked;
    }

    /** A request goes out beside the connect: a connect's reply may bring what was sent after the events in its reply. */
    void beginBeside() {
        beside = ordered ? from : checkpoint;
    }

    /** That request is over. */
    void endBeside() {
        beside = null;
    }

    /** Its reply was lost, and what came meanwhile hides it. */
    void replyLost() {
        if (beside != null) {
            from = lower(from, beside);
            checkpoint = lower(checkpoint, beside);
        }
        suspended = isResumable();
    }

    private static Long lower(@Nullable Long position, Long other) {
        return position == null || position > other ? other : position;
    }

    /** Everything that was sent up to now has come. */
    void complete() {
        if (!ordered && granted) {
            ordered = true;
            if (unordered >= 0) {
                settle(add(new Entry(unordered, ++nextNumber, true)));
            }
        }
        if (ordered) {
            checkpoint = from;
        }
    }

    /**
     * Something that was sent may be lost, and what was sent after it may come before another session begins.
     *
     * @param ordered whether nothing can have come that was sent after it
     */
    void linkLost(boolean ordered) {
        if (!ordered && checkpoint != null) {
            from = beside == null ? checkpoint : lower(checkpoint, beside);
        }
        suspended = isResumable();
    }

    /** Whether a request now brings everything that this client has not accepted. */
    private boolean isResumable() {
        return from != null && from != Replay.TIP;
    }

    /** The last request was granted. */
    Granted granted() {
        Long before = refused;
        refused = null;
        refusals = 0;
        granted = true;
        return before == null
                ? new Granted(asked != Replay.TIP, false, last())
                : new Granted(false, true, String.valueOf(before));
    }

    /** The server refused what was asked for last; counts how often in a row. */
    int refused() {
        if (refused == null) {
            refused = asked;
        }
        return ++refusals;
    }

    long asked() {
        return asked;
    }

    /** For people. */
    @Nullable String last() {
        return from == null || from < 0 ? null : String.valueOf(from);
    }

    /** Whether a message need not be accepted: it was, or it will come again. */
    boolean isKnown(String messageChannel, long position) {
        return suspended || seen.contains(messageChannel, position);
    }

    Entry accept(String messageChannel, long position) {
        seen.add(messageChannel, position);
        unordered = Math.max(unordered, position);
        from = ordered ? position : unordered;
        return add(new Entry(position, ++nextNumber, ordered));
    }

    private Entry add(Entry entry) {
        lock.lock();
        try {
            entries.addLast(entry);
        } finally {
            lock.unlock();
        }
        return entry;
    }

    /** What came out of order is complete: a long replay, killed in its midst, goes on behind what was processed. */
    private void settle(Entry end) {
        lock.lock();
        try {
            long lowest = Long.MAX_VALUE;
            for (Iterator<Entry> backwards = entries.descendingIterator(); backwards.hasNext(); ) {
                Entry entry = backwards.next();
                entry.stored |= entry.position < lowest;
                lowest = entry == end ? lowest : Math.min(lowest, entry.position);
            }
        } finally {
            lock.unlock();
        }
        end.finished(false);
    }

    // ---- any thread

    /** Up to which entry everything is processed now, when this one changed that. */
    private @Nullable Entry prefix(Entry done) {
        lock.lock();
        try {
            done.done = true;
            Entry last = null;
            while (!entries.isEmpty() && entries.element().done) {
                Entry next = entries.remove();
                last = next.stored ? next : last;
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    private void save(Entry last) {
        try {
            store.save(subscription, last.number, last.position, told);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    private void failed(Throwable failure) {
        events.accept(new ClientEvent.HandlerFailed(
                channel,
                new PositionStoreException(
                        "the position of " + channel + " was not stored, so its messages may come again: " + failure,
                        failure)));
    }
}

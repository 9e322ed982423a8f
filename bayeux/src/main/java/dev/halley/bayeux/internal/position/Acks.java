package dev.halley.bayeux.internal.position;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The acknowledgements of one session. The server numbers what it sends in batches, which end with a connect's reply; a
 * connect acknowledges the last batch that was processed whole, and the server sends everything after it again. What of
 * that was accepted already is known by its count: the server keeps the order. Serial context, except
 * {@link Entry#finished}.
 */
final class Acks {
    /** What a client acknowledges that has seen nothing. */
    private static final long NOTHING = -1;

    private final Runnable onIdle;

    // serial context
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private boolean active;
    /** How many data messages of the session were accepted, and how many of them were processed without a gap. */
    private long accepted;

    private long processed;
    private Batch acknowledged = new Batch(NOTHING, 0);
    /** What the outstanding connect acknowledged. */
    private Batch told = acknowledged;
    /** How many data messages are still to come that were accepted before. */
    private long repeated;

    // any thread
    private final AtomicInteger unfinished = new AtomicInteger();

    /** A batch, and how many messages had been accepted at its end. */
    private record Batch(long number, long end) {}

    /** One accepted message. */
    final class Entry {
        private volatile boolean done;

        /** All that was to be done with it was done; once, on any thread. */
        void finished() {
            done = true;
            if (unfinished.decrementAndGet() == 0) {
                onIdle.run();
            }
        }
    }

    /**
     * Acknowledgements of a session that begins.
     *
     * @param onIdle is called on any thread when everything accepted has been processed
     */
    Acks(Runnable onIdle) {
        this.onIdle = onIdle;
    }

    /** The session goes on where another process was: everything after this batch comes, and none of it is known. */
    void resume(long batch) {
        active = true;
        acknowledged = new Batch(batch, accepted);
        told = acknowledged;
    }

    /** The server confirmed that it has the extension: what came before, an old session left, is none of it. */
    void confirmed() {
        active = true;
        acknowledged = new Batch(NOTHING, accepted);
        told = acknowledged;
    }

    boolean isActive() {
        return active;
    }

    /** The number up to which everything was processed. */
    long acknowledged() {
        advance();
        return acknowledged.number;
    }

    /** A connect goes out; says what it acknowledges. */
    long connecting() {
        advance();
        told = acknowledged;
        repeated = accepted - told.end;
        return told.number;
    }

    /** The reply to a connect, or to the handshake, ended a batch: everything of it came before. */
    void batchEnded(long number) {
        Batch last = batches.peekLast();
        if (last != null && last.end == accepted) {
            // nothing came between: one batch more or less, as long as a handler keeps all of them
            batches.removeLast();
        }
        batches.addLast(new Batch(number, accepted));
        repeated = 0;
    }

    /** P17: the reply to a connect that was given up came after all; now begins what the outstanding one brings. */
    void lateReply() {
        repeated = accepted - told.end;
    }

    /** A data message came; says whether it was accepted before. */
    boolean isRepeated() {
        if (repeated > 0) {
            repeated--;
            return true;
        }
        return false;
    }

    /** Takes a new data message. */
    Entry accept() {
        Entry entry = new Entry();
        entries.addLast(entry);
        accepted++;
        unfinished.incrementAndGet();
        return entry;
    }

    /** Whether the application still works on something. */
    boolean isBusy() {
        return unfinished.get() > 0;
    }

    private void advance() {
        while (!entries.isEmpty() && entries.element().done) {
            entries.remove();
            processed++;
        }
        while (!batches.isEmpty() && batches.element().end <= processed) {
            acknowledged = batches.remove();
        }
    }
}

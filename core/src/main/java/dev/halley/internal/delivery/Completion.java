package dev.halley.internal.delivery;

import dev.halley.ClientEvent.DropReason;
import org.jspecify.annotations.Nullable;

/** Hears what became of an item, once from each queue that it was added to. It must not throw, nor call a queue. */
public interface Completion {
    /**
     * A consumer has finished: its handler returned or threw, or the handler's stage ended; {@code onNext} returned; or
     * whoever took the item from the stream asked for the next one (the same thread, for blocking calls; any asynchronous
     * receive, for asynchronous ones). On the client's executor, or on the thread that asked for the next item; the next
     * item waits for it, so that it may block for the time it takes to note a position.
     */
    void processed();

    /** No consumer will see it. On any thread, also under a queue's lock: it must not block. */
    void dropped(DropReason reason);

    /** An item that may have a completion. */
    interface Tracked {
        /** Null when nobody asks. */
        @Nullable Completion completion();
    }

    /** The completion of any item; null when it has none. */
    static @Nullable Completion of(@Nullable Object item) {
        return item instanceof Tracked tracked ? tracked.completion() : null;
    }

    /** A consumer has finished with this item. */
    static void tellProcessed(@Nullable Object item) {
        Completion completion = of(item);
        if (completion != null) {
            completion.processed();
        }
    }

    /** Nobody will see this item. */
    static void tellDropped(@Nullable Object item, DropReason reason) {
        Completion completion = of(item);
        if (completion != null) {
            completion.dropped(reason);
        }
    }
}

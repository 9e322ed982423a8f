package dev.halley.engineio.internal.transport;

import org.jspecify.annotations.Nullable;

/**
 * One batch that is filled, and while the context is busy another one that waits for it. The wire's threads, one call at a
 * time.
 */
final class FrameBatches {
    /** After so many reads that found the context idle the second one is given up. */
    private static final int READS = 16;

    private FrameBatch filling = new FrameBatch();
    /** Waits for the context, or did so not long ago. */
    private FrameBatch other = filling;

    private int unneeded;

    /** Takes the next message. */
    FrameBatch filling() {
        if (!filling.isFree()) {
            FrameBatch waiting = filling;
            filling = other.isFree() ? other : new FrameBatch(waiting);
            other = waiting;
            unneeded = 0;
        } else if (other != filling && filling.isEmpty() && ++unneeded == READS) {
            other = filling;
        }
        return filling;
    }

    /** The read is complete: what it brought is the context's now; null when that is nothing. */
    @Nullable FrameBatch full() {
        if (!filling.isFree() || filling.isEmpty()) {
            return null;
        }
        filling.handOver();
        return filling;
    }
}

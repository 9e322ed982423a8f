package dev.halley.socketio.internal.packet;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Arrays of characters that are used for the time of one call, again and again. Any thread. */
final class TextScratch {
    private static final int FIRST = 512;
    private static final int LARGEST_KEPT = 32 * 1024;

    /** A power of two: who finds nothing in its place makes an array. */
    private static final int PLACES =
            Integer.highestOneBit(Math.min(64, 2 * Runtime.getRuntime().availableProcessors()));

    /** So that processors do not write to each other's cache lines. */
    private static final int DISTANCE = 16;

    private static final AtomicReferenceArray<char @Nullable []> FREE = new AtomicReferenceArray<>(PLACES * DISTANCE);

    private TextScratch() {}

    /** An array of at least so many characters that nobody else has. */
    static char[] take(int length) {
        char[] known = FREE.getAndSet(place(), null);
        if (known != null && known.length >= length) {
            return known;
        }
        return new char[length > LARGEST_KEPT ? length : Math.max(FIRST, 2 * Integer.highestOneBit(length))];
    }

    /** The array comes back. */
    static void give(char[] used) {
        if (used.length <= 2 * LARGEST_KEPT) {
            // without the fence of a full write: who does not see it yet makes an array
            FREE.lazySet(place(), used);
        }
    }

    private static int place() {
        return ((int) Thread.currentThread().getId() & PLACES - 1) * DISTANCE;
    }
}

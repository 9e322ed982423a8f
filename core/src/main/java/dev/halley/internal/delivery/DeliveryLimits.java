package dev.halley.internal.delivery;

import dev.halley.Overflow;
import java.util.Objects;

/**
 * The two bounds of a client's queues and what happens at them.
 *
 * @param maxPendingCount how many messages may wait in one queue before the client asks for less; zero or less means
 *     that they are not counted
 * @param maxPendingBytes how many bytes may wait in all queues of the client together
 * @param overflow what happens above these marks
 */
public record DeliveryLimits(int maxPendingCount, long maxPendingBytes, Overflow overflow) {
    /** The objects that any message has while it waits, which may be more than its text. */
    private static final int ENVELOPE = 256;

    public DeliveryLimits {
        Objects.requireNonNull(overflow, "overflow");
        if (maxPendingBytes <= 0) {
            throw new IllegalArgumentException("maxPendingBytes: " + maxPendingBytes + " (expected: 1 or more)");
        }
    }

    /**
     * What a message weighs while it waits.
     *
     * @param content bytes of its text or data
     */
    public static int weight(int content) {
        return Math.min(content, Integer.MAX_VALUE - ENVELOPE) + ENVELOPE;
    }

    /** The count as a bound that can be compared with. */
    int countMark() {
        return maxPendingCount <= 0 ? Integer.MAX_VALUE : maxPendingCount;
    }

    boolean drops() {
        return overflow == Overflow.DROP_OLDEST || overflow == Overflow.DROP_LATEST;
    }
}

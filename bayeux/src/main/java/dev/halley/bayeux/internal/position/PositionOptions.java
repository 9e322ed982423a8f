package dev.halley.bayeux.internal.position;

/**
 * Which positions the application wants to be kept.
 *
 * @param ack whether the acknowledgement extension is used where the server has it
 * @param manual whether the application acknowledges each message itself
 */
public record PositionOptions(boolean ack, boolean manual) {
    /** Whether there is nothing to keep. */
    boolean isEmpty() {
        return !ack;
    }
}

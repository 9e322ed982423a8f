package dev.halley.internal.delivery;

/** How much the queues of a client ask it to read less. What each level means is written at {@link Backlog}. */
public enum Pressure {
    /** Read as fast as the peer sends. */
    NONE,
    /** Some queue holds more than its count: ask for no more than the session needs. */
    SOFT,
    /** The bytes over all queues are at the mark or above: stop reading. */
    HARD
}

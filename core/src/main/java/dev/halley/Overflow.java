package dev.halley;

/**
 * What happens when more messages wait to be consumed than {@code maxPendingCount} (per queue) or
 * {@code maxPendingBytes} (over all queues of a client) allow.
 */
public enum Overflow {
    /**
     * The default: the client asks the server for less. Above the count it polls only as often as the session needs,
     * and reads a WebSocket at most once per 100 ms; at the byte mark it stops reading, raises
     * {@link ClientEvent.Paused}, and waiting calls fail with {@link OverflowException}. Nothing is dropped by the client; if
     * the session is lost by it, a gap is reported.
     */
    PAUSE,
    /** The oldest messages beyond the mark are dropped, counted and reported. */
    DROP_OLDEST,
    /** The newest messages beyond the mark are dropped, counted and reported. */
    DROP_LATEST,
    /** The client ends; {@code awaitEnd()} says so with {@link OverflowException}. */
    FAIL
}

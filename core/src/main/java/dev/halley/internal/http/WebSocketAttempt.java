package dev.halley.internal.http;

/** A WebSocket that is being opened. Any thread. */
public interface WebSocketAttempt {
    /**
     * Gives up: unless the socket is open or failed already, the handler hears {@link WebSocketHandler#onFailed}, on a
     * thread of the wire. Idempotent.
     */
    void abort();
}

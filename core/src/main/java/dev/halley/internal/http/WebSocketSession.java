package dev.halley.internal.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** An open WebSocket with a send queue. Any thread. */
public interface WebSocketSession {
    /**
     * Queues a text message; messages go out one at a time, in order. A queued message whose future was cancelled is
     * skipped.
     *
     * @return completes on a thread of the wire when the wire took the message; fails with
     *     {@link dev.halley.UnconfirmedException} when it was being written as the connection ended, and with another
     *     {@link dev.halley.ConnectionException} when it was never written
     */
    CompletableFuture<Void> send(String text);

    /** How fast to read from now on; {@link Reading#OPEN} at first. */
    void reading(Reading mode);

    /**
     * Sends what is queued, then a close frame. The handler hears {@link WebSocketHandler#onClosed} when the peer
     * answered, or with code 1006 when it did not before the deadline, upon which the connection is cut. While reading
     * is {@link Reading#STOPPED} it goes on nevertheless, and messages are discarded.
     */
    void close(int code, String reason, Duration deadline);

    /** Cuts the connection; the handler hears {@link WebSocketHandler#onClosed} with code 1006. Idempotent. */
    void abort();

    /** Whether messages can be sent: neither side has closed, and the connection did not break. */
    boolean isOpen();
}

package dev.halley.internal.http;

import dev.halley.wire.Headers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
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
    default CompletableFuture<Void> send(String text) {
        return send(text, true);
    }

    /**
     * The same, for a message that may not be worth compressing.
     *
     * @param compress false to leave it as it is, where the wire can tell messages apart
     */
    CompletableFuture<Void> send(String text, boolean compress);

    /**
     * Queues a binary message, likewise.
     *
     * @param bytes from its position to its limit; not changed afterwards
     * @param compress false to leave it as it is, where the wire can tell messages apart
     */
    CompletableFuture<Void> send(ByteBuffer bytes, boolean compress);

    /** Queues a message that is told its end itself, which costs no future. */
    void send(Outgoing message);

    /** The headers of the upgrade's reply as far as the wire knows them; the sub-protocol at least. */
    Headers replyHeaders();

    /** The sub-protocol that was agreed upon. */
    default Optional<String> subprotocol() {
        return replyHeaders().first("Sec-WebSocket-Protocol");
    }

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

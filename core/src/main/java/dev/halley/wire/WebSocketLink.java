package dev.halley.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * An open WebSocket. Thread-safe, but one send at a time: the next {@code send…} is called only when the stage of the
 * one before has completed, unless the wire's capabilities say {@code coalescedWrites}; then one stage may be returned
 * for several messages that follow each other, and completes when the wire took all of them.
 */
public interface WebSocketLink {
    /**
     * Sends one text message.
     *
     * @param text the message
     * @return completes when the wire took it, or exceptionally with a {@link WireException}
     */
    CompletionStage<?> sendText(CharSequence text);

    /**
     * Sends one binary message.
     *
     * @param bytes the message; not changed by the caller until the stage completed
     * @return completes when the wire took it, or exceptionally with a {@link WireException}
     */
    CompletionStage<?> sendBinary(ByteBuffer bytes);

    /**
     * Sends one text message and says whether it is worth compressing.
     *
     * @param text the message
     * @param compress false to leave it as it is where compression was negotiated; a wire that can't tell messages apart
     *     ignores it, as this default does
     * @return completes when the wire took it, or exceptionally with a {@link WireException}
     */
    default CompletionStage<?> sendText(CharSequence text, boolean compress) {
        return sendText(text);
    }

    /**
     * Sends one binary message and says whether it is worth compressing.
     *
     * @param bytes the message; not changed by the caller until the stage completed
     * @param compress false to leave it as it is where compression was negotiated; a wire that can't tell messages apart
     *     ignores it, as this default does
     * @return completes when the wire took it, or exceptionally with a {@link WireException}
     */
    default CompletionStage<?> sendBinary(ByteBuffer bytes, boolean compress) {
        return sendBinary(bytes);
    }

    /**
     * Sends a ping.
     *
     * @param payload at most 125 bytes
     * @return completes when the wire took it, or exceptionally with a {@link WireException}
     */
    CompletionStage<?> sendPing(ByteBuffer payload);

    /**
     * Asks for more callbacks: each {@code onText}, {@code onBinary}, {@code onPing}, {@code onPong} and
     * {@code onClose} costs one. With no demand nothing is read, so no ping is answered and no close is noticed.
     *
     * @param count how many more
     */
    void request(long count);

    /**
     * Sends a close frame; the peer's answer comes as {@link WebSocketListener#onClose}.
     *
     * @param code the status code
     * @param reason the reason, at most 123 bytes of UTF-8
     * @return completes when the wire took it, or exceptionally with a {@link WireException}
     */
    CompletionStage<?> sendClose(int code, String reason);

    /** Closes the connection at once. The listener hears nothing more. Idempotent. */
    void abort();
}

package dev.halley.internal.http;

import dev.halley.ConnectionException;
import java.nio.ByteBuffer;

/**
 * Hears of one WebSocket: {@link #onOpen}, then messages, then {@link #onClosed} or {@link #onFailed} once; or
 * {@link #onFailed} alone. Called on threads of the wire, one call at a time; must not block or throw.
 */
public interface WebSocketHandler {
    /** The socket is open. */
    void onOpen(WebSocketSession session);

    /**
     * A whole text message.
     *
     * @param text its characters from 0 on; valid during the call only
     * @param length how many of them
     */
    void onText(char[] text, int length);

    /** Whether binary messages may come; else one breaks the rules, and the socket is cut. Asked before each. */
    default boolean takesBinary() {
        return false;
    }

    /**
     * A whole binary message; none comes unless {@link #takesBinary}.
     *
     * @param data its bytes, the receiver's own
     */
    default void onBinary(ByteBuffer data) {
        throw new IllegalStateException("data: " + data.remaining() + " bytes (expected: text only)");
    }

    /** What was read at once has been handed over. */
    void onReadComplete();

    /** The socket is closed; 1005 when the peer gave no code, 1006 when the connection ended without a close frame. */
    void onClosed(int code, String reason);

    /**
     * The socket could not be opened, or broke. A refused upgrade has status and body in the details; a violation of
     * the rules or of a limit has a {@link dev.halley.ProtocolException} as its cause.
     */
    void onFailed(ConnectionException failure);
}

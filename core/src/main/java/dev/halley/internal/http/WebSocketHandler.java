package dev.halley.internal.http;

import dev.halley.ConnectionException;

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

package dev.halley.wire;

import java.nio.ByteBuffer;

/**
 * Hears of one WebSocket: {@link #onOpen}, then messages, then {@link #onClose} or {@link #onFailure} once; or
 * {@link #onFailure} alone. Called on the wire's threads, one call at a time.
 */
public interface WebSocketListener {
    /**
     * The socket is open. No other callback comes until {@link WebSocketLink#request} is called.
     *
     * @param link the socket
     * @param headers the headers of the upgrade reply as far as the wire knows them
     */
    void onOpen(WebSocketLink link, Headers headers);

    /**
     * A part of a text message.
     *
     * @param part its characters, valid during the call only
     * @param last whether the message is complete with it
     */
    void onText(CharSequence part, boolean last);

    /**
     * A part of a binary message.
     *
     * @param part its bytes, valid during the call only
     * @param last whether the message is complete with it
     */
    void onBinary(ByteBuffer part, boolean last);

    /** A ping came; the wire has answered it. */
    void onPing();

    /** A pong came. */
    void onPong();

    /** What was read at once has been handed over: a good moment to hand on what was collected. */
    void onReadComplete();

    /**
     * The peer closed the socket; nothing follows.
     *
     * @param code the status code, 1005 when there was none, 1006 when the connection ended without a close frame
     * @param reason the reason; may be empty
     */
    void onClose(int code, String reason);

    /**
     * The socket could not be opened, or broke; nothing follows.
     *
     * @param failure what happened; with the reply's status, headers and body when the upgrade was refused
     */
    void onFailure(WireException failure);
}

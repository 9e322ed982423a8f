package dev.halley.socketio;

/** Why a namespace was disconnected, with the texts of the JavaScript client. */
public enum DisconnectReason {
    /** The server left the namespace, or closed the connection on purpose; the client does not reconnect. */
    SERVER("io server disconnect"),
    /** The application left the namespace or closed the client; the client does not reconnect. */
    CLIENT("io client disconnect"),
    /** The server fell silent; the client reconnects. */
    PING_TIMEOUT("ping timeout"),
    /** The connection ended; the client reconnects. */
    TRANSPORT_CLOSE("transport close"),
    /** A request or the WebSocket failed; the client reconnects. */
    TRANSPORT_ERROR("transport error"),
    /** The server sent what the protocol does not allow; the client reconnects. */
    PARSE_ERROR("parse error");

    private final String text;

    DisconnectReason(String text) {
        this.text = text;
    }

    /**
     * The text that the JavaScript client has for it.
     *
     * @return such as {@code transport close}
     */
    public String text() {
        return text;
    }

    /**
     * Whether the client connects again by itself after it.
     *
     * @return true for accidental ends
     */
    public boolean isAccidental() {
        return this != SERVER && this != CLIENT;
    }
}

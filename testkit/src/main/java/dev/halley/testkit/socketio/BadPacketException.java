package dev.halley.testkit.socketio;

/** What a client sent is not what the protocol allows; its message says what it is. */
final class BadPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    BadPacketException(String message) {
        super(message);
    }
}

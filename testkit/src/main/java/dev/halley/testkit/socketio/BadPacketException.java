package dev.halley.testkit.socketio;

/** What a client sent is not what the protocol allows; its message says what it is. */
final class BadPacketException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    BadPacketException(String what) {
        super(what);
        this.what = what;
    }

    String what() {
        return what;
    }
}

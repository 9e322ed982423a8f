package dev.halley.wire.netty.internal;

/** The peer broke a rule of RFC 6455. Without a stack trace: where it was noticed says nothing. */
final class ViolationException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What the close frame says. */
    private final int code;

    ViolationException(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}

package dev.halley;

import org.jspecify.annotations.Nullable;

/**
 * A message was written, and the connection died before the server confirmed it: the server may or may not have
 * processed it. Halley never sends such a message again by itself.
 */
public final class UnconfirmedException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which message, and why its outcome is unknown
     * @param details the facts of the connection that died
     * @param cause the lower-level failure, if there is one
     */
    public UnconfirmedException(String message, Details details, @Nullable Throwable cause) {
        super(message, details, cause);
    }

    @Override
    public UnconfirmedException copy() {
        return new UnconfirmedException(getMessage(), details(), this);
    }
}

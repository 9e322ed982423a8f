package dev.halley.socketio;

import dev.halley.HalleyException;
import org.jspecify.annotations.Nullable;

/** The namespace was never joined, or the server refused it: nothing was sent. */
public final class BadNamespaceException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which namespace, and what to do
     * @param cause the lower-level failure, if there is one
     */
    public BadNamespaceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public BadNamespaceException copy() {
        return new BadNamespaceException(getMessage(), this);
    }
}

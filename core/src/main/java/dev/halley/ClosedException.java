package dev.halley;

import org.jspecify.annotations.Nullable;

/**
 * The client is closed: by the application, by the server, or because the reconnect policy gave up. The cause, where
 * there is one, says which.
 */
public final class ClosedException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to try
     * @param cause the lower-level failure, if there is one
     */
    public ClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public ClosedException copy() {
        return new ClosedException(getMessage(), this);
    }
}

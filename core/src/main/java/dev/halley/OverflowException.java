package dev.halley;

import org.jspecify.annotations.Nullable;

/**
 * More messages are waiting to be consumed than the client may hold, and its policy does not allow to drop any.
 */
public final class OverflowException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to try
     * @param cause the lower-level failure, if there is one
     */
    public OverflowException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public OverflowException copy() {
        return new OverflowException(getMessage(), this);
    }
}

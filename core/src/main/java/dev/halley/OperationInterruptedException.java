package dev.halley;

import org.jspecify.annotations.Nullable;

/**
 * The thread was interrupted in a blocking call. The interrupt flag is set again before this is thrown.
 */
public final class OperationInterruptedException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to try
     * @param cause the lower-level failure, if there is one
     */
    public OperationInterruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public OperationInterruptedException copy() {
        return new OperationInterruptedException(getMessage(), this);
    }
}

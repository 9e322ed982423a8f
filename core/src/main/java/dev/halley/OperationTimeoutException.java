package dev.halley;

import org.jspecify.annotations.Nullable;

/**
 * Something did not happen within its deadline. Whether the server processed a request that timed out is not known.
 */
public final class OperationTimeoutException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to try
     * @param cause the lower-level failure, if there is one
     */
    public OperationTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public OperationTimeoutException copy() {
        return new OperationTimeoutException(getMessage(), this);
    }
}

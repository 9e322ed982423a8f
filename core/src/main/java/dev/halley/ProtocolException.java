package dev.halley;

import org.jspecify.annotations.Nullable;

/**
 * The peer sent something that the protocol does not allow, or that exceeds a limit.
 */
public final class ProtocolException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened and what to try
     * @param cause the lower-level failure, if there is one
     */
    public ProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public ProtocolException copy() {
        return new ProtocolException(getMessage(), this);
    }
}

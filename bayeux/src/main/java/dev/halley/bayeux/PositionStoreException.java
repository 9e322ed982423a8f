package dev.halley.bayeux;

import dev.halley.HalleyException;
import org.jspecify.annotations.Nullable;

/** A {@link PositionStore} could not say where a subscription has to begin, or could not keep how far it got. */
public final class PositionStoreException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what failed
     * @param cause what the store threw
     */
    public PositionStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public PositionStoreException copy() {
        return new PositionStoreException(getMessage(), this);
    }
}

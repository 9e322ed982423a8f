package dev.halley.bayeux;

import dev.halley.HalleyException;
import org.jspecify.annotations.Nullable;

/** An extension withheld a message, failed, or was late; nothing was sent. */
public final class ExtensionException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param message which extension, and what it did
     * @param cause what the extension threw, or null
     */
    public ExtensionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public ExtensionException copy() {
        return new ExtensionException(getMessage(), this);
    }
}

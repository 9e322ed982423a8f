package dev.halley.json;

import dev.halley.HalleyException;
import org.jspecify.annotations.Nullable;

/** A payload could not be decoded from JSON or encoded to it. */
public final class JsonException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what did not fit, with the place in the text or the path in the value
     * @param cause the library's exception, if there is one
     */
    public JsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public JsonException copy() {
        return new JsonException(getMessage(), this);
    }
}

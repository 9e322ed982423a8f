package dev.halley;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server understood the request and refused it. Each protocol has a subclass that carries its parsed reply.
 */
public abstract class RefusedException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which request was refused, with the server's words
     * @param cause the lower-level failure, if there is one
     */
    protected RefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * The server's numeric error code.
     *
     * @return the code, or null when the server gave none
     */
    public abstract @Nullable Integer errorCode();

    /**
     * The arguments between the code and the text.
     *
     * @return the arguments; empty when there are none
     */
    public abstract List<String> errorArgs();

    /**
     * The server's own words.
     *
     * @return the text; empty when the server gave none
     */
    public abstract String errorText();
}

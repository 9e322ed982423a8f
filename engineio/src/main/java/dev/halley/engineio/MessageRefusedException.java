package dev.halley.engineio;

import dev.halley.ConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * The server answered the request that carried the message over polling with an HTTP status that refuses it: it did not
 * get the message. The session ends with that.
 */
public final class MessageRefusedException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    /** Whether its size is why. */
    private final boolean tooLarge;

    /**
     * Creates the exception.
     *
     * @param message what was refused, and how
     * @param details the facts of the answer
     * @param tooLarge whether the message is larger than the server accepts, so that it can never pass
     * @param cause the lower-level failure, if there is one
     */
    public MessageRefusedException(String message, Details details, boolean tooLarge, @Nullable Throwable cause) {
        super(message, details, cause);
        this.tooLarge = tooLarge;
    }

    /**
     * Whether the message is larger than the server, or a proxy before it, accepts: then it is never sent again. Otherwise
     * it was on its way when the server refused the session, and a later one may take it.
     *
     * @return whether it is too large
     */
    public boolean isTooLarge() {
        return tooLarge;
    }

    @Override
    public MessageRefusedException copy() {
        return new MessageRefusedException(getMessage(), details(), tooLarge, this);
    }
}

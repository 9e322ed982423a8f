package dev.halley;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything that Halley throws because of the outside world: the network, the server, a limit, a lifetime.
 * Misuse of the API (a null argument, an invalid channel name, opening a client twice) is a JDK exception instead:
 * {@link NullPointerException}, {@link IllegalArgumentException} or {@link IllegalStateException}.
 *
 * <p>A stage ends with the exception itself, never wrapped in a
 * {@link java.util.concurrent.CompletionException}, unless a dependent stage of the caller wraps it. The blocking
 * methods throw a {@link #copy()}, so that the stack trace is the caller's and the original is its cause.
 */
public abstract class HalleyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what happened, where and what to try
     * @param cause the lower-level failure, if there is one
     */
    protected HalleyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * The same failure as a new exception whose stack trace starts at the caller and whose cause is this one.
     *
     * @return an exception of the same class with the same details
     */
    public abstract HalleyException copy();

    /**
     * The message; never null.
     *
     * @return what happened, where, and what to try
     */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? getClass().getSimpleName() : message;
    }
}

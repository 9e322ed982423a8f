package dev.halley.socketio;

import dev.halley.HalleyException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The namespace is left, and the client does not join it again by itself. */
public final class DisconnectedException extends HalleyException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final DisconnectReason reason;

    /**
     * Creates the exception.
     *
     * @param message what ended, and why
     * @param reason why, for programs
     * @param cause the lower-level failure, if there is one
     */
    public DisconnectedException(String message, DisconnectReason reason, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /**
     * Why the namespace was left.
     *
     * @return the reason
     */
    public DisconnectReason reason() {
        return reason;
    }

    @Override
    public DisconnectedException copy() {
        return new DisconnectedException(getMessage(), reason, this);
    }
}

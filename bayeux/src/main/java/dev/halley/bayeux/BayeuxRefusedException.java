package dev.halley.bayeux;

import dev.halley.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server refused a handshake, connect, subscribe, unsubscribe, publish or service call. */
public final class BayeuxRefusedException extends RefusedException {
    private static final long serialVersionUID = 1L;

    /** The number before the first colon, or null. */
    private final @Nullable Integer errorCode;

    private final transient List<String> errorArgs;

    /** The text after the second colon. */
    private final String errorText;

    private final transient @Nullable BayeuxMessage reply;

    /**
     * Creates the exception.
     *
     * @param message which request was refused, with the server's words
     * @param errorCode the number before the first colon of the reply's {@code error}, or null
     * @param errorArgs the arguments between the first two colons
     * @param errorText the text after the second colon
     * @param reply the server's reply
     * @param cause the refusal that this one repeats, or null
     */
    public BayeuxRefusedException(
            String message,
            @Nullable Integer errorCode,
            List<String> errorArgs,
            String errorText,
            @Nullable BayeuxMessage reply,
            @Nullable Throwable cause) {
        super(message, cause);
        this.errorCode = errorCode;
        this.errorArgs = List.copyOf(errorArgs);
        this.errorText = errorText;
        this.reply = reply;
    }

    @Override
    public @Nullable Integer errorCode() {
        return errorCode;
    }

    @Override
    public List<String> errorArgs() {
        return errorArgs == null ? List.of() : errorArgs;
    }

    @Override
    public String errorText() {
        return errorText;
    }

    /**
     * The server's reply.
     *
     * @return the reply; null after deserialization
     */
    public @Nullable BayeuxMessage reply() {
        return reply;
    }

    @Override
    public BayeuxRefusedException copy() {
        return new BayeuxRefusedException(getMessage(), errorCode, errorArgs(), errorText, reply, this);
    }
}

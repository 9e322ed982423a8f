package dev.halley.socketio;

import dev.halley.RefusedException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The server refused a namespace. */
public final class NamespaceRefusedException extends RefusedException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable ConnectError error;
    /** The server's words. */
    private final String text;

    /**
     * Creates the exception.
     *
     * @param message which namespace was refused, with the server's words
     * @param error what the server said
     * @param cause the lower-level failure, if there is one
     */
    public NamespaceRefusedException(String message, ConnectError error, @Nullable Throwable cause) {
        super(message, cause);
        this.error = Objects.requireNonNull(error, "error");
        this.text = error.message();
    }

    /**
     * What the server said.
     *
     * @return its answer; null after deserialization
     */
    public @Nullable ConnectError error() {
        return error;
    }

    /**
     * What the server says beside the message, such as why a token is not valid.
     *
     * @return maps, lists and scalars; null where it says nothing
     */
    public @Nullable Object data() {
        return error == null ? null : error.data();
    }

    /** Socket.IO has none. */
    @Override
    public @Nullable Integer errorCode() {
        return null;
    }

    /** Socket.IO has none; see {@link #data}. */
    @Override
    public List<String> errorArgs() {
        return List.of();
    }

    @Override
    public String errorText() {
        return text;
    }

    @Override
    public NamespaceRefusedException copy() {
        ConnectError known = error;
        return new NamespaceRefusedException(
                getMessage(), known != null ? known : new ConnectError("", text, null, 0, null, null, false), this);
    }
}

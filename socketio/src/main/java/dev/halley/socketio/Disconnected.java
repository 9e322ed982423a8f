package dev.halley.socketio;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A namespace was left: by the application, by the server, or because the connection was lost.
 *
 * @param namespace which one
 * @param reason why; after an {@linkplain DisconnectReason#isAccidental accidental} one the client reconnects
 * @param description what happened, in words, such as the HTTP status or the close code; empty where there is nothing to
 *     say
 * @param cause the failure behind it, where there was one
 */
public record Disconnected(
        String namespace,
        DisconnectReason reason,
        String description,
        @Nullable Throwable cause) {
    /**
     * Checks the values.
     *
     * @param namespace which one
     * @param reason why
     * @param description what happened, in words
     * @param cause the failure behind it, or null
     */
    public Disconnected {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(description, "description");
    }

    /** The reason as the JavaScript client has it, such as {@code transport close}, and the description. */
    @Override
    public String toString() {
        return namespace + ": " + reason.text() + (description.isEmpty() ? "" : " (" + description + ")");
    }
}

package dev.halley.socketio;

import dev.halley.internal.http.Masking;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A namespace could not be joined: the server refused it, or could not be reached.
 *
 * @param namespace which one
 * @param message why: the server's words, or what failed
 * @param data what the server says beside the message: maps, lists and scalars; null where it says nothing
 * @param status the HTTP status of the failed request, or 0
 * @param body the first characters of its reply, or null
 * @param cause the failure, or null where the server refused
 * @param active whether the client goes on trying by itself
 */
public record ConnectError(
        String namespace,
        String message,
        @Nullable Object data,
        int status,
        @Nullable String body,
        @Nullable Throwable cause,
        boolean active) {
    /**
     * Checks the values.
     *
     * @param namespace which one
     * @param message why
     * @param data what the server says beside the message, or null
     * @param status the HTTP status, or 0
     * @param body the first characters of the reply, or null
     * @param cause the failure, or null
     * @param active whether the client goes on trying
     */
    public ConnectError {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(message, "message");
    }

    /**
     * Whether the server was reached and said no.
     *
     * @return false when it could not be reached
     */
    public boolean isRefused() {
        return cause == null;
    }

    /** The namespace and the message, secrets masked; without the data, which may hold others. */
    @Override
    public String toString() {
        return namespace + ": " + Masking.text(message) + (status == 0 ? "" : " (HTTP status " + status + ")");
    }
}

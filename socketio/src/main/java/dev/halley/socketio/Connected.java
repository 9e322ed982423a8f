package dev.halley.socketio;

import java.util.Objects;

/**
 * A namespace was joined: for the first time, or again after the connection was lost.
 *
 * @param namespace which one
 * @param sid the id that the server gave this client in it; a secret, so it is masked in {@link #toString}
 * @param recovered whether the server restored the session of before: nothing was missed meanwhile
 */
public record Connected(String namespace, String sid, boolean recovered) {
    /**
     * Checks the values.
     *
     * @param namespace which one
     * @param sid the client's id in it
     * @param recovered whether the session of before was restored
     */
    public Connected {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(sid, "sid");
    }

    @Override
    public String toString() {
        return "Connected[namespace=" + namespace + ", recovered=" + recovered + "]";
    }
}

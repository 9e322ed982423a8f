package dev.halley.bayeux.internal.transport;

import dev.halley.bayeux.ConnectionType;
import dev.halley.internal.http.Masking;
import java.net.URI;

/**
 * One transport to one URL; there is one {@link Transport} object for each in use. Immutable.
 *
 * @param url as the application gave it; its user information may be a secret
 */
public record Endpoint(ConnectionType type, URI url) {
    @Override
    public String toString() {
        return type + " to " + Masking.uri(url);
    }
}

package dev.halley.internal.http;

import dev.halley.wire.Headers;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket as a protocol wants it.
 *
 * @param uri an URL of HTTP or of a WebSocket
 * @param subprotocols to offer, in order of preference
 * @param headers for this upgrade alone, {@link HttpAgent#checked} ones; they replace the client's own of the same name
 * @param compression whether to offer compression, where the wire can
 * @param timeout how long the opening may take as a whole, or null for the client's connect timeout
 */
public record WebSocketOrder(
        URI uri,
        List<String> subprotocols,
        Headers headers,
        boolean compression,
        @Nullable Duration timeout) {
    /** Checks the URL and copies the list. */
    public WebSocketOrder {
        uri = Origins.checked(uri);
        subprotocols = List.copyOf(subprotocols);
    }

    /** With compression and nothing special. */
    public static WebSocketOrder to(URI uri) {
        return new WebSocketOrder(uri, List.of(), Headers.empty(), true, null);
    }

    /** The query may hold secrets. */
    @Override
    public String toString() {
        return "WebSocket " + Masking.uri(uri);
    }
}

package dev.halley.wire;

import java.net.URI;
import java.util.List;

/**
 * A WebSocket to open.
 *
 * @param uri a {@code ws} or {@code wss} URL
 * @param headers additional headers of the upgrade request, cookies among them
 * @param subprotocols the sub-protocols to offer, in order of preference; may be empty
 * @param compression whether to offer permessage-deflate; ignored by a wire that can't
 */
public record WebSocketRequest(URI uri, Headers headers, List<String> subprotocols, boolean compression) {
    /**
     * Copies the list.
     *
     * @param uri a {@code ws} or {@code wss} URL
     * @param headers additional headers of the upgrade request, cookies among them
     * @param subprotocols the sub-protocols to offer, in order of preference; may be empty
     * @param compression whether to offer permessage-deflate; ignored by a wire that can't
     */
    public WebSocketRequest {
        subprotocols = List.copyOf(subprotocols);
    }

    /** Without what may be a secret: the query and the values of headers. */
    @Override
    public String toString() {
        return "WebSocket " + Shown.uri(uri) + " " + headers;
    }
}

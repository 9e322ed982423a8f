package dev.halley.internal.http;

/**
 * What a protocol contributes to the text of failures.
 *
 * @param protocol its name, such as {@code Bayeux}
 * @param httpTransport its name for requests over HTTP, such as {@code long-polling}
 * @param webSocketTransport its name for WebSockets
 * @param urlHint a sentence for an URL that is not the protocol's, such as {@code CometD servers usually listen at
 *     /cometd.}; may be empty
 */
public record Wording(String protocol, String httpTransport, String webSocketTransport, String urlHint) {
    /** Says nothing of any protocol. */
    public static final Wording GENERIC = new Wording("the expected protocol", "http", "websocket", "");
}

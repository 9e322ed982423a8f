package dev.halley.internal.http;

import dev.halley.wire.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request as a protocol wants it.
 *
 * @param method {@code GET} or {@code POST}
 * @param uri an URL of HTTP or of a WebSocket
 * @param contentType of the body, or null
 * @param body what to send, or null; not changed afterwards
 * @param headers for this request alone, {@link HttpAgent#checked} ones; they replace the client's own of the same name
 * @param timeout from the start to the reply's head, and afterwards between two parts of its body
 * @param takesBytes whether the body of a successful reply of {@code application/octet-stream} is kept as bytes
 */
public record HttpOrder(
        String method,
        URI uri,
        @Nullable String contentType,
        byte @Nullable [] body,
        Headers headers,
        Duration timeout,
        boolean takesBytes) {
    /** Checks the URL. */
    public HttpOrder {
        uri = Origins.checked(uri);
    }

    /** A GET. */
    public static HttpOrder get(URI uri, Duration timeout) {
        return new HttpOrder("GET", uri, null, null, Headers.empty(), timeout, false);
    }

    /** A POST of text. */
    public static HttpOrder post(URI uri, String contentType, String body, Duration timeout) {
        return post(uri, contentType, body.getBytes(StandardCharsets.UTF_8), timeout);
    }

    /** A POST of bytes. */
    public static HttpOrder post(URI uri, String contentType, byte[] body, Duration timeout) {
        return new HttpOrder("POST", uri, contentType, body, Headers.empty(), timeout, false);
    }

    /** With headers for this request alone. */
    public HttpOrder with(Headers own) {
        return new HttpOrder(method, uri, contentType, body, own, timeout, takesBytes);
    }

    /** With a reply that may be bytes. */
    public HttpOrder takingBytes() {
        return new HttpOrder(method, uri, contentType, body, headers, timeout, true);
    }

    /** The body and the query may hold secrets. */
    @Override
    public String toString() {
        return method + " " + Masking.uri(uri);
    }
}

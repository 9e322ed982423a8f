package dev.halley.wire;

import java.net.URI;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request as it goes on the wire.
 *
 * @param method {@code GET} or {@code POST}
 * @param uri an {@code http} or {@code https} URL
 * @param headers all headers but {@code Host}, {@code Content-Length} and {@code Connection}
 * @param body the body, or null for none; read once, from its position to its limit
 */
public record HttpRequest(
        String method, URI uri, Headers headers, @Nullable ByteBuffer body) {
    /** Without what may be a secret: the query, the values of headers and the body. */
    @Override
    public String toString() {
        return method + " " + Shown.uri(uri) + " " + headers;
    }
}

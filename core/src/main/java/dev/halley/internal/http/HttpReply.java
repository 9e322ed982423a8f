package dev.halley.internal.http;

import dev.halley.wire.Headers;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A complete HTTP reply of any status.
 *
 * @param uri where it came from, after redirects
 * @param status the HTTP status
 * @param headers the reply's headers
 * @param text the body, decompressed and decoded as UTF-8 (strictly when the status is 2xx and it is no HTML)
 * @param bytes the body, decompressed, where the order {@link HttpOrder#takingBytes takes bytes} and the reply has some;
 *     then there is no text
 */
public record HttpReply(URI uri, int status, Headers headers, char[] text, byte @Nullable [] bytes) {
    private static final char[] NONE = {};

    /** With text. */
    public HttpReply(URI uri, int status, Headers headers, char[] text) {
        this(uri, status, headers, text, null);
    }

    static HttpReply binary(URI uri, int status, Headers headers, byte[] bytes) {
        return new HttpReply(uri, status, headers, NONE, bytes);
    }

    /** How long the body is, in the unit that it has. */
    int length() {
        return bytes == null ? text.length : bytes.length;
    }

    /** Whether the status is 2xx. */
    public boolean isSuccessful() {
        return status >= 200 && status < 300;
    }

    /** The body and the query may hold secrets. */
    @Override
    public String toString() {
        return status + " from " + Masking.uri(uri) + " with " + length() + (bytes == null ? " characters" : " bytes");
    }
}

package dev.halley.internal.http;

import dev.halley.wire.Headers;
import java.net.URI;

/**
 * A complete HTTP reply of any status.
 *
 * @param uri where it came from, after redirects
 * @param status the HTTP status
 * @param headers the reply's headers
 * @param text the body, decompressed and decoded as UTF-8 (strictly when the status is 2xx and it is no HTML)
 */
public record HttpReply(URI uri, int status, Headers headers, char[] text) {
    /** Whether the status is 2xx. */
    public boolean isSuccessful() {
        return status >= 200 && status < 300;
    }

    /** The body and the query may hold secrets. */
    @Override
    public String toString() {
        return status + " from " + Masking.uri(uri) + " with " + text.length + " characters";
    }
}

package dev.halley.internal.http;

import dev.halley.HeaderProvider;
import dev.halley.wire.Headers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One client's HTTP policy.
 *
 * @param headers static headers of every request and upgrade
 * @param provider gives more headers per request, or null
 * @param gzip whether to ask for compressed bodies
 * @param maxBodyBytes how long the decoded body of a reply may be
 * @param maxMessageChars how long a WebSocket message may be: characters of a text, bytes of a binary one
 * @param connectTimeout how long the opening of a WebSocket may take as a whole
 * @param hook sees requests and replies, or null
 * @param wording what the protocol contributes to the text of failures
 */
public record HttpSettings(
        Headers headers,
        @Nullable HeaderProvider provider,
        boolean gzip,
        long maxBodyBytes,
        int maxMessageChars,
        Duration connectTimeout,
        @Nullable HookSettings hook,
        Wording wording) {
    /** Without a hook. */
    public HttpSettings(
            Headers headers,
            @Nullable HeaderProvider provider,
            boolean gzip,
            long maxBodyBytes,
            int maxMessageChars,
            Duration connectTimeout,
            Wording wording) {
        this(headers, provider, gzip, maxBodyBytes, maxMessageChars, connectTimeout, null, wording);
    }

    /** With wording of no protocol. */
    public HttpSettings(
            Headers headers,
            @Nullable HeaderProvider provider,
            boolean gzip,
            long maxBodyBytes,
            int maxMessageChars,
            Duration connectTimeout) {
        this(headers, provider, gzip, maxBodyBytes, maxMessageChars, connectTimeout, Wording.GENERIC);
    }

    /** Checks the values. */
    public HttpSettings {
        RequestHeaders.checked(headers);
        // A Java array is the container of a body.
        if (maxBodyBytes < 1 || maxBodyBytes > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException(
                    "maxBodyBytes: " + maxBodyBytes + " (expected: 1 to " + (Integer.MAX_VALUE - 16) + ")");
        }
        if (maxMessageChars < 1) {
            throw new IllegalArgumentException("maxMessageChars: " + maxMessageChars + " (expected: at least 1)");
        }
        if (connectTimeout.isNegative() || connectTimeout.isZero()) {
            throw new IllegalArgumentException("connectTimeout: " + connectTimeout + " (expected: more than zero)");
        }
    }
}

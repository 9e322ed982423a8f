package dev.halley;

import dev.halley.wire.Headers;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sees what a client writes and reads: each HTTP request and reply (redirects too), each WebSocket upgrade, message and
 * end, with decompressed text; of what is binary the length. For finding out what goes on; {@code builder.wireTap(System.out::println)} prints it.
 *
 * <p>Secrets are masked: user information and query values of URLs; the values of all headers but harmless ones such as
 * {@code Content-Type}; in JSON texts, wherever they stand, the values of {@code clientId}, {@code sid} and of every
 * field whose name speaks of a token, password, secret, credential, cookie, session id, API key or authorization, and in
 * what is sent every text within {@code ext}; the client's own session id in any text. Other payload is shown as it is.
 *
 * <p>Called in the client's serial context, one call at a time, in the order of things; must not block. What it throws
 * is logged, and the tap is taken off.
 */
@FunctionalInterface
public interface WireTap {
    /**
     * Something was written or read.
     *
     * @param traffic what
     */
    void onTraffic(Traffic traffic);

    /** What happened. */
    enum Kind {
        /** An HTTP request was handed to the wire; the text is its body. */
        REQUEST("> "),
        /** The reply to a request is complete; the code is its status, the text its body. */
        REPLY("< "),
        /** A WebSocket upgrade was handed to the wire. */
        UPGRADE("> upgrade "),
        /** The WebSocket is open. */
        OPENED("< open "),
        /** A message was queued on a WebSocket. */
        SENT("> "),
        /** A message came over a WebSocket. */
        RECEIVED("< "),
        /** The WebSocket is closed; the code is the close code (1006: without a close frame), the text the reason. */
        CLOSED("x closed "),
        /** The exchange, upgrade or WebSocket failed; the text says how, the code is the HTTP status if there was one. */
        FAILED("x failed ");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }
    }

    /**
     * One thing that happened.
     *
     * @param at when, on the wall clock
     * @param kind what
     * @param link which exchange or WebSocket of the client, counted from 1: a request and its reply have the same
     * @param method the HTTP method of a request, else null
     * @param url where to, masked
     * @param code the HTTP status of a reply or failed upgrade, the close code of a WebSocket, else 0
     * @param headers the headers of a request, reply or upgrade, masked; else none
     * @param text the body, message or reason, masked; may be empty
     */
    record Traffic(
            Instant at,
            Kind kind,
            long link,
            @Nullable String method,
            URI url,
            int code,
            Headers headers,
            String text) {
        /** One line, unless the text has several: time, link, direction, where and what. */
        @Override
        public String toString() {
            StringBuilder line = new StringBuilder(text.length() + 120);
            line.append(at).append(" #").append(link).append(' ').append(kind.sign);
            if (method != null) {
                line.append(method).append(' ').append(url).append(' ');
            } else if (kind == Kind.UPGRADE) {
                line.append(url).append(' ');
            }
            if (code != 0) {
                line.append(code).append(' ');
            }
            headers.forEach((name, value) ->
                    line.append('[').append(name).append(": ").append(value).append("] "));
            return line.append(text).toString().stripTrailing();
        }
    }
}

package dev.halley;

import dev.halley.internal.http.Masking;
import dev.halley.wire.Headers;
import java.net.URI;

/**
 * Sees each HTTP request and WebSocket upgrade of a client before it is sent, and may change its headers; and sees the
 * status and headers of each reply. Runs on the client's executor.
 *
 * <p>Unlike a {@link HeaderProvider}, which only adds, a hook gets what was put together from the headers of the client,
 * the provider and the request, and what it returns takes their place. Cookies that the client keeps and headers that the
 * wire writes are added afterwards.
 */
public interface RequestHook {
    /**
     * Before a request is sent; redirects that are followed are part of it. May block; an answer that takes longer than
     * 10 seconds, or a throw, fails the request with a {@link ConnectionException}, and nothing is sent.
     *
     * @param request what is about to be sent
     * @return the headers to send instead of {@code request.headers()}; these by default
     */
    default Headers onRequest(Request request) {
        return request.headers();
    }

    /**
     * The status and headers of a reply are here: of each redirect, too, and of an upgrade, refused or not. Called one
     * after another; the reply goes on without waiting. What it throws is logged.
     *
     * @param reply what came
     */
    default void onReply(Reply reply) {}

    /**
     * A request that is about to be sent.
     *
     * @param method {@code GET} or {@code POST}
     * @param uri where to, with its query, which may hold secrets
     * @param upgrade whether it is to open a WebSocket
     * @param headers the headers of the application
     */
    record Request(String method, URI uri, boolean upgrade, Headers headers) {
        /** Secrets are masked. */
        @Override
        public String toString() {
            return method + " " + Masking.uri(uri) + " " + headers;
        }
    }

    /**
     * The head of a reply.
     *
     * @param uri where it came from, with its query, which may hold secrets
     * @param upgrade whether a WebSocket was asked for
     * @param status the HTTP status; 101 for a WebSocket that is open
     * @param headers the reply's headers; of an upgrade that succeeded as far as the wire knows them
     */
    record Reply(URI uri, boolean upgrade, int status, Headers headers) {
        /** Secrets are masked. */
        @Override
        public String toString() {
            return status + " " + Masking.uri(uri) + " " + headers;
        }
    }
}

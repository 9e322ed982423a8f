package dev.halley.internal.http;

import dev.halley.internal.loop.Kernel;
import dev.halley.wire.Headers;
import dev.halley.wire.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One client's HTTP: policy around its wire, which it owns. Any thread; no method blocks. */
public final class HttpAgent {
    private final HttpContext context;

    /**
     * An agent.
     *
     * @param clientExecutor where the header provider runs
     */
    public HttpAgent(Wire wire, HttpSettings settings, CookieJar cookies, Kernel kernel, Executor clientExecutor) {
        this(wire, settings, cookies, kernel, clientExecutor, null);
    }

    /**
     * An agent.
     *
     * @param clientExecutor where the header provider runs
     * @param tap sees everything, or null
     */
    public HttpAgent(
            Wire wire,
            HttpSettings settings,
            CookieJar cookies,
            Kernel kernel,
            Executor clientExecutor,
            @Nullable Tap tap) {
        this.context = HttpContext.of(wire, settings, cookies, kernel, clientExecutor, tap);
    }

    /**
     * Sends a POST. It is written once: neither a lost connection nor a redirect that changes the method repeats it.
     *
     * @param timeout from here to the reply's head, and afterwards between two parts of its body
     */
    public HttpExchange post(URI uri, String contentType, String body, Duration timeout) {
        return post(uri, contentType, body, Headers.empty(), timeout);
    }

    /**
     * The same with headers for this request alone, which replace the client's own of the same name.
     *
     * @param headers {@link #checked} ones
     */
    public HttpExchange post(URI uri, String contentType, String body, Headers headers, Duration timeout) {
        return send(HttpOrder.post(uri, contentType, body, timeout).with(headers));
    }

    /**
     * Sends a GET.
     *
     * @param timeout from here to the reply's head, and afterwards between two parts of its body
     */
    public HttpExchange get(URI uri, Duration timeout) {
        return send(HttpOrder.get(uri, timeout));
    }

    /** Sends a request. A POST is written once. */
    public HttpExchange send(HttpOrder order) {
        return PolicyExchange.start(context, order);
    }

    /**
     * Opens a WebSocket.
     *
     * @param uri an URL of HTTP or of a WebSocket
     */
    public WebSocketAttempt openWebSocket(URI uri, List<String> subprotocols, WebSocketHandler handler) {
        return openWebSocket(uri, subprotocols, Headers.empty(), handler);
    }

    /**
     * The same with headers for this upgrade alone, which replace the client's own of the same name.
     *
     * @param headers {@link #checked} ones
     */
    public WebSocketAttempt openWebSocket(
            URI uri, List<String> subprotocols, Headers headers, WebSocketHandler handler) {
        return open(new WebSocketOrder(uri, subprotocols, headers, true, null), handler);
    }

    /** Opens a WebSocket. */
    public WebSocketAttempt open(WebSocketOrder order, WebSocketHandler handler) {
        return PolicyWebSocket.open(context, order, handler);
    }

    /**
     * Refuses headers that only a wire can set.
     *
     * @throws IllegalArgumentException if there is one
     */
    public static Headers checked(Headers headers) {
        return RequestHeaders.checked(headers);
    }

    /** Aborts what is open and gives the wire back. Idempotent. */
    public void close() {
        context.wire().close();
    }
}

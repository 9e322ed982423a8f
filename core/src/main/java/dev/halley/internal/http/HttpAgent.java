package dev.halley.internal.http;

import dev.halley.internal.loop.Kernel;
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
        this.context = new HttpContext(wire, settings, cookies, kernel, clientExecutor, tap);
    }

    /**
     * Sends a POST. It is written once: neither a lost connection nor a redirect that changes the method repeats it.
     *
     * @param timeout from here to the reply's head, and afterwards between two parts of its body
     */
    public HttpExchange post(URI uri, String contentType, String body, Duration timeout) {
        return PolicyExchange.start(context, PolicyExchange.Order.post(uri, contentType, body, timeout));
    }

    /**
     * Sends a GET.
     *
     * @param timeout from here to the reply's head, and afterwards between two parts of its body
     */
    public HttpExchange get(URI uri, Duration timeout) {
        return PolicyExchange.start(context, PolicyExchange.Order.get(uri, timeout));
    }

    /**
     * Opens a WebSocket.
     *
     * @param uri an URL of HTTP or of a WebSocket
     */
    public WebSocketAttempt openWebSocket(URI uri, List<String> subprotocols, WebSocketHandler handler) {
        return PolicyWebSocket.open(context, uri, subprotocols, handler);
    }

    /** Aborts what is open and gives the wire back. Idempotent. */
    public void close() {
        context.wire().close();
    }
}

package dev.halley.wire;

/** One client's access to the network. Thread-safe; no method blocks. */
public interface Wire extends AutoCloseable {
    /**
     * The wire's name, such as {@code jdk}.
     *
     * @return the name
     */
    String name();

    /**
     * What this wire can do beyond the minimum.
     *
     * @return its capabilities
     */
    WireCapabilities capabilities();

    /**
     * Starts one HTTP exchange. The wire follows no redirect, keeps no cookie, decodes no body and sets no deadline
     * beyond the connect timeout of its settings.
     *
     * @param request what to send
     * @param sink told of the reply; its methods are called one after another
     * @return a handle to abort the exchange
     */
    HttpCall exchange(HttpRequest request, HttpSink sink);

    /**
     * Starts to open one WebSocket. The outcome is told to the listener: {@link WebSocketListener#onOpen} or
     * {@link WebSocketListener#onFailure}, exactly one of them, first.
     *
     * @param request where and how
     * @param listener told of everything on this socket; its methods are called one after another
     * @return a handle to abort the attempt; after {@code onOpen} it does nothing
     */
    HttpCall connect(WebSocketRequest request, WebSocketListener listener);

    /**
     * Gives the wire back. Open exchanges and sockets of this wire are aborted; an engine shared with other clients
     * lives until the last of them closed. Idempotent; returns at once.
     */
    @Override
    void close();
}

package dev.halley.socketio;

import dev.halley.internal.loop.Stages;
import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.internal.dispatch.HandlerTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A Socket.IO client whose operations return futures; {@link SocketIoClient} is the same client for threads that wait. Both
 * may be used at once. Thread-safe; no method blocks. Handlers, {@link #emit} and {@link #call} are about the namespace
 * {@code /}; {@link #namespace} gives the others.
 *
 * <p><b>Threads.</b> Handlers, listeners, {@code onNext} and the dependents of returned futures run on the client's
 * executor (default: a virtual thread per task on JDK 24 and later, else a shared pool), handlers in order per namespace.
 *
 * <p><b>How a future ends.</b> With its result, or with a {@link dev.halley.HalleyException}:
 * {@link NamespaceRefusedException} when the server refused, {@link BadNamespaceException} when the namespace is not
 * joined, {@link dev.halley.ConnectionException} when there is no connection and nothing was sent,
 * {@link dev.halley.UnconfirmedException} when the connection died after the event was written,
 * {@link dev.halley.OperationTimeoutException} when the answer did not come in time,
 * {@link dev.halley.OverflowException} when more waits than may, {@link DisconnectedException} or
 * {@link dev.halley.ClosedException} when the client is or gets disconnected. Cancelling a future withdraws what has not
 * been written and forgets the acknowledgement of what has.
 */
public final class AsyncSocketIoClient extends AsyncEventEmitter implements SocketIoConnection, AutoCloseable {
    private final SocketIoClient blocking;

    AsyncSocketIoClient(ClientCore core) {
        super(core, "/");
        this.blocking = new SocketIoClient(core, this);
    }

    /**
     * Makes a client with all defaults. It holds nothing until it connects.
     *
     * @return a client that is not connected
     */
    public static AsyncSocketIoClient create() {
        return builder().build().async();
    }

    /**
     * Starts to configure a client.
     *
     * @return a builder with the defaults that its methods name
     */
    public static SocketIoClientBuilder builder() {
        return new SocketIoClientBuilder();
    }

    /**
     * The same client for threads that wait.
     *
     * @return the blocking face
     */
    public SocketIoClient blocking() {
        return blocking;
    }

    /**
     * Connects to a server and joins the wanted namespaces: those that have a handler or a class, and {@code /} when there
     * are none.
     *
     * @param url the server's URL, such as {@code https://example.com}
     * @return completes with this client when each namespace is joined; ends with {@link NamespaceRefusedException} when
     *     the server refused one, with {@link dev.halley.ConnectionException} when it could not be reached, with
     *     {@link dev.halley.OperationTimeoutException} when it said nothing; nothing stays connected then. When
     *     the client is connected already, it ends with {@link IllegalStateException}
     * @throws IllegalArgumentException if the URL is none, or has a path
     */
    public CompletableFuture<AsyncSocketIoClient> connect(String url) {
        return connect(ConnectOptions.to(url));
    }

    /**
     * Connects as the options say; see {@link #connect(String)}.
     *
     * @param options where to, and as whom
     * @return completes with this client when each namespace is joined
     */
    public CompletableFuture<AsyncSocketIoClient> connect(ConnectOptions options) {
        CompletableFuture<Void> raw = core().connect(options);
        return core().session()
                .expose(raw.thenApply(connected -> this), () -> core().session().withdraw(raw));
    }

    /**
     * A namespace of this client. Joins nothing.
     *
     * @param name such as {@code /chat}; {@code *} for handlers of all namespaces that have none of their own
     * @return the namespace
     * @throws IllegalArgumentException if it is empty, too long, or holds a comma or question mark
     */
    public AsyncNamespace namespace(String name) {
        return new AsyncNamespace(core(), HandlerTable.ALL.equals(name) ? name : Names.namespace(name));
    }

    /**
     * Adds a class whose methods are the handlers of its namespace. A handler that was added to the same namespace for the
     * same event by {@code on} is called instead. A second class for a namespace takes the first one's place.
     *
     * @param namespace the class
     * @return this client
     * @throws IllegalArgumentException if a method of it can't be a handler
     * @throws IllegalStateException if it belongs to another client
     */
    public AsyncSocketIoClient register(SocketNamespace namespace) {
        namespace.attach(core());
        return this;
    }

    /**
     * The same for a class whose methods emit with futures.
     *
     * @param namespace the class
     * @return this client
     * @throws IllegalArgumentException if a method of it can't be a handler
     * @throws IllegalStateException if it belongs to another client
     */
    public AsyncSocketIoClient register(AsyncSocketNamespace namespace) {
        namespace.attach(core());
        return this;
    }

    /**
     * Disconnects: leaves all namespaces, after what was emitted has been written. Also ends the attempts to reconnect.
     * Handlers stay, and the client may connect again. Does nothing when it is not connected.
     *
     * @return completes when everything is released, at most 5 s later, also when the server is gone
     */
    public CompletableFuture<Void> disconnect() {
        return exposed(core().session().disconnect());
    }

    /**
     * The same as {@link #disconnect()}.
     *
     * @return completes when everything is released
     */
    public CompletableFuture<Void> shutdown() {
        return disconnect();
    }

    /** Starts {@link #disconnect()} and does not wait for it. */
    @Override
    public void close() {
        Stages.ignore(core().session().disconnect());
    }

    /**
     * Drops the connection at once: nothing is written any more, and the server finds out by itself.
     *
     * @return completes when everything is released
     */
    public CompletableFuture<Void> abort() {
        return exposed(core().session().abort());
    }

    /**
     * The end of the connection, reconnects included.
     *
     * @return completes when the connection has ended for good and its handlers have finished; with the reason when the
     *     reconnect policy gave up or a limit ended the client
     */
    public CompletableFuture<Void> awaitEnd() {
        return exposed(core().awaitEnd());
    }

    /**
     * The same for a limited time.
     *
     * @param timeout how long to wait
     * @return completes with whether the connection has ended; with the reason when the reconnect policy gave up or a limit
     *     ended the client
     */
    public CompletableFuture<Boolean> awaitEnd(Duration timeout) {
        return exposed(core().awaitEnd(timeout));
    }

    /**
     * Lets time pass.
     *
     * @param duration how long
     * @return completes when it has passed
     */
    public CompletableFuture<Void> sleep(Duration duration) {
        return exposed(core().sleep(duration));
    }

    /**
     * What was emitted and waits for the connection.
     *
     * @return completes with the events, in order
     */
    public CompletableFuture<List<OutgoingEvent>> buffered() {
        return exposed(core().buffered());
    }

    /**
     * Drops what waits for the connection; its futures are cancelled.
     *
     * @return completes with how many events these were
     */
    public CompletableFuture<Integer> clearBuffer() {
        return exposed(core().session().clearBuffer(null));
    }

    /** The client's name and state. */
    @Override
    public String toString() {
        return core().toString();
    }
}

package dev.halley.socketio;

import dev.halley.internal.loop.SerialContext;
import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.internal.dispatch.HandlerTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A Socket.IO client for threads that wait; {@link #async()} is the same client with futures. Thread-safe.
 *
 * <pre>{@code
 * try (var sio = SocketIoClient.create()) {
 *     sio.on("my message", String.class, text -> System.out.println(text));
 *     sio.connect("http://localhost:5000");
 *     sio.emit("my message", Map.of("foo", "bar"));
 *     sio.awaitEnd();
 * }
 * }</pre>
 *
 * <p>Handlers, {@link #emit} and {@link #call} are about the namespace {@code /}; {@link #namespace} gives the others. Blocking
 * methods may be called from handlers, not from code that runs on the client's I/O threads
 * ({@link IllegalStateException}); they throw a copy of what the future of their namesake ends with. A thread that is
 * interrupted while it waits keeps its interrupt flag and gets {@link dev.halley.OperationInterruptedException}.
 */
public final class SocketIoClient extends EventEmitter implements SocketIoConnection, AutoCloseable {
    private final AsyncSocketIoClient async;

    SocketIoClient(ClientCore core, AsyncSocketIoClient async) {
        super(core, "/");
        this.async = async;
    }

    /**
     * Makes a client with all defaults. It holds nothing until it connects.
     *
     * @return a client that is not connected
     */
    public static SocketIoClient create() {
        return builder().build();
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
     * The same client with futures.
     *
     * @return the async face
     */
    public AsyncSocketIoClient async() {
        return async;
    }

    /**
     * Connects to a server and waits until each wanted namespace is joined: those that have a handler or a class, and
     * {@code /} when there are none.
     *
     * @param url the server's URL, such as {@code https://example.com}
     * @return this client
     * @throws NamespaceRefusedException if the server refused a namespace; nothing stays connected
     * @throws dev.halley.ConnectionException if the server could not be reached
     * @throws dev.halley.OperationTimeoutException if it said nothing
     * @throws IllegalArgumentException if the URL is none, or has a path
     * @throws IllegalStateException if the client is connected already
     */
    public SocketIoClient connect(String url) {
        return connect(ConnectOptions.to(url));
    }

    /**
     * Connects as the options say; see {@link #connect(String)}.
     *
     * @param options where to, and as whom
     * @return this client
     */
    public SocketIoClient connect(ConnectOptions options) {
        await(core().connect(options), "connect");
        return this;
    }

    /**
     * A namespace of this client. Joins nothing.
     *
     * @param name such as {@code /chat}; {@code *} for handlers of all namespaces that have none of their own
     * @return the namespace
     * @throws IllegalArgumentException if it is empty, too long, or holds a comma or question mark
     */
    public Namespace namespace(String name) {
        return new Namespace(core(), HandlerTable.ALL.equals(name) ? name : Names.namespace(name));
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
    public SocketIoClient register(SocketNamespace namespace) {
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
    public SocketIoClient register(AsyncSocketNamespace namespace) {
        namespace.attach(core());
        return this;
    }

    /**
     * Disconnects: leaves all namespaces, after what was emitted has been written. Also ends the attempts to reconnect.
     * Handlers stay, and the client may connect again. Does nothing when it is not connected. Waits at most 5 s.
     */
    public void disconnect() {
        await(core().session().disconnect(), "disconnect");
    }

    /** The same as {@link #disconnect()}. */
    public void shutdown() {
        disconnect();
    }

    /** The same as {@link #disconnect()}. */
    @Override
    public void close() {
        disconnect();
    }

    /** Drops the connection at once: nothing is written any more, and the server finds out by itself. */
    public void abort() {
        await(core().session().abort(), "abort");
    }

    /**
     * Waits until the connection has ended for good, reconnects included, and its handlers have finished. Not for
     * handlers: they would wait for themselves.
     *
     * @throws dev.halley.HalleyException the reason, when the reconnect policy gave up or a limit ended the client
     */
    public void awaitEnd() {
        await(core().awaitEnd(), "awaitEnd");
    }

    /**
     * The same for a limited time.
     *
     * @param timeout how long to wait
     * @return whether the connection has ended
     * @throws dev.halley.HalleyException the reason, when the reconnect policy gave up or a limit ended the client
     */
    public boolean awaitEnd(Duration timeout) {
        return await(core().awaitEnd(timeout), "awaitEnd");
    }

    /**
     * Pauses the calling thread.
     *
     * @param duration how long
     * @throws dev.halley.OperationInterruptedException if the thread was interrupted
     */
    public void sleep(Duration duration) {
        SerialContext.checkMayBlock("sleep");
        CompletableFuture<Void> slept = core().sleep(duration);
        await(slept, "sleep");
    }

    /**
     * What was emitted and waits for the connection.
     *
     * @return the events, in order
     */
    public List<OutgoingEvent> buffered() {
        return await(core().buffered(), "buffered");
    }

    /**
     * Drops what waits for the connection; its futures are cancelled.
     *
     * @return how many events these were
     */
    public int clearBuffer() {
        return await(core().session().clearBuffer(null), "clearBuffer");
    }

    /** The client's name and state. */
    @Override
    public String toString() {
        return core().toString();
    }
}

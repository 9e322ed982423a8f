package dev.halley.socketio;

import dev.halley.TypeRef;
import dev.halley.engineio.EngineTransport;
import dev.halley.internal.loop.Stages;
import dev.halley.socketio.parser.PacketData;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO client without handlers: one namespace, whose events are received one after the other. Thread-safe.
 *
 * <pre>{@code
 * try (var sio = SimpleClient.create().connect("http://localhost:5000")) {
 *     sio.emit("my message", Map.of("foo", "bar"));
 *     IncomingEvent event = sio.receive();
 *     System.out.println(event.name() + " " + event.args());
 * }
 * }</pre>
 *
 * <p>While the connection is interrupted, {@link #emit}, {@link #call} and {@link #receive} wait until it is there again;
 * when it has ended for good they throw {@link DisconnectedException}. What was written when the connection died is not
 * sent again: the call ends with {@link dev.halley.UnconfirmedException}. Up to 100 events wait to be received
 * ({@link SocketIoClientBuilder#maxPendingCount}); above that the client reads less.
 */
public final class SimpleClient implements AutoCloseable {
    private final AsyncSimpleClient async;
    private final SimpleCore simple;

    SimpleClient(AsyncSimpleClient async, SimpleCore simple) {
        this.async = async;
        this.simple = simple;
    }

    /**
     * Makes a client with all defaults. It holds nothing until it connects.
     *
     * @return a client that is not connected
     */
    public static SimpleClient create() {
        return create(SocketIoClient.builder());
    }

    /**
     * Makes a client. It holds nothing until it connects.
     *
     * @param builder its configuration
     * @return a client that is not connected
     */
    public static SimpleClient create(SocketIoClientBuilder builder) {
        return AsyncSimpleClient.create(builder).blocking();
    }

    /**
     * The same client with futures.
     *
     * @return the async face
     */
    public AsyncSimpleClient async() {
        return async;
    }

    /**
     * Connects to a server and joins the namespace {@code /}.
     *
     * @param url the server's URL, such as {@code https://example.com}
     * @return this client
     * @throws NamespaceRefusedException if the server refused the namespace; nothing stays connected
     * @throws dev.halley.HalleyException if it can't be connected; nothing stays connected
     * @throws IllegalStateException if the client is connected already
     */
    public SimpleClient connect(String url) {
        return connect(ConnectOptions.to(url));
    }

    /**
     * Connects as the options say, and joins the one namespace that they name.
     *
     * @param options where to, and as whom
     * @return this client
     * @throws IllegalArgumentException if they name several namespaces
     */
    public SimpleClient connect(ConnectOptions options) {
        await(simple.connect(options), "connect");
        return this;
    }

    /**
     * Emits an event: returns when the connection took it.
     *
     * @param event the event's name
     * @param args the arguments
     * @throws DisconnectedException if the connection has ended for good
     */
    public void emit(String event, @Nullable Object @Nullable ... args) {
        emit(EmitOptions.defaults(), event, args);
    }

    /**
     * Emits an event as the options say; see {@link #emit(String, Object...)}.
     *
     * @param options how
     * @param event the event's name
     * @param args the arguments
     */
    public void emit(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        CompletableFuture<Void> raw = Emissions.emit(simple.core(), simple.namespace(), options, event, args);
        await(raw, simple.checked(raw, "emit"), "emit");
    }

    /**
     * Emits an event and waits for the acknowledgement, as long as {@link SocketIoClientBuilder#callTimeout} says.
     *
     * @param event the event's name
     * @param args the arguments
     * @return the acknowledgement's arguments
     * @throws dev.halley.OperationTimeoutException if none came in time
     * @throws DisconnectedException if the connection has ended for good
     */
    public Args call(String event, @Nullable Object @Nullable ... args) {
        return call(EmitOptions.defaults(), event, args);
    }

    /**
     * Emits an event as the options say and waits for the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param options how, and how long to wait
     * @param event the event's name
     * @param args the arguments
     * @return the acknowledgement's arguments
     */
    public Args call(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        CompletableFuture<PacketData> raw = Emissions.call(simple.core(), simple.namespace(), options, event, args);
        return Args.from(await(raw, simple.checked(raw, "call"), "call"));
    }

    /**
     * Emits an event and waits for the first argument of the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param type the argument's class
     * @param event the event's name
     * @param args the arguments
     * @param <T> the argument's type
     * @return the acknowledgement's first argument; null where there is none
     */
    public <T> @Nullable T call(Class<T> type, String event, @Nullable Object @Nullable ... args) {
        return call(event, args).get(0, type);
    }

    /**
     * Emits an event and waits for the first argument of the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param type the argument's type
     * @param event the event's name
     * @param args the arguments
     * @param <T> the argument's type
     * @return the acknowledgement's first argument; null where there is none
     */
    public <T> @Nullable T call(TypeRef<T> type, String event, @Nullable Object @Nullable ... args) {
        Objects.requireNonNull(type, "type");
        return call(event, args).get(0, type);
    }

    /**
     * Emits an event and waits for the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param shape the record that the acknowledgement's arguments become; see {@link Args#as}
     * @param event the event's name
     * @param args the arguments
     * @param <R> the record
     * @return the acknowledgement
     * @throws dev.halley.json.JsonException if one of its arguments does not fit
     */
    public <R extends Record> R call(ArgsShape<R> shape, String event, @Nullable Object @Nullable ... args) {
        Objects.requireNonNull(shape, "shape");
        return call(event, args).get(shape);
    }

    /**
     * Waits for the next event. An event that asks for an acknowledgement and was not given one gets an empty one when the
     * same thread receives the next event.
     *
     * @return the event
     * @throws DisconnectedException if the connection has ended for good and all events were received
     */
    public IncomingEvent receive() {
        return simple.take();
    }

    /**
     * Waits for the next event for a limited time.
     *
     * @param timeout how long to wait
     * @return the event; empty when the time is up
     * @throws DisconnectedException if the connection has ended for good and all events were received
     */
    public Optional<IncomingEvent> receive(Duration timeout) {
        return simple.take(timeout);
    }

    /** Disconnects. Events that were received can still be taken. Does nothing when the client is not connected. */
    public void disconnect() {
        await(simple.core().session().disconnect(), "disconnect");
    }

    /** The same as {@link #disconnect()}. */
    @Override
    public void close() {
        disconnect();
    }

    /**
     * Whether the namespace is joined now.
     *
     * @return whether it is
     */
    public boolean isConnected() {
        return async.isConnected();
    }

    /**
     * The id that the server gave this client. A secret.
     *
     * @return the id; empty while the client is not connected
     */
    public Optional<String> sid() {
        return async.sid();
    }

    /**
     * How packets travel now.
     *
     * @return polling or websocket; empty without a connection
     */
    public Optional<EngineTransport> transport() {
        return async.transport();
    }

    /**
     * The client beneath, for everything else.
     *
     * @return the client
     */
    public SocketIoClient client() {
        return async.client().blocking();
    }

    private <T> T await(CompletableFuture<T> raw, String operation) {
        return await(raw, raw, operation);
    }

    private <T> T await(CompletableFuture<T> raw, CompletableFuture<T> checked, String operation) {
        return Stages.await(checked, operation, () -> simple.core().session().withdraw(raw));
    }

    /** The client's name and state. */
    @Override
    public String toString() {
        return simple.core().toString();
    }
}

package dev.halley.socketio;

import dev.halley.TypeRef;
import dev.halley.engineio.EngineTransport;
import dev.halley.internal.client.ClientSettings;
import dev.halley.internal.loop.Stages;
import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.parser.PacketData;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO client without handlers whose operations return futures; {@link SimpleClient} is the same client for threads
 * that wait, and says what both do. Thread-safe; no method blocks.
 */
public final class AsyncSimpleClient implements AutoCloseable {
    private final AsyncSocketIoClient client;
    private final SimpleCore simple;
    private final SimpleClient blocking;

    private AsyncSimpleClient(ClientCore core) {
        this.client = new AsyncSocketIoClient(core);
        this.simple = new SimpleCore(core);
        this.blocking = new SimpleClient(this, simple);
    }

    /**
     * Makes a client with all defaults. It holds nothing until it connects.
     *
     * @return a client that is not connected
     */
    public static AsyncSimpleClient create() {
        return create(SocketIoClient.builder());
    }

    /**
     * Makes a client. It holds nothing until it connects.
     *
     * @param builder its configuration
     * @return a client that is not connected
     */
    public static AsyncSimpleClient create(SocketIoClientBuilder builder) {
        return new AsyncSimpleClient(builder.core(ClientSettings.of(builder)));
    }

    /**
     * The same client for threads that wait.
     *
     * @return the blocking face
     */
    public SimpleClient blocking() {
        return blocking;
    }

    /**
     * Connects to a server and joins the namespace {@code /}.
     *
     * @param url the server's URL, such as {@code https://example.com}
     * @return completes with this client when it is joined; ends with {@link NamespaceRefusedException} when the server
     *     refused it, and with another {@link dev.halley.HalleyException} when it can't be connected; nothing stays
     *     connected then. When the client is connected already, it ends with {@link IllegalStateException}
     */
    public CompletableFuture<AsyncSimpleClient> connect(String url) {
        return connect(ConnectOptions.to(url));
    }

    /**
     * Connects as the options say, and joins the one namespace that they name.
     *
     * @param options where to, and as whom
     * @return completes with this client when it is joined
     * @throws IllegalArgumentException if they name several namespaces
     */
    public CompletableFuture<AsyncSimpleClient> connect(ConnectOptions options) {
        CompletableFuture<Void> raw = simple.connect(options);
        return exposed(raw, raw.thenApply(connected -> this));
    }

    /**
     * Emits an event.
     *
     * @param event the event's name
     * @param args the arguments
     * @return completes when the connection took it; ends with {@link DisconnectedException} when the connection has ended
     *     for good
     */
    public CompletableFuture<Void> emit(String event, @Nullable Object @Nullable ... args) {
        return emit(EmitOptions.defaults(), event, args);
    }

    /**
     * Emits an event as the options say; see {@link #emit(String, Object...)}.
     *
     * @param options how
     * @param event the event's name
     * @param args the arguments
     * @return completes when the connection took it
     */
    public CompletableFuture<Void> emit(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        CompletableFuture<Void> raw = Emissions.emit(simple.core(), simple.namespace(), options, event, args);
        return exposed(raw, simple.checked(raw, "emit"));
    }

    /**
     * Emits an event and asks for the acknowledgement.
     *
     * @param event the event's name
     * @param args the arguments
     * @return completes with the acknowledgement's arguments; ends with {@link dev.halley.OperationTimeoutException} when
     *     none came in time, and with {@link DisconnectedException} when the connection has ended for good
     */
    public CompletableFuture<Args> call(String event, @Nullable Object @Nullable ... args) {
        return call(EmitOptions.defaults(), event, args);
    }

    /**
     * Emits an event as the options say and asks for the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param options how, and how long to wait
     * @param event the event's name
     * @param args the arguments
     * @return completes with the acknowledgement's arguments
     */
    public CompletableFuture<Args> call(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        CompletableFuture<PacketData> raw = called(options, event, args);
        return exposed(raw, simple.checked(raw, "call").thenApply(Args::from));
    }

    /**
     * Emits an event and asks for the first argument of the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param type the argument's class
     * @param event the event's name
     * @param args the arguments
     * @param <T> the argument's type
     * @return completes with the acknowledgement's first argument, null where there is none
     */
    public <T> CompletableFuture<@Nullable T> call(Class<T> type, String event, @Nullable Object @Nullable ... args) {
        return call(TypeRef.of(type), event, args);
    }

    /**
     * Emits an event and asks for the first argument of the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param type the argument's type
     * @param event the event's name
     * @param args the arguments
     * @param <T> the argument's type
     * @return completes with the acknowledgement's first argument, null where there is none
     */
    public <T> CompletableFuture<@Nullable T> call(TypeRef<T> type, String event, @Nullable Object @Nullable ... args) {
        Objects.requireNonNull(type, "type");
        CompletableFuture<PacketData> raw = called(EmitOptions.defaults(), event, args);
        return exposed(
                raw,
                simple.checked(raw, "call").thenApply(data -> Args.from(data).get(0, type)));
    }

    /**
     * Emits an event and asks for the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param shape the record that the acknowledgement's arguments become; see {@link Args#as}
     * @param event the event's name
     * @param args the arguments
     * @param <R> the record
     * @return completes with the acknowledgement; ends with {@link dev.halley.json.JsonException} when one of its arguments
     *     does not fit
     */
    public <R extends Record> CompletableFuture<R> call(
            ArgsShape<R> shape, String event, @Nullable Object @Nullable ... args) {
        Objects.requireNonNull(shape, "shape");
        CompletableFuture<PacketData> raw = called(EmitOptions.defaults(), event, args);
        return exposed(
                raw,
                simple.checked(raw, "call").thenApply(data -> Args.from(data).get(shape)));
    }

    private CompletableFuture<PacketData> called(
            EmitOptions options, String event, @Nullable Object @Nullable [] args) {
        return Emissions.call(simple.core(), simple.namespace(), options, event, args);
    }

    /**
     * The next event. Cancelling the future loses none. An event that asks for an acknowledgement and was not given one gets
     * an empty one when the next event is asked for.
     *
     * @return completes with the event; ends with {@link DisconnectedException} when the connection has ended for good and
     *     all events were received
     */
    public CompletableFuture<IncomingEvent> receive() {
        return simple.queue().receive();
    }

    /**
     * The next event within a time; otherwise like {@link #receive()}.
     *
     * @param timeout how long to wait
     * @return completes with the event; ends with {@link dev.halley.OperationTimeoutException} when the time is up
     */
    public CompletableFuture<IncomingEvent> receive(Duration timeout) {
        return simple.receive(timeout);
    }

    /**
     * Disconnects. Events that were received can still be taken. Does nothing when the client is not connected.
     *
     * @return completes when everything is released
     */
    public CompletableFuture<Void> disconnect() {
        return client.disconnect();
    }

    /** Starts {@link #disconnect()} and does not wait for it. */
    @Override
    public void close() {
        Stages.ignore(simple.core().session().disconnect());
    }

    /**
     * Whether the namespace is joined now.
     *
     * @return whether it is
     */
    public boolean isConnected() {
        return simple.isConnected();
    }

    /**
     * The id that the server gave this client. A secret.
     *
     * @return the id; empty while the client is not connected
     */
    public Optional<String> sid() {
        return simple.sid();
    }

    /**
     * How packets travel now.
     *
     * @return polling or websocket; empty without a connection
     */
    public Optional<EngineTransport> transport() {
        return client.transport();
    }

    /**
     * The client beneath, for everything else.
     *
     * @return the client
     */
    public AsyncSocketIoClient client() {
        return client;
    }

    private <T> CompletableFuture<T> exposed(CompletableFuture<?> raw, CompletableFuture<T> result) {
        return simple.core()
                .session()
                .expose(result, () -> simple.core().session().withdraw(raw));
    }

    /** The client's name and state. */
    @Override
    public String toString() {
        return simple.core().toString();
    }
}

package dev.halley.socketio;

import dev.halley.TypeRef;
import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.parser.PacketData;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a client and a namespace have in common, with futures: emitting and calling. A client means its namespace
 * {@code /}. Arguments are those of {@link EventEmitter}. Thread-safe; no method blocks.
 */
public abstract sealed class AsyncEventEmitter extends EventHandlers permits AsyncSocketIoClient, AsyncNamespace {
    AsyncEventEmitter(ClientCore core, String namespace) {
        super(core, namespace);
    }

    /**
     * Emits an event.
     *
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @return completes when the connection took it; while it is interrupted, that is after the next one. Ends with
     *     {@link BadNamespaceException} when the namespace was never joined or was refused, with
     *     {@link dev.halley.UnconfirmedException} when the connection ended while it was written, with
     *     {@link dev.halley.OverflowException} when too much waits already (see {@link SocketIoClientBuilder#maxBuffered}
     *     and {@link dev.halley.engineio.EngineOptions#withMaxSendBuffer}), with another
     *     {@link dev.halley.HalleyException} when it was not sent. Cancelling it withdraws what has not been written
     * @throws dev.halley.json.JsonException if an argument can't be encoded
     */
    public CompletableFuture<Void> emit(String event, @Nullable Object @Nullable ... args) {
        return emit(EmitOptions.defaults(), event, args);
    }

    /**
     * Emits an event as the options say; see {@link #emit(String, Object...)}.
     *
     * @param options how
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @return completes when the connection took it
     */
    public CompletableFuture<Void> emit(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        return exposed(Emissions.emit(core(), handled(), options, event, args));
    }

    /**
     * Emits the event {@code message}.
     *
     * @param args the arguments
     * @return completes like {@link #emit(String, Object...)}
     */
    public CompletableFuture<Void> send(@Nullable Object @Nullable ... args) {
        return emit("message", args);
    }

    /**
     * Emits an event and asks for the acknowledgement.
     *
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @return completes with the acknowledgement's arguments; ends with {@link dev.halley.OperationTimeoutException} when
     *     none came within {@link SocketIoClientBuilder#callTimeout}, with {@link dev.halley.UnconfirmedException} when the
     *     connection ended before it came, and otherwise like {@link #emit(String, Object...)}. Cancelling it withdraws
     *     what has not been written, and forgets the acknowledgement
     * @throws dev.halley.json.JsonException if an argument can't be encoded
     */
    public CompletableFuture<Args> call(String event, @Nullable Object @Nullable ... args) {
        return call(EmitOptions.defaults(), event, args);
    }

    /**
     * Emits an event as the options say and asks for the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param options how, and how long to wait
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @return completes with the acknowledgement's arguments
     */
    public CompletableFuture<Args> call(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        CompletableFuture<PacketData> raw = Emissions.call(core(), handled(), options, event, args);
        return core().session().expose(raw, Args::from, () -> core().session().withdraw(raw));
    }

    /**
     * Emits an event and asks for the first argument of the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param type the argument's class
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @param <T> the argument's type
     * @return completes with the acknowledgement's first argument, null where there is none; ends with
     *     {@link dev.halley.json.JsonException} when it does not fit the type
     */
    public <T> CompletableFuture<@Nullable T> call(Class<T> type, String event, @Nullable Object @Nullable ... args) {
        return call(TypeRef.of(type), event, args);
    }

    /**
     * Emits an event and asks for the first argument of the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param type the argument's type
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @param <T> the argument's type
     * @return completes with the acknowledgement's first argument, null where there is none; ends with
     *     {@link dev.halley.json.JsonException} when it does not fit the type
     */
    public <T> CompletableFuture<@Nullable T> call(TypeRef<T> type, String event, @Nullable Object @Nullable ... args) {
        Objects.requireNonNull(type, "type");
        CompletableFuture<PacketData> raw = Emissions.call(core(), handled(), EmitOptions.defaults(), event, args);
        return core().session()
                .expose(
                        raw,
                        data -> Args.from(data).get(0, type),
                        () -> core().session().withdraw(raw));
    }

    /**
     * Emits an event and asks for the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param shape the record that the acknowledgement's arguments become; see {@link Args#as}
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @param <R> the record
     * @return completes with the acknowledgement; ends with {@link dev.halley.json.JsonException} when one of its arguments
     *     does not fit
     */
    public <R extends Record> CompletableFuture<R> call(
            ArgsShape<R> shape, String event, @Nullable Object @Nullable ... args) {
        Objects.requireNonNull(shape, "shape");
        CompletableFuture<PacketData> raw = Emissions.call(core(), handled(), EmitOptions.defaults(), event, args);
        return core().session()
                .expose(
                        raw,
                        data -> Args.from(data).get(shape),
                        () -> core().session().withdraw(raw));
    }

    final <T> CompletableFuture<T> exposed(CompletableFuture<T> raw) {
        return core().session().expose(raw, () -> core().session().withdraw(raw));
    }
}

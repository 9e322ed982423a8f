package dev.halley.socketio;

import dev.halley.TypeRef;
import dev.halley.internal.loop.Stages;
import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.parser.PacketData;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a client and a namespace have in common, for threads that wait: emitting and calling. A client means its namespace
 * {@code /}. Thread-safe; may be called from handlers.
 *
 * <p><b>Arguments</b> are texts, numbers, Booleans, maps, lists, records and whatever else the JSON codec takes, and
 * {@code byte[]} or {@link java.nio.ByteBuffer}, also inside of maps, lists, arrays and records. A list is one argument, an
 * {@code Object[]} is as many as it has elements. {@code emit("e")} sends none, {@code emit("e", (Object) null)} sends
 * null.
 */
public abstract sealed class EventEmitter extends EventHandlers permits SocketIoClient, Namespace {
    EventEmitter(ClientCore core, String namespace) {
        super(core, namespace);
    }

    /**
     * Emits an event: returns when the connection took it, or, while it is interrupted, when it waits for the next one.
     *
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @throws BadNamespaceException if the namespace was never joined, or was refused
     * @throws dev.halley.OverflowException if too much waits already (see {@link SocketIoClientBuilder#maxBuffered} and
     *     {@link dev.halley.engineio.EngineOptions#withMaxSendBuffer}); nothing of it was sent
     * @throws dev.halley.HalleyException if it can't be sent
     * @throws dev.halley.json.JsonException if an argument can't be encoded
     */
    public void emit(String event, @Nullable Object @Nullable ... args) {
        emit(EmitOptions.defaults(), event, args);
    }

    /**
     * Emits an event as the options say; see {@link #emit(String, Object...)}.
     *
     * @param options how
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     */
    public void emit(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        CompletableFuture<Void> raw = Emissions.offer(core(), handled(), options, event, args);
        await(raw, "emit");
    }

    /**
     * Emits the event {@code message}.
     *
     * @param args the arguments
     */
    public void send(@Nullable Object @Nullable ... args) {
        emit("message", args);
    }

    /**
     * Emits an event and waits for the acknowledgement, as long as {@link SocketIoClientBuilder#callTimeout} says.
     *
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @return the acknowledgement's arguments
     * @throws dev.halley.OperationTimeoutException if none came in time
     * @throws BadNamespaceException if the namespace was never joined, or was refused
     * @throws dev.halley.HalleyException if it can't be sent, or the connection ended before the acknowledgement came
     */
    public Args call(String event, @Nullable Object @Nullable ... args) {
        return call(EmitOptions.defaults(), event, args);
    }

    /**
     * Emits an event as the options say and waits for the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param options how, and how long to wait
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @return the acknowledgement's arguments
     */
    public Args call(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        CompletableFuture<PacketData> raw = Emissions.call(core(), handled(), options, event, args);
        return Args.from(await(raw, "call"));
    }

    /**
     * Emits an event and waits for the first argument of the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param type the argument's class
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @param <T> the argument's type
     * @return the acknowledgement's first argument; null where there is none
     * @throws dev.halley.json.JsonException if it does not fit the type
     */
    public <T> @Nullable T call(Class<T> type, String event, @Nullable Object @Nullable ... args) {
        return call(event, args).get(0, type);
    }

    /**
     * Emits an event and waits for the first argument of the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param type the argument's type
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @param <T> the argument's type
     * @return the acknowledgement's first argument; null where there is none
     * @throws dev.halley.json.JsonException if it does not fit the type
     */
    public <T> @Nullable T call(TypeRef<T> type, String event, @Nullable Object @Nullable ... args) {
        Objects.requireNonNull(type, "type");
        return call(event, args).get(0, type);
    }

    /**
     * Emits an event and waits for the acknowledgement; see {@link #call(String, Object...)}.
     *
     * @param shape the record that the acknowledgement's arguments become; see {@link Args#as}
     * @param event the event's name, not one that the protocol uses itself
     * @param args the arguments
     * @param <R> the record
     * @return the acknowledgement
     * @throws dev.halley.json.JsonException if one of its arguments does not fit
     */
    public <R extends Record> R call(ArgsShape<R> shape, String event, @Nullable Object @Nullable ... args) {
        Objects.requireNonNull(shape, "shape");
        return call(event, args).get(shape);
    }

    final <T> T await(CompletableFuture<T> raw, String operation) {
        return Stages.await(raw, operation, () -> core().session().withdraw(raw));
    }
}

package dev.halley.socketio;

import dev.halley.ListenerHandle;
import dev.halley.TypeRef;
import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.internal.dispatch.Handler;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A namespace, in either face: whether it is joined, and its handlers. A client means its namespace {@code /}. Handlers may
 * be added at any time; they outlive connections and are called again after each reconnect.
 *
 * <p><b>Calls.</b> Handlers run on the client's executor, one event of a namespace after the other, several handlers of an
 * event in the order in which they were added. They may block, emit, call and disconnect. What one throws is reported as
 * {@link dev.halley.ClientEvent.HandlerFailed}, and the next one is called.
 *
 * <p><b>Arguments.</b> A handler gets the event itself, its first argument in a type, or all of its arguments as a record
 * ({@link Args#as}). What the event does not have is null, and what the handler does not name is not looked at. An argument
 * that does not fit is reported like a handler that threw.
 *
 * <p><b>Names.</b> {@code connect}, {@code connect_error} and {@code disconnect} are never sent by a server: they have the
 * methods {@link #onConnect}, {@link #onConnectError} and {@link #onDisconnect}, and may be named in {@link #on}, too,
 * where the one argument is a {@link Connected}, a {@link ConnectError} or a {@link Disconnected}. The name {@code *}
 * stands for {@link #onUnhandled}.
 *
 * <p><b>The namespace {@code *}</b> is that of all events and namespaces that have no handlers of their own.
 */
public abstract sealed class EventHandlers permits EventEmitter, AsyncEventEmitter {
    private final ClientCore core;
    private final String namespace;

    EventHandlers(ClientCore core, String namespace) {
        this.core = core;
        this.namespace = namespace;
    }

    final ClientCore core() {
        return core;
    }

    /** The namespace. */
    final String handled() {
        return namespace;
    }

    /**
     * Calls a handler with each event of a name.
     *
     * @param event the event's name
     * @param handler gets the event
     * @return takes the handler off when closed
     */
    public ListenerHandle on(String event, Consumer<? super IncomingEvent> handler) {
        return add(event, false, handler);
    }

    /**
     * Calls a handler with the first argument of each event of a name.
     *
     * @param event the event's name
     * @param type the argument's class
     * @param handler gets the argument; null where there is none
     * @param <A> the argument's type
     * @return takes the handler off when closed
     */
    public <A> ListenerHandle on(String event, Class<A> type, Consumer<? super @Nullable A> handler) {
        return on(event, TypeRef.of(type), handler);
    }

    /**
     * Calls a handler with the first argument of each event of a name.
     *
     * @param event the event's name
     * @param type the argument's type
     * @param handler gets the argument; null where there is none
     * @param <A> the argument's type
     * @return takes the handler off when closed
     */
    public <A> ListenerHandle on(String event, TypeRef<A> type, Consumer<? super @Nullable A> handler) {
        return add(event, false, first(type, handler));
    }

    /**
     * Calls a handler with all arguments of each event of a name.
     *
     * @param event the event's name
     * @param shape the record that they become; see {@link Args#as}
     * @param handler gets the record
     * @param <R> the record
     * @return takes the handler off when closed
     */
    public <R extends Record> ListenerHandle on(String event, ArgsShape<R> shape, Consumer<? super R> handler) {
        return add(event, false, all(shape, handler));
    }

    /**
     * Calls a handler with the next event of a name only.
     *
     * @param event the event's name
     * @param handler gets the event
     * @return takes the handler off when closed
     */
    public ListenerHandle once(String event, Consumer<? super IncomingEvent> handler) {
        return add(event, true, handler);
    }

    /**
     * Calls a handler with the first argument of the next event of a name only.
     *
     * @param event the event's name
     * @param type the argument's class
     * @param handler gets the argument; null where there is none
     * @param <A> the argument's type
     * @return takes the handler off when closed
     */
    public <A> ListenerHandle once(String event, Class<A> type, Consumer<? super @Nullable A> handler) {
        return once(event, TypeRef.of(type), handler);
    }

    /**
     * Calls a handler with the first argument of the next event of a name only.
     *
     * @param event the event's name
     * @param type the argument's type
     * @param handler gets the argument; null where there is none
     * @param <A> the argument's type
     * @return takes the handler off when closed
     */
    public <A> ListenerHandle once(String event, TypeRef<A> type, Consumer<? super @Nullable A> handler) {
        return add(event, true, first(type, handler));
    }

    /**
     * Calls a handler with all arguments of the next event of a name only.
     *
     * @param event the event's name
     * @param shape the record that they become; see {@link Args#as}
     * @param handler gets the record
     * @param <R> the record
     * @return takes the handler off when closed
     */
    public <R extends Record> ListenerHandle once(String event, ArgsShape<R> shape, Consumer<? super R> handler) {
        return add(event, true, all(shape, handler));
    }

    /**
     * Answers each event of a name, where the server asked for an acknowledgement: with what the function returns. A value
     * is one argument, {@link Args#of Args.of(a, b)} are several; with a {@link java.util.concurrent.CompletionStage} the
     * answer is sent when it completes, and the namespace's next event waits for it; null is no answer, and lets the next
     * handler of the event give one. When none does, the server gets an answer without arguments after the last one;
     * when none does and one threw, it gets none.
     *
     * @param event the event's name
     * @param function gets the event and returns the answer
     * @return takes the handler off when closed
     */
    public ListenerHandle onCall(String event, Function<? super IncomingEvent, ? extends @Nullable Object> function) {
        Objects.requireNonNull(function, "function");
        return core.table().add(Handler.of(namespace, event, false, function::apply));
    }

    /**
     * Answers each event of a name; see {@link #onCall(String, Function)}.
     *
     * @param event the event's name
     * @param type the argument's class
     * @param function gets the argument, null where there is none, and returns the answer
     * @param <A> the argument's type
     * @return takes the handler off when closed
     */
    public <A> ListenerHandle onCall(
            String event, Class<A> type, Function<? super @Nullable A, ? extends @Nullable Object> function) {
        return onCall(event, TypeRef.of(type), function);
    }

    /**
     * Answers each event of a name; see {@link #onCall(String, Function)}.
     *
     * @param event the event's name
     * @param type the argument's type
     * @param function gets the argument, null where there is none, and returns the answer
     * @param <A> the argument's type
     * @return takes the handler off when closed
     */
    public <A> ListenerHandle onCall(
            String event, TypeRef<A> type, Function<? super @Nullable A, ? extends @Nullable Object> function) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(function, "function");
        return onCall(event, e -> function.apply(e.get(0, type)));
    }

    /**
     * Answers each event of a name; see {@link #onCall(String, Function)}.
     *
     * @param event the event's name
     * @param shape the record that the arguments become; see {@link Args#as}
     * @param function gets the record, and returns the answer
     * @param <R> the record
     * @return takes the handler off when closed
     */
    public <R extends Record> ListenerHandle onCall(
            String event, ArgsShape<R> shape, Function<? super R, ? extends @Nullable Object> function) {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(function, "function");
        return onCall(event, e -> function.apply(e.get(shape)));
    }

    /**
     * Calls a listener with each event, before its handlers. It answers by {@link IncomingEvent#ack} only.
     *
     * @param listener gets the event
     * @return takes the listener off when closed
     */
    public ListenerHandle onAny(Consumer<? super IncomingEvent> listener) {
        return core.table().add(Handler.any(namespace, listener, false));
    }

    /**
     * The same, before the listeners that are there already.
     *
     * @param listener gets the event
     * @return takes the listener off when closed
     */
    public ListenerHandle prependAny(Consumer<? super IncomingEvent> listener) {
        return core.table().add(Handler.any(namespace, listener, true));
    }

    /**
     * Calls a handler with each event that no function was added for by its name, also with one that a namespace class has
     * a method for: functions come before classes. An event that no handler wants at all is reported as
     * {@link dev.halley.ClientEvent.Dropped}.
     *
     * @param handler gets the event
     * @return takes the handler off when closed
     */
    public ListenerHandle onUnhandled(Consumer<? super IncomingEvent> handler) {
        return add(Handler.UNHANDLED, false, handler);
    }

    /**
     * Calls a listener with each event that is given to the connection. The notices wait in a queue of their own, apart from
     * what is received; beyond 1,000 they are dropped, and reported as {@link dev.halley.ClientEvent.Dropped} of the scope
     * {@code outgoing}.
     *
     * @param listener gets the event
     * @return takes the listener off when closed
     */
    public ListenerHandle onAnyOutgoing(Consumer<? super OutgoingEvent> listener) {
        return core.table().add(Handler.outgoing(namespace, listener, false));
    }

    /**
     * The same, before the listeners that are there already.
     *
     * @param listener gets the event
     * @return takes the listener off when closed
     */
    public ListenerHandle prependAnyOutgoing(Consumer<? super OutgoingEvent> listener) {
        return core.table().add(Handler.outgoing(namespace, listener, true));
    }

    /**
     * Calls a handler when the namespace was joined, and each time that it was joined again.
     *
     * @param handler what to do
     * @return takes the handler off when closed
     */
    public ListenerHandle onConnect(Runnable handler) {
        Objects.requireNonNull(handler, "handler");
        return onConnect(connected -> handler.run());
    }

    /**
     * Calls a handler when the namespace was joined, and each time that it was joined again.
     *
     * @param handler gets the namespace's id, and whether the session of before was recovered
     * @return takes the handler off when closed
     */
    public ListenerHandle onConnect(Consumer<? super Connected> handler) {
        Objects.requireNonNull(handler, "handler");
        return add("connect", false, e -> handler.accept(Objects.requireNonNull(e.get(0, Connected.class))));
    }

    /**
     * Calls a handler when the namespace could not be joined.
     *
     * @param handler what to do
     * @return takes the handler off when closed
     */
    public ListenerHandle onConnectError(Runnable handler) {
        Objects.requireNonNull(handler, "handler");
        return onConnectError(error -> handler.run());
    }

    /**
     * Calls a handler when the namespace could not be joined.
     *
     * @param handler gets the reason
     * @return takes the handler off when closed
     */
    public ListenerHandle onConnectError(Consumer<? super ConnectError> handler) {
        Objects.requireNonNull(handler, "handler");
        return add("connect_error", false, e -> handler.accept(Objects.requireNonNull(e.get(0, ConnectError.class))));
    }

    /**
     * Calls a handler when the namespace was left: by the application, by the server, or by accident. After an accident
     * the client reconnects, and does not wait for the handler.
     *
     * @param handler what to do
     * @return takes the handler off when closed
     */
    public ListenerHandle onDisconnect(Runnable handler) {
        Objects.requireNonNull(handler, "handler");
        return onDisconnect(end -> handler.run());
    }

    /**
     * Calls a handler when the namespace was left: by the application, by the server, or by accident. After an accident
     * the client reconnects, and does not wait for the handler.
     *
     * @param handler gets the reason
     * @return takes the handler off when closed
     */
    public ListenerHandle onDisconnect(Consumer<? super Disconnected> handler) {
        Objects.requireNonNull(handler, "handler");
        return add("disconnect", false, e -> handler.accept(Objects.requireNonNull(e.get(0, Disconnected.class))));
    }

    /**
     * Takes all handlers of an event off.
     *
     * @param event the event's name
     */
    public void off(String event) {
        core.table().remove(namespace, Objects.requireNonNull(event, "event"));
    }

    /** Takes all handlers of all events off, those of the connection too; listeners of every event stay. */
    public void off() {
        core.table().remove(namespace, null);
    }

    /**
     * The handlers of an event.
     *
     * @param event the event's name
     * @return what takes each of them off, in the order of their calls
     */
    public List<ListenerHandle> listeners(String event) {
        return List.copyOf(core.table().handlers(namespace, event));
    }

    /**
     * Whether an event has a handler.
     *
     * @param event the event's name
     * @return whether it has
     */
    public boolean hasListeners(String event) {
        return !core.table().handlers(namespace, event).isEmpty();
    }

    /**
     * The events of a name as a publisher. Each subscriber has a bounded queue of its own, gets what arrives after it
     * subscribed, and is done when the client has ended. It is no handler: it answers nothing by itself, and handlers of
     * the event are called as well; but a namespace with a subscriber is joined like one with a handler.
     *
     * @param event the event's name
     * @return the publisher; its signals run on the client's executor
     */
    public Flow.Publisher<IncomingEvent> events(String event) {
        return core.publishers().of(namespace, Objects.requireNonNull(event, "event"), e -> e);
    }

    /**
     * The first arguments of the events of a name as a publisher; see {@link #events(String)}. An argument that is missing,
     * null or does not fit is reported as {@link dev.halley.ClientEvent.HandlerFailed}, and skipped.
     *
     * @param event the event's name
     * @param type the argument's class
     * @param <T> the argument's type
     * @return the publisher; its signals run on the client's executor
     */
    public <T> Flow.Publisher<T> events(String event, Class<T> type) {
        return events(event, TypeRef.of(type));
    }

    /**
     * The first arguments of the events of a name as a publisher; see {@link #events(String, Class)}.
     *
     * @param event the event's name
     * @param type the argument's type
     * @param <T> the argument's type
     * @return the publisher; its signals run on the client's executor
     */
    public <T> Flow.Publisher<T> events(String event, TypeRef<T> type) {
        Objects.requireNonNull(type, "type");
        return core.publishers()
                .of(
                        namespace,
                        Objects.requireNonNull(event, "event"),
                        e -> Objects.requireNonNull(
                                e.get(0, type), () -> "the argument is missing or null (expected: " + type + ")"));
    }

    /**
     * All arguments of the events of a name as a publisher; see {@link #events(String)}. Events whose arguments do not fit
     * are reported as {@link dev.halley.ClientEvent.HandlerFailed}, and skipped.
     *
     * @param event the event's name
     * @param shape the record that the arguments become; see {@link Args#as}
     * @param <R> the record
     * @return the publisher; its signals run on the client's executor
     */
    public <R extends Record> Flow.Publisher<R> events(String event, ArgsShape<R> shape) {
        Objects.requireNonNull(shape, "shape");
        return core.publishers().of(namespace, Objects.requireNonNull(event, "event"), e -> e.get(shape));
    }

    /**
     * Whether the namespace is joined now. True inside of a {@code connect} handler already.
     *
     * @return whether it is
     */
    public boolean isConnected() {
        return core.session().isConnected(namespace);
    }

    /**
     * Whether the namespace is joined, or will be without anybody's doing.
     *
     * @return whether it is
     */
    public boolean isActive() {
        return core.session().isActive(namespace);
    }

    /**
     * Whether the last reconnect restored the session of before, so that nothing was missed.
     *
     * @return whether it did
     */
    public boolean isRecovered() {
        return core.session().isRecovered(namespace);
    }

    /**
     * The id that the server gave this client in the namespace. A secret.
     *
     * @return the id; empty while the namespace is not joined
     */
    public Optional<String> sid() {
        return core.session().sid(namespace);
    }

    private static <A> Consumer<IncomingEvent> first(TypeRef<A> type, Consumer<? super @Nullable A> handler) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(handler, "handler");
        return event -> handler.accept(event.get(0, type));
    }

    private static <R extends Record> Consumer<IncomingEvent> all(ArgsShape<R> shape, Consumer<? super R> handler) {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(handler, "handler");
        return event -> handler.accept(event.get(shape));
    }

    private ListenerHandle add(String event, boolean once, Consumer<? super IncomingEvent> handler) {
        Objects.requireNonNull(handler, "handler");
        return core.table().add(Handler.of(namespace, event, once, e -> {
            handler.accept(e);
            return null;
        }));
    }
}

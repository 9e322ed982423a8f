package dev.halley.socketio;

import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.internal.dispatch.HandlerTable;
import dev.halley.socketio.internal.dispatch.NamespaceClass;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A namespace whose handlers are the methods of a class. An event {@code my_event} goes to the method with
 * {@link dev.halley.socketio.annotation.OnEvent @OnEvent("my_event")}, or to the one that is called {@code on_my_event};
 * an event without a method is ignored. Parameters take the event's arguments in their order and types, as many as there are:
 * see {@link dev.halley.socketio.annotation.OnEvent @OnEvent}. {@code connect}, {@code disconnect} and {@code connect_error} have annotations of
 * their own, or the methods {@code on_connect}, {@code on_disconnect} and {@code on_connect_error}.
 *
 * <pre>{@code
 * class Chat extends SocketNamespace {
 *     Chat() {
 *         super("/chat");
 *     }
 *
 *     @OnEvent("my_event")
 *     void echo(Map<String, Object> data) {
 *         emit("my_response", data);
 *     }
 * }
 *
 * sio.register(new Chat());
 * }</pre>
 *
 * <p>Methods may be private; on the module path their package must be open to {@code dev.halley.socketio}. They run like
 * other handlers, and may block; {@link AsyncSocketNamespace} is the same with futures.
 */
public abstract class SocketNamespace {
    private final Attachment attachment;

    /**
     * A class for a namespace.
     *
     * @param namespace such as {@code /chat}; {@code *} for all that have neither handlers nor a class of their own
     */
    protected SocketNamespace(String namespace) {
        this.attachment = new Attachment(HandlerTable.ALL.equals(namespace) ? namespace : Names.namespace(namespace));
    }

    final void attach(ClientCore core) {
        attachment.attach(
                core, NamespaceClass.read(attachment.name(), this, SocketNamespace.class, this::triggerEvent));
    }

    /**
     * Handles an event of this namespace: calls its method. Override it to see, change, answer or withhold each event that
     * the class gets, those of the connection ({@code connect}, {@code connect_error}, {@code disconnect}) and those without
     * a method included; {@link IncomingEvent#withName} and {@link IncomingEvent#withArgs} lead it to another method.
     *
     * <pre>{@code
     * @Override
     * protected @Nullable Object triggerEvent(IncomingEvent event) throws Exception {
     *     return super.triggerEvent(event.withName(event.name().replace(':', '_')));
     * }
     * }</pre>
     *
     * <p>It is called like any handler, one event after the other on the client's executor, and what it throws is reported
     * as {@link dev.halley.ClientEvent.HandlerFailed}. A class that overrides it handles all events of its namespace, so none
     * is reported as unhandled.
     *
     * @param event the event
     * @return the answer, as with {@link EventHandlers#onCall(String, java.util.function.Function)}; null for none
     * @throws Exception what the method throws
     */
    protected @Nullable Object triggerEvent(IncomingEvent event) throws Exception {
        return attachment.trigger(event);
    }

    /**
     * The namespace of the client that it was registered with.
     *
     * @return the namespace
     * @throws IllegalStateException if it was not registered yet
     */
    public final Namespace namespace() {
        return new Namespace(attachment.core(), attachment.name());
    }

    /**
     * Emits an event in this namespace; see {@link EventEmitter#emit(String, Object...)}.
     *
     * @param event the event's name
     * @param args the arguments
     */
    public final void emit(String event, @Nullable Object @Nullable ... args) {
        namespace().emit(event, args);
    }

    /**
     * Emits an event in this namespace; see {@link EventEmitter#emit(EmitOptions, String, Object...)}.
     *
     * @param options how
     * @param event the event's name
     * @param args the arguments
     */
    public final void emit(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        namespace().emit(options, event, args);
    }

    /**
     * Emits the event {@code message} in this namespace.
     *
     * @param args the arguments
     */
    public final void send(@Nullable Object @Nullable ... args) {
        namespace().send(args);
    }

    /**
     * Emits an event in this namespace and waits for the acknowledgement; see
     * {@link EventEmitter#call(String, Object...)}.
     *
     * @param event the event's name
     * @param args the arguments
     * @return the acknowledgement's arguments
     */
    public final Args call(String event, @Nullable Object @Nullable ... args) {
        return namespace().call(event, args);
    }

    /**
     * Emits an event in this namespace and waits for the acknowledgement; see
     * {@link EventEmitter#call(EmitOptions, String, Object...)}.
     *
     * @param options how, and how long to wait
     * @param event the event's name
     * @param args the arguments
     * @return the acknowledgement's arguments
     */
    public final Args call(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        return namespace().call(options, event, args);
    }

    /** Leaves this namespace; see {@link Namespace#disconnect()}. */
    public final void disconnect() {
        namespace().disconnect();
    }

    /**
     * The id that the server gave this client in the namespace. A secret.
     *
     * @return the id; empty while the namespace is not joined
     */
    public final Optional<String> sid() {
        return namespace().sid();
    }
}

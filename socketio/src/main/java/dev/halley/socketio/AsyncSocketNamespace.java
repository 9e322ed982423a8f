package dev.halley.socketio;

import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.internal.dispatch.HandlerTable;
import dev.halley.socketio.internal.dispatch.NamespaceClass;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A namespace whose handlers are the methods of a class, and may end later: {@link SocketNamespace} with futures. A method
 * that returns a {@link CompletionStage} has handled its event when that completes; then the answer is
 * sent, and the next event is handled.
 */
public abstract class AsyncSocketNamespace {
    private final Attachment attachment;

    /**
     * A class for a namespace.
     *
     * @param namespace such as {@code /chat}; {@code *} for all that have neither handlers nor a class of their own
     */
    protected AsyncSocketNamespace(String namespace) {
        this.attachment = new Attachment(HandlerTable.ALL.equals(namespace) ? namespace : Names.namespace(namespace));
    }

    final void attach(ClientCore core) {
        attachment.attach(
                core, NamespaceClass.read(attachment.name(), this, AsyncSocketNamespace.class, this::triggerEvent));
    }

    /**
     * Handles an event of this namespace: calls its method. Override it to see, change, answer or withhold each event that
     * the class gets; see {@link SocketNamespace#triggerEvent}. The next event is handled when the stage has completed.
     *
     * @param event the event
     * @return completes with the answer, as with {@link EventHandlers#onCall(String, java.util.function.Function)}, and with
     *     null for none; ends with what the method throws, or what its own stage ends with
     */
    protected CompletionStage<? extends @Nullable Object> triggerEvent(IncomingEvent event) {
        Object result;
        try {
            result = attachment.trigger(event);
        } catch (Throwable thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
        return result instanceof CompletionStage<?> stage ? stage : CompletableFuture.completedFuture(result);
    }

    /**
     * The namespace of the client that it was registered with.
     *
     * @return the namespace
     * @throws IllegalStateException if it was not registered yet
     */
    public final AsyncNamespace namespace() {
        return new AsyncNamespace(attachment.core(), attachment.name());
    }

    /**
     * Emits an event in this namespace; see {@link AsyncEventEmitter#emit(String, Object...)}.
     *
     * @param event the event's name
     * @param args the arguments
     * @return completes when the connection took it
     */
    public final CompletableFuture<Void> emit(String event, @Nullable Object @Nullable ... args) {
        return namespace().emit(event, args);
    }

    /**
     * Emits an event in this namespace; see {@link AsyncEventEmitter#emit(EmitOptions, String, Object...)}.
     *
     * @param options how
     * @param event the event's name
     * @param args the arguments
     * @return completes when the connection took it
     */
    public final CompletableFuture<Void> emit(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        return namespace().emit(options, event, args);
    }

    /**
     * Emits the event {@code message} in this namespace.
     *
     * @param args the arguments
     * @return completes when the connection took it
     */
    public final CompletableFuture<Void> send(@Nullable Object @Nullable ... args) {
        return namespace().send(args);
    }

    /**
     * Emits an event in this namespace and asks for the acknowledgement; see
     * {@link AsyncEventEmitter#call(String, Object...)}.
     *
     * @param event the event's name
     * @param args the arguments
     * @return completes with the acknowledgement's arguments
     */
    public final CompletableFuture<Args> call(String event, @Nullable Object @Nullable ... args) {
        return namespace().call(event, args);
    }

    /**
     * Emits an event in this namespace and asks for the acknowledgement; see
     * {@link AsyncEventEmitter#call(EmitOptions, String, Object...)}.
     *
     * @param options how, and how long to wait
     * @param event the event's name
     * @param args the arguments
     * @return completes with the acknowledgement's arguments
     */
    public final CompletableFuture<Args> call(EmitOptions options, String event, @Nullable Object @Nullable ... args) {
        return namespace().call(options, event, args);
    }

    /**
     * Leaves this namespace; see {@link AsyncNamespace#disconnect()}.
     *
     * @return completes when it is left
     */
    public final CompletableFuture<Void> disconnect() {
        return namespace().disconnect();
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

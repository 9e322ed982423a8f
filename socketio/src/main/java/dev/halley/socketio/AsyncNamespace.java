package dev.halley.socketio;

import dev.halley.socketio.internal.client.ClientCore;
import java.util.concurrent.CompletableFuture;

/**
 * One namespace of a client, with futures; {@link #blocking()} is the same namespace for threads that wait. Made by
 * {@link AsyncSocketIoClient#namespace}, which joins nothing: it is joined by {@code connect}, or by {@link #join()}.
 */
public final class AsyncNamespace extends AsyncEventEmitter {
    AsyncNamespace(ClientCore core, String name) {
        super(core, name);
    }

    /**
     * Its name.
     *
     * @return such as {@code /chat}
     */
    public String name() {
        return handled();
    }

    /**
     * The same namespace for threads that wait.
     *
     * @return the blocking face
     */
    public Namespace blocking() {
        return new Namespace(core(), handled());
    }

    /**
     * Joins the namespace over the client's connection: a new one, one that was left, or one that was refused, with
     * credentials that are asked for again. Does nothing when it is joined.
     *
     * @return completes with this namespace when it is joined; ends with {@link NamespaceRefusedException} when the server
     *     refused it, and with another {@link dev.halley.HalleyException} when the server did not answer, or the client is
     *     not connected
     */
    public CompletableFuture<AsyncNamespace> join() {
        return exposed(core().join(handled())).thenApply(joined -> this);
    }

    /**
     * Leaves the namespace; with the last one the client ends. Its handlers stay, and events that wait to be sent fail.
     *
     * @return completes when it is left
     */
    public CompletableFuture<Void> disconnect() {
        return exposed(core().session().disconnect(handled()));
    }

    /** Its name. */
    @Override
    public String toString() {
        return handled();
    }
}

package dev.halley.socketio;

import dev.halley.socketio.internal.client.ClientCore;

/**
 * One namespace of a client, for threads that wait; {@link #async()} is the same namespace with futures. Made by
 * {@link SocketIoClient#namespace}, which joins nothing: it is joined by {@code connect}, or by {@link #join()}.
 */
public final class Namespace extends EventEmitter {
    Namespace(ClientCore core, String name) {
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
     * The same namespace with futures.
     *
     * @return the async face
     */
    public AsyncNamespace async() {
        return new AsyncNamespace(core(), handled());
    }

    /**
     * Joins the namespace over the client's connection: a new one, one that was left, or one that was refused, with
     * credentials that are asked for again. Does nothing when it is joined.
     *
     * @return this namespace
     * @throws NamespaceRefusedException if the server refused it
     * @throws dev.halley.HalleyException if the server did not answer, or the client is not connected
     */
    public Namespace join() {
        await(core().join(handled()), "join");
        return this;
    }

    /** Leaves the namespace; with the last one the client ends. Its handlers stay, and events that wait to be sent fail. */
    public void disconnect() {
        await(core().session().disconnect(handled()), "disconnect");
    }

    /** Its name. */
    @Override
    public String toString() {
        return handled();
    }
}

package dev.halley.socketio;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.ListenerHandle;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.internal.client.ClientCore;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * What a client is beside its namespaces, in either face: the one connection that they share, its settings, and what it
 * tells about itself. Thread-safe; no method blocks.
 */
public sealed interface SocketIoConnection permits SocketIoClient, AsyncSocketIoClient {
    /**
     * What the connection is doing.
     *
     * @return the state now
     */
    default ConnectionState state() {
        return clientCore().session().state();
    }

    /**
     * The namespaces that are joined now.
     *
     * @return their names
     */
    default Set<String> connectedNamespaces() {
        return clientCore().session().connectedNamespaces();
    }

    /**
     * The id of the connection. A secret, and not the {@link EventHandlers#sid} of a namespace.
     *
     * @return the id; empty without a connection
     */
    default Optional<String> engineSid() {
        return clientCore().session().engineSid();
    }

    /**
     * How packets travel now.
     *
     * @return polling or websocket; empty without a connection
     */
    default Optional<EngineTransport> transport() {
        return clientCore().session().transport();
    }

    /**
     * How many received events wait for their handlers.
     *
     * @return the number over all queues
     */
    default int pendingCount() {
        return clientCore().pendingCount();
    }

    /** Tries to reconnect now, where the client waits for its next attempt. */
    default void reconnectNow() {
        clientCore().session().reconnectNow();
    }

    /** Says that the network is gone: the connection is given up at once, and the client reconnects. */
    default void networkLost() {
        clientCore().session().networkLost();
    }

    /**
     * Changes when the client reconnects, from the next loss or failed attempt on; a wait that has begun goes on.
     *
     * @param policy the policy
     */
    default void reconnectPolicy(ReconnectPolicy policy) {
        clientCore().reconnectPolicy(policy);
    }

    /**
     * Changes how often an event is sent again for which no acknowledgement came, from now on.
     *
     * @param retries 0 or more
     */
    default void retries(int retries) {
        clientCore().retries(retries);
    }

    /**
     * Changes how long each of these tries waits, and each other emit that asks for an acknowledgement, from now on: see
     * {@link SocketIoClientBuilder#ackTimeout}.
     *
     * @param timeout more than zero
     */
    default void ackTimeout(Duration timeout) {
        clientCore().ackTimeout(timeout);
    }

    /**
     * Adds a listener of what the client tells about itself.
     *
     * @param listener gets each event, in order, on the client's executor; what it throws is logged
     * @return takes the listener off when closed
     */
    default ListenerHandle onEvent(Consumer<? super ClientEvent> listener) {
        return clientCore().onEvent(listener);
    }

    /**
     * Adds a listener of what the connection below tells about itself: packets, heartbeats, the change of transport.
     * Packets come from connections only that are opened while there is a listener.
     *
     * @param listener gets each event, in order, on the client's executor; what it throws is logged
     * @return takes the listener off when closed
     */
    default ListenerHandle onEngineEvent(Consumer<? super EngineEvent> listener) {
        return clientCore().onEngineEvent(listener);
    }

    /**
     * What the client tells about itself, as a publisher. A subscriber that is more than 256 events behind ends with
     * {@link dev.halley.OverflowException}.
     *
     * @return the publisher
     */
    default Flow.Publisher<ClientEvent> clientEvents() {
        return clientCore().clientEvents();
    }

    /**
     * The connection's states, beginning with the one at subscription. A slow subscriber sees the newest.
     *
     * @return the publisher
     */
    default Flow.Publisher<ConnectionState> states() {
        return clientCore().states();
    }

    /**
     * Runs a task on the client's executor. What it throws is reported as
     * {@link dev.halley.ClientEvent.HandlerFailed}, too.
     *
     * @param task what to do; may block
     * @return completes when the task has ended, with what it threw
     */
    default CompletableFuture<Void> startBackgroundTask(Runnable task) {
        return clientCore().background(task);
    }

    private ClientCore clientCore() {
        return ((EventHandlers) this).core();
    }
}

package dev.halley.socketio.internal.session;

import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.engineio.EngineTransport;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.Stages;
import dev.halley.socketio.parser.PacketData;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One client: the operations that all faces share, each as a raw future that ends in the serial context. Any thread may
 * call; everything is handed to the context.
 */
public final class SocketIoSession {
    private final SessionSetup setup;
    private final Dispatcher dispatcher;

    public SocketIoSession(SessionSetup setup, Dispatcher dispatcher) {
        this.setup = setup;
        this.dispatcher = dispatcher;
    }

    /** For the application: dependents run on its executor. */
    public <T> CompletableFuture<T> expose(CompletableFuture<T> raw, Runnable onCancel) {
        return Stages.expose(raw, setup.executor(), onCancel);
    }

    // ---- connections

    /**
     * Connects and joins.
     *
     * @throws IllegalStateException if it is connected, or connecting, already
     */
    public CompletableFuture<Void> connect(ConnectRequest request) {
        throw new UnsupportedOperationException(request + " for " + dispatcher);
    }

    /** Joins one more namespace, or one that was refused or left. */
    public CompletableFuture<Void> join(String namespace) {
        throw new UnsupportedOperationException(namespace);
    }

    /** Leaves all namespaces, writes what was given to the engine, and ends; also while it reconnects. */
    public CompletableFuture<Void> disconnect() {
        throw new UnsupportedOperationException();
    }

    /** Leaves one namespace; with the last one the client ends. */
    public CompletableFuture<Void> disconnect(String namespace) {
        throw new UnsupportedOperationException(namespace);
    }

    /** Ends at once, without a goodbye. */
    public CompletableFuture<Void> abort() {
        throw new UnsupportedOperationException();
    }

    /** The client can't go on; in the context. */
    public void fail(HalleyException reason) {
        throw new UnsupportedOperationException(reason);
    }

    /** Tries again now, where it waits for the next attempt. */
    public void reconnectNow() {
        throw new UnsupportedOperationException();
    }

    /** The network is known to be gone: gives the connection up and reconnects. */
    public void networkLost() {
        throw new UnsupportedOperationException();
    }

    /** Ends when the client does; fails with the reason when not the application ended it. */
    public CompletableFuture<Void> end() {
        throw new UnsupportedOperationException();
    }

    /** Completes with true when the client has ended (or fails), and with false when the time is up. */
    public CompletableFuture<Boolean> end(Duration timeout) {
        throw new UnsupportedOperationException(timeout.toString());
    }

    // ---- what goes out

    /**
     * Emits.
     *
     * @return completes when the wire took it, or when it was dropped as it was allowed to be; may be withdrawn
     * @throws dev.halley.json.JsonException if an argument can't be encoded
     */
    public CompletableFuture<Void> emit(Emission emission) {
        throw new UnsupportedOperationException(emission.toString());
    }

    /** The same, and completes also when it waits for the connection or for its turn. */
    public CompletableFuture<Void> offer(Emission emission) {
        throw new UnsupportedOperationException(emission.toString());
    }

    /** Emits, and completes with the arguments of the acknowledgement; may be withdrawn. */
    public CompletableFuture<PacketData> call(Emission emission) {
        throw new UnsupportedOperationException(emission.toString());
    }

    /** The caller gave up: what is not written never is, and a late acknowledgement is for nobody. */
    public void withdraw(CompletableFuture<?> raw) {
        throw new UnsupportedOperationException(raw.toString());
    }

    /** What waits for the connection, in order. */
    public CompletableFuture<List<BufferedEmit>> buffered() {
        throw new UnsupportedOperationException();
    }

    /**
     * Drops what waits for the connection, and reports it.
     *
     * @param namespace null for all
     * @return how many these were
     */
    public CompletableFuture<Integer> clearBuffer(@Nullable String namespace) {
        throw new UnsupportedOperationException(namespace);
    }

    /** How fast to read from now on; in the context. */
    public void pressure(Pressure pressure) {
        throw new UnsupportedOperationException(pressure.toString());
    }

    // ---- any thread, at once

    public ConnectionState state() {
        throw new UnsupportedOperationException();
    }

    /** Whether a namespace is joined now. */
    public boolean isConnected(String namespace) {
        throw new UnsupportedOperationException(namespace);
    }

    /** Whether a namespace is joined, or will be without anybody's doing. */
    public boolean isActive(String namespace) {
        throw new UnsupportedOperationException(namespace);
    }

    /** The namespaces that are joined now. */
    public Set<String> connectedNamespaces() {
        throw new UnsupportedOperationException();
    }

    /** The namespace's id; a secret. */
    public Optional<String> sid(String namespace) {
        throw new UnsupportedOperationException(namespace);
    }

    /** Whether the last join restored the state of the connection before. */
    public boolean isRecovered(String namespace) {
        throw new UnsupportedOperationException(namespace);
    }

    /** The engine's id; a secret. */
    public Optional<String> engineSid() {
        throw new UnsupportedOperationException();
    }

    public Optional<EngineTransport> transport() {
        throw new UnsupportedOperationException();
    }

    public SessionSettings settings() {
        throw new UnsupportedOperationException();
    }

    /** Changes settings from now on. */
    public void settings(UnaryOperator<SessionSettings> change) {
        throw new UnsupportedOperationException();
    }
}

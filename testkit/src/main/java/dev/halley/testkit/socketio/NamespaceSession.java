package dev.halley.testkit.socketio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client in a namespace, from when it was let in. Thread-safe. */
public final class NamespaceSession {
    private final ServerNamespace namespace;
    private final EngineConnection connection;
    private final Identity identity;
    private final @Nullable Object auth;

    // Guarded by the server's lock.
    private final Map<Long, CompletableFuture<List<@Nullable Object>>> acks = new LinkedHashMap<>();
    private @Nullable String disconnectReason;

    /** Who it is; the private id is there with recovery only. */
    record Identity(String sid, @Nullable String pid, boolean recovered) {}

    NamespaceSession(ServerNamespace namespace, EngineConnection connection, Identity identity, @Nullable Object auth) {
        this.namespace = namespace;
        this.connection = connection;
        this.identity = identity;
        this.auth = auth;
    }

    /**
     * The id that the client was given for this namespace.
     *
     * @return the id
     */
    public String id() {
        return identity.sid;
    }

    /**
     * The namespace.
     *
     * @return such as {@code /chat}
     */
    public String namespace() {
        return namespace.name();
    }

    /**
     * The session of the engine below.
     *
     * @return the session
     */
    public EngineConnection connection() {
        return connection;
    }

    /**
     * The credentials that the client brought; over Engine.IO 3 its query, as a map of texts.
     *
     * @return the payload of its connect; null when it had none
     */
    public @Nullable Object auth() {
        return auth;
    }

    /**
     * Whether it goes on where an earlier one ended.
     *
     * @return whether its state was recovered
     */
    public boolean isRecovered() {
        return identity.recovered;
    }

    /**
     * Whether it is connected.
     *
     * @return false when it has ended
     */
    public boolean isConnected() {
        return disconnectReason().isEmpty();
    }

    /**
     * Why it ended, in the words of the JavaScript server.
     *
     * @return such as {@code client namespace disconnect}; empty while it is connected
     */
    public Optional<String> disconnectReason() {
        connection.server().hub().settle();
        return connection.server().hub().read(() -> Optional.ofNullable(disconnectReason));
    }

    /**
     * Sends an event to this client.
     *
     * @param event the event's name
     * @param args the arguments; maps, iterables, strings, booleans, numbers, nulls and {@code byte[]}
     */
    public void emit(String event, @Nullable Object... args) {
        operate(() -> namespace.send(this, list(event, args), -1, false));
    }

    /**
     * Sends an event that the client may miss: only when it can go out at once, and not kept for recovery.
     *
     * @param event the event's name
     * @param args the arguments
     */
    public void emitVolatile(String event, @Nullable Object... args) {
        operate(() -> namespace.send(this, list(event, args), -1, true));
    }

    /**
     * Sends an event that asks for an ack.
     *
     * @param event the event's name
     * @param args the arguments
     * @return completes with the ack's arguments; never, when none comes
     */
    public CompletableFuture<List<@Nullable Object>> call(String event, @Nullable Object... args) {
        CompletableFuture<List<@Nullable Object>> ack = new CompletableFuture<>();
        operate(() -> {
            long id = namespace.nextAckId();
            acks.put(id, ack);
            namespace.send(this, list(event, args), id, false);
        });
        return ack;
    }

    /** Sends it away; its other namespaces stay, and so does the connection. */
    public void disconnect() {
        operate(() -> namespace.disconnect(this));
    }

    private void operate(Runnable step) {
        connection.server().hub().operate(step);
    }

    static List<@Nullable Object> list(String event, @Nullable Object... args) {
        List<@Nullable Object> all = new ArrayList<>();
        all.add(event);
        all.addAll(Arrays.asList(args));
        return all;
    }

    void ack(long id, List<@Nullable Object> args) {
        operate(() -> namespace.acknowledge(this, id, args));
    }

    // Below: under the server's lock.

    ServerNamespace home() {
        return namespace;
    }

    Identity identity() {
        return identity;
    }

    /** The client's answer; null where nobody asked. */
    @Nullable CompletableFuture<List<@Nullable Object>> takeAck(long id) {
        return acks.remove(id);
    }

    boolean hasEnded() {
        return disconnectReason != null;
    }

    void ended(String reason) {
        disconnectReason = reason;
    }

    @Override
    public String toString() {
        return "session in " + namespace.name() + " over " + connection;
    }
}

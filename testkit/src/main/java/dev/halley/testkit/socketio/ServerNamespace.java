package dev.halley.testkit.socketio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A namespace of a {@link SocketIoTestServer}. Thread-safe; handlers run under the server's lock. */
public final class ServerNamespace {
    private final String name;
    private final SocketIoLayer layer;
    private final @Nullable Recovery recovery;

    // Guarded by the server's lock.
    private final List<NamespaceSession> sessions = new ArrayList<>();
    private final Map<String, Consumer<? super ReceivedPacket>> handlers = new LinkedHashMap<>();
    private final Deque<ConnectAnswer> nextAnswers = new ArrayDeque<>();
    private Function<? super ReceivedPacket, ConnectAnswer> answers = connect -> ConnectAnswer.accept();
    private Consumer<? super ReceivedPacket> otherwise = event -> {};
    private long lastAckId = -1;

    ServerNamespace(String name, SocketIoLayer layer, @Nullable Recovery recovery) {
        this.name = name;
        this.layer = layer;
        this.recovery = recovery;
    }

    /**
     * Its name.
     *
     * @return such as {@code /chat}
     */
    public String name() {
        return name;
    }

    /**
     * Handles an event. The handler given last replaces an earlier one for the same event.
     *
     * @param event the event's name
     * @param handler gets each event; may emit and acknowledge
     * @return this namespace
     */
    public ServerNamespace on(String event, Consumer<? super ReceivedPacket> handler) {
        Objects.requireNonNull(handler, "handler");
        operate(() -> handlers.put(event, handler));
        return this;
    }

    /**
     * Handles each event that has no handler of its own.
     *
     * @param handler gets each event; may emit and acknowledge
     * @return this namespace
     */
    public ServerNamespace onOther(Consumer<? super ReceivedPacket> handler) {
        Objects.requireNonNull(handler, "handler");
        operate(() -> otherwise = handler);
        return this;
    }

    /**
     * Decides from now on who is let in, as middleware does.
     *
     * @param decision gets each connect
     * @return this namespace
     */
    public ServerNamespace answerConnects(Function<? super ReceivedPacket, ConnectAnswer> decision) {
        Objects.requireNonNull(decision, "decision");
        operate(() -> answers = decision);
        return this;
    }

    /**
     * Decides about the next connects, one answer for each.
     *
     * @param next the answers
     * @return this namespace
     */
    public ServerNamespace answerNextConnects(ConnectAnswer... next) {
        operate(() -> nextAnswers.addAll(Arrays.asList(next)));
        return this;
    }

    /**
     * Sends an event to all clients in this namespace.
     *
     * @param event the event's name
     * @param args the arguments; maps, iterables, strings, booleans, numbers, nulls and {@code byte[]}
     */
    public void emit(String event, @Nullable Object... args) {
        operate(() -> {
            List<@Nullable Object> data = NamespaceSession.list(event, args);
            if (recovery != null) {
                recovery.keep(layer.newOffset(), null, data);
            }
            sessions.forEach(session -> layer.send(session, event(data, -1)));
        });
    }

    /**
     * The clients in this namespace.
     *
     * @return a snapshot, in the order in which they came
     */
    public List<NamespaceSession> sessions() {
        layer.hub().settle();
        return layer.hub().read(() -> List.copyOf(sessions));
    }

    /**
     * The one client in this namespace.
     *
     * @return its session
     * @throws AssertionError if there is none, or more than one
     */
    public NamespaceSession session() {
        List<NamespaceSession> all = sessions();
        if (all.size() != 1) {
            throw new AssertionError("sessions in " + name + ": " + all + " (expected: one)");
        }
        return all.get(0);
    }

    /** Sends all clients away; their connections stay. */
    public void disconnectClients() {
        operate(() -> List.copyOf(sessions).forEach(this::disconnect));
    }

    /** Forgets all that is kept for recovery: whoever comes back has to begin anew. */
    public void forgetRecovery() {
        operate(() -> {
            if (recovery != null) {
                recovery.forget();
            }
        });
    }

    private void operate(Runnable step) {
        layer.hub().operate(step);
    }

    // Below: under the server's lock.

    ConnectAnswer answer(ReceivedPacket connect) {
        ConnectAnswer next = nextAnswers.poll();
        return next == null ? answers.apply(connect) : next;
    }

    @Nullable Recovery recovery() {
        return recovery;
    }

    int count() {
        return sessions.size();
    }

    void add(NamespaceSession session) {
        sessions.add(session);
    }

    void event(ReceivedPacket packet) {
        handlers.getOrDefault(packet.event(), otherwise).accept(packet);
    }

    void acked(NamespaceSession session, ReceivedPacket packet) {
        CompletableFuture<List<@Nullable Object>> ack =
                session.takeAck(packet.id().orElse(-1));
        if (ack == null) {
            // S5-07: one ack per event.
            layer.violated("ack that nobody waits for: " + packet);
        } else {
            ack.complete(packet.args());
        }
    }

    long nextAckId() {
        return ++lastAckId;
    }

    void send(NamespaceSession to, List<@Nullable Object> data, long ackId, boolean mayMiss) {
        if (to.hasEnded() || (mayMiss && !to.connection().current().isWritable())) {
            return;
        }
        if (recovery != null && ackId < 0 && !mayMiss) {
            recovery.keep(layer.newOffset(), to.id(), data);
        }
        layer.send(to, event(data, ackId));
    }

    private SioPacket event(List<@Nullable Object> data, long ackId) {
        return new SioPacket(ReceivedPacket.Kind.EVENT, name, ackId, data, true);
    }

    void acknowledge(NamespaceSession to, long id, List<@Nullable Object> args) {
        layer.send(to, new SioPacket(ReceivedPacket.Kind.ACK, name, id, args, true));
    }

    void disconnect(NamespaceSession session) {
        if (!session.hasEnded()) {
            layer.send(session, SioPacket.of(ReceivedPacket.Kind.DISCONNECT, name));
            layer.left(session, "server namespace disconnect");
        }
    }

    /** It has ended; what is needed to go on is kept where the reason allows it. */
    void ended(NamespaceSession session, String reason, boolean recoverable) {
        sessions.remove(session);
        session.ended(reason);
        String pid = session.identity().pid();
        if (recovery != null && recoverable && pid != null) {
            recovery.ended(pid, session.id(), layer.hub().clock().now());
        }
    }

    @Override
    public String toString() {
        return "namespace " + name;
    }
}

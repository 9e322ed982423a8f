package dev.halley.testkit.socketio;

import dev.halley.internal.loop.TimeSource;
import dev.halley.testkit.internal.Hub;
import dev.halley.testkit.internal.Untaken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Socket.IO on the engine's sessions, as strict as the JavaScript server. Guarded by the server's lock. */
final class SocketIoLayer implements Layer {
    private static final Set<String> NOT_RECOVERABLE =
            Set.of("client namespace disconnect", "server namespace disconnect", "server closed");

    private final EngineServer server;
    private final Hub hub;
    private final PacketCodec codec;
    private final Settings.SocketIo settings;
    private final Map<String, ServerNamespace> namespaces = new LinkedHashMap<>();
    private final Map<EngineConnection, Peer> peers = new LinkedHashMap<>();
    private final Untaken<ReceivedPacket> packets = new Untaken<>();

    /** What is known of one connection. */
    private static final class Peer {
        private final PacketCodec.Decoder decoder;
        private final Map<String, NamespaceSession> sessions = new LinkedHashMap<>();
        private final Set<String> joining = new HashSet<>();
        private TimeSource.@Nullable Timer connectTimer;

        private Peer(PacketCodec.Decoder decoder) {
            this.decoder = decoder;
        }

        private void stopTimer() {
            TimeSource.Timer timer = connectTimer;
            if (timer != null) {
                timer.cancel();
                connectTimer = null;
            }
        }
    }

    SocketIoLayer(EngineServer server) {
        this.server = server;
        this.hub = server.hub();
        this.settings = server.settings().socketIo();
        this.codec = settings.msgPack()
                ? new MsgPackPackets()
                : new JsonPackets(server.settings().limits().maxAttachments(), server::violated);
    }

    Hub hub() {
        return hub;
    }

    Untaken<ReceivedPacket> packets() {
        return packets;
    }

    void violated(String what) {
        server.violated(what);
    }

    /** Declares a namespace. */
    ServerNamespace namespace(String name) {
        Duration recovery = settings.recovery();
        return namespaces.computeIfAbsent(
                name, each -> new ServerNamespace(each, this, recovery == null ? null : new Recovery(recovery)));
    }

    int count(String name) {
        ServerNamespace namespace = namespaces.get(name);
        return namespace == null ? 0 : namespace.count();
    }

    void forgetRecovery() {
        for (ServerNamespace namespace : namespaces.values()) {
            Recovery recovery = namespace.recovery();
            if (recovery != null) {
                recovery.forget();
            }
        }
    }

    String newOffset() {
        return hub.newId("o");
    }

    @Override
    public void opened(EngineConnection connection) {
        Peer peer = new Peer(codec.decoder());
        peers.put(connection, peer);
        if (connection.version() == 3) {
            // S4-01: in the first payload by a 2.x server, a little later by one that speaks both versions.
            SioPacket implied = SioPacket.of(ReceivedPacket.Kind.CONNECT, "/");
            if (server.settings().engine().versions().contains(4)) {
                var unused = hub.after(Duration.ZERO, () -> connect(connection, peer, implied));
            } else {
                connect(connection, peer, implied);
            }
        } else {
            peer.connectTimer = hub.after(settings.connectTimeout(), () -> {
                if (peer.sessions.isEmpty()) {
                    connection.closeInOrder();
                }
            });
        }
    }

    @Override
    public void text(EngineConnection connection, String text) throws BadPacketException {
        Peer peer = peers.get(connection);
        if (peer != null) {
            received(connection, peer, peer.decoder.text(text));
        }
    }

    @Override
    public void binary(EngineConnection connection, byte[] bytes) throws BadPacketException {
        Peer peer = peers.get(connection);
        if (peer != null) {
            received(connection, peer, peer.decoder.binary(bytes));
        }
    }

    private void received(EngineConnection connection, Peer peer, @Nullable SioPacket packet)
            throws BadPacketException {
        if (packet == null) {
            return;
        }
        NamespaceSession session = peer.sessions.get(packet.namespace());
        ReceivedPacket logged = received(connection, packet, session);
        packets.add(logged);
        String name = name(connection, packet);
        boolean joined = peer.sessions.containsKey(name) || peer.joining.contains(name);
        if (packet.kind() == ReceivedPacket.Kind.CONNECT && !joined) {
            join(connection, peer, packet, logged);
        } else if (session != null && packet.kind() == ReceivedPacket.Kind.EVENT) {
            session.home().event(logged);
        } else if (session != null && packet.kind() == ReceivedPacket.Kind.ACK) {
            session.home().acked(session, logged);
        } else if (session != null && packet.kind() == ReceivedPacket.Kind.DISCONNECT) {
            left(session, "client namespace disconnect");
        } else {
            // S5-02
            throw new BadPacketException("invalid state: " + logged);
        }
    }

    private ReceivedPacket received(EngineConnection connection, SioPacket packet, @Nullable NamespaceSession session) {
        return new ReceivedPacket(
                packet,
                ReceivedPacket.Origin.of(
                        connection, packets.nextNumber(), hub.clock().now()),
                session);
    }

    /** S4-02: in version 4 credentials stand behind the namespace's name. */
    private static String name(EngineConnection connection, SioPacket packet) {
        int query = connection.version() == 3 ? packet.namespace().indexOf('?') : -1;
        return query < 0 ? packet.namespace() : packet.namespace().substring(0, query);
    }

    private void connect(EngineConnection connection, Peer peer, SioPacket packet) {
        if (!connection.hasEnded()) {
            join(connection, peer, packet, received(connection, packet, null));
        }
    }

    private void join(EngineConnection connection, Peer peer, SioPacket packet, ReceivedPacket connect) {
        String name = name(connection, packet);
        if (!namespaces.containsKey(name) && !settings.anyNamespace()) {
            Object payload = connection.version() == 3 ? "Invalid namespace" : Map.of("message", "Invalid namespace");
            queue(connection, SioPacket.of(ReceivedPacket.Kind.CONNECT_ERROR, name, payload));
            return;
        }
        ServerNamespace namespace = namespace(name);
        ConnectAnswer answer = namespace.answer(connect);
        peer.joining.add(name);
        if (answer.waits().isZero()) {
            answer(connection, peer, namespace, connect, answer);
        } else {
            var unused = hub.after(answer.waits(), () -> answer(connection, peer, namespace, connect, answer));
        }
    }

    private void answer(
            EngineConnection connection,
            Peer peer,
            ServerNamespace namespace,
            ReceivedPacket connect,
            ConnectAnswer answer) {
        if (connection.hasEnded() || answer.what() == ConnectAnswer.What.IGNORE) {
            return;
        }
        peer.joining.remove(namespace.name());
        if (answer.what() == ConnectAnswer.What.REFUSE) {
            refuse(connection, namespace.name(), answer);
            return;
        }
        peer.stopTimer();
        Object auth = connection.version() == 3 ? Queries.parse(connect.namespace()) : connect.payload();
        Recovery.Restored restored = restored(namespace, auth);
        NamespaceSession session =
                new NamespaceSession(namespace, connection, identity(connection, namespace, auth, restored), auth);
        namespace.add(session);
        peer.sessions.put(namespace.name(), session);
        if (restored != null) {
            // S5-17: before the answer.
            for (List<@Nullable Object> missed : restored.missed()) {
                send(session, SioPacket.of(ReceivedPacket.Kind.EVENT, namespace.name(), missed));
            }
        }
        send(session, accepted(connection, session, answer));
    }

    private void refuse(EngineConnection connection, String name, ConnectAnswer answer) {
        Object payload = answer.payload();
        if (connection.version() == 3 && payload instanceof Map<?, ?> error) {
            // S4-04
            payload = error.containsKey("data") ? error.get("data") : error.get("message");
        }
        queue(connection, new SioPacket(ReceivedPacket.Kind.CONNECT_ERROR, name, -1, payload, answer.hasPayload()));
    }

    private Recovery.@Nullable Restored restored(ServerNamespace namespace, @Nullable Object auth) {
        Recovery recovery = namespace.recovery();
        if (recovery == null
                || !(auth instanceof Map<?, ?> map)
                || !(map.get("pid") instanceof String pid)
                || !(map.get("offset") instanceof String offset)) {
            return null;
        }
        return recovery.restore(pid, offset, hub.clock().now());
    }

    private NamespaceSession.Identity identity(
            EngineConnection connection,
            ServerNamespace namespace,
            @Nullable Object auth,
            Recovery.@Nullable Restored restored) {
        if (restored != null && auth instanceof Map<?, ?> map) {
            return new NamespaceSession.Identity(restored.sid(), String.valueOf(map.get("pid")), true);
        }
        if (connection.version() == 3) {
            // S4-03
            String sid = namespace.name().equals("/") ? connection.sid() : namespace.name() + "#" + connection.sid();
            return new NamespaceSession.Identity(sid, null, false);
        }
        String pid = namespace.recovery() == null ? null : hub.newId("p");
        return new NamespaceSession.Identity(hub.newId("n"), pid, false);
    }

    private static SioPacket accepted(EngineConnection connection, NamespaceSession session, ConnectAnswer answer) {
        if (answer.hasPayload()) {
            return SioPacket.of(ReceivedPacket.Kind.CONNECT, session.namespace(), answer.payload());
        }
        if (connection.version() == 3) {
            return SioPacket.of(ReceivedPacket.Kind.CONNECT, session.namespace());
        }
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("sid", session.id());
        String pid = session.identity().pid();
        if (pid != null) {
            payload.put("pid", pid);
        }
        return SioPacket.of(ReceivedPacket.Kind.CONNECT, session.namespace(), payload);
    }

    void send(NamespaceSession to, SioPacket packet) {
        if (!to.hasEnded()) {
            queue(to.connection(), packet);
        }
    }

    private void queue(EngineConnection connection, SioPacket packet) {
        codec.encode(packet).forEach(connection::queue);
    }

    void left(NamespaceSession session, String reason) {
        Peer peer = peers.get(session.connection());
        if (peer != null) {
            peer.sessions.remove(session.namespace());
        }
        session.home().ended(session, reason, !NOT_RECOVERABLE.contains(reason));
    }

    @Override
    public void closed(EngineConnection connection, String reason) {
        Peer peer = peers.remove(connection);
        if (peer != null) {
            peer.stopTimer();
            new ArrayList<>(peer.sessions.values()).forEach(session -> {
                peer.sessions.remove(session.namespace());
                session.home().ended(session, reason, !NOT_RECOVERABLE.contains(reason));
            });
        }
    }
}

package dev.halley.testkit.socketio;

import dev.halley.testkit.Frame;
import dev.halley.testkit.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An Engine.IO session as a {@link SocketIoTestServer} knows it, from its handshake to its end. Thread-safe. */
public final class EngineConnection {
    private final EngineServer server;
    private final String sid;
    private final int version;
    private final EngineRequest handshake;
    private final Payloads payloads;
    private final boolean binary;

    // Guarded by the server's lock.
    private final List<EnginePacket> buffer = new ArrayList<>();
    private final List<EnginePacket> received = new ArrayList<>();
    private final Heartbeat heartbeat;
    private final @Nullable PollingTransport polling;
    private ServerTransport transport;
    private @Nullable Probe probe;
    private boolean upgraded;
    private boolean closing;
    private @Nullable String closeReason;

    EngineConnection(EngineServer server, String sid, int version, EngineRequest handshake, @Nullable Link link) {
        this.server = server;
        this.sid = sid;
        this.version = version;
        this.handshake = handshake;
        this.payloads = Payloads.of(version);
        this.binary = handshake.parameter("b64").isEmpty();
        this.heartbeat = new Heartbeat(this);
        if (link == null) {
            PollingTransport first = new PollingTransport(this);
            this.polling = first;
            this.transport = first;
        } else {
            this.polling = null;
            this.transport = new SocketTransport(this, link);
        }
    }

    /**
     * The session's id.
     *
     * @return the id that the handshake gave; a secret
     */
    public String sid() {
        return sid;
    }

    /**
     * Which version it speaks.
     *
     * @return 4 or 3
     */
    public int version() {
        return version;
    }

    /**
     * The request that began it.
     *
     * @return its handshake
     */
    public EngineRequest handshake() {
        return handshake;
    }

    /**
     * The transport now.
     *
     * @return {@code polling} or {@code websocket}
     */
    public String transport() {
        server.hub().settle();
        return server.hub().read(() -> transport.name());
    }

    /**
     * Whether it is open.
     *
     * @return false when it has ended
     */
    public boolean isOpen() {
        server.hub().settle();
        return server.hub().read(() -> closeReason == null);
    }

    /**
     * Why it ended, in the words of the JavaScript server.
     *
     * @return such as {@code transport close} or {@code ping timeout}; empty while it is open
     */
    public Optional<String> closeReason() {
        server.hub().settle();
        return server.hub().read(() -> Optional.ofNullable(closeReason));
    }

    /**
     * Whether a poll waits at the server.
     *
     * @return whether one is held
     */
    public boolean isPollHeld() {
        server.hub().settle();
        return server.hub().read(() -> polling != null && polling.isWritable());
    }

    /**
     * Every packet that the client has sent so far, those of its probe too.
     *
     * @return the packets, in the order of arrival
     */
    public List<EnginePacket> received() {
        server.hub().settle();
        return server.hub().read(() -> List.copyOf(received));
    }

    /**
     * The text messages that the client has sent so far.
     *
     * @return the messages, in the order of arrival
     */
    public List<String> messages() {
        return received().stream()
                .filter(packet -> packet.type() == EnginePacket.Type.MESSAGE && !packet.isBinary())
                .map(EnginePacket::text)
                .toList();
    }

    /**
     * Sends a text message.
     *
     * @param text the message
     */
    public void send(String text) {
        send(EnginePacket.message(text));
    }

    /**
     * Sends packets, right or wrong, which the client may read at once: over polling they are in one payload.
     *
     * @param packets the packets
     */
    public void send(EnginePacket... packets) {
        server.hub().operate(() -> List.of(packets).forEach(this::queue));
    }

    /** Sends a heartbeat now; in version 4 an answer is due then. */
    public void ping() {
        ping("");
    }

    /**
     * Sends a heartbeat now; in version 4 an answer with the same data is due then.
     *
     * @param data what the answer has to bring back
     */
    public void ping(String data) {
        server.hub().operate(() -> heartbeat.ping(data));
    }

    /**
     * Answers the poll that is held with anything at all.
     *
     * @param reply the reply
     * @throws IllegalStateException if none is held
     */
    public void answerPoll(Reply reply) {
        server.hub().settle();
        server.hub().operate(() -> {
            if (polling == null) {
                throw new IllegalStateException("no poll is held");
            }
            polling.answer(reply);
        });
    }

    /**
     * Sends a frame over the WebSocket, right or wrong.
     *
     * @param frame the frame
     * @throws IllegalStateException if its transport is another one
     */
    public void sendFrame(Frame frame) {
        server.hub().operate(() -> {
            if (!(transport instanceof SocketTransport socket)) {
                throw new IllegalStateException("transport: " + transport.name() + " (expected: websocket)");
            }
            socket.sendFrame(frame);
        });
    }

    /** Ends it in order: what is queued goes out, then the client is told. */
    public void close() {
        server.hub().operate(this::closeInOrder);
    }

    /** Breaks its connections; the session ends as the JavaScript server's does when that happens. */
    public void drop() {
        server.hub().operate(() -> {
            transport.reset();
            finish("transport close");
        });
    }

    /** Forgets it: the client is told that its session is unknown, now if a poll is held, else with its next request. */
    public void forget() {
        server.hub().operate(() -> {
            ServerTransport last = transport;
            end("forgotten");
            last.forget();
        });
    }

    // Below: under the server's lock.

    EngineServer server() {
        return server;
    }

    Payloads payloads() {
        return payloads;
    }

    boolean takesBinary() {
        return binary;
    }

    boolean hasEnded() {
        return closeReason != null;
    }

    ServerTransport current() {
        return transport;
    }

    @Nullable PollingTransport polling() {
        return polling;
    }

    void open(String openJson) {
        queue(EnginePacket.of(EnginePacket.Type.OPEN, openJson));
        heartbeat.start();
    }

    void queue(EnginePacket packet) {
        if (closeReason == null && !closing) {
            buffer.add(packet);
        }
    }

    /** What can go out goes out; while an upgrade is under way, over the old transport. */
    void flush() {
        if (closeReason == null && !buffer.isEmpty() && transport.isWritable()) {
            List<EnginePacket> packets = List.copyOf(buffer);
            buffer.clear();
            transport.send(packets);
            if (closing) {
                transport.close(() -> finish("forced close"));
            }
        }
    }

    List<EnginePacket> altered(List<EnginePacket> packets) {
        return server.altered(this, packets);
    }

    Reply withCookie(EngineRequest request, Reply reply) {
        return server.withCookie(this, request, reply);
    }

    void record(EnginePacket packet) {
        received.add(packet);
    }

    void violated(String what) {
        server.violated(what);
    }

    void receive(EnginePacket packet) {
        if (closeReason != null) {
            return;
        }
        record(packet);
        switch (packet.type()) {
            case PING -> heartbeat.pinged(packet.text());
            case PONG -> heartbeat.ponged(packet.text());
            case MESSAGE -> message(packet);
            default -> violated("packet: " + packet + " (expected: a message or heartbeat)");
        }
    }

    private void message(EnginePacket packet) {
        try {
            if (packet.isBinary()) {
                server.layer().binary(this, packet.bytes());
            } else {
                server.layer().text(this, packet.text());
            }
        } catch (BadPacketException e) {
            violated(e.what());
            closeInOrder();
        }
    }

    void upgrade(SocketTransport socket) {
        if (probe != null || upgraded || closeReason != null || polling == null) {
            // E4-09: one WebSocket per session.
            violated("a second WebSocket for session " + sid);
            socket.close();
            return;
        }
        probe = new Probe(this, socket);
    }

    void probeEnded() {
        probe = null;
    }

    void releasePoll() {
        if (polling != null && transport == polling && polling.isWritable()) {
            polling.send(List.of(EnginePacket.of(EnginePacket.Type.NOOP, "")));
        }
    }

    void upgraded(SocketTransport socket) {
        PollingTransport before = polling;
        if (before != null && before.isBusy()) {
            // E4-16
            violated("upgrade while a GET or POST is in flight");
        }
        upgraded = true;
        transport = socket;
        if (before != null) {
            if (before.isWritable()) {
                before.send(List.of(EnginePacket.of(EnginePacket.Type.CLOSE, "")));
            }
            before.stop();
        }
        flush();
        if (closing && closeReason == null) {
            socket.close(() -> finish("forced close"));
        }
    }

    void closeInOrder() {
        if (closing || closeReason != null) {
            return;
        }
        flush();
        closing = true;
        if (buffer.isEmpty()) {
            transport.close(() -> finish("forced close"));
        }
    }

    void transportClosed(SocketTransport socket) {
        if (socket == transport) {
            finish("transport close");
        }
    }

    void transportFailed(String what) {
        server.note(sid + ": " + what);
        finish("transport error");
    }

    /** The session is over; the client is told where it can be. */
    void finish(String reason) {
        if (closeReason == null) {
            ServerTransport last = transport;
            end(reason);
            last.close(() -> {});
            if (polling != null) {
                polling.stop();
            }
        }
    }

    private void end(String reason) {
        if (closeReason != null) {
            return;
        }
        closeReason = reason;
        buffer.clear();
        heartbeat.stop();
        Probe upgrade = probe;
        if (upgrade != null) {
            upgrade.fail();
        }
        server.remove(this);
        server.layer().closed(this, reason);
    }

    /** Nothing is left of it, and nobody is told. */
    void abandon() {
        end("server closed");
        if (polling != null) {
            polling.stop();
        }
    }

    void heartbeatChanged() {
        heartbeat.restart();
    }

    @Override
    public String toString() {
        return "session over " + transport.name() + (closeReason == null ? "" : ", ended: " + closeReason);
    }
}

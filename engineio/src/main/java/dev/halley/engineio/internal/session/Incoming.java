package dev.halley.engineio.internal.session;

import dev.halley.ProtocolException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.engineio.internal.transport.Link;
import dev.halley.engineio.internal.transport.ServerErrors;
import dev.halley.engineio.internal.transport.Transport;
import dev.halley.internal.loop.TimeSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes from the transport in use: the handshake first, then everything else. Serial context. */
final class Incoming implements Transport.Listener {
    /** How long a WebSocket waits for the packet by which servers of version 3 greet, before it counts as version 4. */
    private static final Duration GREETING = Duration.ofMillis(250);

    private final SessionRunner runner;
    private final InUse inUse;
    private final Link link;
    private final EngineListener listener;
    private final boolean wantsPackets;
    private final PacketLog log;

    private TimeSource.@Nullable Timer greeting;

    Incoming(SessionRunner runner, InUse inUse, Link link, EngineListener listener, boolean wantsPackets) {
        this.runner = runner;
        this.inUse = inUse;
        this.link = link;
        this.listener = listener;
        this.wantsPackets = wantsPackets;
        this.log = new PacketLog(runner.settings().log());
    }

    /** Another transport is opened. */
    void reset() {
        stopWaiting();
    }

    private void stopWaiting() {
        if (greeting != null) {
            greeting.cancel();
            greeting = null;
        }
    }

    @Override
    public void onConnected(Transport from) {
        // the server speaks first
    }

    @Override
    public boolean onPacket(Transport from, PacketType type, char[] text, int offset, int length) {
        if (!inUse.hears(from)) {
            return false;
        }
        told(true, type, length);
        if (log.isRead()) {
            log.text(true, type, new String(text, offset, length));
        }
        if (link.handshake() == null) {
            handshake(from, type, text, offset, length);
        } else {
            greeted(type == PacketType.MESSAGE && length == 1 && text[offset] == '0');
            packet(type, text, offset, length);
        }
        return inUse.hears(from);
    }

    // E4-03
    private void handshake(Transport from, PacketType type, char[] text, int offset, int length) {
        if (type != PacketType.OPEN) {
            throw new ProtocolException(
                    "first packet: " + type.protocolName() + " (expected: open, as Engine.IO servers send it)", null);
        }
        EngineHandshake read =
                HandshakeReader.read(text, offset, length, link.codec().version(), from.type());
        boolean uncertain = link.isDetecting()
                && from.type() == EngineTransport.WEBSOCKET
                && read.maxPayload() == 0
                && !runner.memory().knowsVersion();
        link.opened(read);
        if (uncertain) {
            greeting = runner.settings().context().schedule(GREETING.toNanos(), () -> greeted(false));
        } else {
            announce(read);
        }
    }

    /** A frame does not show its version; but only servers of version 3 connect a namespace that nobody asked for. */
    private void greeted(boolean unasked) {
        EngineHandshake read = link.handshake();
        if (greeting == null || read == null) {
            return;
        }
        stopWaiting();
        if (unasked) {
            EngineHandshake former = new EngineHandshake(
                    read.sid(),
                    EngineVersion.V3,
                    read.transport(),
                    read.upgrades(),
                    read.pingInterval(),
                    read.pingTimeout(),
                    read.maxPayload());
            link.speaks(EngineVersion.V3);
            link.opened(former);
            announce(former);
        } else {
            announce(read);
        }
    }

    private void announce(EngineHandshake read) {
        List<EngineTransport> wanted = runner.target().options().transports();
        int socket = wanted.indexOf(EngineTransport.WEBSOCKET);
        // E4-15
        boolean mayUpgrade = runner.target().options().upgrade()
                && socket > wanted.indexOf(EngineTransport.POLLING)
                && read.upgrades().contains(EngineTransport.WEBSOCKET.protocolName());
        runner.raise(new SessionEvent.Opened(mayUpgrade));
    }

    private void packet(PacketType type, char[] text, int offset, int length) {
        Heartbeat heartbeat = runner.heartbeat();
        if (heartbeat != null) {
            heartbeat.received();
        }
        switch (type) {
            case MESSAGE -> {
                try {
                    listener.onText(text, offset, length);
                } catch (RuntimeException thrown) {
                    runner.parseError(String.valueOf(thrown.getMessage()), thrown);
                }
            }
            case PING -> {
                if (heartbeat != null) {
                    heartbeat.pinged();
                }
                // E4-12
                runner.answer(OutgoingPacket.control(PacketType.PONG, new String(text, offset, length)));
                runner.tell(new EngineEvent.Heartbeat(Duration.ZERO));
            }
            case PONG -> {
                if (heartbeat != null) {
                    heartbeat.ponged(roundTrip -> runner.tell(new EngineEvent.Heartbeat(roundTrip)));
                }
            }
            case NOOP -> runner.nothingCame();
            // E4-19
            case CLOSE ->
                runner.broken(new EngineClose(Reason.TRANSPORT_CLOSE, 0, "the server closed the session", null), false);
            case OPEN, UPGRADE ->
                throw new ProtocolException(
                        "packet type: " + type.protocolName()
                                + " in an open session (expected: message, ping or close)",
                        null);
        }
    }

    @Override
    public boolean onBinary(Transport from, ByteBuffer data) {
        if (!inUse.hears(from)) {
            return false;
        }
        told(true, PacketType.MESSAGE, data.remaining());
        if (log.isRead()) {
            log.binary(true, PacketType.MESSAGE, data.remaining());
        }
        if (link.handshake() == null) {
            throw new ProtocolException("first packet: binary (expected: open, as Engine.IO servers send it)", null);
        }
        greeted(false);
        Heartbeat heartbeat = runner.heartbeat();
        if (heartbeat != null) {
            heartbeat.received();
        }
        try {
            listener.onBinary(data);
        } catch (RuntimeException thrown) {
            runner.parseError(String.valueOf(thrown.getMessage()), thrown);
        }
        return inUse.hears(from);
    }

    @Override
    public void onReadComplete(Transport from) {
        if (inUse.hears(from) && link.handshake() != null && greeting == null) {
            listener.onReadComplete();
        }
    }

    @Override
    public void onWriting(OutgoingPacket packet) {
        told(false, packet.type(), packet.size());
        if (!log.isRead()) {
            return;
        }
        if (packet.data() instanceof String text) {
            log.text(false, packet.type(), text);
        } else {
            log.binary(false, packet.type(), packet.size());
        }
    }

    private void told(boolean incoming, PacketType type, int size) {
        if (wantsPackets) {
            runner.tell(new EngineEvent.Packet(incoming, type.protocolName(), size));
        }
    }

    @Override
    public void onDrained(Transport from) {
        if (inUse.hears(from)) {
            runner.tell(new EngineEvent.Drained());
            runner.raise(new SessionEvent.Drained());
        }
    }

    @Override
    public void onBroken(Transport from, EngineClose why) {
        stopWaiting();
        if (inUse.is(from)) {
            runner.broken(why, link.isDetecting() && ServerErrors.refusesVersion(why.cause()));
        }
    }
}

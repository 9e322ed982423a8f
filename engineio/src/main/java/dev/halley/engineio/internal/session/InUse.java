package dev.halley.engineio.internal.session;

import dev.halley.ConnectionException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.transport.Link;
import dev.halley.engineio.internal.transport.PollingTransport;
import dev.halley.engineio.internal.transport.Transport;
import dev.halley.engineio.internal.transport.WebSocketTransport;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.http.Masking;
import dev.halley.internal.loop.TimeSource;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The transport in use, and how one follows another: because the first can't be opened (E4-22), or by an upgrade (E4-16).
 * Serial context.
 */
final class InUse {
    private final SessionRunner runner;
    private final EngineSettings settings;
    private final EngineTarget target;
    private final Memory memory;
    private final Link link;
    private final Incoming incoming;
    private final Upgrading upgrading;

    // serial context
    private @Nullable Transport transport;
    private TimeSource.@Nullable Timer opening;
    private Pressure pressure = Pressure.NONE;
    private boolean deaf;

    InUse(
            SessionRunner runner,
            EngineSettings settings,
            EngineTarget target,
            Memory memory,
            Link link,
            EngineListener listener) {
        this.runner = runner;
        this.settings = settings;
        this.target = target;
        this.memory = memory;
        this.link = link;
        this.incoming = new Incoming(runner, this, link, listener, settings.wantsPackets());
        this.upgrading = new Upgrading(runner, incoming);
    }

    /** The transport; null before the first is opened. */
    @Nullable Transport transport() {
        return transport;
    }

    private Transport open() {
        return Objects.requireNonNull(transport, "transport");
    }

    private PollingTransport polling() {
        return (PollingTransport) open();
    }

    boolean is(Transport from) {
        return from == transport;
    }

    /** Whether what a transport brings is wanted. */
    boolean hears(Transport from) {
        return from == transport && !deaf;
    }

    /** From now on nothing is heard but the end. */
    void deafen() {
        deaf = true;
    }

    Pressure pressure() {
        return pressure;
    }

    void pressure(Pressure now) {
        pressure = now;
        if (transport != null && !runner.isOver()) {
            transport.pressure(now);
        }
    }

    /** Writes before everything that waits. */
    void control(OutgoingPacket packet) {
        if (transport != null) {
            transport.control(packet);
        }
    }

    /** E4-17: polling must not stand in the way of an upgrade that is about to happen. */
    void holdNextPoll() {
        if (transport instanceof PollingTransport polling) {
            polling.holdNextPoll(Duration.ofSeconds(1));
        }
    }

    // opening

    void open(EngineTransport type) {
        Duration timeout = target.options().connectTimeout();
        stopWaiting();
        settings.log().log(
                Level.DEBUG, () -> "engine opens " + type.protocolName() + " to " + Masking.uri(target.url()));
        opening = settings.context().schedule(timeout.toNanos(), () -> runner.broken(late(type, timeout), false));
        Transport next = type == EngineTransport.POLLING
                ? new PollingTransport(link, incoming, runner::readDue)
                : new WebSocketTransport(link, incoming, timeout);
        transport = next;
        next.pressure(pressure);
        next.open();
    }

    private EngineClose late(EngineTransport type, Duration timeout) {
        String what = "no session at " + Masking.uri(target.url()) + " within the connect timeout of "
                + timeout.toMillis() + " ms over " + type.protocolName();
        ConnectionException cause = new ConnectionException(what, ConnectionException.Details.NONE, null);
        return new EngineClose(Reason.TRANSPORT_ERROR, 0, what, cause);
    }

    /** The next transport, or the same in the other version of the protocol. */
    void reopen(EngineTransport type, boolean otherVersion) {
        if (transport != null) {
            if (transport.type() == EngineTransport.WEBSOCKET) {
                memory.socketWorks(false);
            }
            transport.discard(false);
        }
        incoming.reset();
        if (otherVersion) {
            link.speaks(link.codec().version() == EngineVersion.V4 ? EngineVersion.V3 : EngineVersion.V4);
        }
        open(type);
    }

    /** The handshake is agreed on. */
    void opened() {
        stopWaiting();
        if (open().type() == EngineTransport.WEBSOCKET) {
            memory.socketWorks(true);
        }
    }

    private void stopWaiting() {
        if (opening != null) {
            opening.cancel();
        }
    }

    // upgrading

    void probe() {
        upgrading.start();
    }

    void pausePolling() {
        polling().pause(() -> runner.raise(new SessionEvent.Paused()));
    }

    void switchOver() {
        Transport polling = open();
        WebSocketTransport socket = upgrading.take();
        polling.discard(false);
        transport = socket;
        socket.pressure(pressure);
        memory.socketWorks(true);
        settings.log().log(Level.DEBUG, () -> "engine upgraded to websocket");
        runner.tell(new EngineEvent.Upgraded(EngineTransport.WEBSOCKET));
        socket.begin();
    }

    void dropProbe(Throwable cause) {
        upgrading.discard();
        polling().resume();
        settings.log().log(Level.DEBUG, () -> "engine stays on polling: " + cause.getMessage());
        runner.tell(new EngineEvent.UpgradeFailed(EngineTransport.WEBSOCKET, cause));
    }

    // the end

    boolean isDrained() {
        return open().isIdle() && link.outbox().isEmpty();
    }

    /** E4-19 */
    void leave() {
        open().leave();
    }

    /** The session is over. */
    void discard(EngineClose why) {
        deaf = true;
        stopWaiting();
        upgrading.discard();
        if (transport != null) {
            boolean socket = transport.type() == EngineTransport.WEBSOCKET;
            if (link.handshake() == null && socket) {
                memory.socketWorks(false);
            }
            transport.discard(why.reason() == Reason.PARSE_ERROR
                    || (socket ? why.reason() == Reason.TRANSPORT_CLOSE : isUnnoticed(why)));
        }
    }

    /**
     * Whether the server may think that the session goes on: between two polls it notices no lost connection, and it can
     * only restore what it knows to be lost.
     */
    private static boolean isUnnoticed(EngineClose why) {
        return why.reason() == Reason.PING_TIMEOUT
                || why.reason() == Reason.TRANSPORT_ERROR
                        && why.cause() instanceof ConnectionException lost
                        && lost.details().status() == 0;
    }
}

package dev.halley.engineio.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.internal.loop.TimeSource;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Tries a WebSocket beside the polling session (E4-15, E4-16, E4-18). Serial context. */
public final class UpgradeProbe implements Transport.Listener {
    private static final String PROBE = "probe";

    private final Link link;
    private final Outcome outcome;
    private final WebSocketTransport socket;

    private TimeSource.@Nullable Timer deadline;
    private boolean answered;
    private boolean over;

    /** Hears how it goes. */
    public interface Outcome {
        /** The server answered over the WebSocket. */
        void onAnswered();

        /** It does not work, or took too long; the socket is gone. */
        void onFailed(Throwable cause);

        /** A packet of the probe is written. */
        void onWriting(OutgoingPacket packet);
    }

    /** A probe that {@link #start} begins. */
    public UpgradeProbe(Link link, Outcome outcome) {
        this.link = link;
        this.outcome = outcome;
        this.socket = new WebSocketTransport(link, this, link.options().upgradeTimeout());
    }

    /** Opens the WebSocket. */
    public void start() {
        deadline = link.context()
                .schedule(
                        link.options().upgradeTimeout().toNanos(),
                        () -> fail(new ConnectionException(
                                "the upgrade to websocket took longer than upgradeTimeout: "
                                        + link.options().upgradeTimeout().toMillis() + " ms",
                                ConnectionException.Details.NONE,
                                null)));
        socket.open();
    }

    /**
     * E4-16: nothing is on its way over polling any more, so the WebSocket takes over, and what waited follows.
     *
     * @param next listens to the socket from now on
     */
    public WebSocketTransport take(Transport.Listener next) {
        over = true;
        stopTimer();
        socket.listener(next);
        socket.control(OutgoingPacket.control(PacketType.UPGRADE, ""));
        return socket;
    }

    /** Gives up without a word. */
    public void discard() {
        over = true;
        stopTimer();
        socket.discard(true);
    }

    private void fail(Throwable cause) {
        if (!over) {
            discard();
            outcome.onFailed(cause);
        }
    }

    private void stopTimer() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    @Override
    public void onConnected(Transport from) {
        socket.control(OutgoingPacket.control(PacketType.PING, PROBE));
    }

    @Override
    public boolean onPacket(Transport from, PacketType type, char[] text, int offset, int length) {
        if (over) {
            return false;
        }
        if (!answered && type == PacketType.PONG && new String(text, offset, length).equals(PROBE)) {
            answered = true;
            outcome.onAnswered();
            return true;
        }
        // E4-17: the server may say it as often as it likes
        if (type != PacketType.NOOP) {
            fail(new ProtocolException(
                    "probe: the server answered with " + type.protocolName() + " (expected: pong with 'probe')", null));
        }
        return !over;
    }

    @Override
    public boolean onBinary(Transport from, ByteBuffer data) {
        fail(new ProtocolException("probe: the server answered with a binary message (expected: pong)", null));
        return false;
    }

    @Override
    public void onReadComplete(Transport from) {
        // the probe's answer is a packet
    }

    @Override
    public void onWriting(OutgoingPacket packet) {
        outcome.onWriting(packet);
    }

    @Override
    public void onDrained(Transport from) {
        // what waits belongs to polling
    }

    @Override
    public void onBroken(Transport from, EngineClose why) {
        Throwable cause = why.cause();
        fail(
                cause == null
                        ? new ConnectionException(why.description(), ConnectionException.Details.NONE, null)
                        : cause);
    }
}

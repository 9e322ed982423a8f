package dev.halley.socketio.internal.session;

import dev.halley.ProtocolException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.internal.session.EngineListener;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketDecoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One connection's messages on the way to packets; with the connection its decoder ends (S5-22). Serial context. */
final class PacketStream implements EngineListener {
    /** SEC-01: how long the attachments of a packet may take. */
    static final Duration ATTACHMENTS_DEADLINE = Duration.ofSeconds(30);

    private final long link;
    private final PacketDecoder decoder;
    private final SerialContext context;
    private final Receiver receiver;

    private TimeSource.@Nullable Timer timer;

    /** Takes what came over a connection. */
    interface Receiver {
        /** Whether this connection is the one in use. */
        boolean isCurrent(long link);

        void opened(long link, EngineHandshake handshake);

        void packet(Packet packet);

        void readComplete();

        void event(EngineEvent event);

        void closed(long link, EngineClose close);

        void broken(long link, ProtocolException cause);
    }

    PacketStream(long link, PacketDecoder decoder, SerialContext context, Receiver receiver) {
        this.link = link;
        this.decoder = decoder;
        this.context = context;
        this.receiver = receiver;
    }

    @Override
    public void onOpen(EngineHandshake handshake) {
        if (receiver.isCurrent(link)) {
            receiver.opened(link, handshake);
        }
    }

    @Override
    public void onText(char[] text, int offset, int length) {
        if (receiver.isCurrent(link)) {
            received(decoder.text(text, offset, length));
        }
    }

    @Override
    public void onBinary(ByteBuffer data) {
        if (receiver.isCurrent(link)) {
            received(decoder.binary(data));
        }
    }

    private void received(@Nullable Packet packet) {
        watch();
        if (packet != null) {
            receiver.packet(packet);
        }
    }

    private void watch() {
        if (!decoder.isWaiting()) {
            stop();
        } else if (timer == null) {
            timer = context.schedule(
                    ATTACHMENTS_DEADLINE.toNanos(),
                    () -> receiver.broken(
                            link,
                            new ProtocolException(
                                    "the attachments of a packet did not come within "
                                            + ATTACHMENTS_DEADLINE.toSeconds() + " s",
                                    null)));
        }
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    @Override
    public void onReadComplete() {
        if (receiver.isCurrent(link)) {
            receiver.readComplete();
        }
    }

    @Override
    public void onEvent(EngineEvent event) {
        receiver.event(event);
    }

    @Override
    public void onClosed(EngineClose close) {
        stop();
        receiver.closed(link, close);
    }
}

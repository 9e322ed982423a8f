package dev.halley.engineio.internal.transport;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.payload.PacketSink;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.http.Masking;
import dev.halley.internal.http.Reading;
import dev.halley.internal.http.WebSocketAttempt;
import dev.halley.internal.http.WebSocketHandler;
import dev.halley.internal.http.WebSocketOrder;
import dev.halley.internal.http.WebSocketSession;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One WebSocket, each packet a message of its own (E4-23). */
public final class WebSocketTransport implements Transport {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);

    private final Link link;
    private final Duration timeout;
    private final int compressionThreshold;
    private final boolean forceBase64;
    private final SocketWindow window;

    // serial context
    private Listener listener;
    private @Nullable WebSocketAttempt attempt;
    private @Nullable WebSocketSession session;
    private Pressure pressure = Pressure.NONE;
    private boolean begun;
    private boolean leaving;
    private boolean over;
    private final Sink sink = new Sink();

    /**
     * @param timeout how long the opening may take
     */
    public WebSocketTransport(Link link, Listener listener, Duration timeout) {
        this.link = link;
        this.listener = listener;
        this.timeout = timeout;
        this.compressionThreshold = link.options().compressionThreshold();
        this.forceBase64 = link.options().forceBase64();
        this.window = new SocketWindow(link.context(), link.outbox(), this::written);
    }

    @Override
    public EngineTransport type() {
        return EngineTransport.WEBSOCKET;
    }

    /** Who listens from now on. */
    void listener(Listener next) {
        listener = next;
    }

    @Override
    public void open() {
        attempt = link.agent()
                .open(
                        new WebSocketOrder(
                                link.url(type()), link.options().subprotocols(), link.headers(type()), true, timeout),
                        new Handler());
    }

    @Override
    public void begin() {
        begun = true;
        pump();
    }

    @Override
    public void control(OutgoingPacket packet) {
        Outbox.checkControl(window.controlWeight(), packet);
        write(packet, null);
    }

    @Override
    public boolean isIdle() {
        return window.isEmpty();
    }

    @Override
    public boolean isWritable() {
        return begun && !over && !leaving && window.isEmpty();
    }

    @Override
    public void pressure(Pressure now) {
        pressure = now;
        if (session != null) {
            session.reading(reading(now));
        }
    }

    private static Reading reading(Pressure pressure) {
        return switch (pressure) {
            case NONE -> Reading.OPEN;
            case SOFT -> Reading.THROTTLED;
            case HARD -> Reading.STOPPED;
        };
    }

    @Override
    public void pump() {
        while (begun && !over && !leaving && window.hasRoom()) {
            Outbox.Entry entry = link.outbox().take();
            if (entry == null) {
                return;
            }
            write(entry.packet(), entry);
        }
    }

    private void write(OutgoingPacket packet, Outbox.@Nullable Entry entry) {
        WebSocketSession open = session;
        if (open == null || over) {
            return;
        }
        listener.onWriting(packet);
        boolean compress = packet.compress() && packet.size() >= compressionThreshold;
        open.send(window.add(link.codec().frame(packet, forceBase64), compress, packet.size(), entry));
    }

    private void written(boolean well) {
        // a failed write ends the socket, and the handler hears of it
        if (over || !well) {
            return;
        }
        pump();
        if (begun && window.isEmpty() && link.outbox().isEmpty()) {
            listener.onDrained(this);
        }
    }

    // E4-19
    @Override
    public void leave() {
        leaving = true;
        if (session != null) {
            session.close(1000, "", CLOSE_DEADLINE);
        }
    }

    @Override
    public void discard(boolean polite) {
        over = true;
        if (session != null && polite) {
            session.close(1000, "", CLOSE_DEADLINE);
        } else if (session != null) {
            session.abort();
        } else if (attempt != null) {
            attempt.abort();
        }
    }

    private void end(EngineClose why) {
        if (!over) {
            over = true;
            listener.onBroken(this, why);
        }
    }

    private void connected(WebSocketSession opened) {
        session = opened;
        if (over) {
            // a socket that a race left over
            opened.abort();
            return;
        }
        opened.reading(reading(pressure));
        listener.onConnected(this);
    }

    private void received(FrameBatch frames) {
        try {
            while (!over && frames.hasNext()) {
                read(frames);
            }
            if (!over) {
                listener.onReadComplete(this);
            }
        } finally {
            frames.giveBack();
        }
    }

    private void read(FrameBatch frames) {
        try {
            frames.read(link.codec(), sink);
        } catch (ProtocolException unreadable) {
            end(new EngineClose(Reason.PARSE_ERROR, 0, String.valueOf(unreadable.getMessage()), unreadable));
        }
    }

    private void closed(int code, String reason) {
        String how = code == 1006
                ? "the WebSocket ended without a close frame"
                : "the server closed the WebSocket (" + code + (reason.isEmpty() ? "" : " " + Masking.words(reason))
                        + ")";
        end(new EngineClose(Reason.TRANSPORT_CLOSE, code, how, null));
    }

    private void failed(ConnectionException failure) {
        ConnectionException named = Versions.named(link, ServerErrors.named(failure));
        end(new EngineClose(Reason.TRANSPORT_ERROR, 0, String.valueOf(named.getMessage()), named));
    }

    private final class Sink implements PacketSink {
        @Override
        public boolean packet(PacketType type, char[] text, int offset, int length) {
            return listener.onPacket(WebSocketTransport.this, type, text, offset, length);
        }

        @Override
        public boolean binary(ByteBuffer data) {
            return listener.onBinary(WebSocketTransport.this, data);
        }
    }

    /** The wire's threads, one call at a time: what one read brought enters the context at once. */
    private final class Handler implements WebSocketHandler {
        private final FrameBatches batches = new FrameBatches();

        @Override
        public void onOpen(WebSocketSession opened) {
            link.context().enter(() -> connected(opened));
        }

        @Override
        public void onText(char[] text, int length) {
            batches.filling().addText(text, length);
        }

        @Override
        public boolean takesBinary() {
            return true;
        }

        @Override
        public void onBinary(ByteBuffer data) {
            batches.filling().addBinary(data);
        }

        @Override
        public void onReadComplete() {
            FrameBatch batch = batches.full();
            if (batch != null) {
                link.context().enter(() -> received(batch));
            }
        }

        @Override
        public void onClosed(int code, String reason) {
            onReadComplete();
            link.context().enter(() -> closed(code, reason));
        }

        @Override
        public void onFailed(ConnectionException failure) {
            onReadComplete();
            link.context().enter(() -> failed(failure));
        }
    }
}

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
import dev.halley.internal.http.HttpExchange;
import dev.halley.internal.http.HttpOrder;
import dev.halley.internal.http.HttpReply;
import dev.halley.internal.http.ReplyErrors;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Polling: at most one GET, which the server holds, and one POST at a time (E4-09). */
public final class PollingTransport implements Transport {
    private final Link link;
    private final Listener listener;
    private final LongSupplier pollDue;

    // serial context
    private @Nullable HttpExchange get;
    private final Posts posts;
    private TimeSource.@Nullable Timer later;
    private Pressure pressure = Pressure.NONE;
    private boolean paused;
    private @Nullable Runnable whenPaused;
    private boolean begun;
    private boolean leaving;
    private boolean over;

    /**
     * @param pollDue in how many nanoseconds the session needs the next poll at the latest
     */
    public PollingTransport(Link link, Listener listener, LongSupplier pollDue) {
        this.link = link;
        this.listener = listener;
        this.pollDue = pollDue;
        this.posts = new Posts(link, listener::onWriting, this::posted, this::broken);
    }

    @Override
    public EngineTransport type() {
        return EngineTransport.POLLING;
    }

    @Override
    public void open() {
        get(link.pollTimeout());
    }

    @Override
    public void begin() {
        begun = true;
        pump();
        poll();
    }

    @Override
    public void control(OutgoingPacket packet) {
        link.outbox().control(packet);
        pump();
    }

    @Override
    public boolean isIdle() {
        return posts.isIdle();
    }

    @Override
    public boolean isWritable() {
        return begun && posts.isIdle() && !paused && !over;
    }

    @Override
    public void pressure(Pressure now) {
        pressure = now;
        stopWaiting();
        poll();
    }

    /**
     * E4-16: no new request; the running ones are waited for.
     *
     * @param then called once, when none is left
     */
    public void pause(Runnable then) {
        paused = true;
        whenPaused = then;
        stopWaiting();
        checkPaused();
    }

    /** The change of transport did not succeed. */
    public void resume() {
        paused = false;
        whenPaused = null;
        stopWaiting();
        pump();
        poll();
    }

    /** E4-17: a poll that the server would hold must not delay a change of transport that is about to happen. */
    public void holdNextPoll(Duration atMost) {
        if (get == null && later == null && !paused) {
            later = link.context().schedule(atMost.toNanos(), this::waited);
        }
    }

    private void waited() {
        later = null;
        poll();
    }

    private void checkPaused() {
        Runnable then = whenPaused;
        if (then != null && get == null && posts.isIdle() && !over) {
            whenPaused = null;
            then.run();
        }
    }

    private void poll() {
        if (!begun || over || leaving || paused || get != null || later != null || pressure == Pressure.HARD) {
            return;
        }
        if (pressure == Pressure.SOFT) {
            long wait = pollDue.getAsLong();
            if (wait > 0) {
                later = link.context().schedule(wait, this::waited);
                return;
            }
        }
        get(link.pollTimeout());
    }

    private void stopWaiting() {
        if (later != null) {
            later.cancel();
            later = null;
        }
    }

    private void get(Duration timeout) {
        HttpExchange exchange = link.agent()
                .send(HttpOrder.get(link.url(type()), timeout)
                        .with(link.headers(type()))
                        .takingBytes());
        get = exchange;
        Stages.ignore(exchange.reply()
                .whenComplete((reply, failure) -> link.context().enter(() -> polled(reply, failure))));
    }

    private void polled(@Nullable HttpReply reply, @Nullable Throwable failure) {
        get = null;
        if (over || leaving && (reply == null || !reply.isSuccessful())) {
            return;
        }
        if (reply == null) {
            broken(failure);
            return;
        }
        if (!reply.isSuccessful()) {
            broken(ServerErrors.of(reply, link.wording()));
            return;
        }
        try {
            decode(reply);
        } catch (ProtocolException unreadable) {
            if (!over) {
                parseError(reply, unreadable);
            }
            return;
        }
        if (!over) {
            listener.onReadComplete(this);
        }
        if (!over) {
            checkPaused();
            poll();
        }
    }

    private void decode(HttpReply received) {
        HttpReply reply = Versions.readable(received);
        Versions.check(link, reply);
        int maxPackets = link.options().maxPacketsPerPayload();
        byte[] bytes = reply.bytes();
        if (bytes != null) {
            link.codec().decode(bytes, maxPackets, new Sink());
        } else {
            link.codec().decode(reply.text(), maxPackets, new Sink());
        }
    }

    private void parseError(HttpReply reply, ProtocolException unreadable) {
        boolean open = link.handshake() != null;
        if (reply.bytes() == null && (ReplyErrors.isHtml(reply) || !open && !Versions.isWrong(unreadable))) {
            // not a session that went wrong but somebody else who answers
            ConnectionException other = ServerErrors.of(reply, link.wording());
            other.addSuppressed(unreadable);
            broken(other);
            return;
        }
        end(new EngineClose(Reason.PARSE_ERROR, 0, String.valueOf(unreadable.getMessage()), unreadable));
    }

    @Override
    public void pump() {
        if (begun && !over && !leaving && !paused) {
            posts.pump();
        }
    }

    private void posted() {
        if (over) {
            return;
        }
        pump();
        if (posts.isIdle() && link.outbox().isEmpty()) {
            listener.onDrained(this);
        }
        checkPaused();
    }

    // E4-19
    @Override
    public void leave() {
        leaving = true;
        stopWaiting();
        posts.close(() -> end(new EngineClose(Reason.CLIENT, 0, "closed by the application", null)));
    }

    private void broken(@Nullable Throwable failure) {
        Throwable cause = failure == null ? new IllegalStateException("neither reply nor failure") : failure;
        end(new EngineClose(Reason.TRANSPORT_ERROR, 0, String.valueOf(cause.getMessage()), cause));
    }

    private void end(EngineClose why) {
        if (!over) {
            over = true;
            stopWaiting();
            listener.onBroken(this, why);
        }
    }

    /** E4-10: only now, when there is no session any more, a poll is given up. */
    @Override
    public void discard(boolean polite) {
        over = true;
        stopWaiting();
        posts.discard(polite && link.handshake() != null);
        if (get != null) {
            get.abort();
        }
    }

    /** Hands on what a reply brought, until the transport is over. */
    private final class Sink implements PacketSink {
        @Override
        public boolean packet(PacketType type, char[] text, int offset, int length) {
            return listener.onPacket(PollingTransport.this, type, text, offset, length) && !over;
        }

        @Override
        public boolean binary(ByteBuffer data) {
            return listener.onBinary(PollingTransport.this, data) && !over;
        }
    }
}

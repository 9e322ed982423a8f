package dev.halley.wire.netty.internal;

import dev.halley.wire.Headers;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open WebSocket, from the upgrade to its end, between the network and the listener. Reads while there is demand and
 * keeps what came beyond it. On its loop, but for {@link #ended}; a listener that throws ends its socket and hears of it.
 */
final class Frames extends ChannelInboundHandlerAdapter implements FrameReader.Sink {
    private static final int LAST_WORD_SECONDS = 2;

    private final SocketChannel channel;
    private final Loop loop;
    private final WebSocketListener listener;
    private final Outbox outbox;
    private final Pongs pongs;
    private final FrameReader reader;
    private final @Nullable MessageInflater inflater;
    private final Runnable onEnd;
    private final Runnable pump = this::pump;

    // Any thread.
    private volatile boolean ended;

    // On the loop.
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf held;
    private @Nullable WireException broken;
    private long demand;
    private boolean reading;
    private boolean pumpDue;
    private boolean unread;
    private boolean inputEnded;

    /**
     * Not yet in a pipeline.
     *
     * @param onEnd called once when the socket has ended, before the listener hears of it
     */
    Frames(
            SocketChannel channel,
            Loop loop,
            WebSocketListener listener,
            @Nullable MessageInflater inflater,
            Runnable onEnd) {
        this.channel = channel;
        this.loop = loop;
        this.listener = listener;
        this.outbox = new Outbox(channel, loop);
        this.pongs = new Pongs(outbox, loop);
        this.inflater = inflater;
        this.reader = new FrameReader(this, loop.scratch(), inflater);
        this.onEnd = onEnd;
    }

    Outbox outbox() {
        return outbox;
    }

    /** After it was put into the pipeline. */
    void open(SocketLink link, Headers headers) {
        try {
            listener.onOpen(link, headers);
        } catch (Throwable thrown) {
            fail(Failures.callback(thrown));
        }
    }

    /** Any thread. */
    void request(long count) {
        if (loop.isCurrent()) {
            demanded(count);
        } else {
            loop.execute(() -> demanded(count));
        }
    }

    private void demanded(long count) {
        if (count <= 0) {
            fail(Failures.callback(new IllegalArgumentException("count: " + count + " (expected: 1 or more)")));
            return;
        }
        demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        // Never within this call: its caller may be in the midst of a callback, of this socket or another one.
        if (!reading && !pumpDue) {
            pumpDue = true;
            loop.execute(pump);
        }
    }

    private void pump() {
        pumpDue = false;
        ByteBuf rest = held;
        if (rest != null && !ended) {
            held = null;
            read(rest);
        }
        readComplete();
    }

    /** Any thread: the listener hears nothing more. */
    void cut() {
        ended = true;
        onEnd.run();
        loop.execute(this::release);
    }

    private void release() {
        Quietly.close(channel);
        if (held != null) {
            held.release();
            held = null;
        }
        if (inflater != null && !reading) {
            inflater.close();
        }
    }

    // The network's side.

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (ended) {
            bytes.release();
        } else if (held != null) {
            held = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(from.alloc(), held, bytes);
        } else {
            read(bytes);
        }
    }

    private void read(ByteBuf bytes) {
        reading = true;
        try {
            reader.read(bytes);
        } catch (ViolationException violation) {
            violated(violation);
        } finally {
            reading = false;
        }
        if (ended) {
            bytes.release();
            if (inflater != null) {
                inflater.close();
            }
        } else if (bytes.isReadable()) {
            held = bytes;
        } else {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        readComplete();
    }

    private void readComplete() {
        flush();
        if (ended || demand == 0) {
            return;
        }
        if (held != null) {
            // Demand that came after the last message had used it up.
            if (!pumpDue) {
                pumpDue = true;
                loop.execute(pump);
            }
        } else if (inputEnded) {
            finish();
        } else {
            Objects.requireNonNull(context).read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        inputEnded = true;
        readComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (broken == null) {
            broken = Failures.broken(cause);
        }
        Quietly.close(from);
    }

    /** The connection has ended, and what had come before was handed over. */
    private void finish() {
        if (broken != null) {
            fail(broken);
        } else {
            closed(1006, "");
        }
    }

    private void violated(ViolationException violation) {
        if (ended) {
            return;
        }
        closeAfter(
                outbox.isClosing()
                        ? null
                        : FrameWriter.close(violation.code(), String.valueOf(violation.getMessage())));
        fail(Failures.protocol(String.valueOf(violation.getMessage()), violation));
    }

    private void closeAfter(@Nullable ByteBuf frame) {
        if (frame == null) {
            Quietly.close(channel);
            return;
        }
        // Behind what waits to be written.
        outbox.run();
        ChannelFuture written = channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
        if (!written.isDone()) {
            closeLater();
        }
    }

    /** A peer that reads nothing must not keep the connection. */
    // The task tells nobody of its end.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void closeLater() {
        loop.executor().schedule(() -> Quietly.close(channel), LAST_WORD_SECONDS, TimeUnit.SECONDS);
    }

    // The listener's side.

    private void flush() {
        if (!unread || ended) {
            return;
        }
        unread = false;
        reading = true;
        try {
            listener.onReadComplete();
        } catch (Throwable thrown) {
            fail(Failures.callback(thrown));
        } finally {
            reading = false;
        }
    }

    /** Tells the end, whatever it is; from the loop only. */
    void fail(WireException failure) {
        flush();
        if (ended) {
            return;
        }
        over();
        try {
            listener.onFailure(failure);
        } catch (Throwable thrown) {
            Callbacks.report("A WebSocket listener threw while it was told of a failure", thrown);
        }
        if (failure.kind() != WireException.Kind.PROTOCOL) {
            release();
        }
    }

    private void over() {
        ended = true;
        onEnd.run();
        if (inflater != null && !reading) {
            inflater.close();
        }
    }

    private void closed(int code, String reason) {
        flush();
        if (ended) {
            return;
        }
        over();
        try {
            listener.onClose(code, reason);
        } catch (Throwable thrown) {
            Callbacks.report("A WebSocket listener threw while it was told of the end", thrown);
        }
    }

    @Override
    public boolean wants() {
        return demand > 0 && !ended;
    }

    @Override
    public void text(CharSequence part, boolean last) {
        demand--;
        unread = true;
        try {
            listener.onText(part, last);
        } catch (Throwable thrown) {
            fail(Failures.callback(thrown));
        }
    }

    @Override
    public void binary(ByteBuffer part, boolean last) {
        demand--;
        unread = true;
        try {
            listener.onBinary(part, last);
        } catch (Throwable thrown) {
            fail(Failures.callback(thrown));
        }
    }

    @Override
    public void ping(byte[] payload) {
        demand--;
        pongs.answer(payload);
        try {
            listener.onPing();
        } catch (Throwable thrown) {
            fail(Failures.callback(thrown));
        }
    }

    @Override
    public void pong() {
        demand--;
        try {
            listener.onPong();
        } catch (Throwable thrown) {
            fail(Failures.callback(thrown));
        }
    }

    @Override
    public void close(int code, String reason) {
        demand--;
        boolean answered = outbox.isClosing();
        // RFC 6455 §5.5.1: the answer has the same code.
        closeAfter(
                answered
                        ? null
                        : code == 1005
                                ? FrameWriter.binary(FrameWriter.CLOSE, ByteBuffer.allocate(0))
                                : FrameWriter.close(code, ""));
        closed(code, reason);
    }
}

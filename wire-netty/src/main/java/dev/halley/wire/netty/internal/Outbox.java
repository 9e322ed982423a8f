package dev.halley.wire.netty.internal;

import dev.halley.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is sent and writes it with one flush per turn of the loop, however many threads send: who comes while a turn
 * is due only adds to it. Any thread.
 */
final class Outbox implements Runnable {
    private final Channel channel;
    private final Loop loop;

    // Any thread.
    private final Queue<Outgoing> queue = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile boolean closing;

    private static final class Outgoing extends CompletableFuture<@Nullable Void> implements ChannelFutureListener {
        private final ByteBuf frame;

        Outgoing(ByteBuf frame) {
            this.frame = frame;
        }

        @Override
        public void operationComplete(ChannelFuture written) {
            Throwable failure = written.cause();
            if (failure == null) {
                complete(null);
            } else {
                completeExceptionally(new WireException(
                        WireException.Kind.BROKEN,
                        "the connection ended before this was written"
                                + (failure.getMessage() == null ? "" : " (" + failure.getMessage() + ")"),
                        failure));
            }
        }
    }

    Outbox(Channel channel, Loop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** Takes a frame, which it releases. */
    CompletableFuture<@Nullable Void> send(ByteBuf frame) {
        if (closing) {
            frame.release();
            return CompletableFuture.failedFuture(
                    new WireException(WireException.Kind.BROKEN, "a close frame has been sent", null));
        }
        return add(frame);
    }

    /** The last frame. */
    CompletableFuture<@Nullable Void> sendClose(ByteBuf frame) {
        CompletableFuture<@Nullable Void> sent = send(frame);
        closing = true;
        return sent;
    }

    boolean isClosing() {
        return closing;
    }

    private CompletableFuture<@Nullable Void> add(ByteBuf frame) {
        Outgoing outgoing = new Outgoing(frame);
        queue.add(outgoing);
        if (due.compareAndSet(false, true)) {
            loop.execute(this);
        }
        return outgoing;
    }

    /** One turn, on the loop. */
    @Override
    public void run() {
        // First: what is added from now on finds either this turn or the next.
        due.set(false);
        Outgoing next = queue.poll();
        if (next == null) {
            return;
        }
        while (next != null) {
            channel.write(next.frame).addListener(next);
            next = queue.poll();
        }
        channel.flush();
    }
}

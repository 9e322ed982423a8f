package dev.halley.wire.netty.internal;

import dev.halley.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is sent and writes it with one flush per turn of the loop, however many threads send: who comes while a turn
 * is due only adds to it. Short frames share a buffer, a write and a stage. Any thread.
 */
final class Outbox implements Runnable {
    /** How much of what is sent at once shares a buffer. */
    private static final int PARCEL = 32 * 1024;

    /** The first size of a buffer that is shared. */
    private static final int FIRST = 512;

    private final Channel channel;
    private final Loop loop;

    private volatile boolean closing;

    // Guarded by this; nothing is called out to while it is held.
    private final Queue<Parcel> waiting = new ArrayDeque<>();
    private @Nullable Parcel last;
    private boolean due;

    /** Frames that are written together, and how that ends. */
    private static final class Parcel extends CompletableFuture<@Nullable Void> implements ChannelFutureListener {
        private final ByteBuf bytes;

        Parcel(ByteBuf bytes) {
            this.bytes = bytes;
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

    /**
     * Takes a message that is short.
     *
     * @param payload is changed
     */
    CompletableFuture<@Nullable Void> sendShort(int opcode, byte[] payload) {
        int mask = FrameWriter.mask();
        FrameWriter.mask(payload, mask);
        Parcel parcel;
        boolean first;
        synchronized (this) {
            if (closing) {
                return refused();
            }
            parcel = last;
            if (parcel == null || parcel.bytes.readableBytes() + payload.length > PARCEL) {
                parcel = new Parcel(Loops.ALLOCATOR.buffer(Math.max(FIRST, FrameWriter.MAX_HEADER + payload.length)));
                waiting.add(parcel);
                last = parcel;
            }
            FrameWriter.head(parcel.bytes, opcode, payload.length, mask).writeBytes(payload);
            first = !due;
            due = true;
        }
        if (first) {
            loop.execute(this);
        }
        return parcel;
    }

    /** Takes a frame, which it releases. */
    CompletableFuture<@Nullable Void> send(ByteBuf frame) {
        return add(frame, false);
    }

    /** The last frame. */
    CompletableFuture<@Nullable Void> sendClose(ByteBuf frame) {
        return add(frame, true);
    }

    boolean isClosing() {
        return closing;
    }

    private CompletableFuture<@Nullable Void> add(ByteBuf frame, boolean close) {
        Parcel parcel = new Parcel(frame);
        boolean first;
        synchronized (this) {
            if (closing) {
                frame.release();
                return refused();
            }
            closing = close;
            waiting.add(parcel);
            last = null;
            first = !due;
            due = true;
        }
        if (first) {
            loop.execute(this);
        }
        return parcel;
    }

    private static CompletableFuture<@Nullable Void> refused() {
        return CompletableFuture.failedFuture(
                new WireException(WireException.Kind.BROKEN, "a close frame has been sent", null));
    }

    private synchronized @Nullable Parcel take() {
        Parcel next = waiting.poll();
        if (next == null) {
            // What is added from now on finds the next turn.
            due = false;
        }
        if (next == last) {
            last = null;
        }
        return next;
    }

    /** One turn, on the loop. */
    @Override
    public void run() {
        Parcel next = take();
        if (next == null) {
            return;
        }
        while (next != null) {
            channel.write(next.bytes).addListener(next);
            next = take();
        }
        channel.flush();
    }
}

package dev.halley.engineio.internal.transport;

import dev.halley.UnconfirmedException;
import dev.halley.internal.http.Outgoing;
import dev.halley.internal.loop.SerialContext;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was given to a WebSocket that has not said what became of it, and how much that may be. Serial context. */
final class SocketWindow {
    /**
     * How much is given to the socket before it took the first: so many packets, and more when they are small. What is
     * given could not be withdrawn any more.
     */
    private static final int PACKETS = 16;

    private static final int WEIGHT = 16 * 1024;

    private final SerialContext context;
    private final Outbox outbox;
    private final Consumer<Boolean> onEnded;
    private final Runnable settle = this::settle;

    // any thread adds, the serial context takes
    private final Queue<Write> ended = new ConcurrentLinkedQueue<>();
    /** Whether the context was asked to look at them, and has not begun. */
    private final AtomicBoolean due = new AtomicBoolean();

    // serial context
    private int writing;
    private long weight;
    /** Of the packets of the protocol among them. */
    private long controlWeight;

    /**
     * An empty window.
     *
     * @param onEnded called when some of it has ended, with whether the socket could write it
     */
    SocketWindow(SerialContext context, Outbox outbox, Consumer<Boolean> onEnded) {
        this.context = context;
        this.outbox = outbox;
        this.onEnded = onEnded;
    }

    boolean isEmpty() {
        return writing == 0;
    }

    /** How much of the protocol's own the socket has not taken. */
    long controlWeight() {
        return controlWeight;
    }

    boolean hasRoom() {
        return writing < PACKETS || weight < WEIGHT;
    }

    /**
     * One packet more, to be sent.
     *
     * @param frame a {@code String}, or a {@code ByteBuffer} whose position stays where it is
     * @param entry null for a packet of the protocol
     */
    Outgoing add(Object frame, boolean compress, int size, Outbox.@Nullable Entry entry) {
        Write write = new Write(
                frame instanceof ByteBuffer bytes ? bytes.asReadOnlyBuffer() : frame,
                compress,
                size + Outbox.ENVELOPE,
                entry);
        writing++;
        weight += write.weight;
        controlWeight += entry == null ? write.weight : 0;
        return write;
    }

    private void settle() {
        // First: what ends from now on asks again, unless it is taken before.
        due.set(false);
        boolean any = false;
        boolean failed = false;
        for (Write write = ended.poll(); write != null; write = ended.poll()) {
            any = true;
            writing--;
            weight -= write.weight;
            controlWeight -= write.entry == null ? write.weight : 0;
            Throwable failure = write.failure;
            failed |= failure != null;
            if (write.entry != null && failure == null) {
                outbox.written(write.entry);
            } else if (write.entry != null && !(failure instanceof UnconfirmedException)) {
                outbox.unwritten(write.entry);
            }
        }
        if (any) {
            onEnded.accept(!failed);
        }
    }

    private final class Write extends Outgoing {
        private final int weight;
        private final Outbox.@Nullable Entry entry;

        /** Written before it is handed to the context. */
        private @Nullable Throwable failure;

        Write(Object frame, boolean compress, int weight, Outbox.@Nullable Entry entry) {
            super(frame, compress);
            this.weight = weight;
            this.entry = entry;
        }

        @Override
        protected void ended(@Nullable Throwable cause, boolean more) {
            failure = cause;
            ended.add(this);
            if (!more && !due.get() && due.compareAndSet(false, true)) {
                context.enter(settle);
            }
        }
    }
}

package dev.halley.bayeux.internal.position;

import dev.halley.ClientEvent.DropReason;
import dev.halley.bayeux.internal.message.Position;
import dev.halley.internal.loop.SerialContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One message on its way through the application: done when each of its consumers is. Any thread. */
final class MessagePosition implements Position {
    private final AtomicInteger left;
    private final boolean manual;
    private final BooleanSupplier stopped;
    private final Acks.@Nullable Entry ack;
    private final List<ChannelPosition.Entry> replayed;

    /**
     * A message's position.
     *
     * @param consumers how many queues have it
     * @param manual whether the application says when it is done
     * @param stopped whether what is discarded now was not given up by the application
     */
    MessagePosition(
            int consumers,
            boolean manual,
            BooleanSupplier stopped,
            Acks.@Nullable Entry ack,
            List<ChannelPosition.Entry> replayed) {
        this.left = new AtomicInteger(consumers);
        this.manual = manual;
        this.stopped = stopped;
        this.ack = ack;
        this.replayed = replayed;
    }

    /** For the one that takes this one's place. */
    Acks.@Nullable Entry ack() {
        return ack;
    }

    @Override
    public void processed() {
        if (!manual && countedDown()) {
            finished(true);
        }
    }

    @Override
    public void dropped(DropReason reason) {
        // what the end of the client discards was not processed, and so comes again where the server can
        boolean unprocessed = reason == DropReason.DISCARDED && stopped.getAsBoolean();
        if (!unprocessed && countedDown()) {
            finished(false);
        }
    }

    @Override
    public void acknowledge() {
        if (left.getAndSet(0) > 0) {
            finished(!SerialContext.isInside());
        }
    }

    private boolean countedDown() {
        return left.getAndUpdate(count -> Math.max(0, count - 1)) == 1;
    }

    private void finished(boolean mayBlock) {
        // first what outlives the session
        for (ChannelPosition.Entry entry : replayed) {
            entry.finished(mayBlock);
        }
        if (ack != null) {
            ack.finished();
        }
    }
}

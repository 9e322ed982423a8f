package dev.halley.bayeux.internal.position;

import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.loop.SerialContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the application stands in what it receives, and what the server is told of it. Without the extensions it does
 * nothing. Serial context, except {@link #isBusy}.
 */
public final class Positions {
    private final PositionOptions options;
    private final Runnable onIdle;
    private @Nullable Acks acks;
    /** Whether the client drops what the application did not give up. */
    private volatile boolean stopped;

    /**
     * Positions of a client.
     *
     * @param onIdle is called in the context when everything accepted has been processed
     */
    public Positions(PositionOptions options, SerialContext context, Runnable onIdle) {
        this.options = options;
        this.onIdle = () -> context.execute(onIdle);
    }

    /** The client opens. */
    public void start() {
        stopped = false;
    }

    /** What is discarded from now on was not processed. */
    public void stop() {
        stopped = true;
    }

    // ---- what the server is told

    public OutgoingMessage handshake(OutgoingMessage handshake) {
        acks = options.ack() ? new Acks(onIdle) : null;
        return options.ack() ? handshake.withExt("ack", true) : handshake;
    }

    public OutgoingMessage connect(OutgoingMessage connect) {
        return acks != null && acks.isActive() ? connect.withExt("ack", acks.connecting()) : connect;
    }

    // ---- what the server says

    /** The handshake succeeded, and its data came before. */
    public void handshaken(ReceivedMessage reply) {
        if (acks == null) {
            return;
        }
        Object said = ext(reply, "ack");
        if (Boolean.TRUE.equals(said)) {
            acks.confirmed();
        } else if (said instanceof Map<?, ?> details && !Boolean.FALSE.equals(details.get("enabled"))) {
            acks.confirmed();
            if (details.get("batch") instanceof Number batch) {
                acks.batchEnded(batch.longValue());
            }
        } else {
            acks = null;
        }
    }

    /** The reply to the outstanding connect came, after its data. */
    public void connected(ReceivedMessage reply) {
        if (acks != null && ext(reply, "ack") instanceof Number batch) {
            acks.batchEnded(batch.longValue());
        }
    }

    /** P17: the reply to a connect that had been given up. */
    public void lateReply() {
        if (acks != null) {
            acks.lateReply();
        }
    }

    private static @Nullable Object ext(ReceivedMessage reply, String name) {
        return reply.field("ext") instanceof Map<?, ?> ext ? ext.get(name) : null;
    }

    // ---- what the server sends

    /**
     * Whether a message was accepted before; asked once for each that comes.
     *
     * @param queued whether the server keeps it until it is acknowledged
     */
    public boolean isRepeated(ReceivedMessage message, boolean queued) {
        return queued && acks != null && acks.isRepeated();
    }

    /** A message went to the caller who waited for it, and so is done. */
    public void answered(boolean queued) {
        if (queued && acks != null) {
            acks.accept().finished();
        }
    }

    /**
     * Takes a data message.
     *
     * @param queued as in {@link #isRepeated}
     * @param consumers how many queues will have it; none means that it is done
     * @return the message as its consumers get it
     */
    public ReceivedMessage accept(ReceivedMessage message, boolean queued, int consumers) {
        Acks.Entry ack = queued && acks != null ? acks.accept() : null;
        if (consumers == 0) {
            if (ack != null) {
                ack.finished();
            }
            return message;
        }
        return ack == null ? message : message.at(new MessagePosition(consumers, options.manual(), () -> stopped, ack));
    }

    // ---- what follows for the connection

    /** Whether the server sends again what a lost connection took along, as long as the session lives. */
    public boolean survivesLinks() {
        return acks != null && acks.isActive();
    }

    /** Whether the next connect waits, so that it can acknowledge more. */
    public boolean isBusy() {
        return survivesLinks() && acks != null && acks.isBusy();
    }
}

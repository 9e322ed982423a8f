package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent.NotSentReason;
import dev.halley.OverflowException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.loop.Stages;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.PacketType;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/** The answer to one event, for the time in which its namespace stays joined. Any thread. */
final class Reply implements AckReply {
    // As many may wait to be written as maxSendBuffer allows, so an object of its own for this would count.
    private static final AtomicIntegerFieldUpdater<Reply> SENT =
            AtomicIntegerFieldUpdater.newUpdater(Reply.class, "sent");

    private final Arrivals arrivals;
    /** The one with which the namespace was joined when the event came. */
    private final long attempt;

    private final long id;

    /** 1 when it was. */
    private volatile int sent;

    Reply(Arrivals arrivals, long attempt, long id) {
        this.arrivals = arrivals;
        this.attempt = attempt;
        this.id = id;
    }

    @Override
    public boolean send(List<? extends @Nullable Object> args) {
        if (isSent()) {
            return false;
        }
        Outlet outlet = arrivals.outlet();
        List<?> messages = outlet.encoder().encode(new OutgoingPacket(PacketType.ACK, arrivals.namespace(), id, args));
        // S5-07: exactly one
        if (!SENT.compareAndSet(this, 0, 1)) {
            return false;
        }
        outlet.context().execute(() -> write(messages));
        return true;
    }

    private void write(List<?> messages) {
        EngineSession now = arrivals.engine(attempt);
        if (now == null) {
            arrivals.outlet().notSent(arrivals.namespace(), "ack", NotSentReason.LEFT);
            return;
        }
        Stages.ignore(now.send(messages, true).whenComplete((done, failure) -> ended(failure)));
    }

    private void ended(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof UnconfirmedException) {
            arrivals.outlet().unconfirmed(arrivals.namespace(), "ack " + id, cause);
        } else if (cause != null) {
            NotSentReason reason = cause instanceof OverflowException ? NotSentReason.OVERFLOW : NotSentReason.LEFT;
            arrivals.outlet().notSent(arrivals.namespace(), "ack", reason);
        }
    }

    @Override
    public boolean isSent() {
        return sent != 0;
    }

    @Override
    public String toString() {
        return "Reply[" + arrivals.namespace() + " " + id + "]";
    }
}

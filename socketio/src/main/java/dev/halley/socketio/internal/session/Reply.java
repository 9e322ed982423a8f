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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The answer to one event, for the time in which its namespace stays joined. Any thread. */
final class Reply implements AckReply {
    private final String namespace;
    private final long id;
    private final Outlet outlet;
    /** Gives the engine while the namespace is joined as it was when the event came. */
    private final Supplier<@Nullable EngineSession> engine;

    private final AtomicBoolean sent = new AtomicBoolean();

    Reply(String namespace, long id, Outlet outlet, Supplier<@Nullable EngineSession> engine) {
        this.namespace = namespace;
        this.id = id;
        this.outlet = outlet;
        this.engine = engine;
    }

    @Override
    public boolean send(List<? extends @Nullable Object> args) {
        if (sent.get()) {
            return false;
        }
        List<?> messages = outlet.encoder().encode(new OutgoingPacket(PacketType.ACK, namespace, id, args));
        // S5-07: exactly one
        if (!sent.compareAndSet(false, true)) {
            return false;
        }
        outlet.context().execute(() -> write(messages));
        return true;
    }

    private void write(List<?> messages) {
        EngineSession now = engine.get();
        if (now == null) {
            outlet.notSent(namespace, "ack", NotSentReason.LEFT);
            return;
        }
        Stages.ignore(now.send(messages, true).whenComplete((done, failure) -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            if (cause instanceof UnconfirmedException) {
                outlet.unconfirmed(namespace, "ack " + id, cause);
            } else if (cause != null) {
                outlet.notSent(
                        namespace,
                        "ack",
                        cause instanceof OverflowException ? NotSentReason.OVERFLOW : NotSentReason.LEFT);
            }
        }));
    }

    @Override
    public boolean isSent() {
        return sent.get();
    }

    @Override
    public String toString() {
        return "Reply[" + namespace + " " + id + "]";
    }
}

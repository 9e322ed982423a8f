package dev.halley.engineio.internal.session;

import dev.halley.ConnectionException;
import dev.halley.OverflowException;
import dev.halley.ProtocolException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.transport.Transport;
import dev.halley.engineio.internal.transport.WebSocketTransport;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.SerialContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A session as the layer above sees it. Serial context. */
final class RunningSession implements EngineSession {
    private final SessionRunner runner;
    private final SerialContext context;

    private boolean pumpDue;
    private boolean leaving;

    RunningSession(SessionRunner runner) {
        this.runner = runner;
        this.context = runner.settings().context();
    }

    @Override
    public CompletableFuture<Void> send(List<?> messages, boolean compress) {
        OverflowException refused = overflow(messages);
        return refused == null ? add(messages, compress) : CompletableFuture.failedFuture(refused);
    }

    @Override
    public CompletableFuture<Void> sendAnyway(List<?> messages) {
        return add(messages, true);
    }

    @Override
    public @Nullable OverflowException overflow(List<?> messages) {
        return leaving || runner.isOver() ? null : runner.link().outbox().overflow(messages);
    }

    private CompletableFuture<Void> add(List<?> messages, boolean compress) {
        if (leaving || runner.isOver()) {
            return CompletableFuture.failedFuture(new ConnectionException(
                    "The message was not sent: the session is closed.", ConnectionException.Details.NONE, null));
        }
        CompletableFuture<Void> sent = runner.link().outbox().add(messages, compress);
        if (runner.transport() instanceof WebSocketTransport socket) {
            socket.pump();
        } else if (!pumpDue) {
            // what is sent in one go shares a POST
            pumpDue = true;
            context.execute(this::pump);
        }
        return sent;
    }

    private void pump() {
        pumpDue = false;
        Transport transport = runner.transport();
        if (transport != null && !runner.isOver()) {
            transport.pump();
        }
    }

    @Override
    public boolean isWritable() {
        Transport transport = runner.transport();
        return !leaving
                && runner.isFlowing()
                && transport != null
                && transport.isWritable()
                && runner.link().outbox().isEmpty();
    }

    @Override
    public boolean checkHeartbeat() {
        if (leaving) {
            return true;
        }
        Heartbeat heartbeat = runner.heartbeat();
        String why = heartbeat == null || runner.isOver() ? null : heartbeat.overdue();
        if (why == null) {
            return false;
        }
        leaving = true;
        runner.deafen();
        context.execute(() -> runner.expired(why));
        return true;
    }

    @Override
    public @Nullable EngineTransport transport() {
        Transport transport = runner.transport();
        return transport == null || runner.link().handshake() == null ? null : transport.type();
    }

    @Override
    public @Nullable String sid() {
        EngineHandshake handshake = runner.link().handshake();
        return handshake == null ? null : handshake.sid();
    }

    @Override
    public void pressure(Pressure now) {
        runner.pressure(now);
    }

    @Override
    public void close() {
        leaving = true;
        context.execute(() -> runner.raise(new SessionEvent.Close()));
    }

    @Override
    public void abort(Throwable cause) {
        leaving = true;
        runner.deafen();
        Reason reason = cause instanceof ProtocolException ? Reason.PARSE_ERROR : Reason.TRANSPORT_ERROR;
        EngineClose why = new EngineClose(reason, 0, String.valueOf(cause.getMessage()), cause);
        context.execute(() -> runner.raise(new SessionEvent.Broken(why, false, true)));
    }
}

package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent.NotSentReason;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.OverflowException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.loop.Stages;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.internal.session.PendingEmit.Place;
import dev.halley.socketio.parser.PacketData;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What goes out in one namespace: emits, those that wait for the connection, and who awaits an acknowledgement. Serial context. */
final class Lane {
    private final String namespace;
    private final Outlet outlet;
    /** Whether the namespace is joined now. */
    private final BooleanSupplier joined;

    private final Acks acks;
    private final RetryLine retries;
    private final Buffer buffer;
    /** Why nothing can be emitted here; null while the namespace is joined or will be. */
    private @Nullable HalleyException closed;

    Lane(String namespace, Outlet outlet, BooleanSupplier joined) {
        this.namespace = namespace;
        this.outlet = outlet;
        this.joined = joined;
        this.acks = new Acks(outlet);
        this.buffer = new Buffer(namespace, outlet, this);
        this.retries = new RetryLine(namespace, outlet, this, buffer, acks);
    }

    // ---- the application

    void submit(PendingEmit emit) {
        if (closed != null) {
            emit.fail(closed.copy());
            return;
        }
        emit.order(outlet.nextOrder());
        Emission emission = emit.emission();
        if (emit.retries() > 0) {
            if (emission.whenOffline() != Emission.WhenOffline.BUFFER && writable() == null) {
                offline(emit);
            } else {
                retries.add(emit);
            }
            return;
        }
        awaitReply(emit);
        EngineSession engine = writable();
        if (emission.droppable() && (engine == null || !engine.isWritable())) {
            drop(emit, NotSentReason.VOLATILE);
        } else if (engine == null) {
            offline(emit);
        } else {
            OverflowException full = overflow(emit, engine);
            if (full == null) {
                write(emit, engine);
            } else {
                outlet.notSent(namespace, emission.event(), NotSentReason.OVERFLOW);
                emit.fail(new OverflowException("nothing was sent of " + emit + ": " + full.getMessage(), null));
            }
        }
    }

    /** SEC-03: nothing overtakes what waits for room. */
    private @Nullable OverflowException overflow(PendingEmit emit, EngineSession engine) {
        buffer.flush();
        PendingEmit first = buffer.first();
        return engine.overflow((first == null ? emit : first).encoded());
    }

    private void awaitReply(PendingEmit emit) {
        Duration timeout = emit.emission().timeout();
        if (emit.reply() != null && timeout != null) {
            emit.timeout(outlet.context().schedule(Stages.nanos(timeout), () -> {
                OperationTimeoutException late = new OperationTimeoutException(
                        "no acknowledgement of " + emit + " within " + timeout.toMillis() + " ms", null);
                if (emit.place() == Place.SENDING) {
                    emit.mayArrive();
                }
                // who emitted it may have gone away; what was written is told with the acknowledgement
                if (emit.place() != Place.AWAITING) {
                    outlet.lost(emit, NotSentReason.EXPIRED, late);
                }
                forget(emit);
                emit.fail(late);
            }));
        }
    }

    private void offline(PendingEmit emit) {
        switch (emit.emission().whenOffline()) {
            case BUFFER -> buffer.add(emit);
            case DROP -> drop(emit, NotSentReason.OFFLINE);
            case FAIL ->
                emit.fail(new ConnectionException(
                        namespace + " is not connected now, so nothing was sent of " + emit,
                        ConnectionException.Details.NONE,
                        null));
        }
    }

    /** As it was allowed to be; who awaits an acknowledgement has to hear of it, though. */
    private void drop(PendingEmit emit, NotSentReason reason) {
        outlet.notSent(namespace, emit.emission().event(), reason);
        if (emit.reply() == null) {
            emit.wasWritten();
            emit.done(null);
        } else {
            emit.fail(new ConnectionException(
                    "dropped, because " + namespace + " could not take it at once: " + emit,
                    ConnectionException.Details.NONE,
                    null));
        }
    }

    /** Nothing of it is to be sent, nor awaited, any more. */
    void forget(PendingEmit emit) {
        acks.forget(emit);
        buffer.remove(emit);
        retries.forget(emit);
        emit.takeBack();
    }

    int clear() {
        List<PendingEmit> all = buffer.all();
        all.addAll(retries.waiting());
        for (PendingEmit emit : all) {
            CancellationException cleared = new CancellationException("cleared by the application: " + emit);
            forget(emit);
            outlet.lost(emit, NotSentReason.CLEARED, cleared);
            emit.fail(cleared);
        }
        return all.size();
    }

    List<BufferedEmit> waiting() {
        List<PendingEmit> all = buffer.all();
        all.addAll(retries.waiting());
        return all.stream().map(PendingEmit::snapshot).toList();
    }

    // ---- the engine

    /** The engine, when it can be written to; E4-13: the clock is asked, for its timer may have slept with the machine. */
    @Nullable EngineSession writable() {
        EngineSession engine = joined.getAsBoolean() ? outlet.engine() : null;
        return engine == null || engine.checkHeartbeat() ? null : engine;
    }

    void write(PendingEmit emit, EngineSession engine) {
        Emission emission = emit.emission();
        if (emit.id() >= 0 && !acks.add(emit)) {
            OverflowException full = new OverflowException(
                    Outlet.MOST_PENDING_ACKS + " acknowledgements are awaited already; nothing was sent of " + emit,
                    null);
            outlet.lost(emit, NotSentReason.OVERFLOW, full);
            emit.fail(full);
            return;
        }
        if (outlet.dispatcher().wantsOutgoing()) {
            outlet.dispatcher().outgoing(namespace, emission.event(), emission.args());
        }
        outlet.log().log(Level.TRACE, () -> "> " + emit);
        emit.place(Place.SENDING);
        int send = emit.nextSend();
        CompletableFuture<Void> sending = engine.send(emit.messages(), emission.compress());
        emit.sending(sending);
        Stages.ignore(sending.whenComplete((done, failure) -> sent(emit, send, failure)));
    }

    private void sent(PendingEmit emit, int send, @Nullable Throwable failure) {
        if (failure == null) {
            emit.wasWritten();
        }
        if (!emit.isSend(send) || emit.place() != Place.SENDING) {
            // its outcome is known already
            return;
        }
        if (failure == null) {
            if (emit.id() >= 0) {
                emit.place(Place.AWAITING);
            } else {
                emit.done(null);
            }
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        acks.forget(emit);
        if (cause instanceof UnconfirmedException) {
            unconfirmed(emit, cause);
        } else if (emit.isHopeless(cause)) {
            // E4-20: what is behind it goes out with the next connection
            forget(emit);
            outlet.lost(emit, NotSentReason.REFUSED, cause);
            emit.fail(cause);
        } else if (!retries.unsent(emit)) {
            unsent(emit, cause);
        }
    }

    /** Nothing of it was written when the connection ended. */
    private void unsent(PendingEmit emit, Throwable cause) {
        if (emit.emission().droppable()) {
            drop(emit, NotSentReason.VOLATILE);
        } else if (closed != null) {
            outlet.notSent(namespace, emit.emission().event(), NotSentReason.LEFT);
            emit.fail(closed.copy());
        } else if (emit.emission().whenOffline() == Emission.WhenOffline.FAIL) {
            emit.fail(cause);
        } else {
            offline(emit);
        }
    }

    private void unconfirmed(PendingEmit emit, Throwable cause) {
        emit.mayArrive();
        if (retries.unconfirmed(emit, cause)) {
            return;
        }
        outlet.unconfirmed(namespace, emit.label(), cause);
        emit.fail(cause);
    }

    // ---- the namespace

    /** Emits are taken from now on. */
    void open() {
        closed = null;
    }

    /** S5-18: in order, before anything else. */
    void joined() {
        buffer.flush();
        retries.drain();
    }

    void acknowledged(long id, PacketData data) {
        PendingEmit emit = acks.remove(id);
        // S5-08
        if (emit == null) {
            outlet.log().log(
                    Level.DEBUG, () -> "ignored: an acknowledgement that nobody awaits: " + namespace + " " + id);
        } else {
            emit.wasWritten();
            emit.done(data);
            retries.acknowledged(emit);
        }
    }

    /** The namespace is not joined any more: the server's acknowledgements of what it got will never come. */
    void disconnected(DisconnectReason reason, @Nullable EngineClose close) {
        Throwable cause = close == null ? null : close.cause();
        String how = close == null ? reason.text() : reason.text() + ": " + close.description();
        for (PendingEmit emit : acks.all()) {
            // what the engine still has it tells by itself, unless only the namespace ended
            if (emit.place() == Place.AWAITING || !reason.isAccidental()) {
                acks.forget(emit);
                String text = namespace + " was disconnected (" + how + ") before the acknowledgement of " + emit;
                unconfirmed(
                        emit,
                        reason.isAccidental()
                                ? new UnconfirmedException(text, ConnectionException.Details.NONE, cause)
                                : new DisconnectedException(text, reason, cause));
            }
        }
    }

    /** Nothing is read any more, so that acknowledgements can't come; those that are sent again wait for better times. */
    void failCalls(HalleyException cause) {
        for (PendingEmit emit : acks.all()) {
            if (emit.retries() == 0) {
                acks.forget(emit);
                outlet.unconfirmed(namespace, emit.label(), cause);
                emit.fail(cause);
            }
        }
    }

    /** Emits are not taken any more, and those that wait are in vain. */
    void close(HalleyException reason) {
        closed = reason;
        List<PendingEmit> all = buffer.takeAll();
        all.addAll(retries.takeAll());
        for (PendingEmit emit : all) {
            acks.forget(emit);
            outlet.lost(emit, NotSentReason.LEFT, reason);
            emit.fail(reason.copy());
        }
    }

    @Nullable HalleyException closed() {
        return closed;
    }
}

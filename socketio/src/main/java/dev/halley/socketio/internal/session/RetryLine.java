package dev.halley.socketio.internal.session;

import dev.halley.OperationTimeoutException;
import dev.halley.Overflow;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.loop.Stages;
import dev.halley.socketio.internal.session.PendingEmit.Place;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The emits of one namespace that are sent again until they are acknowledged: one after another, in order, so that the
 * server gets each at least once. All attempts of an emit have the same acknowledgement id: an answer to an earlier one
 * counts. Serial context.
 */
final class RetryLine {
    private final String namespace;
    private final Outlet outlet;
    private final Lane lane;
    private final Buffer buffer;
    private final Acks acks;
    private final Deque<PendingEmit> queue = new ArrayDeque<>();

    /** The head, while an attempt of it is under way. */
    private @Nullable PendingEmit current;

    private int tries;

    RetryLine(String namespace, Outlet outlet, Lane lane, Buffer buffer, Acks acks) {
        this.namespace = namespace;
        this.outlet = outlet;
        this.lane = lane;
        this.buffer = buffer;
        this.acks = acks;
    }

    void add(PendingEmit emit) {
        if (queue.size() >= outlet.settings().bufferLimit()) {
            PendingEmit oldest = queue.peekFirst();
            // one that was tried may have arrived: it can't be told as not sent
            if (outlet.settings().bufferOverflow() != Overflow.DROP_OLDEST || oldest == null || tries > 0) {
                buffer.overflowed(emit);
                return;
            }
            queue.removeFirst();
            buffer.overflowed(oldest);
        }
        queue.addLast(emit);
        emit.place(Place.QUEUED);
        buffer.limitWait(emit);
        drain();
    }

    /** Sends the head, when nothing of it is under way and the connection takes it. */
    void drain() {
        PendingEmit head = queue.peekFirst();
        if (current != null || head == null) {
            return;
        }
        EngineSession engine = lane.writable();
        if (engine == null) {
            return;
        }
        if (engine.overflow(head.encoded()) != null) {
            // SEC-03: no attempt, for nothing is sent of it
            buffer.awaitRoom();
            return;
        }
        current = head;
        tries++;
        Duration chosen = head.emission().timeout();
        Duration timeout = chosen == null ? outlet.settings().tryTimeout() : chosen;
        head.timeout(outlet.context()
                .schedule(
                        Stages.nanos(timeout),
                        () -> failed(
                                head,
                                new OperationTimeoutException(
                                        "no acknowledgement of " + head + " within " + timeout.toMillis() + " ms",
                                        null))));
        lane.write(head, engine);
        if (head.isDone()) {
            // there is no room for one more acknowledgement
            remove(head);
            drain();
        }
    }

    private void failed(PendingEmit emit, Throwable cause) {
        if (current != emit) {
            return;
        }
        current = null;
        emit.mayArrive();
        emit.timeout(null);
        emit.takeBack();
        if (tries > emit.retries()) {
            acks.forget(emit);
            remove(emit);
            outlet.unconfirmed(namespace, emit.label(), cause);
            emit.fail(cause);
        } else {
            emit.place(Place.QUEUED);
        }
        drain();
    }

    /** Whether it is one of these: nothing of it was written, so that was no attempt. */
    boolean unsent(PendingEmit emit) {
        if (current != emit) {
            return false;
        }
        current = null;
        tries--;
        emit.timeout(null);
        emit.place(Place.QUEUED);
        drain();
        return true;
    }

    /** Whether it is one of these: the attempt ended with the connection. */
    boolean unconfirmed(PendingEmit emit, Throwable cause) {
        if (current != emit) {
            return false;
        }
        failed(emit, cause);
        return true;
    }

    void acknowledged(PendingEmit emit) {
        if (queue.contains(emit)) {
            remove(emit);
            drain();
        }
    }

    /** The caller, or the time it may wait, is over. */
    void forget(PendingEmit emit) {
        if (queue.contains(emit)) {
            remove(emit);
            outlet.context().execute(this::drain);
        }
    }

    private void remove(PendingEmit emit) {
        if (queue.peekFirst() == emit) {
            tries = 0;
        }
        queue.remove(emit);
        if (current == emit) {
            current = null;
        }
    }

    /** Those of which no attempt is under way. */
    List<PendingEmit> waiting() {
        List<PendingEmit> waiting = new ArrayList<>(queue);
        waiting.remove(current);
        return waiting;
    }

    List<PendingEmit> takeAll() {
        List<PendingEmit> all = new ArrayList<>(queue);
        queue.clear();
        current = null;
        tries = 0;
        return all;
    }
}

package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.UnconfirmedException;
import dev.halley.wire.WebSocketLink;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives messages to the link in order: one at a time, or as they come where the wire says that it can. Any thread. */
final class SendQueue {
    private final WebSocketLink link;
    private final boolean coalesced;
    private final ConnectionException.Details details;
    private final String where;
    private final Consumer<Throwable> onFailure;

    // Guarded by this; nothing is called out to while it is held.
    private final ArrayDeque<Outgoing> waiting = new ArrayDeque<>();
    /** In order. */
    private final ArrayDeque<Outgoing> given = new ArrayDeque<>();
    /** What the link said of the last one that was given to it. */
    private @Nullable CompletionStage<?> latest;

    private boolean draining;
    private boolean closing;
    private boolean ended;

    /**
     * An empty queue.
     *
     * @param onFailure told when the link could not send
     */
    SendQueue(
            WebSocketLink link,
            boolean coalesced,
            String where,
            ConnectionException.Details details,
            Consumer<Throwable> onFailure) {
        this.link = link;
        this.coalesced = coalesced;
        this.where = where;
        this.details = details;
        this.onFailure = onFailure;
    }

    void message(Outgoing message) {
        add(message, false);
    }

    CompletableFuture<Void> ping() {
        FutureOutgoing ping = new FutureOutgoing(to -> to.sendPing(ByteBuffer.allocate(0)));
        add(ping, false);
        return ping.future();
    }

    /** The last item: after what waits. */
    CompletableFuture<Void> close(int code, String reason) {
        FutureOutgoing close = new FutureOutgoing(to -> to.sendClose(code, reason));
        add(close, true);
        return close.future();
    }

    synchronized boolean isOpen() {
        return !closing && !ended;
    }

    private void add(Outgoing item, boolean last) {
        boolean taken;
        Outgoing first = null;
        synchronized (this) {
            taken = !closing && !ended;
            if (taken) {
                closing = last;
                waiting.add(item);
                first = take(false);
            }
        }
        if (taken) {
            drain(first);
        } else {
            item.ended(unwritten(null), false);
        }
    }

    /** A loop, not a recursion: a link that takes each message at once would else nest as deep as the queue is long. */
    private void drain(@Nullable Outgoing first) {
        for (Outgoing item = first; item != null; item = take(true)) {
            CompletionStage<?> stage;
            try {
                stage = item.give(link);
            } catch (RuntimeException refused) {
                stage = CompletableFuture.failedFuture(refused);
            }
            if (!coalesced && isWell(stage)) {
                taken(item);
                continue;
            }
            boolean another;
            synchronized (this) {
                item.stage(stage);
                another = stage != latest;
                latest = stage;
            }
            // One stage may stand for many messages, and then it is listened to once; but it may have ended meanwhile.
            if (another || isDone(stage)) {
                listen(stage);
            }
        }
    }

    private void listen(CompletionStage<?> stage) {
        if (isWell(stage)) {
            over(stage, null);
        } else {
            Outcome.of(stage, (done, failure) -> over(stage, failure));
        }
    }

    private static boolean isDone(CompletionStage<?> stage) {
        return stage instanceof CompletableFuture<?> future && future.isDone();
    }

    private static boolean isWell(CompletionStage<?> stage) {
        return stage instanceof CompletableFuture<?> future && future.isDone() && !future.isCompletedExceptionally();
    }

    /** The wire took the only one that it had within the call: nobody need listen. */
    private void taken(Outgoing item) {
        boolean mine;
        synchronized (this) {
            mine = given.peek() == item;
            if (mine) {
                given.remove();
            }
        }
        // else the socket has ended, and that was told
        if (mine) {
            item.ended(null, false);
        }
    }

    private synchronized @Nullable Outgoing take(boolean again) {
        draining &= !again;
        if (draining || ended || !coalesced && !given.isEmpty()) {
            return null;
        }
        Outgoing item = waiting.poll();
        while (item != null && item.isWithdrawn()) {
            item = waiting.poll();
        }
        if (item != null) {
            draining = true;
            given.add(item);
        }
        return item;
    }

    private void over(CompletionStage<?> stage, @Nullable Throwable failure) {
        List<Outgoing> ends = null;
        Outgoing last = null;
        synchronized (this) {
            for (Iterator<Outgoing> all = given.iterator(); all.hasNext(); ) {
                Outgoing item = all.next();
                if (item.has(stage)) {
                    all.remove();
                    if (last != null) {
                        ends = ends == null ? new ArrayList<>() : ends;
                        ends.add(last);
                    }
                    last = item;
                } else if (last != null) {
                    break;
                }
            }
        }
        if (last == null) {
            // told already
            return;
        }
        Throwable told = failure == null ? null : unconfirmed(failure);
        if (ends != null) {
            ends.forEach(item -> item.ended(told, true));
        }
        last.ended(told, false);
        if (failure == null) {
            drain(take(false));
        } else {
            onFailure.accept(failure);
        }
    }

    /** The socket is gone: what was given to it is unconfirmed, what waited was never written. */
    void end(@Nullable Throwable cause) {
        List<Outgoing> uncertain;
        List<Outgoing> unsent;
        synchronized (this) {
            ended = true;
            uncertain = new ArrayList<>(given);
            unsent = new ArrayList<>(waiting);
            given.clear();
            waiting.clear();
        }
        uncertain.forEach(item -> item.ended(unconfirmed(cause), false));
        unsent.forEach(item -> item.ended(unwritten(cause), false));
    }

    private UnconfirmedException unconfirmed(@Nullable Throwable cause) {
        return new UnconfirmedException(
                "A message to " + where + " may or may not have arrived: the WebSocket ended while it was written.",
                details,
                cause);
    }

    private ConnectionException unwritten(@Nullable Throwable cause) {
        return new ConnectionException(
                "A message to " + where + " was not sent: the WebSocket is closed.", details, cause);
    }
}

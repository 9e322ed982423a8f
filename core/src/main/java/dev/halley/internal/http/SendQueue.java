package dev.halley.internal.http;

import dev.halley.ConnectionException;
import dev.halley.UnconfirmedException;
import dev.halley.wire.WebSocketLink;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gives messages to the link in order: one at a time, or as they come where the wire says that it can. Any thread. */
final class SendQueue {
    private final WebSocketLink link;
    private final boolean coalesced;
    private final ConnectionException.Details details;
    private final String where;
    private final Consumer<Throwable> onFailure;

    // Guarded by this; nothing is called out to while it is held.
    private final ArrayDeque<Item> waiting = new ArrayDeque<>();
    private final Set<Item> given = new LinkedHashSet<>();
    private boolean draining;
    private boolean closing;
    private boolean ended;

    private static final class Item {
        final Function<WebSocketLink, CompletionStage<?>> send;
        final CompletableFuture<Void> future = new CompletableFuture<>();

        Item(Function<WebSocketLink, CompletionStage<?>> send) {
            this.send = send;
        }
    }

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

    CompletableFuture<Void> text(String text, boolean compress) {
        return add(new Item(to -> to.sendText(text, compress)), false);
    }

    CompletableFuture<Void> binary(ByteBuffer bytes, boolean compress) {
        return add(new Item(to -> to.sendBinary(bytes, compress)), false);
    }

    CompletableFuture<Void> ping() {
        return add(new Item(to -> to.sendPing(ByteBuffer.allocate(0))), false);
    }

    /** The last item: after what waits. */
    CompletableFuture<Void> close(int code, String reason) {
        return add(new Item(to -> to.sendClose(code, reason)), true);
    }

    synchronized boolean isOpen() {
        return !closing && !ended;
    }

    private CompletableFuture<Void> add(Item item, boolean last) {
        synchronized (this) {
            if (closing || ended) {
                return CompletableFuture.failedFuture(unwritten(null));
            }
            closing = last;
            waiting.add(item);
        }
        drain();
        return item.future;
    }

    /** A loop, not a recursion: a link that takes each message at once would else nest as deep as the queue is long. */
    private void drain() {
        Item item = take();
        while (item != null) {
            Item current = item;
            CompletionStage<?> stage;
            try {
                stage = current.send.apply(link);
            } catch (RuntimeException refused) {
                stage = CompletableFuture.failedFuture(refused);
            }
            Outcome.of(stage, (done, failure) -> sent(current, failure));
            synchronized (this) {
                draining = false;
            }
            item = take();
        }
    }

    private synchronized @Nullable Item take() {
        if (draining || ended || !coalesced && !given.isEmpty()) {
            return null;
        }
        Item item = waiting.poll();
        // Cancelled while it waited: withdrawn.
        while (item != null && item.future.isDone()) {
            item = waiting.poll();
        }
        if (item != null) {
            draining = true;
            given.add(item);
        }
        return item;
    }

    private void sent(Item item, @Nullable Throwable failure) {
        synchronized (this) {
            given.remove(item);
        }
        if (failure == null) {
            item.future.complete(null);
            drain();
        } else {
            item.future.completeExceptionally(unconfirmed(failure));
            onFailure.accept(failure);
        }
    }

    /** The socket is gone: what was given to it is unconfirmed, what waited was never written. */
    void end(@Nullable Throwable cause) {
        List<Item> uncertain;
        List<Item> unsent;
        synchronized (this) {
            ended = true;
            uncertain = new ArrayList<>(given);
            unsent = new ArrayList<>(waiting);
            given.clear();
            waiting.clear();
        }
        uncertain.forEach(item -> item.future.completeExceptionally(unconfirmed(cause)));
        unsent.forEach(item -> item.future.completeExceptionally(unwritten(cause)));
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

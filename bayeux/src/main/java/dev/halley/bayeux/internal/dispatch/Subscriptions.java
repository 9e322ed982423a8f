package dev.halley.bayeux.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.internal.message.BayeuxError;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.delivery.HandlerQueue;
import dev.halley.internal.loop.Stages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the application wants to be subscribed to, and what the server knows of it. It is state that outlives sessions:
 * each new session is told of everything wanted. Serial context, except {@link #snapshot}.
 */
public final class Subscriptions {
    private final Port port;
    private final SubscriptionTable table = new SubscriptionTable();
    private final Map<String, ChannelEntry> subscribing = new HashMap<>();
    private final Map<String, Unsubscribe> unsubscribing = new LinkedHashMap<>();

    /** What the subscriptions need of the session. */
    public interface Port {
        /** Whether requests can be sent now. */
        boolean isUsable();

        String nextId();

        void send(OutgoingMessage message);

        void raise(ClientEvent event);

        Instant now();
    }

    /** An unsubscribe that the server has not confirmed; by request id, or by channel while it can't be sent. */
    private record Unsubscribe(String channel, CompletableFuture<Void> done) {}

    public Subscriptions(Port port) {
        this.port = port;
    }

    public List<Subscription> snapshot() {
        return table.snapshot();
    }

    /** The queues of the handlers that get the messages of a channel, and whether the one stream does. */
    SubscriptionTable.Match match(String channel) {
        return table.match(channel);
    }

    /**
     * Adds a subscription.
     *
     * @param queue makes the handler's queue; null for the client's one stream
     */
    public CompletableFuture<Subscription> subscribe(
            String channel, @Nullable Supplier<HandlerQueue<ReceivedMessage>> queue, @Nullable Object handler) {
        ChannelEntry entry = table.entryFor(channel);
        ChannelEntry.Local local = new ChannelEntry.Local(entry, queue == null ? null : queue.get(), handler);
        table.add(local);
        if (entry.state() == SubscriptionState.ACTIVE) {
            // P47: the server knows the channel already
            local.confirmed().complete(local);
        } else if (entry.requestId() == null) {
            request(entry);
        }
        return local.confirmed();
    }

    /** Takes back a subscription that the server did not confirm in time, or whose caller gave up. */
    public void giveUp(CompletableFuture<Subscription> confirmed, Throwable reason) {
        for (ChannelEntry entry : table.entries()) {
            for (ChannelEntry.Local local : new ArrayList<>(entry.locals())) {
                if (local.confirmed() == confirmed) {
                    confirmed.completeExceptionally(reason);
                    Stages.ignore(remove(local));
                }
            }
        }
    }

    private void request(ChannelEntry entry) {
        if (!port.isUsable()) {
            return;
        }
        // wanted again: an unsubscribe that could not be told must not follow
        unsubscribing.remove(entry.channel());
        String id = port.nextId();
        entry.requestId(id);
        subscribing.put(id, entry);
        port.send(OutgoingMessage.subscribe(id, entry.channel()));
    }

    /** P47, P49: the handler gets nothing from now on; the server is told when it was the last one. */
    public CompletableFuture<Void> unsubscribe(Subscription subscription) {
        if (!(subscription instanceof ChannelEntry.Local local) || local.isEnded()) {
            return CompletableFuture.completedFuture(null);
        }
        return remove(local);
    }

    public CompletableFuture<Void> unsubscribe(String channel) {
        ChannelEntry entry = table.entry(channel);
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        if (entry != null) {
            for (ChannelEntry.Local local : new ArrayList<>(entry.locals())) {
                done = remove(local);
            }
        }
        return done;
    }

    private CompletableFuture<Void> remove(ChannelEntry.Local local) {
        ChannelEntry entry = local.entry();
        SubscriptionState before = entry.state();
        boolean last = table.remove(local);
        drop(local);
        local.confirmed().completeExceptionally(new ClosedException("unsubscribed before the server confirmed", null));
        if (!last) {
            return CompletableFuture.completedFuture(null);
        }
        port.raise(new ClientEvent.SubscriptionChanged(entry.channel(), SubscriptionState.ENDED, null));
        boolean known = before == SubscriptionState.ACTIVE || entry.requestId() != null;
        if (!known) {
            return CompletableFuture.completedFuture(null);
        }
        Unsubscribe unsubscribe = new Unsubscribe(entry.channel(), new CompletableFuture<>());
        tell(unsubscribe);
        return unsubscribe.done;
    }

    /** The handler gets nothing any more, and its queue is forgotten. */
    private static void drop(ChannelEntry.Local local) {
        if (local.queue() != null) {
            local.queue().discard(ClientEvent.DropReason.DISCARDED);
            Stages.ignore(local.queue().finish());
        }
    }

    private void tell(Unsubscribe unsubscribe) {
        if (!port.isUsable()) {
            // told when there is a connection again, unless the session is a new one by then
            unsubscribing.put(unsubscribe.channel, unsubscribe);
            unsubscribe.done.complete(null);
            return;
        }
        String id = port.nextId();
        unsubscribing.put(id, unsubscribe);
        port.send(OutgoingMessage.unsubscribe(id, unsubscribe.channel));
    }

    /** P51: a new session knows nothing; it is told of everything wanted, and owes nothing that was given up. */
    public void startSession() {
        subscribing.clear();
        unsubscribing.values().forEach(given -> given.done.complete(null));
        unsubscribing.clear();
        for (ChannelEntry entry : table.entries()) {
            entry.requestId(null);
            request(entry);
        }
    }

    /** Whether something that failed for lack of a connection waits to be asked for again. */
    public boolean hasUnsent() {
        return unsubscribing.keySet().stream().anyMatch(key -> key.startsWith("/"))
                || table.entries().stream()
                        .anyMatch(entry -> entry.state() == SubscriptionState.PENDING && entry.requestId() == null);
    }

    /** Messages that were to come with a reply may be missing. */
    public void gap(Instant lostAt) {
        for (ChannelEntry entry : table.entries()) {
            if (entry.state() == SubscriptionState.ACTIVE) {
                port.raise(new ClientEvent.Gap(entry.channel(), null, lostAt, port.now()));
            }
        }
    }

    /**
     * Messages flow again.
     *
     * @param lostAt when the streams of this same session were last known to be whole, if some of it may be lost
     */
    public void connected(@Nullable Instant lostAt) {
        for (Unsubscribe waiting : new ArrayList<>(unsubscribing.values())) {
            boolean wantedAgain = table.entry(waiting.channel) != null;
            if (unsubscribing.remove(waiting.channel, waiting) && !wantedAgain) {
                tell(waiting);
            }
        }
        for (ChannelEntry entry : table.entries()) {
            if (entry.state() == SubscriptionState.PENDING && entry.requestId() == null) {
                request(entry);
            } else if (entry.state() == SubscriptionState.ACTIVE && lostAt != null) {
                port.raise(new ClientEvent.Gap(entry.channel(), null, lostAt, port.now()));
            }
        }
    }

    /** The server forgot the session. */
    public void sessionLost(Instant lostAt) {
        for (ChannelEntry entry : table.entries()) {
            if (entry.state() == SubscriptionState.ACTIVE && entry.lostAt() == null) {
                entry.lostAt(lostAt);
            }
            if (entry.state() != SubscriptionState.PENDING) {
                entry.step(SubscriptionMachine.Event.SESSION_LOST, null);
                port.raise(new ClientEvent.SubscriptionChanged(entry.channel(), SubscriptionState.PENDING, null));
            }
        }
    }

    /**
     * Takes a reply to a subscribe or unsubscribe.
     *
     * @param forgotten whether the reply says that the server does not know the session: the next one is told
     * @return false when it is neither
     */
    public boolean onReply(ReceivedMessage reply, boolean forgotten) {
        if (reply.channel().equals(Channels.SUBSCRIBE)) {
            ChannelEntry entry = take(subscribing, reply.id());
            if (entry != null && forgotten) {
                entry.requestId(null);
            } else if (entry != null) {
                subscribed(entry, reply);
            }
            return true;
        }
        if (reply.channel().equals(Channels.UNSUBSCRIBE)) {
            Unsubscribe unsubscribe = take(unsubscribing, reply.id());
            if (unsubscribe != null && (forgotten || reply.isSuccessful())) {
                unsubscribe.done.complete(null);
            } else if (unsubscribe != null) {
                unsubscribe.done.completeExceptionally(
                        BayeuxError.refusal("unsubscribe from " + unsubscribe.channel, reply));
            }
            return true;
        }
        return false;
    }

    // P34: a reply without an id answers the only request
    private static <T> @Nullable T take(Map<String, T> requests, @Nullable String id) {
        if (id != null) {
            return requests.remove(id);
        }
        return requests.size() == 1
                ? requests.remove(requests.keySet().iterator().next())
                : null;
    }

    private void subscribed(ChannelEntry entry, ReceivedMessage reply) {
        entry.requestId(null);
        if (entry.locals().isEmpty()) {
            // given up meanwhile; its unsubscribe follows this request in order
            return;
        }
        if (!reply.isSuccessful()) {
            refused(entry, BayeuxError.refusal("subscribe to " + entry.channel(), reply));
            return;
        }
        entry.step(SubscriptionMachine.Event.CONFIRMED, null);
        port.raise(new ClientEvent.SubscriptionChanged(entry.channel(), SubscriptionState.ACTIVE, null));
        Instant lostAt = entry.lostAt();
        if (lostAt != null) {
            entry.lostAt(null);
            port.raise(new ClientEvent.Gap(entry.channel(), null, lostAt, port.now()));
        }
        entry.locals().forEach(local -> local.confirmed().complete(local));
    }

    /** A first subscribe fails to its caller and is taken off; one that was confirmed before stays, as failed. */
    private void refused(ChannelEntry entry, HalleyException reason) {
        boolean anyConfirmed = false;
        for (ChannelEntry.Local local : new ArrayList<>(entry.locals())) {
            if (local.confirmed().isDone()) {
                anyConfirmed = true;
            } else {
                table.remove(local);
                drop(local);
                local.confirmed().completeExceptionally(reason);
            }
        }
        if (anyConfirmed) {
            entry.step(SubscriptionMachine.Event.REFUSED, reason);
            port.raise(new ClientEvent.SubscriptionChanged(entry.channel(), SubscriptionState.FAILED, reason));
        }
    }

    /**
     * Takes the failure of a request.
     *
     * @return false when it is neither a subscribe nor an unsubscribe
     */
    public boolean onFailed(OutgoingMessage message, HalleyException failure) {
        if (message.channel().equals(Channels.SUBSCRIBE)) {
            ChannelEntry entry = subscribing.remove(message.id());
            if (entry != null && message.id().equals(entry.requestId())) {
                entry.requestId(null);
                // without a connection it stays wanted, and is asked for again when there is one
                if (!(failure instanceof ConnectionException)) {
                    refused(entry, failure);
                }
            }
            return true;
        }
        if (message.channel().equals(Channels.UNSUBSCRIBE)) {
            Unsubscribe unsubscribe = unsubscribing.remove(message.id());
            if (unsubscribe != null && failure instanceof ConnectionException) {
                unsubscribing.put(unsubscribe.channel, unsubscribe);
                unsubscribe.done.complete(null);
            } else if (unsubscribe != null) {
                unsubscribe.done.completeExceptionally(failure);
            }
            return true;
        }
        return false;
    }

    /**
     * Handlers get what was received so far and nothing after it.
     *
     * @return completes when they have finished
     */
    public CompletableFuture<Void> finishHandlers() {
        return CompletableFuture.allOf(table.entries().stream()
                .flatMap(entry -> entry.locals().stream())
                .map(ChannelEntry.Local::queue)
                .filter(Objects::nonNull)
                .map(HandlerQueue::finish)
                .toArray(CompletableFuture[]::new));
    }

    /** What waits for a handler is dropped and reported. */
    public void discard() {
        for (ChannelEntry entry : table.entries()) {
            for (ChannelEntry.Local local : entry.locals()) {
                if (local.queue() != null) {
                    local.queue().discard(ClientEvent.DropReason.DISCARDED);
                }
            }
        }
    }

    /**
     * The client has ended: nothing new reaches a handler, what was received still does.
     *
     * @return completes when the handlers have finished
     */
    public CompletableFuture<Void> end(HalleyException reason) {
        List<CompletableFuture<Void>> finishing = new ArrayList<>();
        for (ChannelEntry entry : table.entries()) {
            for (ChannelEntry.Local local : new ArrayList<>(entry.locals())) {
                table.remove(local);
                if (local.queue() != null) {
                    finishing.add(local.queue().finish());
                }
                local.confirmed().completeExceptionally(reason);
            }
        }
        unsubscribing.values().forEach(given -> given.done.complete(null));
        unsubscribing.clear();
        subscribing.clear();
        return CompletableFuture.allOf(finishing.toArray(CompletableFuture[]::new));
    }
}

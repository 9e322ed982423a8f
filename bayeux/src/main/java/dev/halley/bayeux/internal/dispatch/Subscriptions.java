package dev.halley.bayeux.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.internal.extension.Authenticator;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.bayeux.internal.position.Positions;
import dev.halley.internal.delivery.HandlerQueue;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the application wants to be subscribed to, and what the server knows of it. It is state that outlives sessions:
 * each new session is told of everything wanted. Serial context, except {@link #snapshot}.
 */
public final class Subscriptions {
    private final Port port;
    private final Positions positions;
    private final Listeners listeners;
    private final SubscriptionTable table;
    private final Asking asking;

    private final FormerChannels former = new FormerChannels();
    private TimeSource.@Nullable Timer formerTimer;
    private Consumer<ReceivedMessage> deliveries = message -> {};

    /** What the subscriptions need of the session. */
    public interface Port {
        /** Whether requests can be sent now. */
        boolean isUsable();

        /** Whether messages flow, so that no reconnection would repeat a request that failed. */
        boolean isConnected();

        /** Whether messages come in the order in which the server sends them. */
        boolean isOrdered();

        String nextId();

        void send(OutgoingMessage message);

        /** Runs it behind what is under way. */
        void execute(Runnable task);

        /** Begins a new session, for this one can't be relied on. */
        void renewSession(HalleyException why);

        /** How long a reply may take. */
        Duration requestTimeout();

        ReconnectPolicy reconnectPolicy();

        Authenticator authenticator();

        HandlerQueue<ReceivedMessage> queue(String scope, MessageHandler handler);

        void raise(ClientEvent event);

        Instant now();

        long nanoTime();

        double random();

        TimeSource.Timer schedule(Duration delay, Runnable task);
    }

    public Subscriptions(Port port, Positions positions) {
        this.port = port;
        this.positions = positions;
        this.listeners = new Listeners(port::queue);
        this.table = new SubscriptionTable(listeners);
        this.asking = new Asking(port, positions, table);
    }

    public List<Subscription> snapshot() {
        return table.snapshot();
    }

    /** The queues of the handlers that get the messages of a channel, and whether the one stream does. */
    SubscriptionTable.Match match(String channel) {
        return table.match(channel);
    }

    /** Whether anybody listens beside the subscriptions. */
    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /**
     * Adds a local listener.
     *
     * @return takes it off; in the context
     */
    public Runnable listen(Wanted wanted) {
        Listeners.Listener listener = listeners.add(wanted);
        table.changed();
        return () -> {
            listeners.remove(listener);
            table.changed();
        };
    }

    /** Adds subscriptions, and asks for the channels that are new with one message. */
    public List<CompletableFuture<Subscription>> subscribe(List<Wanted> all) {
        List<CompletableFuture<Subscription>> confirmed = new ArrayList<>();
        List<ChannelEntry> unasked = new ArrayList<>();
        for (Wanted wanted : all) {
            ChannelEntry entry = table.entryFor(wanted.channel());
            LocalSubscription local = local(entry, wanted);
            table.add(local);
            confirmed.add(local.confirmed());
            goOn(entry);
            if (entry.state() == SubscriptionState.ACTIVE) {
                // P47: the server knows the channel already
                local.confirm();
            } else if (entry.state() == SubscriptionState.FAILED) {
                // whoever subscribes again wants the server to be asked again
                asking.lost(entry);
            }
            if (entry.isUnasked() && !unasked.contains(entry)) {
                unasked.add(entry);
            }
        }
        if (port.isUsable() && !unasked.isEmpty()) {
            asking.askTogether(unasked);
        }
        return confirmed;
    }

    /** A channel that a former client of this session, or of one that was lost, was subscribed to. */
    private void goOn(ChannelEntry entry) {
        Instant leftAt = entry.isUnasked() ? former.claim(entry.channel()) : null;
        if (leftAt == null) {
            return;
        }
        if (!former.isKnown()) {
            entry.lostAt(leftAt);
            return;
        }
        List<ReceivedMessage> kept = former.takeFor(entry.channel());
        entry.step(SubscriptionMachine.Event.CONFIRMED, null);
        port.raise(new ClientEvent.SubscriptionChanged(entry.channel(), SubscriptionState.ACTIVE, null));
        if (!positions.survivesLinks() || former.isOver()) {
            port.raise(new ClientEvent.Gap(entry.channel(), null, leftAt, port.now()));
        }
        kept.forEach(deliveries);
    }

    /**
     * A former client left these channels subscribed.
     *
     * @param sameSession whether its session goes on
     */
    public void resume(Set<String> channels, Instant leftAt, boolean sameSession) {
        former.resumed(channels, leftAt, sameSession);
        formerTimer = port.schedule(FormerChannels.PATIENCE, () -> former.waitNoLonger(deliveries));
    }

    /** Whether a message that nobody wants waits for whom it was sent to. */
    boolean keeps(ReceivedMessage message) {
        return former.keeps(message)
                && Channels.matching(message.channel()).stream().allMatch(pattern -> table.entry(pattern) == null);
    }

    void keep(ReceivedMessage message) {
        former.keep(message);
    }

    /** Who gets the messages that waited. */
    void deliveries(Consumer<ReceivedMessage> deliveries) {
        this.deliveries = deliveries;
    }

    private LocalSubscription local(ChannelEntry entry, Wanted wanted) {
        MessageHandler handler = wanted.handler();
        Duration idleAfter = wanted.idleAfter();
        return new LocalSubscription(
                entry,
                wanted,
                handler == null ? null : port.queue(wanted.name(), handler),
                idleAfter == null ? null : new IdleWatch(port, wanted.name(), idleAfter));
    }

    /** Takes back what the server did not confirm in time, or whose caller gave up. */
    public void giveUp(List<CompletableFuture<Subscription>> confirmed, Throwable reason) {
        for (LocalSubscription local : table.locals()) {
            if (confirmed.stream().anyMatch(given -> given == local.confirmed())) {
                local.confirmed().completeExceptionally(reason);
                Stages.ignore(remove(local));
            }
        }
    }

    /** P47, P49: the handler gets nothing from now on; the server is told when it was the last one. */
    public CompletableFuture<Void> unsubscribe(Subscription subscription) {
        if (!(subscription instanceof LocalSubscription local) || local.isEnded()) {
            return CompletableFuture.completedFuture(null);
        }
        return remove(local);
    }

    /** Takes off what was subscribed under a channel's or template's name. */
    public CompletableFuture<Void> unsubscribe(String name) {
        return unsubscribe(
                local -> local.channel().equals(name) || local.wanted().name().equals(name));
    }

    private CompletableFuture<Void> unsubscribe(Predicate<LocalSubscription> which) {
        CompletableFuture<?>[] done =
                table.locals().stream().filter(which).map(this::remove).toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(done);
    }

    private CompletableFuture<Void> remove(LocalSubscription local) {
        ChannelEntry entry = local.entry();
        SubscriptionState before = entry.state();
        boolean last = table.remove(local);
        local.discard();
        local.confirmed().completeExceptionally(new ClosedException("unsubscribed before the server confirmed", null));
        if (!last) {
            return CompletableFuture.completedFuture(null);
        }
        positions.forget(entry.channel());
        port.raise(new ClientEvent.SubscriptionChanged(entry.channel(), SubscriptionState.ENDED, null));
        boolean known = before == SubscriptionState.ACTIVE || entry.requestId() != null;
        return known ? asking.unsubscribe(entry.channel()) : CompletableFuture.completedFuture(null);
    }

    /**
     * P51, P74: a new session knows nothing; it is told of everything wanted, each channel once, and owes nothing that
     * was given up.
     */
    public void startSession() {
        former.lost(port::raise);
        asking.clear();
        for (ChannelEntry entry : table.entries()) {
            entry.restart();
            asking.ask(entry);
        }
    }

    /** What comes in this session from now on may be lost, and nobody would know: only another one is whole. */
    public void doubtSession(HalleyException why) {
        asking.doubt(why);
    }

    /** Messages of this session may be missing, and others that were sent after them come. */
    public void mayMiss(Instant lostAt) {
        for (ChannelEntry entry : table.entries()) {
            if (entry.state() == SubscriptionState.ACTIVE) {
                port.raise(new ClientEvent.Gap(entry.channel(), positions.last(entry.channel()), lostAt, port.now()));
            }
        }
    }

    /**
     * Messages flow again.
     *
     * @return false where another session begins, for this one can't be relied on
     */
    public boolean connected() {
        return asking.askUnasked();
    }

    /** The server forgot the session. */
    public void sessionLost(Instant lostAt) {
        former.lost(port::raise);
        asking.sessionLost();
        for (ChannelEntry entry : table.entries()) {
            if (entry.state() == SubscriptionState.ACTIVE && entry.lostAt() == null) {
                entry.lostAt(lostAt);
            }
            if (entry.state() != SubscriptionState.PENDING) {
                asking.lost(entry);
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
        return asking.onReply(reply, forgotten);
    }

    /**
     * Takes the failure of a request.
     *
     * @return false when it is neither a subscribe nor an unsubscribe
     */
    public boolean onFailed(OutgoingMessage message, HalleyException failure) {
        return asking.onFailed(message, failure);
    }

    /**
     * Handlers get what was received so far and nothing after it; listeners go on.
     *
     * @return completes when they have finished
     */
    public CompletableFuture<Void> finishHandlers() {
        List<CompletableFuture<Void>> finishing = listeners.finish();
        table.locals().forEach(local -> finishing.add(local.finish()));
        table.changed();
        return CompletableFuture.allOf(finishing.toArray(CompletableFuture[]::new));
    }

    /** What waits for a handler or listener is dropped and reported. */
    public void discard() {
        listeners.discard();
        table.locals().stream()
                .map(LocalSubscription::queue)
                .filter(Objects::nonNull)
                .forEach(queue -> queue.discard(ClientEvent.DropReason.DISCARDED));
    }

    /**
     * The client has ended: nothing new reaches a handler, what was received still does.
     *
     * @return completes when the handlers have finished
     */
    public CompletableFuture<Void> end(HalleyException reason) {
        former.end(port::raise);
        if (formerTimer != null) {
            formerTimer.cancel();
        }
        asking.clear();
        List<CompletableFuture<Void>> finishing = listeners.finish();
        for (LocalSubscription local : table.locals()) {
            table.remove(local);
            positions.forget(local.channel());
            finishing.add(local.finish());
            local.confirmed().completeExceptionally(reason);
        }
        table.changed();
        return CompletableFuture.allOf(finishing.toArray(CompletableFuture[]::new));
    }
}

package dev.halley.bayeux.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.HalleyException;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.bayeux.internal.position.Positions;
import dev.halley.internal.loop.Stages;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tells the server what is wanted and what is not any more: now, or when it can be asked again. Serial context. */
final class Asking {
    private final Subscriptions.Port port;
    private final Positions positions;
    private final SubscriptionTable table;
    private final SubscribeVerdicts verdicts;
    private final SubscribeRequests requests;
    private final Unsubscribes unsubscribes;
    private final AskLater later;
    /** Why this session can't be relied on any more; null as long as it can. */
    private @Nullable HalleyException uncertain;

    Asking(Subscriptions.Port port, Positions positions, SubscriptionTable table) {
        this.port = port;
        this.positions = positions;
        this.table = table;
        this.unsubscribes = new Unsubscribes(port);
        this.later = new AskLater(port, this::askLate);
        this.verdicts = new SubscribeVerdicts(
                port, positions, table, later, this::ask, channel -> Stages.ignore(unsubscribe(channel)));
        this.requests = new SubscribeRequests(port, positions, verdicts);
    }

    void ask(ChannelEntry entry) {
        if (port.isUsable() && entry.isUnasked()) {
            askTogether(List.of(entry));
        }
    }

    /** Asks together as soon as it is known where all of them begin, which mostly is at once. */
    void askTogether(List<ChannelEntry> entries) {
        if (renew()) {
            return;
        }
        AtomicInteger unplaced = new AtomicInteger(entries.size());
        for (ChannelEntry entry : entries) {
            positions.place(entry.channel(), entry.replayFrom(), entry::position, failure -> {
                if (failure != null) {
                    verdicts.failed(List.of(entry), failure);
                }
                if (unplaced.decrementAndGet() == 0) {
                    askPlaced(entries);
                }
            });
        }
    }

    /** Whoever comes first asks, and not for what was given up or refused meanwhile. */
    private void askPlaced(List<ChannelEntry> entries) {
        List<ChannelEntry> unasked = entries.stream()
                .filter(entry -> entry.isUnasked() && !entry.locals().isEmpty())
                .toList();
        if (!unasked.isEmpty() && port.isUsable()) {
            // wanted again: an unsubscribe that could not be told must not follow
            unasked.forEach(entry -> unsubscribes.forget(entry.channel()));
            requests.askTogether(unasked);
        }
    }

    /** Completes when the server was told, or can't be. */
    CompletableFuture<Void> unsubscribe(String channel) {
        return unsubscribes.tell(channel);
    }

    /** The server does not know it any more, and is to be asked again. */
    void lost(ChannelEntry entry) {
        entry.step(SubscriptionMachine.Event.SESSION_LOST, null);
        port.raise(new ClientEvent.SubscriptionChanged(entry.channel(), SubscriptionState.PENDING, null));
    }

    /** What comes in this session from now on may be lost, and nobody would know: only another one is whole. */
    void doubt(HalleyException why) {
        uncertain = why;
        // behind the failures of the requests, whose callers have given up and are not asked for again
        port.execute(this::renew);
    }

    /** Whether another session begins. Who is subscribed to nothing misses nothing. */
    private boolean renew() {
        HalleyException why = uncertain;
        if (why == null || table.entries().isEmpty()) {
            return false;
        }
        port.renewSession(why);
        return true;
    }

    /** Catches up on all that the server was not asked or told yet; false where another session does. */
    boolean askUnasked() {
        if (renew()) {
            return false;
        }
        unsubscribes.tellUntold(channel -> table.entry(channel) != null);
        for (ChannelEntry entry : table.entries()) {
            ask(entry);
        }
        return true;
    }

    private void askLate() {
        table.entries().stream().filter(entry -> entry.waitsFor(later)).forEach(entry -> entry.waitFor(null));
        if (port.isUsable()) {
            askUnasked();
        }
    }

    /** The session is lost: a confirmation that still comes says nothing of the next one, which has to be asked. */
    void sessionLost() {
        requests.clear();
    }

    /** Nothing is under way any more: another session begins, or none. */
    void clear() {
        uncertain = null;
        requests.clear();
        unsubscribes.clear();
        later.cancel();
    }

    /** False when it is no reply to a subscribe or unsubscribe. */
    boolean onReply(ReceivedMessage reply, boolean forgotten) {
        if (reply.channel().equals(Channels.SUBSCRIBE)) {
            requests.onReply(reply, forgotten);
            return true;
        }
        if (reply.channel().equals(Channels.UNSUBSCRIBE)) {
            unsubscribes.onReply(reply, forgotten);
            return true;
        }
        return false;
    }

    /** False when it is neither a subscribe nor an unsubscribe. */
    boolean onFailed(OutgoingMessage message, HalleyException failure) {
        if (message.channel().equals(Channels.SUBSCRIBE)) {
            requests.onFailed(message, failure);
            return true;
        }
        if (message.channel().equals(Channels.UNSUBSCRIBE)) {
            unsubscribes.onFailed(message, failure);
            if (port.isConnected() && unsubscribes.hasUntold()) {
                // where the policy gives up, the next connection tells it
                later.schedule(failure);
            }
            return true;
        }
        return false;
    }
}

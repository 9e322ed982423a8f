package dev.halley.bayeux.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.SubscriptionState;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.internal.extension.AuthFailures;
import dev.halley.bayeux.internal.message.BayeuxError;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.bayeux.internal.position.Granted;
import dev.halley.bayeux.internal.position.Positions;
import dev.halley.internal.loop.Stages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What follows from the server's answer to a subscribe. Serial context. */
final class SubscribeVerdicts implements SubscribeRequests.Verdicts {
    private final Subscriptions.Port port;
    private final Positions positions;
    private final SubscriptionTable table;
    private final AskLater later;
    private final Consumer<ChannelEntry> ask;
    private final Consumer<String> takeBack;

    SubscribeVerdicts(
            Subscriptions.Port port,
            Positions positions,
            SubscriptionTable table,
            AskLater later,
            Consumer<ChannelEntry> ask,
            Consumer<String> takeBack) {
        this.port = port;
        this.positions = positions;
        this.table = table;
        this.later = later;
        this.ask = ask;
        this.takeBack = takeBack;
    }

    @Override
    public void confirmed(ChannelEntry entry) {
        later.succeeded();
        if (isGivenUp(entry)) {
            return;
        }
        if (entry.isAuthenticated()) {
            port.authenticator().accepted();
        }
        entry.step(SubscriptionMachine.Event.CONFIRMED, null);
        port.raise(new ClientEvent.SubscriptionChanged(entry.channel(), SubscriptionState.ACTIVE, null));
        gap(entry);
        entry.locals().forEach(LocalSubscription::confirm);
    }

    private void gap(ChannelEntry entry) {
        Instant lostAt = entry.lostAt();
        Granted granted = positions.granted(entry.channel());
        entry.lostAt(null);
        if (granted.refused() || lostAt != null && !granted.whole()) {
            // a position that another process stored does not say when
            Instant since = lostAt == null ? Instant.EPOCH : lostAt;
            port.raise(new ClientEvent.Gap(entry.channel(), granted.last(), since, port.now()));
        }
    }

    @Override
    public void forgotten(ChannelEntry entry) {
        // it has no request now, and so the next session asks for it
    }

    @Override
    public void refused(List<ChannelEntry> entries, @Nullable ReceivedMessage reply) {
        List<ChannelEntry> wanted = wanted(entries);
        if (wanted.isEmpty()) {
            return;
        }
        if (reply == null) {
            wanted.forEach(ask);
            return;
        }
        HalleyException refusal = BayeuxError.refusal(
                "subscribe to " + wanted.stream().map(ChannelEntry::channel).collect(Collectors.joining(", ")), reply);
        if (AuthFailures.isAuthentication(reply) && renew(wanted, refusal)) {
            return;
        }
        if (isBusy(reply) && later.schedule(refusal)) {
            wanted.forEach(entry -> entry.waitFor(later));
        } else if (wanted.size() > 1) {
            // one bad channel fails the whole request at some servers: each gets a verdict of its own
            wanted.forEach(ask);
        } else {
            refused(wanted.get(0), refusal, reply);
        }
    }

    private void refused(ChannelEntry entry, HalleyException refusal, ReceivedMessage reply) {
        Object turn = new Object();
        entry.waitFor(turn);
        Runnable again = () -> whileWaiting(entry, turn, () -> ask.accept(entry));
        Runnable giveUp = () -> whileWaiting(entry, turn, () -> refused(entry, refusal));
        if (!positions.refused(entry.channel(), reply, again, giveUp)) {
            giveUp.run();
        }
    }

    /** A new session asks for it by itself: then it waits no more, and what was to happen is out of date. */
    private static void whileWaiting(ChannelEntry entry, Object turn, Runnable action) {
        if (entry.waitsFor(turn)) {
            entry.waitFor(null);
            action.run();
        }
    }

    /** Salesforce hides "503::Server is too busy" behind another refusal: the same request may succeed later. */
    private static boolean isBusy(ReceivedMessage reply) {
        return Objects.equals(BayeuxError.parse(reply.error()).code(), 503)
                || Objects.equals(
                        BayeuxError.parse(AuthFailures.failureReason(reply)).code(), 503);
    }

    /** New credentials, once; then the server is asked once more. */
    private boolean renew(List<ChannelEntry> entries, HalleyException refusal) {
        if (!port.authenticator().isWorthwhile() || entries.stream().allMatch(ChannelEntry::isAuthenticated)) {
            return false;
        }
        CompletableFuture<Void> renewal = port.authenticator().authenticateForRequest();
        entries.forEach(entry -> {
            entry.waitFor(renewal);
            entry.authenticated();
        });
        Stages.ignore(renewal.whenComplete((done, failure) -> {
            if (failure != null) {
                refusal.addSuppressed(failure);
            }
            for (ChannelEntry entry : entries) {
                whileWaiting(entry, renewal, failure == null ? () -> ask.accept(entry) : () -> refused(entry, refusal));
            }
        }));
        return true;
    }

    @Override
    public void failed(List<ChannelEntry> entries, HalleyException failure) {
        List<ChannelEntry> wanted = wanted(entries);
        if (!wanted.isEmpty() && !isAskedAgain(wanted, failure)) {
            wanted.forEach(entry -> refused(entry, failure));
        }
    }

    private boolean isAskedAgain(List<ChannelEntry> wanted, HalleyException failure) {
        if (AuthFailures.isAuthentication(failure) && port.authenticator().isWorthwhile()) {
            return renew(wanted, failure);
        }
        // without a connection it stays wanted, and is asked for again when there is one
        return failure instanceof ConnectionException && (!port.isConnected() || later.schedule(failure));
    }

    /** Given up meanwhile; its unsubscribe follows the request in order. */
    private static boolean isGivenUp(ChannelEntry entry) {
        return entry.locals().isEmpty();
    }

    private static List<ChannelEntry> wanted(List<ChannelEntry> entries) {
        return entries.stream().filter(entry -> !isGivenUp(entry)).toList();
    }

    private static boolean isUnanswered(HalleyException failure) {
        return failure instanceof OperationTimeoutException || failure instanceof UnconfirmedException;
    }

    /** A first subscribe fails to its caller and is taken off; one that was confirmed before stays, as failed. */
    private void refused(ChannelEntry entry, HalleyException reason) {
        boolean anyConfirmed = false;
        for (LocalSubscription local : new ArrayList<>(entry.locals())) {
            if (local.confirmed().isDone()) {
                anyConfirmed = true;
            } else {
                table.remove(local);
                local.discard();
                local.confirmed().completeExceptionally(reason);
            }
        }
        if (!anyConfirmed) {
            positions.forget(entry.channel());
            if (isUnanswered(reason)) {
                // the server may have taken it, and would go on to send what nobody wants
                takeBack.accept(entry.channel());
            }
        } else if (isUnanswered(reason) && later.schedule(reason)) {
            // P51: no answer is no refusal
            entry.waitFor(later);
        } else {
            entry.step(SubscriptionMachine.Event.REFUSED, reason);
            port.raise(new ClientEvent.SubscriptionChanged(entry.channel(), SubscriptionState.FAILED, reason));
        }
    }
}

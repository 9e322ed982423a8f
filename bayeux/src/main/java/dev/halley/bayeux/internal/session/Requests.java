package dev.halley.bayeux.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.ExtensionException;
import dev.halley.bayeux.internal.dispatch.PendingReplies;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The application's publishes and calls. Each ends exactly once, and one that was written and not confirmed is reported
 * as well. Serial context.
 */
final class Requests {
    private final SessionRunner runner;
    private final EventHub hub;
    private final PendingReplies replies = new PendingReplies();
    private CompletableFuture<Void> idle = new CompletableFuture<>();

    Requests(SessionRunner runner, EventHub hub) {
        this.runner = runner;
        this.hub = hub;
    }

    void send(PendingReplies.Pending pending, Duration timeout) {
        replies.add(pending);
        runner.transport().send(pending.message(), timeout);
    }

    /** Takes a reply or an answer; false when the message is neither. */
    boolean take(ReceivedMessage message, Consumer<PendingReplies.Pending> refused) {
        boolean taken = replies.take(message, refused);
        settleIdle();
        return taken;
    }

    /** Ends a request that was given up: taken back when it is not written yet. */
    void forget(String id, Throwable failure) {
        boolean unanswered = replies.isUnanswered(id);
        PendingReplies.Pending pending = replies.remove(id);
        if (pending != null) {
            if (unanswered && !runner.withdraw(id)) {
                unconfirmed(pending.message(), failure);
            }
            pending.fail(failure);
            settleIdle();
        }
    }

    /** Completes when no request waits. */
    CompletableFuture<Void> idle() {
        if (idle.isDone()) {
            idle = new CompletableFuture<>();
        }
        settleIdle();
        return idle;
    }

    private void settleIdle() {
        if (replies.isEmpty()) {
            idle.complete(null);
        }
    }

    /** The transport says that there will be no reply. */
    void failed(OutgoingMessage message, HalleyException failure) {
        PendingReplies.Pending pending = replies.remove(message.id());
        if (pending != null) {
            // any other connection failure says that nothing was written, and so does an extension's
            if (!(failure instanceof ConnectionException || failure instanceof ExtensionException)
                    || failure instanceof UnconfirmedException) {
                unconfirmed(message, failure);
            }
            pending.fail(failure);
            settleIdle();
        }
    }

    /** The session is gone: a service that has not answered yet never will. */
    void sessionLost(HalleyException cause) {
        replies.failConfirmedCalls(new UnconfirmedException(
                "the session was lost before the service answered: " + cause.getMessage(),
                ConnectionException.Details.NONE,
                cause));
        settleIdle();
    }

    void failAll(HalleyException why, Function<OutgoingMessage, HalleyException> failure) {
        replies.takeAll((pending, unanswered) -> {
            if (unanswered && !runner.withdraw(pending.message().id())) {
                unconfirmed(pending.message(), why);
            }
            pending.fail(failure.apply(pending.message()));
        });
        settleIdle();
    }

    private void unconfirmed(OutgoingMessage message, Throwable why) {
        hub.raise(new ClientEvent.Unconfirmed(message.channel(), message.id(), why));
    }
}

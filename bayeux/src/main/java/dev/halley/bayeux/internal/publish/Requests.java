package dev.halley.bayeux.internal.publish;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.OverflowException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ExtensionException;
import dev.halley.bayeux.internal.extension.AuthFailures;
import dev.halley.bayeux.internal.extension.Authenticator;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The application's publishes and calls. Each ends exactly once, and one that was written and not confirmed is reported
 * as well. Serial context.
 */
public final class Requests {
    /** Before the same is tried again over a connection that lives. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Port port;
    private final PublishSettings settings;
    private final Duration requestTimeout;
    private final Authenticator authenticator;
    private final PendingReplies replies = new PendingReplies();
    private final Waiting waiting = new Waiting();
    private final Waiting gathered = new Waiting();
    private long count;
    private TimeSource.@Nullable Timer gathering;
    private CompletableFuture<Void> idle = new CompletableFuture<>();

    /** What publishing needs of the session. */
    public interface Port {
        /** Why nothing can be asked of the client, or null: a missing connection is no reason. */
        @Nullable HalleyException refusal();

        boolean isConnected();

        HalleyException notConnected();

        String nextId();

        /** P53: the end of a message without a reply is {@link Requests#written}. */
        void send(OutgoingMessage message, Duration timeout, boolean replyExpected);

        /** What takes the place of a reply that nobody sends. */
        BayeuxMessage standIn(OutgoingMessage message);

        /** Takes back what was not written; false when it was. */
        boolean withdraw(String id);

        /** Writes what is sent meanwhile together, as far as it fits. */
        void together(Runnable sends);

        TimeSource.Timer schedule(Duration delay, Runnable task);

        void raise(ClientEvent event);
    }

    public Requests(Port port, PublishSettings settings, Duration requestTimeout, Authenticator authenticator) {
        this.port = port;
        this.settings = settings;
        this.requestTimeout = requestTimeout;
        this.authenticator = authenticator;
    }

    /** P55: sends it now, or later where the application allows that, or refuses it. */
    public void submit(Publication publication) {
        if (publication.isDone()) {
            return;
        }
        boolean connected = port.isConnected();
        HalleyException refusal = port.refusal();
        if (refusal == null && !connected && !publication.mayWaitOffline()) {
            refusal = port.notConnected();
        }
        if (refusal != null) {
            publication.failed(refusal);
            return;
        }
        publication.number = ++count;
        boolean waits = !connected || waiting.holds(publication);
        if (waits && waiting.size() >= settings.maxOfflineCount()) {
            publication.failed(full());
            return;
        }
        Duration deadline = publication.deadline();
        if (deadline != null) {
            publication.deadlineTimer(port.schedule(deadline, () -> giveUp(publication, publication.late(deadline))));
        }
        if (waits) {
            limitWait(publication, connected ? behindAnother(publication) : port.notConnected());
            waiting.add(publication);
        } else if (settings.gathers()) {
            gather(publication);
        } else {
            send(publication);
        }
    }

    private OperationTimeoutException behindAnother(Publication publication) {
        return new OperationTimeoutException(
                "publish to " + publication.channel() + ": not sent within " + requestTimeout.toMillis()
                        + " ms, because an earlier message, which keeps its place, waits to be sent again; nothing of"
                        + " it was sent",
                null);
    }

    private OverflowException full() {
        return new OverflowException(
                "offline queue: " + waiting.size() + " messages wait to be sent (maxOfflineCount: "
                        + settings.maxOfflineCount() + "); wait for the connection, or allow more",
                null);
    }

    private void send(Publication publication) {
        OutgoingMessage attempt = publication.nextAttempt(port.nextId());
        replies.add(publication);
        port.send(attempt, requestTimeout, publication.options().isReplyExpected());
    }

    private void gather(Publication publication) {
        gathered.add(publication);
        if (gathered.size() >= settings.autoBatchCount() || gathered.length() >= settings.maxBatchSize()) {
            flush();
        } else if (gathering == null) {
            gathering = port.schedule(settings.autoBatchDelay(), this::flush);
        }
    }

    /** Sends what was gathered; without a connection, what may not wait for one fails. */
    public void flush() {
        if (gathering != null) {
            gathering.cancel();
            gathering = null;
        }
        List<Publication> leaving = gathered.takeAll();
        for (Publication publication : leaving) {
            if (port.isConnected() || publication.mayWaitOffline()) {
                waiting.add(publication);
            } else {
                end(publication, port.notConnected());
            }
        }
        pump();
        for (Publication publication : leaving) {
            if (waiting.contains(publication)) {
                limitWait(publication, behindAnother(publication));
            }
        }
    }

    /** Messages flow again. */
    public void connected() {
        waiting.snapshot().forEach(publication -> publication.ready |= !publication.renewing);
        pump();
    }

    /** Sends what waits and may go now. */
    public void pump() {
        if (!waiting.isEmpty() && port.isConnected()) {
            List<Publication> next = waiting.takeReady();
            if (!next.isEmpty()) {
                port.together(() -> next.forEach(this::send));
            }
        }
    }

    /** Whether {@link #take} can take it; with a message on a meta channel nobody asks. */
    public boolean mayTake(ReceivedMessage message) {
        return replies.mayTake(message);
    }

    /**
     * Takes a reply or an answer.
     *
     * @param refused gets the request that the reply refuses; {@link #refused} has to follow
     * @return false when the message is neither
     */
    public boolean take(ReceivedMessage message, BiConsumer<Publication, ReceivedMessage> refused) {
        boolean taken = replies.take(message, publication -> refused.accept(publication, message));
        settleIdle();
        return taken;
    }

    /** P54: the server refused it: final, unless it did so because of the session or the credentials. */
    public void refused(Publication publication, BayeuxRefusedException refusal, ReceivedMessage reply) {
        Advice advice = reply.advice();
        boolean forgotten = AuthFailures.isUnknownClient(reply)
                || advice != null && advice.reconnect() == Advice.Reconnect.HANDSHAKE;
        if (forgotten && !publication.sentToNewSession) {
            // P72: not processed, so the new session gets it
            publication.sentToNewSession = true;
            again(publication, refusal, Duration.ZERO);
        } else if (AuthFailures.isAuthentication(reply) && mayRenew(publication)) {
            renew(publication, refusal);
        } else {
            end(publication, refusal);
        }
    }

    /** P53: it was handed to the connection, and no reply is waited for. */
    public void written(OutgoingMessage message) {
        Publication publication = replies.remove(message.id());
        if (publication != null) {
            publication.confirmed(port.standIn(message));
            settleIdle();
        }
    }

    /** The transport says that there will be no reply. */
    public void failed(OutgoingMessage message, HalleyException failure) {
        Publication publication = replies.remove(message);
        if (publication == null) {
            return;
        }
        boolean written = isWritten(failure);
        if (written) {
            publication.attempts++;
            publication.perhapsProcessed = true;
        }
        if (AuthFailures.isAuthentication(failure) && mayRenew(publication)) {
            renew(publication, failure);
        } else if (written ? publication.hasAttemptsLeft() : mayBeSentLater(publication, failure)) {
            again(publication, failure, AGAIN);
        } else {
            end(publication, failure);
        }
    }

    /** Any other connection failure says that nothing was written, and so does an extension's. */
    private static boolean isWritten(HalleyException failure) {
        return failure instanceof UnconfirmedException
                || !(failure instanceof ConnectionException || failure instanceof ExtensionException);
    }

    private boolean mayBeSentLater(Publication publication, HalleyException failure) {
        boolean wanted = publication.mayWaitOffline() || publication.options().attempts() > 1;
        if (!wanted || !(failure instanceof ConnectionException known)) {
            return false;
        }
        // an answer of the server to this very request won't change by itself
        return !port.isConnected()
                || known.details().status() == 0 && !known.details().fatal();
    }

    private void again(Publication publication, HalleyException why, Duration delay) {
        waiting.add(publication);
        publication.ready = delay.isZero() || !port.isConnected();
        if (!publication.ready) {
            publication.waitTimer(port.schedule(delay, () -> {
                publication.ready = true;
                pump();
            }));
        }
        limitWait(publication, why);
    }

    /** What may not wait for a connection waits no longer than for a reply. */
    private void limitWait(Publication publication, HalleyException why) {
        if (!publication.mayWaitOffline()) {
            publication.patienceTimer(port.schedule(requestTimeout, () -> giveUp(publication, why)));
        }
    }

    private boolean mayRenew(Publication publication) {
        return authenticator.isWorthwhile() && !publication.sentWithNewCredentials;
    }

    private void renew(Publication publication, HalleyException refusal) {
        publication.sentWithNewCredentials = true;
        publication.ready = false;
        publication.renewing = true;
        waiting.add(publication);
        Stages.ignore(publication.whenComplete((reply, failure) -> {
            if (failure == null) {
                authenticator.accepted();
            }
        }));
        Stages.ignore(authenticator.authenticateForRequest().whenComplete((done, failure) -> {
            publication.renewing = false;
            publication.ready = true;
            if (failure != null) {
                refusal.addSuppressed(failure);
                giveUp(publication, refusal);
            } else if (!publication.isOver()) {
                limitWait(publication, refusal);
            }
            pump();
        }));
    }

    /** Ends one that was given up: taken back when it is not written yet. */
    public void giveUp(Publication publication, Throwable failure) {
        if (publication.isOver()) {
            return;
        }
        if (!waiting.remove(publication) && !gathered.remove(publication) && publication.message != null) {
            boolean unanswered = replies.isUnanswered(publication.id());
            if (replies.remove(publication.id()) != null && unanswered && !port.withdraw(publication.id())) {
                publication.perhapsProcessed = true;
            }
        }
        end(publication, failure);
        pump();
    }

    private void end(Publication publication, Throwable failure) {
        end(publication, failure, failure);
    }

    private void end(Publication publication, Throwable why, Throwable failure) {
        if (publication.perhapsProcessed && publication.options().isReplyExpected()) {
            port.raise(new ClientEvent.Unconfirmed(publication.channel(), publication.id(), why));
        }
        publication.failed(failure);
        settleIdle();
    }

    /**
     * The session is gone: a service that has not answered yet never will, and what was not written comes back where
     * it has to follow something that is sent again.
     */
    public void sessionLost(HalleyException cause) {
        for (Publication publication : replies.unanswered()) {
            if (waiting.holds(publication) && port.withdraw(publication.id())) {
                boolean unused = replies.remove(publication.id()) != null;
                again(publication, cause, Duration.ZERO);
            }
        }
        replies.failConfirmedCalls(new UnconfirmedException(
                "the session was lost before the service answered: " + cause.getMessage(),
                ConnectionException.Details.NONE,
                cause));
        settleIdle();
    }

    /** Ends what waits for a reply; what waits to be sent goes on waiting. */
    public void failSent(HalleyException failure) {
        failSent(failure, publication -> failure);
    }

    private void failSent(HalleyException why, Function<Publication, HalleyException> failure) {
        replies.takeAll((publication, unanswered) -> {
            if (unanswered && !port.withdraw(publication.id())) {
                publication.perhapsProcessed = true;
            }
            end(publication, why, failure.apply(publication));
        });
        settleIdle();
    }

    /** The client has ended. */
    public void endAll(HalleyException why, Function<Publication, HalleyException> failure) {
        if (gathering != null) {
            gathering.cancel();
            gathering = null;
        }
        failSent(why, failure);
        gathered.takeAll().forEach(publication -> end(publication, failure.apply(publication)));
        waiting.takeAll().forEach(publication -> end(publication, failure.apply(publication)));
        settleIdle();
    }

    /** Completes when no request waits. */
    public CompletableFuture<Void> idle() {
        if (idle.isDone()) {
            idle = new CompletableFuture<>();
        }
        settleIdle();
        return idle;
    }

    private void settleIdle() {
        if (replies.isEmpty() && waiting.isEmpty() && gathered.isEmpty()) {
            idle.complete(null);
        }
    }
}

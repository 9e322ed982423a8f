package dev.halley.bayeux.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.internal.dispatch.Deliveries;
import dev.halley.bayeux.internal.dispatch.Subscriptions;
import dev.halley.bayeux.internal.extension.Authenticator;
import dev.halley.bayeux.internal.message.MessageReader;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.position.Positions;
import dev.halley.bayeux.internal.publish.Requests;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.OutageWatch;
import dev.halley.internal.delivery.StreamQueue;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.ThreadLimitListener;
import dev.halley.internal.observe.EventHub;
import dev.halley.internal.observe.Observers;
import dev.halley.internal.observe.StateWaits;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One client inside its serial context: ties the runner of the machine to subscriptions, pending replies and delivery.
 * Serial context only, except where a method says otherwise.
 */
final class SessionCore implements SessionRunner.Owner {
    private final BayeuxConfig config;
    private final SerialContext context;
    private final EventHub hub;
    private final OutageWatch outages;
    private final Authenticator authenticator;
    private final Positions positions;
    private final SessionRunner runner;
    private final Inbound inbound;
    private final Consumption consumption;
    private final StreamQueue<BayeuxMessage> stream;
    private final Subscriptions subscriptions;
    private final Requests requests;
    private final ThreadLimitListener threadLimit;
    private final StateWaits stateWaits;
    private final Losses losses;
    private final Outcomes outcomes = new Outcomes();

    private boolean draining;

    // read from any thread
    private volatile boolean endedByApplication = true;

    SessionCore(BayeuxConfig config, SerialContext context, EventHub hub, OutageWatch outages) {
        this.config = config;
        this.context = context;
        this.hub = hub;
        this.outages = outages;
        this.authenticator = new Authenticator(
                context, config.executor(), config.extensions().auth());
        this.positions = new Positions(config.positions(), context, config.executor(), hub::raise, this::processed);
        this.runner = new SessionRunner(config, context, authenticator, positions, this);
        this.consumption = new Consumption(config, context, hub, runner, this::noReplies);
        Backlog backlog = consumption.backlog();
        this.stream = backlog.streamQueue("*");
        this.subscriptions = new Subscriptions(
                new SubscriptionPort(config, context, runner, authenticator, hub, backlog), positions);
        this.requests = new Requests(
                new RequestPort(runner, context, hub, config.codec(), () -> refusal(true)),
                config.publishing(),
                config.requestTimeout(),
                authenticator);
        this.stateWaits = new StateWaits(context);
        this.threadLimit =
                (pool, limit) -> context.execute(() -> hub.raise(new ClientEvent.ThreadLimitReached(pool, limit)));
        this.inbound = new Inbound(
                runner,
                subscriptions,
                requests,
                positions,
                new Deliveries(subscriptions, positions, stream),
                config.kernel().time(),
                config.log(),
                hub::raise);
        this.losses = new Losses(runner, positions, subscriptions, inbound);
    }

    private void noReplies(HalleyException why) {
        requests.failSent(why);
    }

    // ---- what the faces ask for

    /** Any thread: a second open fails on the caller's own. */
    CompletableFuture<Void> open() {
        CompletableFuture<Void> raw = new CompletableFuture<>();
        if (state().visible().isOpen() || state().visible() == ConnectionState.CLOSING) {
            throw new IllegalStateException("open: the client is " + state().visible() + " (expected: NEW or CLOSED)");
        }
        context.execute(() -> {
            if (state().kind() != SessionState.Kind.NEW && state().kind() != SessionState.Kind.CLOSED) {
                raw.completeExceptionally(
                        new IllegalStateException("open: the client is being opened already (expected: once)"));
                return;
            }
            try {
                runner.acquireResources();
            } catch (Throwable unusable) {
                // the wire can't do what the settings ask, or the machine has no more of what it needs
                raw.completeExceptionally(unusable);
                return;
            }
            outcomes.begin(raw);
            draining = false;
            losses.clear();
            if (state().kind() == SessionState.Kind.CLOSED) {
                stream.reopen(ClientEvent.DropReason.DISCARDED);
            }
            positions.start();
            Kernel.addThreadLimitListener(threadLimit);
            if (config.trustsAnybody()) {
                hub.raise(new ClientEvent.Insecure("TLS is not verified: anybody may pretend to be the server"));
            }
            runner.step(new SessionEvent.Open(former()));
        });
        return raw;
    }

    /** The session of a former client, for the first open. */
    private @Nullable Resumption former() {
        FormerSession former = config.former();
        if (former == null || state().kind() != SessionState.Kind.NEW) {
            return null;
        }
        runner.cookies().restore(former.cookies());
        if (former.replaying() && positions.replays()) {
            // another session brings everything, behind the positions
            subscriptions.resume(former.channels(), former.leftAt(), false);
            return null;
        }
        return new Resumption(former.clientId(), former.endpoint(), former.advice());
    }

    /** Leaves without telling the server. */
    CompletableFuture<FormerSession> detach() {
        SessionState now = state();
        String clientId = now.clientId();
        if (clientId == null || !now.visible().isOpen()) {
            return CompletableFuture.failedFuture(new ClosedException(
                    "detach: there is no session, the client is " + now.visible() + " (expected: CONNECTED)", null));
        }
        Set<String> channels = subscriptions.snapshot().stream()
                .filter(each -> each.state() == SubscriptionState.ACTIVE)
                .map(Subscription::channel)
                .collect(Collectors.toSet());
        FormerSession former = new FormerSession(
                clientId,
                now.route().endpoint(),
                now.advice(),
                runner.cookies().lines(),
                channels,
                positions.ackState(),
                positions.isReplaying(),
                losses.since());
        runner.step(new SessionEvent.Abort());
        return outcomes.closed().thenApply(done -> former);
    }

    CompletableFuture<Void> close() {
        // what was gathered was published before
        requests.flush();
        runner.step(new SessionEvent.Close());
        return outcomes.closed();
    }

    CompletableFuture<Void> end() {
        return outcomes.ended();
    }

    /** Ends when the client has closed and released everything; at once where there is nothing open. */
    CompletableFuture<Void> closed() {
        return outcomes.closed();
    }

    /** Drops the client without telling the server, and with it everything that waits to be consumed. */
    CompletableFuture<Void> abort() {
        if (state().visible().isOpen() || state().visible() == ConnectionState.CLOSING) {
            runner.cut();
            discardHandled();
            stream.reopen(ClientEvent.DropReason.DISCARDED);
            runner.step(new SessionEvent.Abort());
        }
        return outcomes.closed();
    }

    /**
     * Lets handlers finish what was received, and requests get their replies; takes no new subscription.
     *
     * @return completes when nothing of that is left
     */
    CompletableFuture<Void> drain() {
        draining = true;
        requests.flush();
        positions.stop();
        return subscriptions.finishHandlers().thenCompose(handled -> requests.idle());
    }

    /** The deadline of a close is over: handlers get no more than the message they have, and requests no more time. */
    void hurry() {
        runner.hurry();
        discardHandled();
    }

    private void discardHandled() {
        positions.stop();
        subscriptions.discard();
    }

    StateWaits stateWaits() {
        return stateWaits;
    }

    /**
     * Why nothing can be asked of the client now.
     *
     * @param publishing whether it is a publish or call
     * @return null when it can
     */
    @Nullable HalleyException refusal(boolean publishing) {
        ConnectionState now = state().visible();
        if (!now.isOpen()) {
            return new ClosedException(
                    "the client is " + now + " (expected: open; call open() first)", state().endReason());
        }
        if (!publishing && draining) {
            return new ClosedException(
                    "the client finishes its work to be closed (expected: no new subscription)", null);
        }
        if (publishing && consumption.isPaused()) {
            return consumption.overflow();
        }
        return null;
    }

    /** Does what was asked for together, and writes it together. */
    void together(Runnable operations) {
        runner.together(() -> {
            operations.run();
            requests.flush();
        });
    }

    Requests requests() {
        return requests;
    }

    // ---- any thread

    SessionState state() {
        return runner.state();
    }

    boolean endedByApplication() {
        return endedByApplication;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    Backlog backlog() {
        return consumption.backlog();
    }

    StreamQueue<BayeuxMessage> stream() {
        return stream;
    }

    @Override
    public CompletableFuture<Void> closeAtExit() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        context.execute(
                () -> Stages.ignore(close().whenComplete((done, failure) -> Stages.settle(closed, null, failure))));
        return closed;
    }

    @Override
    public void raise(ClientEvent event) {
        hub.raise(event);
    }

    @Override
    public @Nullable Observers observers() {
        return hub.observers();
    }

    // ---- what the transports bring

    @Override
    public void onBatch(MessageReader.Batch batch, long epoch) {
        if (batch.unusable() > 0) {
            hub.raise(new ClientEvent.ProtocolViolated(
                    batch.unusable() + " elements that are no Bayeux messages were ignored"));
        }
        if (config.log().isLoggable(Level.TRACE)) {
            batch.messages().forEach(message -> config.log().log(Level.TRACE, () -> "< " + message));
        }
        inbound.process(batch, epoch);
        Observers observers = hub.observers();
        if (observers != null) {
            int messages = batch.messages().size();
            Backlog backlog = backlog();
            observers.tell(observer -> observer.onReceived(messages, backlog.pendingCount(), backlog.pendingBytes()));
        }
    }

    @Override
    public void onLinkGone(HalleyException cause) {
        losses.socketGone(cause);
    }

    @Override
    public void onAsking(long number) {
        losses.asking(number);
        positions.asking(number);
    }

    @Override
    public void onAsked(long number) {
        losses.asked(number);
        positions.asked(number);
    }

    @Override
    public void onSocketLeft() {
        losses.socketLeft();
    }

    @Override
    public void onReplyLost(HalleyException cause, boolean late) {
        losses.replyLost(cause, late);
    }

    @Override
    public void onWritten(OutgoingMessage message) {
        requests.written(message);
    }

    @Override
    public void onFailed(OutgoingMessage message, HalleyException failure) {
        if (runner.control().is(message)) {
            long link = runner.control().done();
            runner.step(new SessionEvent.LinkFailed(link, Failures.of(failure)));
            return;
        }
        if (!subscriptions.onFailed(message, failure)) {
            requests.failed(message, failure);
        }
    }

    // ---- what the machine orders

    @Override
    public void stateChanged(ConnectionState from, ConnectionState to, @Nullable Throwable cause) {
        outages.outage(to == ConnectionState.RECONNECTING || to == ConnectionState.CONNECTING);
        hub.changed(from, to, cause);
        stateWaits.changed(to);
    }

    @Override
    public void sessionStarted(boolean resumed) {
        FormerSession former = config.former();
        if (resumed && former != null) {
            positions.resume(former.acks());
            subscriptions.resume(former.channels(), former.leftAt(), true);
        } else {
            subscriptions.startSession();
        }
    }

    @Override
    public void connected() {
        authenticator.accepted();
        losses.connected();
        requests.connected();
    }

    @Override
    public void linkLost(HalleyException cause, ConnectionType over) {
        losses.linkLost(cause, over);
    }

    @Override
    public void sessionLost(HalleyException cause) {
        losses.sessionLost();
        requests.sessionLost(cause);
    }

    private void processed() {
        runner.processed();
    }

    @Override
    public void opened() {
        outcomes.opened();
    }

    @Override
    public void openFailed(HalleyException cause) {
        outcomes.openFailed(cause);
    }

    @Override
    public void ended(@Nullable HalleyException reason) {
        endedByApplication = reason == null;
        positions.stop();
        Kernel.removeThreadLimitListener(threadLimit);
        HalleyException end = reason != null ? reason : new ClosedException("the client was closed", null);
        authenticator.close(end);
        requests.endAll(
                end,
                message -> new ClosedException("the client was closed before the server answered " + message, reason));
        outcomes.release(runner.takeResources());
        CompletableFuture<Void> handlers = subscriptions.end(new ClosedException("the client was closed", reason));
        stream.finish(reason == null ? null : closedBy(reason));
        outcomes.end(reason, handlers);
    }

    private static HalleyException closedBy(HalleyException reason) {
        return reason instanceof ClosedException ? reason : new ClosedException(reason.getMessage(), reason);
    }
}

package dev.halley.bayeux.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.dispatch.MessageHandler;
import dev.halley.bayeux.internal.dispatch.Subscriptions;
import dev.halley.bayeux.internal.extension.Authenticator;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.message.ReceivedMessage;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.HandlerQueue;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.EventHub;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;

/** What the subscriptions get from the session. Serial context. */
final class SubscriptionPort implements Subscriptions.Port {
    /** More than a server sends in one reply by default, and few enough for one array. */
    private static final int MOST_IN_BATCH = 1000;

    private final BayeuxConfig config;
    private final SerialContext context;
    private final SessionRunner runner;
    private final Authenticator authenticator;
    private final EventHub hub;
    private final Backlog backlog;

    SubscriptionPort(
            BayeuxConfig config,
            SerialContext context,
            SessionRunner runner,
            Authenticator authenticator,
            EventHub hub,
            Backlog backlog) {
        this.config = config;
        this.context = context;
        this.runner = runner;
        this.authenticator = authenticator;
        this.hub = hub;
        this.backlog = backlog;
    }

    @Override
    public boolean isUsable() {
        return runner.state().usable();
    }

    @Override
    public boolean isConnected() {
        return runner.state().visible() == ConnectionState.CONNECTED;
    }

    @Override
    public boolean isOrdered() {
        return runner.state().transport() == ConnectionType.WEBSOCKET;
    }

    @Override
    public String nextId() {
        return runner.nextId();
    }

    @Override
    public void send(OutgoingMessage message) {
        runner.transport().send(message, config.requestTimeout());
    }

    @Override
    public void execute(Runnable task) {
        context.execute(task);
    }

    @Override
    public void renewSession(HalleyException why) {
        // while it is opened the first connect decides, and after it this is asked for again
        if (runner.state().established()) {
            runner.step(new SessionEvent.SessionUnknown(runner.state().epoch(), why));
        }
    }

    @Override
    public Duration requestTimeout() {
        return config.requestTimeout();
    }

    @Override
    public ReconnectPolicy reconnectPolicy() {
        return config.rules().policy();
    }

    @Override
    public Authenticator authenticator() {
        return authenticator;
    }

    @Override
    public HandlerQueue<ReceivedMessage> queue(String scope, MessageHandler given) {
        MessageHandler handler = new Timing(hub.observers(), config.kernel().time()).handler(scope, given);
        if (handler instanceof MessageHandler.Each each) {
            return backlog.handlerQueue(scope, each.body());
        }
        if (handler instanceof MessageHandler.Staged staged) {
            return backlog.asyncHandlerQueue(scope, staged.body());
        }
        MessageHandler.Batched batched = (MessageHandler.Batched) handler;
        return backlog.batchHandlerQueue(
                scope, MOST_IN_BATCH, messages -> batched.body().accept(Collections.unmodifiableList(messages)));
    }

    @Override
    public void raise(ClientEvent event) {
        hub.raise(event);
    }

    @Override
    public Instant now() {
        return config.kernel().time().now();
    }

    @Override
    public long nanoTime() {
        return config.kernel().time().nanoTime();
    }

    @Override
    public double random() {
        return config.kernel().random().getAsDouble();
    }

    @Override
    public TimeSource.Timer schedule(Duration delay, Runnable task) {
        return context.schedule(Stages.nanos(delay), task);
    }
}

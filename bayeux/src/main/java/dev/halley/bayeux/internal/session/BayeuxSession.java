package dev.halley.bayeux.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.ListenerHandle;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.PublishOptions;
import dev.halley.bayeux.Subscription;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.bayeux.internal.publish.Publication;
import dev.halley.internal.delivery.OutageWatch;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.SharedHandOver;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.observe.EventHub;
import dev.halley.internal.observe.Observers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client: the operations that both faces share, each as a raw future that ends in the serial context. Any thread may
 * call; everything is handed to the context.
 */
public final class BayeuxSession {
    private final BayeuxConfig config;
    private final SerialContext context;
    private final EventHub hub;
    private final Timing timing;
    private final OutageWatch outages;
    private final SessionCore core;
    private final Subscribing subscribing;
    private final LifeCycle lifeCycle;
    private final Batches batches;
    private final SharedHandOver ends;

    public BayeuxSession(BayeuxConfig config) {
        this.config = config;
        this.context = new SerialContext(config.kernel(), this::uncaught);
        this.hub =
                new EventHub(config.log(), Observers.of(config.observers(), context, config.log()), config.executor());
        this.timing = new Timing(hub.observers(), config.kernel().time());
        this.outages = new OutageWatch(context, config.kernel().time(), config.executor(), config.connectionTimeout());
        this.core = new SessionCore(config, context, hub, outages);
        this.batches = new Batches(context, core::together);
        this.subscribing = new Subscribing(config, context, batches, core, timing);
        this.lifeCycle = new LifeCycle(context, core);
        this.ends = new SharedHandOver(config.executor());
    }

    private void uncaught(Throwable cause) {
        hub.uncaught(cause);
    }

    /** For the application: dependents run on its executor; cancelling withdraws nothing. */
    public <T> CompletableFuture<T> expose(CompletableFuture<T> raw) {
        return expose(raw, () -> {});
    }

    /** For the application: dependents run on its executor. */
    public <T> CompletableFuture<T> expose(CompletableFuture<T> raw, Runnable onCancel) {
        return Stages.expose(raw, config.executor(), ends, onCancel);
    }

    public CompletableFuture<Void> open() {
        return core.open();
    }

    /** How it ends, and who waits for what. */
    public LifeCycle lifeCycle() {
        return lifeCycle;
    }

    public ConnectionState state() {
        return core.state().visible();
    }

    public Optional<ConnectionType> connectionType() {
        SessionState now = core.state();
        return now.epoch() == 0 ? Optional.empty() : Optional.of(now.transport());
    }

    public boolean isClosed() {
        ConnectionState now = state();
        return now == ConnectionState.NEW || now == ConnectionState.CLOSED;
    }

    public boolean endedByApplication() {
        return core.endedByApplication();
    }

    public List<Subscription> subscriptions() {
        return core.subscriptions().snapshot();
    }

    public int pendingCount() {
        return core.backlog().pendingCount();
    }

    public Duration requestTimeout() {
        return config.requestTimeout();
    }

    /** Subscriptions and listeners. */
    public Subscribing subscribing() {
        return subscribing;
    }

    /** With the client's own options. */
    public CompletableFuture<BayeuxMessage> publish(String channel, @Nullable Object data) {
        return publish(channel, data, config.publishing().defaults());
    }

    public CompletableFuture<BayeuxMessage> publish(String channel, @Nullable Object data, PublishOptions options) {
        String valid = Channels.forPublish(channel);
        Publication publication = Publication.publish(valid, encoded(data), Objects.requireNonNull(options, "options"));
        return timing.operation("publish", channel, submit(publication));
    }

    public CompletableFuture<BayeuxMessage> call(String channel, @Nullable Object data, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: more than zero)");
        }
        return timing.operation(
                "call", channel, submit(Publication.call(Channels.forCall(channel), encoded(data), timeout)));
    }

    private String encoded(@Nullable Object data) {
        String json = config.codec().encode(data);
        int most = config.publishing().maxMessageSize();
        if (json.length() > most) {
            throw new IllegalArgumentException("data: " + json.length() + " characters of JSON (expected: at most "
                    + most + "; see maxOutgoingMessageSize)");
        }
        return json;
    }

    private Publication submit(Publication publication) {
        batches.execute(() -> core.requests().submit(publication));
        return publication;
    }

    /** Sends together what the calling thread publishes, subscribes and unsubscribes inside. */
    public void batch(Runnable operations) {
        batches.batch(Objects.requireNonNull(operations, "operations"));
    }

    /** Whether the calling thread is inside of {@link #batch}, where nothing is sent yet. */
    public boolean isInBatch() {
        return batches.isInBatch();
    }

    /** The caller gave up: what is not written never is, and a late reply is for nobody. */
    public void withdraw(CompletableFuture<?> raw) {
        context.execute(() -> {
            if (raw instanceof Publication publication) {
                core.requests().giveUp(publication, new CancellationException("given up by the caller"));
            }
        });
    }

    /** For the application as it is: between it and another future a message could be lost. */
    public CompletableFuture<BayeuxMessage> receive() {
        if (state() == ConnectionState.NEW) {
            return CompletableFuture.failedFuture(neverOpened());
        }
        CompletableFuture<BayeuxMessage> next = core.stream().receive();
        outages.add(next, false);
        return next;
    }

    /** For the application as it is. */
    public CompletableFuture<List<BayeuxMessage>> receiveBatch(int max, Duration timeout) {
        if (state() == ConnectionState.NEW) {
            return CompletableFuture.failedFuture(neverOpened());
        }
        CompletableFuture<List<BayeuxMessage>> next = core.stream().receiveBatch(max, timeout);
        outages.add(next, false);
        return next;
    }

    /** Waits for what comes next for a limited time. */
    public List<BayeuxMessage> takeBatch(int max, Duration timeout) {
        if (state() == ConnectionState.NEW) {
            throw neverOpened();
        }
        return core.stream().takeBatch(max, timeout, "receiveBatch", receive -> outages.add(receive, true));
    }

    /** Waits for the next message; an interrupt loses none. */
    public BayeuxMessage take() {
        if (state() == ConnectionState.NEW) {
            throw neverOpened();
        }
        return core.stream().take("receive", receive -> outages.add(receive, true));
    }

    /** Waits for the next message for a limited time. */
    public Optional<BayeuxMessage> take(Duration timeout) {
        if (state() == ConnectionState.NEW) {
            throw neverOpened();
        }
        return core.stream().take(timeout, "receive", receive -> outages.add(receive, true));
    }

    private static ClosedException neverOpened() {
        return new ClosedException("receive: the client was never opened (expected: open; call open() first)", null);
    }

    public Flow.Publisher<BayeuxMessage> messages() {
        return core.stream().publisher();
    }

    public Flow.Publisher<ClientEvent> events() {
        return hub.events();
    }

    public Flow.Publisher<ConnectionState> states() {
        return hub.states();
    }

    public ListenerHandle onEvent(Consumer<? super ClientEvent> listener) {
        return hub.onEvent(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public String toString() {
        return config.name() + "[" + state() + "]";
    }
}

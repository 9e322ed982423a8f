package dev.halley.socketio.internal.client;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.DropReason;
import dev.halley.ConnectionState;
import dev.halley.ListenerHandle;
import dev.halley.OverflowException;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineOptions;
import dev.halley.internal.client.ClientSettings;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.EventHub;
import dev.halley.internal.observe.Observers;
import dev.halley.socketio.Args;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.OutgoingEvent;
import dev.halley.socketio.internal.dispatch.HandlerTable;
import dev.halley.socketio.internal.dispatch.Handlers;
import dev.halley.socketio.internal.dispatch.Publishers;
import dev.halley.socketio.internal.session.SessionSetup;
import dev.halley.socketio.internal.session.SocketIoSession;
import dev.halley.socketio.parser.ParserSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client: its session, its handlers, what it tells, and what the faces need of them together. Any thread. */
public final class ClientCore {
    private static final System.Logger LOGGER = System.getLogger("dev.halley.socketio");
    private static final System.Logger ENGINE_LOGGER = System.getLogger("dev.halley.engineio");

    private final String name;
    private final ClientOptions options;
    private final TimeSource time;
    private final SerialContext context;
    private final Executor executor;
    private final EventHub hub;
    private final EngineEvents engineEvents;
    private final Backlog backlog;
    private final Handlers handlers;
    private final EngineConnector engines;
    private final SocketIoSession session;

    /** A client that is not connected and holds nothing. */
    public ClientCore(ClientSettings settings, ClientOptions options) {
        this.name = settings.name();
        this.options = options;
        ClientLog log = settings.log(LOGGER);
        ClientLog engineLog = new ClientLog(
                settings.name(),
                ENGINE_LOGGER,
                options.engineLogger().apply(settings.kernel().time()));
        this.executor = settings.executor();
        this.context = new SerialContext(settings.kernel(), this::uncaught);
        this.hub = new EventHub(log, Observers.of(settings.observers(), context, log), executor);
        this.engineEvents = new EngineEvents(executor, engineLog);
        this.backlog = new Backlog(settings.delivery(), context, executor, new Deliveries());
        this.handlers = new Handlers(
                context,
                executor,
                backlog,
                hub::raise,
                options.concurrency(),
                hub.observers(),
                settings.kernel().time());
        this.time = settings.kernel().time();
        this.engines = new EngineConnector(
                settings,
                context,
                log,
                engineLog,
                hub,
                options.engine(),
                () -> session().engineSid().orElse(null),
                engineEvents::isHeard,
                () -> session().disconnect());
        this.session = new SocketIoSession(
                new SessionSetup(
                        settings.kernel(),
                        context,
                        executor,
                        log,
                        new Told(),
                        engines,
                        options.parser(),
                        new ParserSettings(options.codec(), options.maxAttachments(), options.maxAttachmentBytes()),
                        options.session()),
                handlers);
    }

    private void uncaught(Throwable failure) {
        hub.uncaught(failure);
    }

    /** The operations. */
    public SocketIoSession session() {
        return session;
    }

    /** The handlers. */
    public HandlerTable table() {
        return handlers.table();
    }

    /** The streams of events. */
    public Publishers publishers() {
        return handlers.publishers();
    }

    /** How long a call waits for its acknowledgement. */
    public Duration callTimeout() {
        return options.callTimeout();
    }

    /** Connects; the raw future. */
    public CompletableFuture<Void> connect(ConnectOptions wanted) {
        return connect(wanted, () -> {});
    }

    /**
     * The same.
     *
     * @param accepted is run in the context once it is certain that the client is not connected already
     */
    public CompletableFuture<Void> connect(ConnectOptions wanted, Runnable accepted) {
        EngineOptions engine = Connecting.engine(options.engine(), wanted);
        CompletableFuture<Void> connected = session.connect(Connecting.request(wanted), () -> {
            engines.options(engine);
            accepted.run();
        });
        observed("connect", "", connected);
        return connected;
    }

    /** Joins a namespace; the raw future. */
    public CompletableFuture<Void> join(String namespace) {
        CompletableFuture<Void> joined = session.join(namespace);
        observed("join", namespace, joined);
        return joined;
    }

    /** The end of the connection and of its handlers; raw, may be withdrawn. */
    public CompletableFuture<Void> awaitEnd() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<Void> end = session.end();
        Stages.ignore(end.whenComplete((nothing, reason) -> Stages.ignore(handlers.drained()
                .whenComplete((drained, unexpected) ->
                        Stages.settle(ended, null, Handlers.isFailure(reason) ? reason : null)))));
        letGo(ended, end);
        return ended;
    }

    /** The same for a limited time; raw, may be withdrawn. */
    public CompletableFuture<Boolean> awaitEnd(Duration timeout) {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        CompletableFuture<Void> end = awaitEnd();
        TimeSource.Timer timer = context.schedule(Stages.nanos(timeout), () -> ended.complete(false));
        Stages.ignore(end.whenComplete((nothing, reason) -> Stages.settle(ended, true, reason)));
        Stages.ignore(ended.whenComplete((done, failure) -> timer.cancel()));
        letGo(ended, end);
        return ended;
    }

    /** When one future has ended, in whichever way, nobody waits for the other one any more. */
    private void letGo(CompletableFuture<?> ended, CompletableFuture<?> source) {
        Stages.ignore(ended.whenComplete((done, failure) -> {
            if (!source.isDone()) {
                session.withdraw(source);
            }
        }));
    }

    /** Runs a task where handlers run; for the application. */
    public CompletableFuture<Void> background(Runnable task) {
        Objects.requireNonNull(task, "task");
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        task.run();
                    } catch (Throwable failure) {
                        handlers.handlerFailed("background task", failure);
                        throw failure;
                    }
                },
                executor);
    }

    /** Lets time pass; raw. */
    public CompletableFuture<Void> sleep(Duration duration) {
        CompletableFuture<Void> slept = new CompletableFuture<>();
        TimeSource.Timer timer = context.schedule(Stages.nanos(duration), () -> slept.complete(null));
        Stages.ignore(slept.whenComplete((done, cancelled) -> timer.cancel()));
        return slept;
    }

    /** What waits for the connection; raw. */
    public CompletableFuture<List<OutgoingEvent>> buffered() {
        return session.buffered()
                .thenApply(emits -> emits.stream()
                        .map(emit -> new OutgoingEvent(
                                emit.namespace(),
                                emit.event(),
                                Args.of(emit.args().toArray())))
                        .toList());
    }

    public int pendingCount() {
        return backlog.pendingCount();
    }

    public void reconnectPolicy(ReconnectPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        session.settings(now -> now.withReconnect(policy));
    }

    public void retries(int retries) {
        session.settings(now -> now.withRetries(retries));
    }

    public void ackTimeout(Duration timeout) {
        session.settings(now -> now.withAckTimeout(timeout));
    }

    public ListenerHandle onEvent(Consumer<? super ClientEvent> listener) {
        return hub.onEvent(Objects.requireNonNull(listener, "listener"));
    }

    public ListenerHandle onEngineEvent(Consumer<? super EngineEvent> listener) {
        return engineEvents.add(Objects.requireNonNull(listener, "listener"));
    }

    public Flow.Publisher<ClientEvent> clientEvents() {
        return hub.events();
    }

    public Flow.Publisher<ConnectionState> states() {
        return hub.states();
    }

    /** What an operation fails with after the end of a namespace. */
    public DisconnectedException ended(String namespace, String operation, @Nullable Throwable cause) {
        return handlers.ended(namespace, operation, cause);
    }

    /** Runs a task after a time, in the serial context. */
    public TimeSource.Timer schedule(Duration delay, Runnable task) {
        return context.schedule(Stages.nanos(delay), task);
    }

    /** Tells observers how an operation ends. */
    public void observed(String operation, String namespace, CompletableFuture<?> raw) {
        Observers observers = hub.observers();
        if (observers != null) {
            observers.watch(operation, namespace, raw, time);
        }
    }

    /** A callback of the application threw. */
    public void handlerFailed(String scope, Throwable cause) {
        handlers.handlerFailed(scope, cause);
    }

    /** Nobody else hears that an acknowledgement did not come. */
    public void unconfirmed(String namespace, String event, Throwable cause) {
        context.execute(() -> hub.raise(new ClientEvent.Unconfirmed(namespace, event, cause)));
    }

    @Override
    public String toString() {
        return name + "[" + session.state() + "]";
    }

    /** What the session says, to those who listen. */
    private final class Told implements SessionSetup.Hub {
        @Override
        public void changed(ConnectionState from, ConnectionState to, @Nullable Throwable cause) {
            hub.changed(from, to, cause);
        }

        @Override
        public void raise(ClientEvent event) {
            hub.raise(event);
        }

        @Override
        public void engine(EngineEvent event) {
            engineEvents.raise(event);
        }
    }

    /** What the queues say. */
    private final class Deliveries implements Backlog.Listener {
        @Override
        public void pressureChanged(Pressure now) {
            session.pressure(now);
        }

        @Override
        public void dropped(String scope, long count, DropReason reason) {
            hub.raise(new ClientEvent.Dropped(scope, count, reason));
        }

        @Override
        public void overflowed(String scope) {
            session.fail(new OverflowException(
                    scope + ": more events wait for their handlers than maxPendingCount or maxPendingBytes allow"
                            + " (expected: faster handlers, larger limits, or another overflow policy than FAIL)",
                    null));
        }

        @Override
        public void handlerFailed(String scope, Throwable cause) {
            hub.raise(new ClientEvent.HandlerFailed(scope, cause));
        }
    }
}

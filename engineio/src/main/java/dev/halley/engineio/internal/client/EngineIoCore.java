package dev.halley.engineio.internal.client;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.ListenerHandle;
import dev.halley.OverflowException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineMessage;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.session.Engine;
import dev.halley.engineio.internal.session.EngineListener;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.engineio.internal.session.EngineTarget;
import dev.halley.internal.client.ClientSettings;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.KeepAlive;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.EventHub;
import dev.halley.internal.observe.Observers;
import dev.halley.wire.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client's sessions, one after the other. Any thread may call; raw futures end in the serial context. */
public final class EngineIoCore implements EngineListener, Deliveries.Bounds {
    private static final System.Logger LOGGER = System.getLogger("dev.halley.engineio");

    private final EngineConfig config;
    private final ClientLog log;
    private final SerialContext context;
    private final EventHub hub;
    private final @Nullable Observers observers;
    private final Deliveries deliveries;

    // serial context
    private @Nullable Engine engine;
    private @Nullable EngineSession session;
    private @Nullable CompletableFuture<Void> opening;
    private boolean used;

    // written in the serial context, read anywhere
    private volatile @Nullable EngineHandshake handshake;
    private volatile @Nullable EngineTransport transport;
    private volatile CompletableFuture<EngineClose> closed = new CompletableFuture<>();

    /** A client that is not open. */
    public EngineIoCore(EngineConfig config) {
        this.config = config;
        ClientSettings client = config.client();
        this.log = client.log(LOGGER);
        this.context = new SerialContext(client.kernel(), this::uncaught);
        this.observers = Observers.of(client.observers(), context, log);
        this.hub = new EventHub(log, observers, client.executor());
        this.deliveries = new Deliveries(config, hub, context, this);
    }

    private void uncaught(Throwable failure) {
        hub.uncaught(failure);
    }

    /** For the application: dependents run on its executor, and cancelling withdraws. */
    public <T> CompletableFuture<T> expose(CompletableFuture<T> raw) {
        return expose(raw, raw);
    }

    /**
     * The same for what follows from a future.
     *
     * @param raw what is withdrawn
     */
    public <T> CompletableFuture<T> expose(CompletableFuture<T> shown, CompletableFuture<?> raw) {
        return Stages.expose(shown, config.client().executor(), () -> withdraw(raw));
    }

    /** The caller gave up. */
    public void withdraw(CompletableFuture<?> raw) {
        context.execute(() -> {
            boolean unused = raw.cancel(false);
        });
    }

    /** Opens a session. */
    public CompletableFuture<Void> open() {
        CompletableFuture<Void> opened = new CompletableFuture<>();
        context.execute(() -> open(opened));
        return opened;
    }

    private void open(CompletableFuture<Void> opened) {
        if (session != null) {
            opened.completeExceptionally(
                    new IllegalStateException("open: the client is open already (expected: a closed client)"));
            return;
        }
        opening = opened;
        if (closed.isDone()) {
            closed = new CompletableFuture<>();
        }
        used = true;
        try {
            if (engine == null) {
                engine = config.engine(context, observers, log, this::sid, deliveries.hasEventListeners());
            }
            session = engine.connect(new EngineTarget(config.url(), Headers.empty(), config.options()), this);
            session.pressure(deliveries.pressure());
        } catch (RuntimeException refused) {
            opening = null;
            opened.completeExceptionally(refused);
            return;
        }
        if (config.client().keepAlive()) {
            KeepAlive.acquire();
        }
        // whoever gives up the open gives up the session
        Stages.ignore(opened.whenComplete((nothing, failure) -> {
            if (opened.isCancelled()) {
                context.execute(() -> giveUp(opened));
            }
        }));
    }

    private void giveUp(CompletableFuture<Void> opened) {
        if (opening == opened && session != null) {
            session.close();
        }
    }

    private @Nullable String sid() {
        EngineHandshake open = handshake;
        return open == null ? null : open.sid();
    }

    /**
     * Sends a message.
     *
     * @param message a {@code String} or a {@link ByteBuffer} of its own
     * @param compress whether the wire may compress it
     */
    public CompletableFuture<Void> send(Object message, boolean compress) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        context.execute(() -> send(message, compress, sent));
        return sent;
    }

    private void send(Object message, boolean compress, CompletableFuture<Void> sent) {
        EngineSession open = session;
        if (sent.isDone()) {
            return;
        }
        if (open == null || handshake == null) {
            sent.completeExceptionally(new ClosedException(
                    "send: the client is not open (expected: an open one; call open() first)", null));
            return;
        }
        // E4-13: an overdue session takes no message any more
        boolean unused = open.checkHeartbeat();
        CompletableFuture<Void> given = open.send(List.of(message), compress);
        Stages.ignore(given.whenComplete((nothing, failure) -> Stages.settle(sent, null, failure)));
        Stages.ignore(sent.whenComplete((nothing, failure) -> {
            if (sent.isCancelled()) {
                withdrawn(given);
            }
        }));
    }

    private static void withdrawn(CompletableFuture<?> given) {
        boolean unused = given.cancel(false);
    }

    /** Closes the session; completes when everything is released. */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.execute(() -> {
            EngineSession open = session;
            if (open == null) {
                release();
                done.complete(null);
                return;
            }
            Stages.ignore(closed.whenComplete((why, failure) -> context.execute(() -> {
                if (session == null) {
                    release();
                }
                done.complete(null);
            })));
            open.close();
        });
        return done;
    }

    private void release() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    /** Completes with the end of the session that is open, or is opened next. */
    public CompletableFuture<EngineClose> closed() {
        CompletableFuture<EngineClose> end = new CompletableFuture<>();
        context.execute(() -> Stages.ignore(closed.whenComplete((why, failure) -> Stages.settle(end, why, failure))));
        return end;
    }

    /** Takes a listener. */
    public ListenerHandle onMessage(Consumer<? super EngineMessage> listener) {
        return deliveries.onMessage(listener);
    }

    /** Takes a listener. */
    public ListenerHandle onEvent(Consumer<? super EngineEvent> listener) {
        return deliveries.onEvent(listener);
    }

    /** What the server said when the session began; null when none is open. */
    public @Nullable EngineHandshake handshake() {
        return handshake;
    }

    /** The transport in use; null when no session is open. */
    public @Nullable EngineTransport transport() {
        return transport;
    }

    // EngineListener

    @Override
    public void onOpen(EngineHandshake agreed) {
        handshake = agreed;
        transport = agreed.transport();
        if (opening != null) {
            opening.complete(null);
            opening = null;
        }
    }

    @Override
    public void onText(char[] text, int offset, int length) {
        deliveries.message(new EngineMessage.Text(new String(text, offset, length)), 2 * length);
    }

    @Override
    public void onBinary(ByteBuffer data) {
        deliveries.message(new EngineMessage.Binary(data), data.remaining());
    }

    @Override
    public void onReadComplete() {
        deliveries.flush();
    }

    @Override
    public void onEvent(EngineEvent event) {
        if (event instanceof EngineEvent.Upgraded upgraded) {
            transport = upgraded.to();
        }
        deliveries.event(event);
    }

    @Override
    public void onClosed(EngineClose why) {
        deliveries.flush();
        session = null;
        handshake = null;
        transport = null;
        if (config.client().keepAlive()) {
            KeepAlive.release();
        }
        if (opening != null) {
            opening.completeExceptionally(failure(why));
            opening = null;
        }
        closed.complete(why);
    }

    private static HalleyException failure(EngineClose why) {
        Throwable cause = why.cause();
        if (cause instanceof HalleyException known) {
            return known;
        }
        return why.reason() == EngineClose.Reason.CLIENT
                ? new ClosedException("open: the client was closed meanwhile", cause)
                : new ConnectionException(why.description(), ConnectionException.Details.NONE, cause);
    }

    // Deliveries.Bounds

    @Override
    public void pressure(Pressure now) {
        if (session != null) {
            session.pressure(now);
        }
    }

    @Override
    public void overflowed() {
        if (session != null) {
            session.abort(new OverflowException(
                    "More messages wait for the listeners than maxPendingCount or maxPendingBytes allow.", null));
        }
    }

    @Override
    public String toString() {
        EngineTransport open = transport;
        String state = open != null ? "open over " + open.protocolName() : used ? "closed" : "new";
        return config.client().name() + "[" + state + "]";
    }
}

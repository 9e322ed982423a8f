package dev.halley.engineio.internal.client;

import dev.halley.ListenerHandle;
import dev.halley.OverflowException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineMessage;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.session.Engine;
import dev.halley.internal.client.ClientSettings;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.SharedHandOver;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.EventHub;
import dev.halley.internal.observe.Observers;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client behind its faces. Any thread may call; raw futures end in the serial context. */
public final class EngineIoCore implements Deliveries.Bounds {
    private static final System.Logger LOGGER = System.getLogger("dev.halley.engineio");

    private final EngineConfig config;
    private final ClientLog log;
    private final SerialContext context;
    private final EventHub hub;
    private final @Nullable Observers observers;
    private final Deliveries deliveries;
    private final Sessions sessions;
    private final SharedHandOver ends;

    /** A client that is not open. */
    public EngineIoCore(EngineConfig config) {
        this.config = config;
        ClientSettings client = config.client();
        this.log = client.log(LOGGER);
        this.context = new SerialContext(client.kernel(), this::uncaught);
        this.observers = Observers.of(client.observers(), context, log);
        this.hub = new EventHub(log, observers, client.executor());
        this.deliveries = new Deliveries(config, hub, context, this);
        this.sessions = new Sessions(config, context, deliveries, this::engine);
        this.ends = new SharedHandOver(client.executor());
    }

    private void uncaught(Throwable failure) {
        hub.uncaught(failure);
    }

    private Engine engine() {
        return config.engine(context, observers, log, sessions::sid, deliveries.hasEventListeners());
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
        return Stages.expose(shown, config.client().executor(), ends, () -> withdraw(raw));
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
        context.execute(() -> sessions.open(opened));
        return opened;
    }

    /**
     * Sends a message.
     *
     * @param message a {@code String} or a {@link ByteBuffer} of its own
     * @param compress whether the wire may compress it
     */
    public CompletableFuture<Void> send(Object message, boolean compress) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        context.execute(() -> sessions.send(message, compress, sent));
        return sent;
    }

    /** Closes the session; completes when everything is released. */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.execute(() -> sessions.close(done));
        return done;
    }

    /** Completes with the end of the session that is open, or is opened next. */
    public CompletableFuture<EngineClose> closed() {
        CompletableFuture<EngineClose> end = new CompletableFuture<>();
        context.execute(() -> sessions.closed(end));
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
        return sessions.handshake();
    }

    /** The transport in use; null when no session is open. */
    public @Nullable EngineTransport transport() {
        return sessions.transport();
    }

    // Deliveries.Bounds

    @Override
    public void pressure(Pressure now) {
        sessions.pressure(now);
    }

    @Override
    public void overflowed() {
        sessions.abort(new OverflowException(
                "More messages wait for the listeners than maxPendingCount or maxPendingBytes allow.", null));
    }

    @Override
    public String toString() {
        return config.client().name() + "[" + sessions.state() + "]";
    }
}

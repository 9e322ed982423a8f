package dev.halley.engineio.internal.client;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineMessage;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.session.Engine;
import dev.halley.engineio.internal.session.EngineListener;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.engineio.internal.session.EngineTarget;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.Residence;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.wire.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One client's sessions, one after the other. Serial context, unless said otherwise. */
final class Sessions implements EngineListener {
    private final EngineConfig config;
    private final SerialContext context;
    private final Deliveries deliveries;
    private final Supplier<Engine> engines;

    // serial context
    private @Nullable Engine engine;
    private @Nullable EngineSession session;
    private @Nullable CompletableFuture<Void> opening;
    private Residence.@Nullable Stay stay;

    // written in the serial context, read anywhere
    private volatile boolean used;
    private volatile @Nullable EngineHandshake handshake;
    private volatile @Nullable EngineTransport transport;

    // serial context; a new one for each session
    private CompletableFuture<EngineClose> closed = new CompletableFuture<>();

    /** @param engines makes the engine when a session is opened, and none is left of the one before */
    Sessions(EngineConfig config, SerialContext context, Deliveries deliveries, Supplier<Engine> engines) {
        this.config = config;
        this.context = context;
        this.deliveries = deliveries;
        this.engines = engines;
    }

    void open(CompletableFuture<Void> opened) {
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
                engine = engines.get();
            }
            session = engine.connect(new EngineTarget(config.url(), Headers.empty(), config.options()), this);
            session.pressure(deliveries.pressure());
        } catch (RuntimeException refused) {
            opening = null;
            opened.completeExceptionally(refused);
            return;
        }
        stay = config.client().residence().begin(config.client().name(), this::closedAtExit);
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

    void send(Object message, boolean compress, CompletableFuture<Void> sent) {
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

    void close(CompletableFuture<Void> done) {
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
    }

    /** Any thread. */
    private CompletableFuture<Void> closedAtExit() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.execute(() -> close(done));
        return done;
    }

    private void release() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    /** Settled by the end of the session that is open, or is opened next. */
    void closed(CompletableFuture<EngineClose> end) {
        Stages.ignore(closed.whenComplete((why, failure) -> Stages.settle(end, why, failure)));
    }

    void pressure(Pressure now) {
        if (session != null) {
            session.pressure(now);
        }
    }

    void abort(HalleyException why) {
        if (session != null) {
            session.abort(why);
        }
    }

    // any thread

    @Nullable EngineHandshake handshake() {
        return handshake;
    }

    @Nullable EngineTransport transport() {
        return transport;
    }

    @Nullable String sid() {
        EngineHandshake open = handshake;
        return open == null ? null : open.sid();
    }

    /** In a word, for people. */
    String state() {
        EngineTransport open = transport;
        return open != null ? "open over " + open.protocolName() : used ? "closed" : "new";
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
        if (stay != null) {
            stay.end();
            stay = null;
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
}

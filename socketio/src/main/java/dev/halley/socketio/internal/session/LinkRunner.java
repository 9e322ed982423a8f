package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.ProtocolException;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.machine.Transition;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.parser.Packet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what {@link ReconnectMachine} orders: asks the application where to connect, opens and closes the engine's
 * sessions, waits, and tells the owner the rest. Serial context, but for the getters of volatile fields.
 */
final class LinkRunner implements PacketStream.Receiver, EngineOpener.Target {
    private final SessionSetup setup;
    private final Supplier<SessionSettings> settings;
    private final Owner owner;
    private final EngineOpener opener;
    private final CurrentEngine engine;

    // serial context
    private final Deque<LinkEvent> waiting = new ArrayDeque<>();
    private boolean stepping;
    private @Nullable ReconnectPolicy policy;
    private @Nullable ConnectRequest request;
    private TimeSource.@Nullable Timer timer;
    private @Nullable EngineClose close;

    // written in the serial context, read from any thread
    private volatile LinkState state = LinkState.initial();

    /** What the machine orders beyond the engine. */
    interface Owner {
        void stateChanged(ConnectionState from, ConnectionState to, @Nullable Throwable cause);

        void raise(ClientEvent event);

        void engineEvent(EngineEvent event);

        void opened(EngineHandshake handshake);

        void packet(Packet packet);

        void readComplete();

        /** The connection ended; {@link LinkRunner#close} says how while this runs. */
        void lost(DisconnectReason reason);

        void attemptFailed(HalleyException cause, boolean active);

        /** The engine is about to be closed: what is to be said to the server has to be said now. */
        void leaving();

        void ended(@Nullable HalleyException reason);
    }

    LinkRunner(SessionSetup setup, Supplier<SessionSettings> settings, Owner owner) {
        this.setup = setup;
        this.settings = settings;
        this.owner = owner;
        this.opener = new EngineOpener(setup, this);
        this.engine = new CurrentEngine(setup.kernel().time());
    }

    // ---- any thread

    LinkState state() {
        return state;
    }

    /** The engine; its session's id and transport may be asked for on any thread. */
    CurrentEngine engine() {
        return engine;
    }

    // ---- serial context

    /** The engine's session, while it is open. */
    @Nullable EngineSession openEngine() {
        return state.isUp() || state.kind() == LinkState.Kind.CLOSING ? engine.session() : null;
    }

    ConnectRequest request() {
        return Objects.requireNonNull(request, "the client was never connected");
    }

    @Nullable EngineClose close() {
        return close;
    }

    /**
     * Before the machine is told to connect.
     *
     * @throws IllegalArgumentException if the wire can't do what the settings ask
     */
    void acquire(ConnectRequest next) {
        opener.acquire();
        request = next;
    }

    CompletableFuture<Void> release() {
        return opener.release();
    }

    /** How long the session survives when nothing is read. */
    Duration sessionDeadline() {
        return state.isUp() ? engine.silence() : Duration.ZERO;
    }

    /** Whether the next connection is made in the older version, and this one is given up. */
    boolean fallBack(HalleyException cause) {
        if (!opener.fallBack()) {
            return false;
        }
        step(new LinkEvent.FellBack(state.link(), cause));
        return true;
    }

    /** One event; effects that raise further events are carried out first to the end. */
    void step(LinkEvent event) {
        waiting.add(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            for (LinkEvent next = waiting.poll(); next != null; next = waiting.poll()) {
                apply(next);
            }
        } finally {
            stepping = false;
        }
    }

    private void apply(LinkEvent event) {
        decideAnew();
        LinkState before = state;
        Transition<LinkState, LinkEffect> transition = ReconnectMachine.step(
                settings.get().reconnect(),
                before,
                event,
                setup.kernel().time().nanoTime(),
                setup.kernel().random().getAsDouble());
        LinkState after = transition.next();
        state = after;
        if (after.link() != before.link()) {
            stopTimer();
        }
        // a namespace hears that it is disconnected when the client is not connected any more
        if (before.visible() != after.visible()) {
            owner.stateChanged(before.visible(), after.visible(), cause(event, after));
        }
        transition.effects().forEach(this::execute);
    }

    /** A policy that the application has changed decides from the next loss or attempt on. */
    private void decideAnew() {
        ReconnectPolicy wanted = settings.get().reconnect();
        if (wanted != policy) {
            policy = wanted;
            state = state.deciding(wanted);
        }
    }

    private static @Nullable Throwable cause(LinkEvent event, LinkState after) {
        return event instanceof LinkEvent.EngineClosed closed && after.kind() != LinkState.Kind.CLOSED
                ? closed.cause()
                : after.endReason();
    }

    private void execute(LinkEffect effect) {
        if (effect instanceof LinkEffect.Open open) {
            open(open.link(), open.server());
        } else if (effect instanceof LinkEffect.JoinAll) {
            owner.opened(Objects.requireNonNull(engine.handshake()));
        } else if (effect instanceof LinkEffect.Lost lost) {
            close = lost.close();
            engine.lost();
            owner.lost(lost.reason(state.kind() == LinkState.Kind.CLOSED));
            close = null;
        } else if (effect instanceof LinkEffect.AttemptFailed failed) {
            owner.attemptFailed(failed.cause(), failed.active());
        } else if (effect instanceof LinkEffect.Retrying retrying) {
            owner.raise(new ClientEvent.Retrying(retrying.attempt(), retrying.delay(), retrying.cause()));
        } else if (effect instanceof LinkEffect.Wait timed) {
            timer = setup.context()
                    .schedule(Stages.nanos(timed.delay()), () -> step(new LinkEvent.WaitOver(timed.link())));
        } else if (effect instanceof LinkEffect.CloseEngine order) {
            closeEngine(order.link());
        } else if (effect instanceof LinkEffect.AbortEngine order) {
            engine.abort(order.cause());
        } else if (effect instanceof LinkEffect.Ended ended) {
            engine.gone();
            owner.ended(ended.reason());
        }
    }

    private void closeEngine(long link) {
        owner.leaving();
        EngineSession open = engine.session();
        if (open != null) {
            open.close();
        } else {
            failed(link, EngineOpener.failure("the client was closed before it was connected", null));
        }
    }

    // ---- opening

    private void open(long link, int server) {
        engine.gone();
        opener.open(
                request(),
                link,
                server,
                new PacketStream(link, setup.parser().decoder(setup.parserSettings()), setup.context(), this));
    }

    @Override
    public boolean isWanted(long link) {
        return state.link() == link && state.kind() == LinkState.Kind.OPENING;
    }

    @Override
    public void began(EngineSession session) {
        engine.began(session);
    }

    @Override
    public void failed(long link, HalleyException cause) {
        step(new LinkEvent.EngineClosed(link, cause, null));
    }

    @Override
    public void moved(String from, String to) {
        owner.raise(new ClientEvent.EndpointChanged(from, to));
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    // ---- the connection

    @Override
    public boolean isCurrent(long link) {
        return state.link() == link && state.kind() != LinkState.Kind.CLOSED;
    }

    @Override
    public void opened(long link, EngineHandshake opened) {
        engine.opened(opened);
        step(new LinkEvent.EngineOpened(link, !request().waits()));
    }

    @Override
    public void packet(Packet packet) {
        owner.packet(packet);
    }

    @Override
    public void readComplete() {
        engine.heard();
        owner.readComplete();
    }

    @Override
    public void event(EngineEvent event) {
        engine.event(event);
        owner.engineEvent(event);
    }

    @Override
    public void closed(long link, EngineClose how) {
        if (!isCurrent(link)) {
            return;
        }
        engine.gone();
        HalleyException cause = how.cause() instanceof HalleyException known
                ? known
                : EngineOpener.failure("the connection ended: " + how.description(), how.cause());
        step(new LinkEvent.EngineClosed(link, cause, how));
    }

    @Override
    public void broken(long link, ProtocolException cause) {
        if (isCurrent(link)) {
            engine.abort(cause);
        }
    }
}

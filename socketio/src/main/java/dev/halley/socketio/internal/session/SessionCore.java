package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.Timeouts;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.parser.Packet;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the parts of a client have to do with each other. Serial context. */
final class SessionCore implements LinkRunner.Owner, Membership.Home {
    private final SessionSetup setup;
    private final Dispatcher dispatcher;
    private final LinkRunner link;
    private final Outlet outlet;
    private final Memberships memberships;
    private final Emitting emitting;

    private final Map<String, List<CompletableFuture<Void>>> joins = new HashMap<>();
    private @Nullable ConnectWait connecting;
    private final Ending end;
    /** Whether what is going on is one operation, at whose end it is asked whether any namespace is left. */
    private boolean ending;

    SessionCore(SessionSetup setup, Dispatcher dispatcher, Supplier<SessionSettings> settings) {
        this.setup = setup;
        this.dispatcher = dispatcher;
        this.end = new Ending(setup.context());
        this.link = new LinkRunner(setup, settings, this);
        this.outlet = new Outlet(
                setup.context(),
                new Timeouts(setup.context(), setup.kernel().time()),
                setup.parser().encoder(setup.parserSettings()),
                dispatcher,
                setup.hub(),
                setup.log(),
                settings,
                link::openEngine);
        this.memberships = new Memberships(this, link::fallBack);
        this.emitting = new Emitting(link::state, memberships, outlet);
    }

    // ---- any thread

    LinkRunner link() {
        return link;
    }

    Memberships memberships() {
        return memberships;
    }

    // ---- what the application asks for

    void connect(ConnectRequest request, Runnable accepted, CompletableFuture<Void> raw) {
        ConnectionState now = link.state().visible();
        if (now != ConnectionState.NEW && now != ConnectionState.CLOSED) {
            raw.completeExceptionally(
                    new IllegalStateException("connect: the client is " + now + " (expected: NEW or CLOSED)"));
            return;
        }
        accepted.run();
        try {
            link.acquire(request);
        } catch (RuntimeException unusable) {
            // the wire can't do what the settings ask
            raw.completeExceptionally(unusable);
            return;
        }
        end.begin();
        dispatcher.opened();
        Set<String> wanted = request.wanted(dispatcher.namespaces());
        connecting = new ConnectWait(raw, request.waits(), wanted, request.implied(wanted));
        wanted.forEach(memberships::want);
        link.step(new LinkEvent.Connect(request.servers().size(), request.retry()));
    }

    void join(String namespace, CompletableFuture<Void> raw) {
        ConnectionState now = link.state().visible();
        if (!now.isOpen()) {
            raw.completeExceptionally(new ClosedException(
                    "join: the client is " + now + " (expected: connected; call connect first)",
                    link.state().endReason()));
            return;
        }
        Membership known = memberships.find(namespace);
        if (known != null && known.state().kind() == NamespaceState.Kind.JOINED) {
            raw.complete(null);
            return;
        }
        joins.computeIfAbsent(namespace, name -> new ArrayList<>()).add(raw);
        memberships.want(namespace);
    }

    /** S5-16: completes at once, or with the client's end where it was the last one. */
    CompletableFuture<Void> leave(String namespace) {
        Membership known = memberships.find(namespace);
        if (known == null || !known.state().isActive()) {
            return CompletableFuture.completedFuture(null);
        }
        memberships.leave(known);
        return link.state().visible().isOpen() ? CompletableFuture.completedFuture(null) : end.released();
    }

    CompletableFuture<Void> disconnect() {
        link.step(new LinkEvent.Leave(null));
        return end.released();
    }

    CompletableFuture<Void> abort() {
        link.step(new LinkEvent.Abort());
        return end.released();
    }

    Ending end() {
        return end;
    }

    Emitting emitting() {
        return emitting;
    }

    void pressure(Pressure now) {
        link.engine().pressure(now);
        boolean stopped = now == Pressure.HARD;
        if (stopped != emitting.isPaused()) {
            emitting.paused(stopped);
            setup.hub().raise(stopped ? new ClientEvent.Paused(link.sessionDeadline()) : new ClientEvent.Resumed());
            if (stopped) {
                emitting.failCalls();
            }
        }
    }

    // ---- the namespaces' home

    @Override
    public SessionSetup setup() {
        return setup;
    }

    @Override
    public Outlet outlet() {
        return outlet;
    }

    @Override
    public ConnectRequest request() {
        return link.request();
    }

    @Override
    public boolean isOld() {
        return memberships.isOld();
    }

    @Override
    public Instant wholeAt() {
        return link.engine().wholeAt();
    }

    @Override
    public @Nullable EngineClose close() {
        return link.close();
    }

    @Override
    public void joined() {
        link.step(new LinkEvent.NamespaceJoined(link.state().link()));
    }

    @Override
    public void settled(Membership membership, @Nullable HalleyException failure) {
        List<CompletableFuture<Void>> waiting = joins.remove(membership.namespace());
        if (waiting != null) {
            waiting.forEach(raw -> Stages.settle(raw, null, failure));
        }
        ConnectWait wait = connecting;
        // whatever becomes of a namespace by the end of the client, connect() fails with that end
        if (wait != null && !ending) {
            HalleyException cause = wait.settled(membership.namespace(), failure);
            if (cause != null) {
                link.step(new LinkEvent.Leave(cause));
            }
        }
    }

    @Override
    public void gaveUp(@Nullable HalleyException reason) {
        if (!ending && link.state().visible().isOpen() && !memberships.isAnyActive()) {
            link.step(new LinkEvent.Leave(reason));
        }
    }

    // ---- the connection's owner

    @Override
    public void stateChanged(ConnectionState from, ConnectionState to, @Nullable Throwable cause) {
        setup.hub().changed(from, to, cause);
    }

    @Override
    public void raise(ClientEvent event) {
        setup.hub().raise(event);
    }

    @Override
    public void engineEvent(EngineEvent event) {
        setup.hub().engine(event);
    }

    @Override
    public void opened(EngineHandshake handshake) {
        if (connecting != null) {
            connecting.engineOpened();
        }
        memberships.open(handshake.version(), handshake.sid());
    }

    @Override
    public void packet(Packet packet) {
        setup.log().log(Level.TRACE, () -> "< " + packet);
        memberships.packet(packet);
    }

    @Override
    public void readComplete() {
        dispatcher.readComplete();
    }

    @Override
    public void lost(DisconnectReason reason) {
        memberships.lost(reason);
        dispatcher.readComplete();
    }

    @Override
    public void attemptFailed(HalleyException cause, boolean active) {
        memberships.attemptFailed(cause, active);
    }

    @Override
    public void leaving() {
        ending = true;
        memberships.leaveAll();
        ending = false;
    }

    @Override
    public void ended(@Nullable HalleyException reason) {
        ending = true;
        memberships.end(reason(reason));
        ending = false;
        ConnectWait wait = connecting;
        connecting = null;
        if (wait != null && !wait.isDone()) {
            wait.fail(
                    reason == null
                            ? new ClosedException("the client was disconnected while it was connecting", null)
                            : reason);
        }
        dispatcher.closed(reason);
        end.finish(link.release(), reason);
    }

    private static DisconnectReason reason(@Nullable HalleyException reason) {
        if (reason == null) {
            return DisconnectReason.CLIENT;
        }
        return reason instanceof DisconnectedException known ? known.reason() : DisconnectReason.TRANSPORT_ERROR;
    }
}

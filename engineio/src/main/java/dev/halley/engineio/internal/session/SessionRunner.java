package dev.halley.engineio.internal.session;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.payload.OutgoingPacket;
import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.engineio.internal.session.EngineState.Kind;
import dev.halley.engineio.internal.transport.Link;
import dev.halley.engineio.internal.transport.PollingTransport;
import dev.halley.engineio.internal.transport.Transport;
import dev.halley.engineio.internal.transport.UpgradeProbe;
import dev.halley.engineio.internal.transport.WebSocketTransport;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.machine.Transition;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Does what {@link EngineMachine} decides. Serial context. */
final class SessionRunner implements EngineSession, Heartbeat.Actions, UpgradeProbe.Outcome {
    private final EngineSettings settings;
    private final EngineTarget target;
    private final Memory memory;
    private final EngineListener listener;
    private final Link link;
    private final Incoming incoming;

    // serial context
    private final Deque<SessionEvent> events = new ArrayDeque<>();
    private boolean stepping;
    private EngineState state;
    private @Nullable Transport transport;
    private @Nullable UpgradeProbe probe;
    private @Nullable Heartbeat heartbeat;
    private TimeSource.@Nullable Timer opening;
    private TimeSource.@Nullable Timer closing;
    private Pressure pressure = Pressure.NONE;
    private boolean pumpDue;
    private boolean noSends;
    private boolean deaf;

    /** What outlives a session. */
    interface Memory {
        /** The server speaks this version. */
        void learn(EngineVersion version);

        /** Whether a WebSocket works. */
        void socketWorks(boolean works);

        /** Whether the version is known. */
        boolean knowsVersion();
    }

    SessionRunner(
            EngineSettings settings,
            EngineTarget target,
            List<EngineTransport> transports,
            EngineVersion version,
            Memory memory,
            EngineListener listener) {
        this.settings = settings;
        this.target = target;
        this.memory = memory;
        this.listener = listener;
        this.link = new Link(
                settings.agent(),
                settings.context(),
                settings.time(),
                settings.wording(),
                target.options(),
                target.url(),
                target.headers(),
                version);
        this.incoming = new Incoming(this, link, listener, settings.wantsPackets());
        this.state = EngineState.opening(transports);
    }

    void start() {
        if (state.kind() == Kind.OPENING) {
            open(state.transport());
        }
    }

    // what happens

    void raise(SessionEvent event) {
        events.add(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            for (SessionEvent next = events.poll(); next != null; next = events.poll()) {
                Transition<EngineState, SessionEffect> turn = EngineMachine.step(state, next);
                state = turn.next();
                turn.effects().forEach(this::execute);
            }
        } finally {
            stepping = false;
        }
    }

    void broken(EngineClose why, boolean otherVersion) {
        raise(new SessionEvent.Broken(why, otherVersion, false));
    }

    void parseError(String what, Throwable cause) {
        broken(new EngineClose(Reason.PARSE_ERROR, 0, what, cause), false);
    }

    Memory memory() {
        return memory;
    }

    EngineTarget target() {
        return target;
    }

    EngineSettings settings() {
        return settings;
    }

    @Nullable Heartbeat heartbeat() {
        return heartbeat;
    }

    boolean isInUse(Transport from) {
        return from == transport;
    }

    /** Whether what a transport brings is wanted. */
    boolean isCurrent(Transport from) {
        return from == transport && !deaf && state.kind() != Kind.CLOSED;
    }

    /** E4-17 */
    void nothingCame() {
        if (state.kind() == Kind.PROBING && transport instanceof PollingTransport polling) {
            polling.holdNextPoll(Duration.ofSeconds(1));
        }
    }

    void answer(OutgoingPacket packet) {
        if (transport != null) {
            transport.control(packet);
        }
    }

    void tell(EngineEvent event) {
        listener.onEvent(event);
    }

    // what follows

    private void execute(SessionEffect effect) {
        if (effect instanceof SessionEffect.Open open) {
            reopen(open);
        } else if (effect instanceof SessionEffect.Announce) {
            announce();
        } else if (effect instanceof SessionEffect.StartProbe) {
            startProbe();
        } else if (effect instanceof SessionEffect.PausePolling) {
            ((PollingTransport) Objects.requireNonNull(transport)).pause(() -> raise(new SessionEvent.Paused()));
        } else if (effect instanceof SessionEffect.Switch) {
            switchOver();
        } else if (effect instanceof SessionEffect.DropProbe drop) {
            dropProbe(drop.cause());
        } else if (effect instanceof SessionEffect.StartDeadline) {
            closing = settings.context()
                    .schedule(settings.drainDeadline().toNanos(), () -> raise(new SessionEvent.DeadlineOver()));
        } else if (effect instanceof SessionEffect.AwaitDrain) {
            if (Objects.requireNonNull(transport).isIdle() && link.outbox().isEmpty()) {
                raise(new SessionEvent.Drained());
            }
        } else if (effect instanceof SessionEffect.Leave) {
            Objects.requireNonNull(transport).leave();
        } else if (effect instanceof SessionEffect.Finish finish) {
            finish(finish.why());
        }
    }

    private void reopen(SessionEffect.Open open) {
        if (transport != null) {
            if (transport.type() == EngineTransport.WEBSOCKET) {
                memory.socketWorks(false);
            }
            transport.discard(false);
        }
        incoming.reset();
        if (open.otherVersion()) {
            link.speaks(link.codec().version() == EngineVersion.V4 ? EngineVersion.V3 : EngineVersion.V4);
        }
        open(open.transport());
    }

    private void open(EngineTransport type) {
        Duration timeout = target.options().connectTimeout();
        stop(opening);
        opening = settings.context()
                .schedule(
                        timeout.toNanos(),
                        () -> broken(
                                failure("no session at " + target + " within the connect timeout of "
                                        + timeout.toMillis() + " ms over " + type.protocolName()),
                                false));
        Transport next = type == EngineTransport.POLLING
                ? new PollingTransport(link, incoming, () -> heartbeat == null ? 0 : heartbeat.readDue())
                : new WebSocketTransport(link, incoming, timeout);
        transport = next;
        next.pressure(pressure);
        next.open();
    }

    private static EngineClose failure(String what) {
        ConnectionException cause = new ConnectionException(what, ConnectionException.Details.NONE, null);
        return new EngineClose(Reason.TRANSPORT_ERROR, 0, what, cause);
    }

    private void announce() {
        Transport current = Objects.requireNonNull(transport);
        EngineHandshake handshake = Objects.requireNonNull(link.handshake());
        stop(opening);
        memory.learn(handshake.version());
        if (current.type() == EngineTransport.WEBSOCKET) {
            memory.socketWorks(true);
        }
        settings.log().log(Level.DEBUG, () -> "engine open: " + handshake);
        Heartbeat beat = new Heartbeat(settings.context(), settings.time(), handshake, this);
        heartbeat = beat;
        beat.notReading(pressure == Pressure.HARD);
        beat.start();
        listener.onOpen(handshake);
        tell(new EngineEvent.Opened(handshake));
        current.begin();
    }

    private void startProbe() {
        tell(new EngineEvent.Upgrading(EngineTransport.WEBSOCKET));
        probe = new UpgradeProbe(link, this);
        probe.start();
    }

    private void switchOver() {
        Transport polling = Objects.requireNonNull(transport);
        WebSocketTransport socket = Objects.requireNonNull(probe).take(incoming);
        probe = null;
        polling.discard(false);
        transport = socket;
        socket.pressure(pressure);
        memory.socketWorks(true);
        settings.log().log(Level.DEBUG, () -> "engine upgraded to websocket");
        tell(new EngineEvent.Upgraded(EngineTransport.WEBSOCKET));
        socket.begin();
    }

    private void dropProbe(Throwable cause) {
        probe = null;
        ((PollingTransport) Objects.requireNonNull(transport)).resume();
        settings.log().log(Level.DEBUG, () -> "engine stays on polling: " + cause.getMessage());
        tell(new EngineEvent.UpgradeFailed(EngineTransport.WEBSOCKET, cause));
    }

    private void finish(EngineClose why) {
        noSends = true;
        stop(opening);
        stop(closing);
        if (heartbeat != null) {
            heartbeat.stop();
        }
        if (probe != null) {
            probe.discard();
            probe = null;
        }
        if (transport != null) {
            boolean socket = transport.type() == EngineTransport.WEBSOCKET;
            if (link.handshake() == null && socket) {
                memory.socketWorks(false);
            }
            transport.discard(why.reason() == Reason.PARSE_ERROR || socket && why.reason() == Reason.TRANSPORT_CLOSE);
        }
        settings.log().log(Level.DEBUG, () -> "engine closed: " + why.reason().text() + ": " + why.description());
        tell(new EngineEvent.Closed(why));
        listener.onClosed(why);
        fail(why);
    }

    private void fail(EngineClose why) {
        Throwable cause = why.cause();
        String words = why.reason().text() + ": " + why.description();
        link.outbox()
                .fail(
                        new ConnectionException(
                                "The message was not sent: the session ended (" + words + ")",
                                cause instanceof ConnectionException known
                                        ? known.details()
                                        : ConnectionException.Details.NONE,
                                cause),
                        words);
    }

    private static void stop(TimeSource.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    // EngineSession

    @Override
    public CompletableFuture<Void> send(List<?> messages, boolean compress) {
        if (noSends) {
            return CompletableFuture.failedFuture(new ConnectionException(
                    "The message was not sent: the session is closed.", ConnectionException.Details.NONE, null));
        }
        CompletableFuture<Void> sent = link.outbox().add(messages, compress);
        if (transport instanceof WebSocketTransport socket) {
            socket.pump();
        } else if (!pumpDue) {
            // what is sent in one go shares a POST
            pumpDue = true;
            settings.context().execute(this::pump);
        }
        return sent;
    }

    private void pump() {
        pumpDue = false;
        if (transport != null && state.kind() != Kind.CLOSED) {
            transport.pump();
        }
    }

    @Override
    public boolean isWritable() {
        boolean open = state.kind() == Kind.OPEN || state.kind() == Kind.PROBING;
        return open
                && !noSends
                && transport != null
                && transport.isWritable()
                && link.outbox().isEmpty();
    }

    @Override
    public boolean checkHeartbeat() {
        String why = heartbeat == null || state.kind() == Kind.CLOSED ? null : heartbeat.overdue();
        if (why == null) {
            return false;
        }
        deaf = true;
        settings.context().execute(() -> expired(why));
        return true;
    }

    @Override
    public @Nullable EngineTransport transport() {
        return transport == null || link.handshake() == null ? null : transport.type();
    }

    @Override
    public @Nullable String sid() {
        EngineHandshake handshake = link.handshake();
        return handshake == null ? null : handshake.sid();
    }

    @Override
    public void pressure(Pressure now) {
        pressure = now;
        if (heartbeat != null) {
            heartbeat.notReading(now == Pressure.HARD);
        }
        if (transport != null && state.kind() != Kind.CLOSED) {
            transport.pressure(now);
        }
    }

    @Override
    public void close() {
        noSends = true;
        settings.context().execute(() -> raise(new SessionEvent.Close()));
    }

    @Override
    public void abort(Throwable cause) {
        noSends = true;
        deaf = true;
        Reason reason = cause instanceof ProtocolException ? Reason.PARSE_ERROR : Reason.TRANSPORT_ERROR;
        EngineClose why = new EngineClose(reason, 0, String.valueOf(cause.getMessage()), cause);
        settings.context().execute(() -> raise(new SessionEvent.Broken(why, false, true)));
    }

    // Heartbeat.Actions

    @Override
    public void ping() {
        answer(OutgoingPacket.control(PacketType.PING, ""));
    }

    @Override
    public void expired(String why) {
        broken(new EngineClose(Reason.PING_TIMEOUT, 0, why, null), false);
    }

    // UpgradeProbe.Outcome

    @Override
    public void onAnswered() {
        raise(new SessionEvent.ProbeAnswered());
    }

    @Override
    public void onFailed(Throwable cause) {
        raise(new SessionEvent.ProbeFailed(cause));
    }

    @Override
    public void onWriting(OutgoingPacket packet) {
        incoming.onWriting(packet);
    }
}

package dev.halley.engineio.internal.session;

import dev.halley.ConnectionException;
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
import dev.halley.engineio.internal.transport.WebSocketTransport;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.http.Masking;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.machine.Transition;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Does what {@link EngineMachine} decides. Serial context. */
final class SessionRunner implements Heartbeat.Actions {
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
    private final Upgrading upgrading;
    private @Nullable Heartbeat heartbeat;
    private TimeSource.@Nullable Timer opening;
    private TimeSource.@Nullable Timer closing;
    private Pressure pressure = Pressure.NONE;
    private boolean deaf;

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
                version,
                memory::unsaid);
        this.incoming = new Incoming(this, link, listener, settings.wantsPackets());
        this.upgrading = new Upgrading(this, incoming);
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

    Link link() {
        return link;
    }

    @Nullable Transport transport() {
        return transport;
    }

    boolean isOver() {
        return state.kind() == Kind.CLOSED;
    }

    /** Whether messages go out, and no upgrade is about to switch. */
    boolean isFlowing() {
        return state.kind() == Kind.OPEN || state.kind() == Kind.PROBING;
    }

    /** From now on nothing is heard but the end. */
    void deafen() {
        deaf = true;
    }

    void pressure(Pressure now) {
        pressure = now;
        if (heartbeat != null) {
            heartbeat.notReading(now == Pressure.HARD);
        }
        if (transport != null && !isOver()) {
            transport.pressure(now);
        }
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
            upgrading.start();
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
                                failure("no session at " + Masking.uri(target.url()) + " within the connect timeout of "
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

    private void switchOver() {
        Transport polling = Objects.requireNonNull(transport);
        WebSocketTransport socket = upgrading.take();
        polling.discard(false);
        transport = socket;
        socket.pressure(pressure);
        memory.socketWorks(true);
        settings.log().log(Level.DEBUG, () -> "engine upgraded to websocket");
        tell(new EngineEvent.Upgraded(EngineTransport.WEBSOCKET));
        socket.begin();
    }

    private void dropProbe(Throwable cause) {
        upgrading.discard();
        ((PollingTransport) Objects.requireNonNull(transport)).resume();
        settings.log().log(Level.DEBUG, () -> "engine stays on polling: " + cause.getMessage());
        tell(new EngineEvent.UpgradeFailed(EngineTransport.WEBSOCKET, cause));
    }

    /**
     * Whether the server may think that the session goes on: between two polls it notices no lost connection, and it can
     * only restore what it knows to be lost.
     */
    private static boolean isUnnoticed(EngineClose why) {
        return why.reason() == Reason.PING_TIMEOUT
                || why.reason() == Reason.TRANSPORT_ERROR
                        && why.cause() instanceof ConnectionException lost
                        && lost.details().status() == 0;
    }

    private void finish(EngineClose why) {
        stop(opening);
        stop(closing);
        if (heartbeat != null) {
            heartbeat.stop();
        }
        upgrading.discard();
        if (transport != null) {
            boolean socket = transport.type() == EngineTransport.WEBSOCKET;
            if (link.handshake() == null && socket) {
                memory.socketWorks(false);
            }
            transport.discard(why.reason() == Reason.PARSE_ERROR
                    || (socket ? why.reason() == Reason.TRANSPORT_CLOSE : isUnnoticed(why)));
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

    // Heartbeat.Actions

    @Override
    public void ping() {
        answer(OutgoingPacket.control(PacketType.PING, ""));
    }

    @Override
    public void expired(String why) {
        broken(new EngineClose(Reason.PING_TIMEOUT, 0, why, null), false);
    }
}

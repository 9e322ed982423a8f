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
import dev.halley.engineio.internal.transport.Transport;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.machine.Transition;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Does what {@link EngineMachine} decides, and tells the layer above. Serial context. */
final class SessionRunner implements Heartbeat.Actions {
    private final EngineSettings settings;
    private final EngineTarget target;
    private final Memory memory;
    private final EngineListener listener;
    private final Link link;
    private final InUse inUse;

    // serial context
    private final Deque<SessionEvent> events = new ArrayDeque<>();
    private boolean stepping;
    private EngineState state;
    private @Nullable Heartbeat heartbeat;
    private TimeSource.@Nullable Timer closing;

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
                memory.farewell(),
                memory.caution());
        this.inUse = new InUse(this, settings, target, memory, link, listener);
        this.state = EngineState.opening(transports);
    }

    void start() {
        if (state.kind() == Kind.OPENING) {
            inUse.open(state.transport());
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
        return inUse.transport();
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
        inUse.deafen();
    }

    void pressure(Pressure now) {
        if (heartbeat != null) {
            heartbeat.notReading(now == Pressure.HARD);
        }
        inUse.pressure(now);
    }

    /** In how many nanoseconds the client has to read again. */
    long readDue() {
        return heartbeat == null ? 0 : heartbeat.readDue();
    }

    /** E4-17 */
    void nothingCame() {
        if (state.kind() == Kind.PROBING) {
            inUse.holdNextPoll();
        }
    }

    void answer(OutgoingPacket packet) {
        inUse.control(packet);
    }

    void tell(EngineEvent event) {
        listener.onEvent(event);
    }

    // what follows

    private void execute(SessionEffect effect) {
        if (effect instanceof SessionEffect.Open open) {
            inUse.reopen(open.transport(), open.otherVersion());
        } else if (effect instanceof SessionEffect.Announce) {
            announce();
        } else if (effect instanceof SessionEffect.StartProbe) {
            inUse.probe();
        } else if (effect instanceof SessionEffect.PausePolling) {
            inUse.pausePolling();
        } else if (effect instanceof SessionEffect.Switch) {
            inUse.switchOver();
        } else if (effect instanceof SessionEffect.DropProbe drop) {
            inUse.dropProbe(drop.cause());
        } else if (effect instanceof SessionEffect.StartDeadline) {
            closing = settings.context()
                    .schedule(settings.drainDeadline().toNanos(), () -> raise(new SessionEvent.DeadlineOver()));
        } else if (effect instanceof SessionEffect.AwaitDrain) {
            if (inUse.isDrained()) {
                raise(new SessionEvent.Drained());
            }
        } else if (effect instanceof SessionEffect.Leave) {
            inUse.leave();
        } else if (effect instanceof SessionEffect.Finish finish) {
            finish(finish.why());
        }
    }

    private void announce() {
        Transport current = Objects.requireNonNull(inUse.transport());
        EngineHandshake handshake = Objects.requireNonNull(link.handshake());
        memory.learn(handshake.version());
        inUse.opened();
        settings.log().log(Level.DEBUG, () -> "engine open: " + handshake);
        Heartbeat beat = new Heartbeat(settings.context(), settings.time(), handshake, this);
        heartbeat = beat;
        beat.notReading(inUse.pressure() == Pressure.HARD);
        beat.start();
        listener.onOpen(handshake);
        tell(new EngineEvent.Opened(handshake));
        current.begin();
    }

    private void finish(EngineClose why) {
        if (closing != null) {
            closing.cancel();
        }
        if (heartbeat != null) {
            heartbeat.stop();
        }
        inUse.discard(why);
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

package dev.halley.bayeux.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.OutgoingMessage;
import dev.halley.bayeux.internal.position.Positions;
import dev.halley.bayeux.internal.transport.Endpoint;
import dev.halley.bayeux.internal.transport.Transport;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.machine.Transition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what {@link BayeuxMachine} orders: sends control messages, keeps its timers, and tells the owner the rest.
 * Serial context, except the getters of volatile fields.
 */
final class SessionRunner {
    private final BayeuxConfig config;
    private final SessionRules rules;
    private final SerialContext context;
    private final Kernel kernel;
    private final Positions positions;
    private final Owner owner;

    // serial context
    private final Deque<SessionEvent> waiting = new ArrayDeque<>();
    private boolean stepping;
    private @Nullable SessionResources resources;
    private long nextId;
    private @Nullable Control control;
    private TimeSource.@Nullable Timer wait;
    private final ConnectGate gate;

    // written in the serial context, read from any thread
    private volatile SessionState state;

    /** The control message that is on its way. */
    private record Control(long link, OutgoingMessage message) {}

    /** What the machine orders beyond control messages. */
    interface Owner extends Transport.Listener {
        void stateChanged(ConnectionState from, ConnectionState to, @Nullable Throwable cause);

        void raise(ClientEvent event);

        void sessionStarted();

        void connected();

        void linkLost(HalleyException cause);

        void sessionLost(HalleyException cause);

        void opened();

        void openFailed(HalleyException cause);

        /** The machine has ended; resources are being released by the owner. */
        void ended(@Nullable HalleyException reason);
    }

    SessionRunner(BayeuxConfig config, SerialContext context, Positions positions, Owner owner) {
        this.config = config;
        this.rules = config.rules();
        this.context = context;
        this.kernel = config.kernel();
        this.positions = positions;
        this.owner = owner;
        this.state = SessionState.initial(rules);
        this.gate = new ConnectGate(context, kernel.time(), positions::isBusy, this::sendConnect);
    }

    /** Any thread. */
    SessionState state() {
        return state;
    }

    /** The transport of the session; only while the client is open. */
    Transport transport() {
        return resources().transport(state.route().endpoint());
    }

    private SessionResources resources() {
        return Objects.requireNonNull(resources, "the client is not open");
    }

    String nextId() {
        return Long.toString(++nextId);
    }

    /** Whether a message is the handshake, connect or disconnect that is on its way. */
    boolean isControl(@Nullable String id) {
        return control != null && control.message.id().equals(id);
    }

    long controlLink() {
        return control == null ? -1 : control.link;
    }

    /** The reply to the control message came, or it failed. */
    void controlDone() {
        control = null;
    }

    /** A message came: the session lives. */
    void connectAnswered() {
        gate.connectAnswered();
    }

    /** The application has processed everything that was received. */
    void processed() {
        gate.processed(state);
    }

    void pressure(Pressure now) {
        gate.pressure(now, state);
        if (resources != null) {
            resources.pressure(now);
        }
    }

    /** How long the server keeps the session without a connect, from now. */
    Duration sessionDeadline() {
        return gate.deadline(state);
    }

    /** One event; effects that raise further events are carried out first to the end. */
    void step(SessionEvent event) {
        waiting.add(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            for (SessionEvent next = waiting.poll(); next != null; next = waiting.poll()) {
                apply(next);
            }
        } finally {
            stepping = false;
        }
    }

    private void apply(SessionEvent event) {
        SessionState before = state;
        Transition<SessionState, SessionEffect> transition = BayeuxMachine.step(
                rules, before, event, kernel.time().nanoTime(), kernel.random().getAsDouble());
        SessionState after = transition.next();
        state = after;
        if (after.link() != before.link()) {
            stopWaiting();
            gate.forget();
        }
        if (before.visible() != after.visible()) {
            owner.stateChanged(before.visible(), after.visible(), cause(transition.effects()));
        }
        transition.effects().forEach(this::execute);
    }

    private static @Nullable Throwable cause(List<SessionEffect> effects) {
        for (SessionEffect effect : effects) {
            if (effect instanceof SessionEffect.LinkLost lost) {
                return lost.cause();
            } else if (effect instanceof SessionEffect.SessionLost lost) {
                return lost.cause();
            } else if (effect instanceof SessionEffect.OpenFailed failed) {
                return failed.cause();
            } else if (effect instanceof SessionEffect.Retrying retrying) {
                return retrying.cause();
            } else if (effect instanceof SessionEffect.Ended ended) {
                return ended.reason();
            }
        }
        return null;
    }

    private void execute(SessionEffect effect) {
        if (effect instanceof SessionEffect.SendHandshake send) {
            handshake(send);
        } else if (effect instanceof SessionEffect.SendConnect send) {
            gate.submit(send, state);
        } else if (effect instanceof SessionEffect.SendDisconnect send) {
            resources().abandonControl();
            send(send.link(), state.route().endpoint(), OutgoingMessage.disconnect(nextId()), Leaving.CLOSE_DEADLINE);
        } else if (effect instanceof SessionEffect.Wait timed) {
            wait = context.schedule(timed.delay().toNanos(), () -> step(new SessionEvent.WaitOver(timed.link())));
        } else if (effect instanceof SessionEffect.StartSession) {
            resources().hold(false);
            owner.sessionStarted();
        } else if (effect instanceof SessionEffect.Connected) {
            resources().hold(false);
            // only now: while a client is opened, a handler of its former session must not keep the replies unread
            resources().pressure(gate.pressure());
            owner.connected();
        } else if (effect instanceof SessionEffect.LinkLost lost) {
            owner.linkLost(lost.cause());
        } else if (effect instanceof SessionEffect.SessionLost lost) {
            resources().hold(true);
            owner.sessionLost(lost.cause());
        } else if (effect instanceof SessionEffect.Retrying retrying) {
            retrying(retrying);
        } else if (effect instanceof SessionEffect.Opened) {
            owner.opened();
        } else if (effect instanceof SessionEffect.OpenFailed failed) {
            owner.openFailed(failed.cause());
        } else if (effect instanceof SessionEffect.Ended ended) {
            control = null;
            owner.ended(ended.reason());
        }
    }

    /**
     * Before the machine opens.
     *
     * @throws IllegalArgumentException if the wire can't do what the settings ask
     */
    void acquireResources() {
        resources = new SessionResources(
                config, context, () -> state.clientId(), () -> state.epoch(), () -> state.link(), owner);
    }

    private void handshake(SessionEffect.SendHandshake send) {
        // P12: nothing of an earlier attempt goes on beside this one
        resources().abandonControl();
        resources().hold(true);
        List<String> supported =
                send.supported().stream().map(ConnectionType::wireName).toList();
        send(
                send.link(),
                send.endpoint(),
                positions.handshake(OutgoingMessage.handshake(nextId(), supported, config.handshakeFields())),
                config.requestTimeout());
    }

    private void sendConnect(SessionEffect.SendConnect send) {
        String transport = send.transport().wireName();
        // P16: the server may hold it this long, and the network has its allowance
        Duration held = send.immediately()
                ? Duration.ZERO
                : Duration.ofMillis(state.advice().timeoutMillis());
        send(
                send.link(),
                send.endpoint(),
                positions.connect(OutgoingMessage.connect(nextId(), transport, send.immediately())),
                held.plus(config.requestTimeout()));
    }

    private void send(long link, Endpoint endpoint, OutgoingMessage message, Duration timeout) {
        control = new Control(link, message);
        resources().transport(endpoint).send(message, timeout);
    }

    private void retrying(SessionEffect.Retrying retrying) {
        resources().hold(true);
        resources()
                .transport(state.route().endpoint())
                .failUnwritten(new ConnectionException(
                        "not connected, so nothing was sent: "
                                + retrying.cause().getMessage(),
                        retrying.cause() instanceof ConnectionException known
                                ? known.details()
                                : ConnectionException.Details.NONE,
                        retrying.cause()));
        owner.raise(new ClientEvent.Retrying(retrying.attempt(), retrying.delay(), retrying.cause()));
    }

    private void stopWaiting() {
        if (wait != null) {
            wait.cancel();
            wait = null;
        }
    }

    /** Cuts the connections, before the machine is told. */
    void cut() {
        if (resources != null) {
            resources.cut();
        }
    }

    /** Hands the resources over to be released. */
    @Nullable SessionResources takeResources() {
        SessionResources taken = resources;
        resources = null;
        return taken;
    }
}

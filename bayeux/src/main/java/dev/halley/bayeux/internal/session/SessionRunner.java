package dev.halley.bayeux.internal.session;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.extension.Authenticator;
import dev.halley.bayeux.internal.position.Positions;
import dev.halley.bayeux.internal.transport.Endpoint;
import dev.halley.bayeux.internal.transport.Transport;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.machine.Transition;
import dev.halley.internal.observe.Observers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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
    private final Authenticator authenticator;
    private final Owner owner;

    // serial context
    private final Deque<SessionEvent> waiting = new ArrayDeque<>(4);
    private boolean stepping;
    private @Nullable SessionResources resources;
    private long nextId;
    private final ControlChannel control;
    private TimeSource.@Nullable Timer wait;
    private final ConnectGate gate;
    private final HandshakeEvents handshakeEvents;

    // written in the serial context, read from any thread
    private volatile SessionState state;

    /** What the machine orders beyond control messages. */
    interface Owner extends Transport.Listener {
        void stateChanged(ConnectionState from, ConnectionState to, @Nullable Throwable cause);

        void raise(ClientEvent event);

        /** Null when there are none. */
        @Nullable Observers observers();

        /**
         * A session began.
         *
         * @param resumed whether the server knows it from a former client
         */
        void sessionStarted(boolean resumed);

        void connected();

        /** Any thread: the JVM exits. */
        CompletableFuture<Void> closeAtExit();

        void linkLost(HalleyException cause, ConnectionType over);

        void sessionLost(HalleyException cause);

        void opened();

        void openFailed(HalleyException cause);

        /** The machine has ended; resources are being released by the owner. */
        void ended(@Nullable HalleyException reason);
    }

    SessionRunner(
            BayeuxConfig config, SerialContext context, Authenticator authenticator, Positions positions, Owner owner) {
        this.config = config;
        this.rules = config.rules();
        this.context = context;
        this.kernel = config.kernel();
        this.authenticator = authenticator;
        this.owner = owner;
        this.state = SessionState.initial(rules);
        this.gate = new ConnectGate(context, kernel.time(), positions::isBusy, this::connect);
        this.handshakeEvents = new HandshakeEvents(context);
        this.control = new ControlChannel(
                config,
                context,
                positions,
                this::resources,
                this::nextId,
                (link, failure) -> step(new SessionEvent.LinkFailed(link, Failures.of(failure))));
    }

    /** Any thread. */
    SessionState state() {
        return state;
    }

    /** The transport for requests; only while the client is open. */
    Transport transport() {
        return resources().forRequests(state.route().endpoint());
    }

    boolean authenticates() {
        return rules.authenticates();
    }

    /** The cookies of the open client; secrets. */
    CookieJar cookies() {
        return resources().cookies();
    }

    /** Takes a request back that has not been written, whichever transport it was given to. */
    boolean withdraw(String id) {
        return resources().withdraw(id);
    }

    private SessionResources resources() {
        return Objects.requireNonNull(resources, "the client is not open");
    }

    String nextId() {
        return Long.toString(++nextId);
    }

    HandshakeEvents handshakeEvents() {
        return handshakeEvents;
    }

    ControlChannel control() {
        return control;
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
            handshakeEvents.forget();
        }
        if (before.visible() != after.visible()) {
            owner.stateChanged(before.visible(), after.visible(), Causes.of(transition.effects()));
        }
        if (before.established() && after.established()) {
            compare(before, after);
        }
        // P29
        if (after.advice().multipleClients() && !before.advice().multipleClients()) {
            owner.raise(new ClientEvent.MultipleClients(Turn.interval(after)));
        }
        transition.effects().forEach(this::execute);
    }

    private void compare(SessionState before, SessionState after) {
        Endpoint from = before.route().endpoint();
        Endpoint to = after.route().endpoint();
        if (!from.equals(to)) {
            if (before.kind() == SessionState.Kind.PROMOTING && after.usable()) {
                resources().switched(from);
            }
            owner.raise(new ClientEvent.EndpointChanged(from.toString(), to.toString()));
        }
        if (before.kind() == SessionState.Kind.PROMOTING && after.usable()) {
            resources().tidy(to);
        }
    }

    private void execute(SessionEffect effect) {
        if (effect instanceof SessionEffect.SendHandshake send) {
            control.handshake(send);
        } else if (effect instanceof SessionEffect.SendConnect send) {
            handshakeEvents.first(() -> gate.submit(send, state));
        } else if (effect instanceof SessionEffect.SendDisconnect send) {
            control.disconnect(send.link(), state.route().endpoint());
        } else if (effect instanceof SessionEffect.Wait timed) {
            wait = context.schedule(Stages.nanos(timed.delay()), () -> step(new SessionEvent.WaitOver(timed.link())));
        } else if (effect instanceof SessionEffect.Authenticate order) {
            authenticate(order);
        } else if (effect instanceof SessionEffect.RefuseHost refused) {
            owner.raise(new ClientEvent.HostRefused(refused.host()));
        } else if (effect instanceof SessionEffect.StartSession started) {
            owner.sessionStarted(started.resumed());
            // P51: only now, so that all subscribes go out as one batch, before the connect
            resources().hold(false);
        } else if (effect instanceof SessionEffect.Connected) {
            resources().hold(false);
            // only now: while a client is opened, a handler of its former session must not keep the replies unread
            resources().pressure(gate.pressure());
            resources().tidy(state.route().endpoint());
            owner.connected();
        } else if (effect instanceof SessionEffect.LinkLost lost) {
            owner.linkLost(lost.cause(), lost.over());
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
            control.clear();
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

    private void connect(SessionEffect.SendConnect send) {
        if (state.kind() == SessionState.Kind.PROMOTING && gate.pressure() == Pressure.HARD) {
            // nothing is read now, so the attempt could only fail
            step(new SessionEvent.LinkFailed(send.link(), Failures.of(nothingRead())));
            return;
        }
        control.connect(send, state);
    }

    private static HalleyException nothingRead() {
        return new ConnectionException("reading has stopped", ConnectionException.Details.NONE, null);
    }

    private void authenticate(SessionEffect.Authenticate order) {
        resources().hold(true);
        Stages.ignore(authenticator.authenticate().whenComplete((done, failure) -> {
            if (failure == null && resources != null) {
                resources.renewed();
            }
            step(
                    failure == null
                            ? new SessionEvent.Authenticated(order.link())
                            : new SessionEvent.AuthenticationFailed(order.link(), Failures.ofRenewal(failure)));
        }));
    }

    private void retrying(SessionEffect.Retrying retrying) {
        resources().hold(true);
        resources()
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

    /** Holds back what is sent meanwhile, so that it goes into as few requests or frames as it fits into. */
    void together(Runnable sends) {
        SessionResources now = resources;
        if (now == null || !state.usable() || now.isHeld()) {
            sends.run();
            return;
        }
        now.gather(true);
        try {
            sends.run();
        } finally {
            now.gather(false);
        }
    }

    /** The disconnect that follows waits for nothing. */
    void hurry() {
        if (resources != null) {
            resources.hurry();
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

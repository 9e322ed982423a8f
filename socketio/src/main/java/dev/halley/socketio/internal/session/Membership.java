package dev.halley.socketio.internal.session;

import dev.halley.ClientEvent;
import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.SubscriptionState;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.internal.session.EngineSession;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.machine.Transition;
import dev.halley.socketio.BadNamespaceException;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.NamespaceRefusedException;
import dev.halley.socketio.internal.session.NamespaceState.Kind;
import dev.halley.socketio.parser.Packet;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One namespace: carries out what its machine orders. Serial context, but for what is said to be any thread's. */
final class Membership {
    private final String namespace;
    private final Home home;
    private final Lane lane;
    private final Arrivals arrivals;
    private final Admission admission;

    // any thread
    private final AtomicLong ackIds = new AtomicLong();
    private volatile NamespaceState state = NamespaceState.INITIAL;
    private volatile @Nullable String sid;
    private volatile boolean recovered;

    // serial context
    private final Deque<NamespaceEvent> waiting = new ArrayDeque<>();
    private boolean stepping;
    private TimeSource.@Nullable Timer timer;
    private @Nullable Accepted accepted;

    /** What the server's CONNECT says. */
    private record Accepted(String sid, @Nullable String pid) {}

    /** What a namespace needs of its client. */
    interface Home {
        SessionSetup setup();

        Outlet outlet();

        ConnectRequest request();

        /** Whether the server speaks version 4 of the protocol. */
        boolean isOld();

        /** When the stream was last known to be whole. */
        Instant wholeAt();

        /** How the last connection ended; null while it has not. */
        @Nullable EngineClose close();

        /** A namespace is joined; its events come next. */
        void joined();

        /** It is known what became of an attempt: null when it was joined. */
        void settled(Membership membership, @Nullable HalleyException failure);

        /** A namespace is given up; null when by the application. */
        void gaveUp(@Nullable HalleyException reason);
    }

    Membership(String namespace, Home home) {
        this.namespace = namespace;
        this.home = home;
        this.lane = new Lane(namespace, home.outlet(), () -> state.kind() == Kind.JOINED);
        this.arrivals = new Arrivals(namespace, home, () -> state);
        this.admission = new Admission(namespace, home, arrivals::restored);
    }

    // ---- any thread

    String namespace() {
        return namespace;
    }

    NamespaceState state() {
        return state;
    }

    long nextAckId() {
        return ackIds.getAndIncrement();
    }

    @Nullable String sid() {
        return sid;
    }

    boolean isRecovered() {
        return recovered;
    }

    // ---- serial context

    Lane lane() {
        return lane;
    }

    void want() {
        if (!state.isActive()) {
            lane.open();
            admission.refused(null);
            arrivals.open();
        }
        step(new NamespaceEvent.Want());
    }

    /** The server's CONNECT (S5-03). */
    void accept(String newSid, @Nullable String pid) {
        accepted = new Accepted(newSid, pid);
        step(new NamespaceEvent.Accepted());
    }

    void event(Packet packet) {
        arrivals.event(packet);
    }

    /** One event; effects that raise further events are carried out first to the end. */
    void step(NamespaceEvent event) {
        waiting.add(event);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            for (NamespaceEvent next = waiting.poll(); next != null; next = waiting.poll()) {
                apply(next);
            }
        } finally {
            stepping = false;
        }
    }

    private void apply(NamespaceEvent event) {
        NamespaceState before = state;
        Transition<NamespaceState, NamespaceEffect> transition = NamespaceMachine.step(
                home.request().refreshes(),
                before,
                event,
                home.setup().kernel().random().getAsDouble());
        NamespaceState after = transition.next();
        state = after;
        // each is a connection's own
        if (after.attempt() != before.attempt()
                || after.kind() == Kind.JOINED
                || event.kind() == NamespaceEvent.Kind.LOST) {
            stopTimer();
        }
        if (after.kind() != Kind.JOINING && after.kind() != Kind.JOINED) {
            arrivals.forgetEarly();
        }
        SubscriptionState visible = after.visible();
        if (visible != before.visible() && visible != SubscriptionState.FAILED) {
            home.setup().hub().raise(new ClientEvent.SubscriptionChanged(namespace, visible, null));
        }
        transition.effects().forEach(this::execute);
    }

    private void execute(NamespaceEffect effect) {
        if (effect instanceof NamespaceEffect.AskCredentials ask) {
            admission.ask(ask.attempt(), () -> state.attempt() == ask.attempt(), this::step);
        } else if (effect instanceof NamespaceEffect.SendConnect) {
            send(admission.take());
        } else if (effect instanceof NamespaceEffect.AwaitAnswer await) {
            await(() -> step(new NamespaceEvent.Overdue(await.attempt())));
        } else if (effect instanceof NamespaceEffect.TellOverdue) {
            overdue();
        } else if (effect instanceof NamespaceEffect.SendDisconnect) {
            send(admission.farewell());
        } else if (effect instanceof NamespaceEffect.Joined) {
            joined();
        } else if (effect instanceof NamespaceEffect.Retry retry) {
            if (retry.cause() instanceof NamespaceRefusedException refused) {
                admission.refused(refused.error());
            }
            failed(retry.cause(), true);
            timer = home.setup()
                    .context()
                    .schedule(Stages.nanos(retry.delay()), () -> step(new NamespaceEvent.WaitOver(retry.attempt())));
        } else if (effect instanceof NamespaceEffect.GiveUp given) {
            giveUp(given.cause());
        } else if (effect instanceof NamespaceEffect.Disconnected end) {
            disconnected(end.reason());
        } else if (effect instanceof NamespaceEffect.Abandoned end) {
            abandoned(end.reason());
        }
    }

    /** S4-01: the server may be asked only when it has joined the root, which may never come. */
    void awaitRoot() {
        if (state.kind() == Kind.PENDING) {
            await(this::overdue);
        }
    }

    /** A time limit that runs goes on. */
    private void await(Runnable late) {
        if (timer == null) {
            timer = home.setup().context().schedule(Stages.nanos(home.request().namespaceTimeout()), () -> {
                timer = null;
                late.run();
            });
        }
    }

    private void overdue() {
        OperationTimeoutException late = new OperationTimeoutException(
                "the server did not answer for " + namespace + " within "
                        + home.request().namespaceTimeout().toMillis() + " ms",
                null);
        failed(late, true);
        home.settled(this, late);
    }

    /** Tells that it could not be joined. */
    void failed(HalleyException cause, boolean active) {
        home.outlet().dispatcher().connectError(namespace, cause, active);
    }

    /** When it is not written, the connection ends, and everybody hears of that. */
    private void send(List<?> messages) {
        EngineSession engine = home.outlet().engine();
        if (engine != null) {
            Stages.ignore(engine.sendAnyway(messages));
        }
    }

    private void joined() {
        Accepted answer = Objects.requireNonNull(accepted);
        sid = answer.sid();
        recovered = arrivals.accepted(answer.pid());
        admission.refused(null);
        home.joined();
        // S5-17, then S5-18, then the application's connect handlers
        arrivals.begin(recovered);
        lane.joined();
        home.outlet().dispatcher().connected(namespace, answer.sid(), recovered);
        home.settled(this, null);
    }

    private void disconnected(DisconnectReason reason) {
        EngineClose close = home.close();
        sid = null;
        arrivals.lost(reason);
        lane.disconnected(reason, close);
        home.outlet().dispatcher().disconnected(namespace, reason, close);
    }

    private void giveUp(HalleyException cause) {
        arrivals.forget();
        failed(cause, false);
        home.setup().hub().raise(new ClientEvent.SubscriptionChanged(namespace, SubscriptionState.FAILED, cause));
        lane.close(new BadNamespaceException(
                namespace + " was not joined (expected: join it again): " + cause.getMessage(), cause));
        home.settled(this, cause);
        home.gaveUp(cause);
    }

    private void abandoned(DisconnectReason reason) {
        arrivals.forget();
        DisconnectedException left = new DisconnectedException(
                namespace + " was left (" + reason.text() + "; expected: joined; join it, or connect, again)",
                reason,
                null);
        lane.close(left);
        home.settled(this, left);
        home.gaveUp(reason == DisconnectReason.CLIENT ? null : left);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}

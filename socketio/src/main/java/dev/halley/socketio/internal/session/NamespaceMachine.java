package dev.halley.socketio.internal.session;

import dev.halley.HalleyException;
import dev.halley.internal.machine.Transition;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.internal.session.NamespaceState.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Decides what follows from what happens to one namespace: a pure function without clock, thread or I/O. */
final class NamespaceMachine {
    /** How many times a refused namespace is asked for again with fresh credentials (SEC-06). */
    static final int REFUSED_RETRIES = 3;

    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final int MOST_DOUBLINGS = 3;

    private NamespaceMachine() {}

    /**
     * One step.
     *
     * @param refreshes whether there may be other credentials when they are asked for again
     * @param random a number from 0 to 1 for the jitter of a delay
     */
    static Transition<NamespaceState, NamespaceEffect> step(
            boolean refreshes, NamespaceState state, NamespaceEvent event, double random) {
        return switch (event.kind()) {
            case WANT -> want(state);
            case OPEN -> open(state, ((NamespaceEvent.Open) event).implied());
            case CREDENTIALS -> credentials(state, ((NamespaceEvent.Credentials) event).attempt());
            case CREDENTIALS_FAILED -> credentialsFailed(state, (NamespaceEvent.CredentialsFailed) event, random);
            case ACCEPTED -> accepted(state);
            case REFUSED -> refused(refreshes, state, ((NamespaceEvent.Refused) event).cause(), random);
            case OVERDUE ->
                state.kind() == Kind.JOINING && state.attempt() == ((NamespaceEvent.Overdue) event).attempt()
                        ? to(state, new NamespaceEffect.TellOverdue())
                        : to(state);
            case WAIT_OVER ->
                state.kind() == Kind.WAITING && state.attempt() == ((NamespaceEvent.WaitOver) event).attempt()
                        ? prepare(state)
                        : to(state);
            case LEAVE -> leave(state);
            case SERVER_LEFT -> serverLeft(state);
            case LOST -> lost(state, ((NamespaceEvent.Lost) event).reason());
            case END -> end(state, ((NamespaceEvent.End) event).reason());
        };
    }

    private static Transition<NamespaceState, NamespaceEffect> want(NamespaceState state) {
        return switch (state.kind()) {
            case IDLE, REFUSED, LEFT -> to(state.ended(Kind.PENDING));
            // S5-02: the CONNECT that is on its way is as good as a new one
            case LEAVING -> awaited(state.next(Kind.JOINING));
            // and so is its answer, however late: whoever asks again waits for that
            case JOINING -> awaited(state);
            case PENDING, PREPARING, JOINED, WAITING -> to(state);
        };
    }

    private static Transition<NamespaceState, NamespaceEffect> open(NamespaceState state, boolean implied) {
        if (state.kind() != Kind.PENDING) {
            return to(state);
        }
        if (implied) {
            return awaited(state.next(Kind.JOINING));
        }
        return prepare(state);
    }

    /** With a time limit of its own: that of an earlier attempt may be over. */
    private static Transition<NamespaceState, NamespaceEffect> awaited(NamespaceState joining) {
        return to(joining, new NamespaceEffect.AwaitAnswer(joining.attempt()));
    }

    private static Transition<NamespaceState, NamespaceEffect> prepare(NamespaceState state) {
        // S5-04: asked each time
        NamespaceState next = state.next(Kind.PREPARING);
        return to(next, new NamespaceEffect.AskCredentials(next.attempt()));
    }

    private static Transition<NamespaceState, NamespaceEffect> credentials(NamespaceState state, long attempt) {
        if (state.kind() != Kind.PREPARING || state.attempt() != attempt) {
            return to(state);
        }
        return to(
                state.as(Kind.JOINING),
                new NamespaceEffect.SendConnect(),
                new NamespaceEffect.AwaitAnswer(state.attempt()));
    }

    /**
     * A client that was in the namespace before goes on asking, for a token server may be away for a while; one that
     * never was hears of it at once.
     */
    private static Transition<NamespaceState, NamespaceEffect> credentialsFailed(
            NamespaceState state, NamespaceEvent.CredentialsFailed event, double random) {
        if (state.kind() != Kind.PREPARING || state.attempt() != event.attempt()) {
            return to(state);
        }
        return state.wasJoined()
                ? retry(state.failedOnce(), state.failures(), event.cause(), random)
                : giveUp(state, event.cause());
    }

    private static Transition<NamespaceState, NamespaceEffect> accepted(NamespaceState state) {
        return switch (state.kind()) {
            case JOINING -> to(state.joined(), new NamespaceEffect.Joined());
            case LEAVING -> to(state.as(Kind.LEFT), new NamespaceEffect.SendDisconnect());
            case IDLE, PENDING, PREPARING, JOINED, WAITING, REFUSED, LEFT -> to(state);
        };
    }

    /** S5-05: without other credentials it is final. */
    private static Transition<NamespaceState, NamespaceEffect> refused(
            boolean refreshes, NamespaceState state, HalleyException cause, double random) {
        return switch (state.kind()) {
            case JOINING ->
                refreshes && state.refusals() < REFUSED_RETRIES
                        ? retry(state.refusedOnce(), state.refusals(), cause, random)
                        : giveUp(state, cause);
            // S4-01: without the root there is no way to ask
            case PENDING -> giveUp(state, cause);
            case LEAVING -> to(state.as(Kind.LEFT));
            case IDLE, PREPARING, JOINED, WAITING, REFUSED, LEFT -> to(state);
        };
    }

    private static Transition<NamespaceState, NamespaceEffect> retry(
            NamespaceState next, int before, HalleyException cause, double random) {
        // SEC-06: never at once, and jitter after the cap
        long millis = FIRST_DELAY.toMillis() << Math.min(before, MOST_DOUBLINGS);
        Duration delay = Duration.ofMillis((long) (millis * (0.5 + random)));
        return to(next, new NamespaceEffect.Retry(next.attempt(), delay, cause));
    }

    private static Transition<NamespaceState, NamespaceEffect> giveUp(NamespaceState state, HalleyException cause) {
        return to(state.ended(Kind.REFUSED), new NamespaceEffect.GiveUp(cause));
    }

    private static Transition<NamespaceState, NamespaceEffect> leave(NamespaceState state) {
        NamespaceEffect abandoned = new NamespaceEffect.Abandoned(DisconnectReason.CLIENT);
        return switch (state.kind()) {
            case JOINED ->
                to(
                        state.ended(Kind.LEFT),
                        new NamespaceEffect.SendDisconnect(),
                        new NamespaceEffect.Disconnected(DisconnectReason.CLIENT),
                        abandoned);
            case JOINING -> to(state.as(Kind.LEAVING), abandoned);
            case PENDING, PREPARING, WAITING -> to(state.ended(Kind.LEFT), abandoned);
            case IDLE, LEAVING, REFUSED, LEFT -> to(state);
        };
    }

    /** S5-15 */
    private static Transition<NamespaceState, NamespaceEffect> serverLeft(NamespaceState state) {
        return switch (state.kind()) {
            case JOINED ->
                to(
                        state.ended(Kind.LEFT),
                        new NamespaceEffect.Disconnected(DisconnectReason.SERVER),
                        new NamespaceEffect.Abandoned(DisconnectReason.SERVER));
            case IDLE, PENDING, PREPARING, JOINING, LEAVING, WAITING, REFUSED, LEFT -> to(state);
        };
    }

    private static Transition<NamespaceState, NamespaceEffect> lost(NamespaceState state, DisconnectReason reason) {
        return switch (state.kind()) {
            case JOINED -> to(state.next(Kind.PENDING), new NamespaceEffect.Disconnected(reason));
            case PREPARING, JOINING, WAITING -> to(state.next(Kind.PENDING));
            case LEAVING -> to(state.ended(Kind.LEFT));
            case IDLE, PENDING, REFUSED, LEFT -> to(state);
        };
    }

    private static Transition<NamespaceState, NamespaceEffect> end(NamespaceState state, DisconnectReason reason) {
        List<NamespaceEffect> effects = new ArrayList<>();
        if (state.kind() == Kind.JOINED) {
            effects.add(new NamespaceEffect.Disconnected(reason));
        }
        if (state.isActive()) {
            effects.add(new NamespaceEffect.Abandoned(reason));
        }
        Kind next = state.kind() == Kind.IDLE ? Kind.IDLE : Kind.LEFT;
        return new Transition<>(state.ended(next), effects);
    }

    private static Transition<NamespaceState, NamespaceEffect> to(NamespaceState next, NamespaceEffect... effects) {
        return new Transition<>(next, List.of(effects));
    }
}

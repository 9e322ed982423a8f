package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.internal.machine.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The machine's part for the end of a client. Pure. */
final class Leaving {
    /** How long the server may take to say goodbye. */
    static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);

    private Leaving() {}

    static Transition<SessionState, SessionEffect> leave(Turn turn, @Nullable HalleyException reason) {
        SessionState state = turn.state();
        return switch (state.kind()) {
            case NEW, CLOSING, CLOSED -> turn.stay();
            // P70: a disconnect only where there is a client id, and a connection to send it over
            case CONNECTING, CONNECTED, PROMOTING -> {
                SessionState next = state.change()
                        .kind(Kind.CLOSING)
                        .newLink()
                        .endReason(reason)
                        .done();
                List<SessionEffect> effects = new ArrayList<>();
                if (!state.established()) {
                    effects.add(Turn.openFailed(reason));
                }
                effects.add(new SessionEffect.SendDisconnect(next.link()));
                effects.add(new SessionEffect.Wait(next.link(), CLOSE_DEADLINE));
                yield new Transition<>(next, effects);
            }
            case HANDSHAKING, AUTHENTICATING, WAITING_TO_CONNECT, WAITING_TO_HANDSHAKE -> gone(turn, reason);
        };
    }

    private static Transition<SessionState, SessionEffect> gone(Turn turn, @Nullable HalleyException reason) {
        SessionState next =
                turn.state().change().kind(Kind.CLOSED).newLink().noSession().done();
        return turn.state().established()
                ? Turn.to(next, new SessionEffect.Ended(reason))
                : Turn.to(next, Turn.openFailed(reason), new SessionEffect.Ended(reason));
    }

    /** The server is not told, which may leave the session to another client. */
    static Transition<SessionState, SessionEffect> abort(Turn turn) {
        SessionState state = turn.state();
        if (state.kind() == Kind.NEW || state.kind() == Kind.CLOSED) {
            return turn.stay();
        }
        return state.kind() == Kind.CLOSING ? left(turn) : gone(turn, null);
    }

    static Transition<SessionState, SessionEffect> disconnected(Turn turn, long link) {
        SessionState state = turn.state();
        if (state.kind() != Kind.CLOSING || link != state.link()) {
            return turn.stay();
        }
        return left(turn);
    }

    private static Transition<SessionState, SessionEffect> left(Turn turn) {
        SessionState next =
                turn.state().change().kind(Kind.CLOSED).newLink().noSession().done();
        return Turn.to(next, new SessionEffect.Ended(turn.state().endReason()));
    }

    static Transition<SessionState, SessionEffect> serverDisconnected(
            Turn turn, SessionEvent.ServerDisconnected event) {
        SessionState state = turn.state();
        if (state.clientId() == null || event.epoch() != state.epoch() || state.kind() == Kind.CLOSING) {
            return turn.stay();
        }
        // P71
        if (!turn.rules().survivesDisconnect()) {
            return turn.end(event.reason());
        }
        if (state.kind() == Kind.AUTHENTICATING) {
            return Turn.to(state.change().noSession().done(), new SessionEffect.SessionLost(event.reason()));
        }
        return Retrying.rehandshake(turn, state, event.reason(), List.of());
    }
}

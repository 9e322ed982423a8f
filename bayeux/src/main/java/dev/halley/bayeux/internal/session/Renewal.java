package dev.halley.bayeux.internal.session;

import dev.halley.bayeux.internal.message.Advice.Reconnect;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.internal.machine.Transition;
import java.util.ArrayList;
import java.util.List;

/** The machine's part for credentials that the server does not accept any more. Pure. */
final class Renewal {
    /** How many renewals in a row may be in vain; a connection that lasted counts as a success. */
    static final int MOST = 3;

    private Renewal() {}

    static boolean applies(Turn turn, Failure failure) {
        return turn.rules().authenticates() && failure.trouble() == Trouble.AUTHENTICATION;
    }

    /**
     * Asks for new credentials; what was refused is tried again with them.
     *
     * @param sessionLost whether the server's advice says that the session is gone, too
     */
    static Transition<SessionState, SessionEffect> begin(
            Turn turn, SessionState from, Failure failure, boolean sessionLost) {
        if (from.renewals() >= MOST) {
            return Opening.endWith(turn, failure.cause());
        }
        SessionState.Changes changes =
                Retrying.outage(turn, from).change().kind(Kind.AUTHENTICATING).newLink();
        List<SessionEffect> effects = new ArrayList<>();
        if (sessionLost && from.clientId() != null) {
            changes.noSession();
            effects.add(new SessionEffect.SessionLost(failure.cause()));
        }
        SessionState next = changes.done();
        effects.add(new SessionEffect.Authenticate(next.link(), failure.cause()));
        return new Transition<>(next, effects);
    }

    /** A reply to another request than handshake and connect refused the credentials, and with them the session. */
    static Transition<SessionState, SessionEffect> refused(Turn turn, SessionEvent.CredentialsRefused event) {
        SessionState state = turn.state();
        if (!state.usable() || event.epoch() != state.epoch()) {
            return turn.stay();
        }
        return applies(turn, event.failure())
                ? begin(turn, state, event.failure(), true)
                : turn.end(event.failure().cause());
    }

    static Transition<SessionState, SessionEffect> done(Turn turn, SessionEvent.Authenticated event) {
        SessionState state = turn.state();
        if (state.kind() != Kind.AUTHENTICATING || event.link() != state.link()) {
            return turn.stay();
        }
        Turn renewed = turn.with(state.change().renewals(state.renewals() + 1).done());
        return state.clientId() == null ? Opening.again(renewed) : Opening.connect(renewed);
    }

    static Transition<SessionState, SessionEffect> failed(Turn turn, SessionEvent.AuthenticationFailed event) {
        SessionState state = turn.state();
        if (state.kind() != Kind.AUTHENTICATING || event.link() != state.link()) {
            return turn.stay();
        }
        if (!state.established() && !turn.rules().retryFirstOpen()) {
            return Opening.endWith(turn, event.failure().cause());
        }
        Kind waiting = state.clientId() == null ? Kind.WAITING_TO_HANDSHAKE : Kind.WAITING_TO_CONNECT;
        return Retrying.backOff(turn, state, waiting, event.failure());
    }

    /** Whether a session is gone with the refusal of the credentials. */
    static boolean isSessionLost(Reconnect reconnect) {
        return reconnect == Reconnect.NONE || reconnect == Reconnect.HANDSHAKE;
    }
}

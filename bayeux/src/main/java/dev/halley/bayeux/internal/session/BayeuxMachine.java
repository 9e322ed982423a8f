package dev.halley.bayeux.internal.session;

import dev.halley.internal.machine.Transition;

/**
 * Decides what follows from what happens to a session: a pure function without clock, thread or I/O. It holds
 * connection control only; messages and subscriptions pass it by. Its parts: {@link Opening}, {@link ConnectLoop},
 * {@link Promoting}, {@link Retrying}, {@link Renewal}, {@link Leaving}.
 */
final class BayeuxMachine {
    private BayeuxMachine() {}

    /**
     * One step.
     *
     * @param now the monotonic clock in nanoseconds
     * @param random a number from 0 to 1 for the policy's jitter
     */
    static Transition<SessionState, SessionEffect> step(
            SessionRules rules, SessionState state, SessionEvent event, long now, double random) {
        Turn turn = new Turn(rules, state, now, random);
        return switch (event.kind()) {
            case OPEN -> Opening.open(turn, (SessionEvent.Open) event);
            case HANDSHAKE_ACCEPTED -> Opening.accepted(turn, (SessionEvent.HandshakeAccepted) event);
            case HANDSHAKE_REFUSED -> Opening.refused(turn, (SessionEvent.HandshakeRefused) event);
            case CONNECT_ACCEPTED -> ConnectLoop.accepted(turn, (SessionEvent.ConnectAccepted) event);
            case CONNECT_REFUSED -> ConnectLoop.refused(turn, (SessionEvent.ConnectRefused) event);
            case LINK_FAILED -> ConnectLoop.linkFailed(turn, (SessionEvent.LinkFailed) event);
            case WAIT_OVER -> waitOver(turn, (SessionEvent.WaitOver) event);
            case ADVISED -> ConnectLoop.advised(turn, (SessionEvent.Advised) event);
            case SESSION_UNKNOWN -> ConnectLoop.sessionUnknown(turn, (SessionEvent.SessionUnknown) event);
            case SERVER_DISCONNECTED -> Leaving.serverDisconnected(turn, (SessionEvent.ServerDisconnected) event);
            case AUTHENTICATED -> Renewal.done(turn, (SessionEvent.Authenticated) event);
            case AUTHENTICATION_FAILED -> Renewal.failed(turn, (SessionEvent.AuthenticationFailed) event);
            case CREDENTIALS_REFUSED -> Renewal.refused(turn, (SessionEvent.CredentialsRefused) event);
            case CLOSE -> Leaving.leave(turn, null);
            case ABORT -> Leaving.abort(turn);
            case DISCONNECTED -> Leaving.disconnected(turn, ((SessionEvent.Disconnected) event).link());
            case FAIL -> Leaving.leave(turn, ((SessionEvent.Fail) event).reason());
        };
    }

    private static Transition<SessionState, SessionEffect> waitOver(Turn turn, SessionEvent.WaitOver event) {
        if (event.link() != turn.state().link()) {
            return turn.stay();
        }
        return switch (turn.state().kind()) {
            case WAITING_TO_CONNECT -> Opening.connect(turn);
            case WAITING_TO_HANDSHAKE -> Opening.again(turn);
            case CLOSING -> Leaving.disconnected(turn, event.link());
            case NEW, HANDSHAKING, CONNECTING, CONNECTED, PROMOTING, AUTHENTICATING, CLOSED -> turn.stay();
        };
    }
}

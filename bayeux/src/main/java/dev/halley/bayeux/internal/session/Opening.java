package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.ProtocolException;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.message.Advice.Reconnect;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.internal.machine.Transition;
import java.time.Duration;
import java.util.Optional;

/** The machine's part for handshakes, and for what fails before the first success. Pure. */
final class Opening {
    private Opening() {}

    static Transition<SessionState, SessionEffect> open(Turn turn) {
        SessionState state = turn.state();
        if (state.kind() != Kind.NEW && state.kind() != Kind.CLOSED) {
            return turn.stay();
        }
        SessionState next = state.change()
                .kind(Kind.HANDSHAKING)
                .newLink()
                .established(false)
                .noSession()
                .route(Route.start(turn.rules().servers()))
                .advice(Advice.DEFAULT)
                .retries(Retries.fresh(turn.rules().policy(), turn.now()))
                .endReason(null)
                .done();
        return Turn.to(next, Turn.handshake(next));
    }

    static Transition<SessionState, SessionEffect> accepted(Turn turn, SessionEvent.HandshakeAccepted event) {
        SessionState state = turn.state();
        if (state.kind() != Kind.HANDSHAKING || event.link() != state.link()) {
            return turn.stay();
        }
        Optional<Route> chosen = state.route().accepted(event.offered());
        if (chosen.isEmpty()) {
            // P03
            ProtocolException nothing = new ProtocolException(
                    "the server supports none of the transports "
                            + state.route().types()
                            + " (it offers those of " + event.offered()
                            + " that Halley knows); allow another one with transports(…)",
                    null);
            return refused(
                    turn,
                    new SessionEvent.HandshakeRefused(
                            event.link(), Failure.of(Trouble.REFUSED, nothing), event.advice()));
        }
        Advice advice = event.advice() == null ? Advice.DEFAULT : event.advice().after(Advice.DEFAULT);
        SessionState next = state.change()
                .kind(Kind.CONNECTING)
                .newLink()
                .session(event.clientId())
                .route(chosen.get())
                .advice(advice)
                .done();
        // P11, P15
        return Turn.to(
                next, new SessionEffect.StartSession(next.epoch()), Turn.connect(next, true, Turn.interval(next)));
    }

    static Transition<SessionState, SessionEffect> refused(Turn turn, SessionEvent.HandshakeRefused event) {
        SessionState state = turn.state();
        if (state.kind() != Kind.HANDSHAKING || event.link() != state.link()) {
            return turn.stay();
        }
        boolean none = event.advice() != null && event.advice().reconnect() == Reconnect.NONE;
        if (none || !state.established() && !turn.rules().retryFirstOpen()) {
            return turn.end(withFormerFailures(state, event.failure().cause()));
        }
        // P07: again after interval and backoff, never a connect without a client id
        SessionState advised = event.advice() == null
                ? state
                : state.change().advice(event.advice().after(state.advice())).done();
        return Retrying.backOff(turn, advised, Kind.WAITING_TO_HANDSHAKE, event.failure());
    }

    /** P67: before the first success what fails gives way to the next endpoint. */
    static Transition<SessionState, SessionEffect> failed(Turn turn, SessionState from, Failure failure) {
        Transition<SessionState, SessionEffect> next = nextEndpoint(turn, from, failure);
        return from.clientId() == null ? next : Turn.first(new SessionEffect.SessionLost(failure.cause()), next);
    }

    private static Transition<SessionState, SessionEffect> nextEndpoint(Turn turn, SessionState from, Failure failure) {
        Optional<Route> left = from.route().withoutThis(failure.cause());
        if (left.isPresent()) {
            SessionState next = from.change()
                    .kind(Kind.HANDSHAKING)
                    .newLink()
                    .noSession()
                    .route(left.get())
                    .done();
            return Turn.to(next, Turn.handshake(next));
        }
        if (!turn.rules().retryFirstOpen()) {
            return turn.end(withFormerFailures(turn.state(), failure.cause()));
        }
        SessionState again = from.change()
                .noSession()
                .route(Route.start(turn.rules().servers()))
                .done();
        return Retrying.backOff(turn, again, Kind.WAITING_TO_HANDSHAKE, failure);
    }

    /** All endpoints failed: the last failure, with those before as suppressed ones. */
    private static HalleyException withFormerFailures(SessionState state, HalleyException last) {
        HalleyException all = state.route().failures().isEmpty() ? last : last.copy();
        state.route().failures().forEach(all::addSuppressed);
        return all;
    }

    /** The wait is over: the same again. */
    static Transition<SessionState, SessionEffect> again(Turn turn) {
        SessionState next =
                turn.state().change().kind(Kind.HANDSHAKING).newLink().done();
        return Turn.to(next, Turn.handshake(next));
    }

    /** The wait is over, and the session may still be there. */
    static Transition<SessionState, SessionEffect> connect(Turn turn) {
        SessionState next =
                turn.state().change().kind(Kind.CONNECTING).newLink().done();
        return Turn.to(next, Turn.connect(next, true, Duration.ZERO));
    }
}

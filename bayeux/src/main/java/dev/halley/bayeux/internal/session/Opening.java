package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.ProtocolException;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.message.Advice.Reconnect;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.internal.machine.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machine's part for handshakes, and for what fails before the first success. Pure. */
final class Opening {
    private Opening() {}

    static Transition<SessionState, SessionEffect> open(Turn turn, SessionEvent.Open event) {
        SessionState state = turn.state();
        if (state.kind() != Kind.NEW && state.kind() != Kind.CLOSED) {
            return turn.stay();
        }
        SessionState fresh = state.change()
                .kind(Kind.HANDSHAKING)
                .newLink()
                .established(false)
                .noSession()
                .route(Route.start(turn.rules().servers()))
                .advice(Advice.DEFAULT)
                .retries(Retries.fresh(turn.rules().policy(), turn.now()))
                .renewals(0)
                .endReason(null)
                .done();
        Resumption former = event.former();
        if (former == null) {
            return Turn.to(fresh, Turn.handshake(fresh));
        }
        SessionState next = fresh.change()
                .kind(Kind.CONNECTING)
                .session(former.clientId())
                .resumed(true)
                .route(fresh.route().at(former.endpoint()))
                .advice(former.advice())
                .done();
        return Turn.to(
                next, new SessionEffect.StartSession(next.epoch(), true), Turn.connect(next, true, Duration.ZERO));
    }

    /** The session of the former client is not there any more. */
    static Transition<SessionState, SessionEffect> notResumed(Turn turn, HalleyException cause) {
        SessionState next = turn.state()
                .change()
                .kind(Kind.HANDSHAKING)
                .newLink()
                .noSession()
                .done();
        return Turn.to(next, new SessionEffect.SessionLost(cause), Turn.handshake(next));
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
        if (advice.reconnect() == Reconnect.NONE || advice.intervalMillis() < 0) {
            // P25, P14: on success too
            return endWith(turn, ConnectLoop.endedByServer(advice));
        }
        // P30: a handshake's hosts replace those advised before
        Hosts hosts = Hosts.of(advice.hosts(), turn.rules());
        Route route = advice.hosts().isEmpty() ? chosen.get() : chosen.get().preferring(hosts.servers(), turn.rules());
        SessionState next = state.change()
                .kind(Kind.CONNECTING)
                .newLink()
                .session(event.clientId())
                .route(route)
                .advice(advice)
                .done();
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(new SessionEffect.StartSession(next.epoch(), false));
        // P11, P15
        effects.add(Turn.connect(next, true, Turn.interval(next)));
        hosts.refused().forEach(host -> effects.add(new SessionEffect.RefuseHost(host)));
        return new Transition<>(next, effects);
    }

    static Transition<SessionState, SessionEffect> refused(Turn turn, SessionEvent.HandshakeRefused event) {
        SessionState state = turn.state();
        if (state.kind() != Kind.HANDSHAKING || event.link() != state.link()) {
            return turn.stay();
        }
        if (Renewal.applies(turn, event.failure())) {
            return Renewal.begin(turn, state, event.failure(), false);
        }
        // P14; a server that is only busy asks to be tried again, whatever else it says
        boolean none = event.advice() != null
                && (event.advice().reconnect() == Reconnect.NONE
                        || event.advice().intervalMillis() < 0)
                && event.failure().trouble() != Trouble.BUSY;
        if (none) {
            return endWith(turn, event.failure().cause());
        }
        // P07: again after interval and backoff, never a connect without a client id
        SessionState advised = event.advice() == null
                ? state
                : state.change().advice(event.advice().after(state.advice())).done();
        List<String> named = event.advice() == null ? List.of() : event.advice().hosts();
        if (state.established()) {
            return named.isEmpty()
                    ? Retrying.backOff(turn, advised, Kind.WAITING_TO_HANDSHAKE, event.failure())
                    : Retrying.rehandshake(turn, advised, event.failure().cause(), named);
        }
        Hosts hosts = Hosts.of(named, turn.rules());
        SessionState directed = hosts.lead(advised, turn.rules());
        return hosts.refusing(next(
                turn,
                directed,
                event.failure(),
                directed.route().withoutThisServer(event.failure().cause())));
    }

    /** P30: a server that does not take the client may name others, which come first then. */
    static Transition<SessionState, SessionEffect> failed(
            Turn turn, SessionState from, Failure failure, List<String> advisedHosts) {
        Hosts hosts = Hosts.of(advisedHosts, turn.rules());
        return hosts.refusing(failed(turn, hosts.lead(from, turn.rules()), failure));
    }

    /** P67: before the first success what fails gives way to the next endpoint. */
    static Transition<SessionState, SessionEffect> failed(Turn turn, SessionState from, Failure failure) {
        if (Renewal.applies(turn, failure)) {
            return Renewal.begin(turn, from, failure, false);
        }
        Transition<SessionState, SessionEffect> next =
                next(turn, from, failure, from.route().withoutThis(failure.cause()));
        return from.clientId() == null ? next : Turn.first(new SessionEffect.SessionLost(failure.cause()), next);
    }

    private static Transition<SessionState, SessionEffect> next(
            Turn turn, SessionState from, Failure failure, Optional<Route> left) {
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
            return endWith(turn, failure.cause());
        }
        SessionState again = from.change()
                .noSession()
                .route(Route.start(turn.rules().servers()))
                .done();
        return Retrying.backOff(turn, again, Kind.WAITING_TO_HANDSHAKE, failure);
    }

    /** The end: with the last failure, and those of former endpoints as suppressed ones. */
    static Transition<SessionState, SessionEffect> endWith(Turn turn, HalleyException last) {
        List<HalleyException> former = turn.state().route().failures();
        HalleyException all = former.isEmpty() ? last : last.copy();
        former.forEach(all::addSuppressed);
        return turn.end(all);
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

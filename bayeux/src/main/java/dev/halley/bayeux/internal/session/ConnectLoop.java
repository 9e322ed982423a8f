package dev.halley.bayeux.internal.session;

import dev.halley.ClosedException;
import dev.halley.HalleyException;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.message.Advice.Reconnect;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.internal.machine.Transition;
import java.util.ArrayList;
import java.util.List;

/** The machine's part for a session in use: connects, and what else tells how it is. Pure. */
final class ConnectLoop {
    private ConnectLoop() {}

    static Transition<SessionState, SessionEffect> accepted(Turn turn, SessionEvent.ConnectAccepted event) {
        SessionState state = turn.state();
        if (!state.usable() || event.link() != state.link()) {
            return turn.stay();
        }
        Advice advice = event.advice() == null ? state.advice() : event.advice().after(state.advice());
        Reconnect reconnect = event.advice() == null ? Reconnect.ABSENT : advice.reconnect();
        SessionState advised = state.change().advice(advice).done();
        if (reconnect == Reconnect.NONE || advice.intervalMillis() < 0) {
            // P25, P14: also on success
            return turn.end(endedByServer(advice));
        }
        if (reconnect == Reconnect.HANDSHAKE) {
            // P24
            return Retrying.rehandshake(turn, advised, newHandshakeAsked(), advice.hosts());
        }
        boolean fresh = state.kind() == Kind.CONNECTING;
        boolean further = state.kind() == Kind.CONNECTED;
        Route route = (state.kind() == Kind.PROMOTING ? state.route().promoted() : state.route())
                .connected(turn.now(), turn.rules().promotion());
        boolean lasting = further && state.retries().isLasting(turn.now());
        Retries retries = further
                ? state.retries().stillConnected(turn.rules().policy(), turn.now())
                : state.retries().connected(turn.rules().policy(), turn.now());
        SessionState connected = advised.change()
                .kind(Kind.CONNECTED)
                .established(true)
                .resumed(false)
                .newLink()
                .route(route)
                .retries(retries)
                .renewals(lasting ? 0 : state.renewals())
                .done();
        boolean promoting = further && route.isPromotionDue(turn.now());
        SessionState next = promoting ? Promoting.begin(connected) : connected;
        List<SessionEffect> effects = new ArrayList<>();
        // P19: that the loop goes on is nothing to tell
        if (fresh) {
            effects.add(new SessionEffect.Connected(next.epoch()));
        }
        if (!state.established()) {
            effects.add(new SessionEffect.Opened());
        }
        // P13
        effects.add(Turn.connect(next, promoting, Turn.interval(next)));
        return new Transition<>(next, effects);
    }

    static Transition<SessionState, SessionEffect> refused(Turn turn, SessionEvent.ConnectRefused event) {
        SessionState state = turn.state();
        if (!state.usable() || event.link() != state.link()) {
            return turn.stay();
        }
        Failure failure = event.failure();
        Advice advice = event.advice() == null ? state.advice() : event.advice().after(state.advice());
        Reconnect reconnect = event.advice() == null ? Reconnect.ABSENT : advice.reconnect();
        boolean none = reconnect == Reconnect.NONE || reconnect != Reconnect.ABSENT && advice.intervalMillis() < 0;
        // P73: the advice decides, the error's code is only a hint
        boolean unknown = reconnect == Reconnect.HANDSHAKE
                || reconnect == Reconnect.ABSENT && failure.trouble() == Trouble.UNKNOWN_CLIENT;
        SessionState advised = state.change().advice(advice).done();
        if (state.kind() == Kind.PROMOTING && !none && !unknown) {
            return Promoting.failed(turn, advised, failure);
        }
        if (Renewal.applies(turn, failure)) {
            return Renewal.begin(turn, advised, failure, none || unknown);
        }
        if (state.resumed()) {
            return Opening.notResumed(turn, failure.cause());
        }
        // a server that is only busy asks to be tried again, whatever else it says
        if (none && failure.trouble() != Trouble.BUSY) {
            return turn.end(failure.cause());
        }
        if (!state.established()) {
            return Opening.failed(
                    turn,
                    advised,
                    failure,
                    event.advice() == null ? List.of() : event.advice().hosts());
        }
        if (unknown) {
            // P65: a server that wants a handshake per connection has shown that the better transport works
            SessionState there = state.kind() == Kind.PROMOTING
                    ? advised.change().route(state.route().promoted()).done()
                    : advised;
            return Retrying.rehandshake(turn, there, failure.cause(), advice.hosts());
        }
        // P23
        return Retrying.backOff(turn, Retrying.outage(turn, advised), Kind.WAITING_TO_CONNECT, failure);
    }

    static Transition<SessionState, SessionEffect> linkFailed(Turn turn, SessionEvent.LinkFailed event) {
        SessionState state = turn.state();
        if (event.link() != state.link()) {
            return turn.stay();
        }
        Failure failure = event.failure();
        return switch (state.kind()) {
            case HANDSHAKING ->
                state.established() && !Renewal.applies(turn, failure)
                        ? Retrying.backOff(turn, state, Kind.WAITING_TO_HANDSHAKE, failure)
                        : Opening.failed(turn, state, failure);
            case CONNECTING -> state.established() ? lost(turn, failure) : Opening.failed(turn, state, failure);
            // P65: the same client id on a new link
            case CONNECTED -> lost(turn, failure);
            // P69: the server is gone, so there is nobody to tell
            case CLOSING -> Leaving.disconnected(turn, event.link());
            case PROMOTING -> Promoting.failed(turn, state, failure);
            case NEW, AUTHENTICATING, WAITING_TO_CONNECT, WAITING_TO_HANDSHAKE, CLOSED -> turn.stay();
        };
    }

    private static Transition<SessionState, SessionEffect> lost(Turn turn, Failure failure) {
        // a request that was refused for its credentials was not processed, so nothing is lost with it
        if (Renewal.applies(turn, failure)) {
            return Renewal.begin(turn, turn.state(), failure, false);
        }
        SessionState from = Retrying.outage(turn, turn.state());
        return Turn.first(
                new SessionEffect.LinkLost(failure.cause(), turn.state().transport()),
                Retrying.backOff(turn, from, Kind.WAITING_TO_CONNECT, failure));
    }

    // P21: advice may come with any message
    static Transition<SessionState, SessionEffect> advised(Turn turn, SessionEvent.Advised event) {
        SessionState state = turn.state();
        if (!state.usable() || event.epoch() != state.epoch()) {
            return turn.stay();
        }
        SessionState advised =
                state.change().advice(event.advice().after(state.advice())).done();
        return switch (event.advice().reconnect()) {
            case NONE -> turn.end(endedByServer(event.advice()));
            case HANDSHAKE ->
                Retrying.rehandshake(
                        turn, advised, newHandshakeAsked(), event.advice().hosts());
            case RETRY, ABSENT -> Turn.to(advised);
        };
    }

    static Transition<SessionState, SessionEffect> sessionUnknown(Turn turn, SessionEvent.SessionUnknown event) {
        SessionState state = turn.state();
        if (state.clientId() == null || event.epoch() != state.epoch()) {
            return turn.stay();
        }
        SessionEffect lost = new SessionEffect.SessionLost(event.failure());
        return switch (state.kind()) {
            case CONNECTING, CONNECTED, PROMOTING -> Retrying.rehandshake(turn, state, event.failure(), List.of());
            case WAITING_TO_CONNECT -> Retrying.handshakeInstead(turn, event.failure());
            case AUTHENTICATING -> Turn.to(state.change().noSession().done(), lost);
            case NEW, HANDSHAKING, WAITING_TO_HANDSHAKE, CLOSING, CLOSED -> turn.stay();
        };
    }

    static HalleyException endedByServer(Advice advice) {
        return new ClosedException(
                advice.reconnect() == Reconnect.NONE
                        ? "the server ended the session (advice: reconnect none)"
                        : "the server ended the session (advice: a negative interval)",
                null);
    }

    private static HalleyException newHandshakeAsked() {
        return new ClosedException("the server asked for a new handshake", null);
    }
}

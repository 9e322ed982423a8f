package dev.halley.bayeux.internal.session;

import dev.halley.ClosedException;
import dev.halley.HalleyException;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.bayeux.internal.transport.Endpoint;
import dev.halley.internal.machine.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step of the machine starts from, and the answers that its parts share. Pure.
 *
 * @param state the state before the step
 * @param now the monotonic clock in nanoseconds
 * @param random a number from 0 to 1 for the policy's jitter
 */
record Turn(SessionRules rules, SessionState state, long now, double random) {
    Turn with(SessionState changed) {
        return new Turn(rules, changed, now, random);
    }

    Transition<SessionState, SessionEffect> stay() {
        return new Transition<>(state, List.of());
    }

    static Transition<SessionState, SessionEffect> to(SessionState next, SessionEffect... effects) {
        return new Transition<>(next, List.of(effects));
    }

    static Transition<SessionState, SessionEffect> first(
            SessionEffect effect, Transition<SessionState, SessionEffect> then) {
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(effect);
        effects.addAll(then.effects());
        return new Transition<>(then.next(), effects);
    }

    /** The end that the application did not ask for. */
    Transition<SessionState, SessionEffect> end(HalleyException reason) {
        SessionState next = state.change()
                .kind(Kind.CLOSED)
                .newLink()
                .noSession()
                .endReason(reason)
                .done();
        return state.established()
                ? to(next, new SessionEffect.Ended(reason))
                : to(next, new SessionEffect.OpenFailed(reason), new SessionEffect.Ended(reason));
    }

    static SessionEffect openFailed(@Nullable HalleyException reason) {
        return new SessionEffect.OpenFailed(
                reason == null ? new ClosedException("the client was closed while it was being opened", null) : reason);
    }

    static SessionEffect handshake(SessionState next) {
        return new SessionEffect.SendHandshake(
                next.link(), next.route().endpoint(), next.route().types());
    }

    static SessionEffect connect(SessionState next, boolean immediately, Duration delay) {
        Endpoint endpoint = next.route().endpoint();
        if (next.kind() == Kind.PROMOTING) {
            endpoint = next.route().promoted().endpoint();
        }
        return new SessionEffect.SendConnect(next.link(), endpoint, immediately, delay);
    }

    /** P13: milliseconds; never less than none. */
    static Duration interval(SessionState in) {
        return Duration.ofMillis(Math.max(0, in.advice().intervalMillis()));
    }
}

package dev.halley.bayeux.internal.session;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.internal.machine.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The machine's part for when to try again: after a failed attempt, and after a lost session. Pure. */
final class Retrying {
    private Retrying() {}

    /** The session is lost: a new one, at once when that is not the beginning of a loop. */
    static Transition<SessionState, SessionEffect> rehandshake(
            Turn turn, SessionState before, HalleyException cause, List<String> advisedHosts) {
        if (!before.established()) {
            return Opening.failed(turn, before, Failure.of(Trouble.UNKNOWN_CLIENT, cause), advisedHosts);
        }
        // P30
        Hosts hosts = Hosts.of(advisedHosts, turn.rules());
        SessionState led = hosts.lead(before, turn.rules());
        SessionState from = hosts.servers().isEmpty()
                ? led
                : led.change().route(led.route().toFirst()).done();
        return hosts.refusing(rehandshake(turn, from, cause));
    }

    private static Transition<SessionState, SessionEffect> rehandshake(
            Turn turn, SessionState from, HalleyException cause) {
        Failure failure = new Failure(
                Trouble.UNKNOWN_CLIENT, cause, false, Failures.of(cause).retryAfter());
        SessionEffect sessionLost = new SessionEffect.SessionLost(cause);
        SessionState base = outage(turn, from.change().noSession().done());
        Retries retries = base.retries();
        long interval = Math.max(0, from.advice().intervalMillis());
        if (retries.handshakes() == 0 && interval == 0) {
            SessionState next = base.change()
                    .kind(Kind.HANDSHAKING)
                    .newLink()
                    .retries(retries.sessionLost(retries.loopPolicy()))
                    .done();
            return Turn.to(next, sessionLost, Turn.handshake(next));
        }
        // sessions lost one after another never make a hot loop (P27), though each handshake succeeds
        ReconnectPolicy.Decision decision =
                decide(retries.loopPolicy(), failure(turn, base, retries.handshakes() + 1, failure));
        if (decision instanceof ReconnectPolicy.Decision.GiveUp giveUp) {
            return turn.end(new ClosedException(giveUp.reason(), cause));
        }
        ReconnectPolicy.Decision.Retry retry = (ReconnectPolicy.Decision.Retry) decision;
        boolean first = retries.handshakes() == 0;
        Duration delay = first ? Duration.ofMillis(interval) : atLeast(retry.delay(), interval);
        SessionState next = base.change()
                .kind(Kind.WAITING_TO_HANDSHAKE)
                .newLink()
                .retries(retries.sessionLost(first ? retries.loopPolicy() : retry.next()))
                .done();
        return Turn.to(
                next,
                sessionLost,
                new SessionEffect.Retrying(next.retries().handshakes(), delay, cause),
                new SessionEffect.Wait(next.link(), delay));
    }

    /** The session is left while another attempt is waited for, which is a handshake then. */
    static Transition<SessionState, SessionEffect> handshakeInstead(Turn turn, HalleyException cause) {
        SessionState state = turn.state();
        Retries retries = state.retries();
        if (retries.handshakes() > 0) {
            return rehandshake(turn, state, cause);
        }
        SessionState next = state.change()
                .kind(Kind.WAITING_TO_HANDSHAKE)
                .noSession()
                .retries(retries.sessionLost(retries.loopPolicy()))
                .done();
        return Turn.to(next, new SessionEffect.SessionLost(cause));
    }

    /** The attempt failed: the same again after a while, by the policy. */
    static Transition<SessionState, SessionEffect> backOff(
            Turn turn, SessionState before, Kind waiting, Failure failure) {
        SessionState from = before.established()
                ? before.change()
                        .route(before.route().failed(weighed(turn, failure), turn.now()))
                        .done()
                : before;
        boolean moved = !from.route().server().equals(before.route().server());
        Retries retries = from.retries().failed(failure.isServerError());
        ReconnectPolicy.Decision decision =
                decide(retries.policy(), failure(turn, from, retries.attempt() + 1, failure));
        if (decision instanceof ReconnectPolicy.Decision.GiveUp giveUp) {
            return turn.end(new ClosedException(giveUp.reason(), failure.cause()));
        }
        ReconnectPolicy.Decision.Retry retry = (ReconnectPolicy.Decision.Retry) decision;
        Duration delay = atLeast(retry.delay(), from.advice().intervalMillis());
        // a session is one server's
        boolean expired = waiting == Kind.WAITING_TO_CONNECT
                && (moved || retries.isHopeless() || sessionExpiresWithin(turn, from, delay));
        SessionState.Changes changes = from.change()
                .kind(expired ? Kind.WAITING_TO_HANDSHAKE : waiting)
                .newLink()
                .retries(retries.attempted(retry.next()));
        if (expired) {
            changes.noSession();
        }
        SessionState next = changes.done();
        List<SessionEffect> effects = new ArrayList<>();
        if (expired) {
            effects.add(new SessionEffect.SessionLost(failure.cause()));
        }
        effects.add(new SessionEffect.Retrying(next.retries().attempt(), delay, failure.cause()));
        effects.add(new SessionEffect.Wait(next.link(), delay));
        return new Transition<>(next, effects);
    }

    /** Without credentials to renew a 401 or 403 is like any other status; proxies refuse WebSockets with 403, too. */
    private static Trouble weighed(Turn turn, Failure failure) {
        if (failure.trouble() != Trouble.AUTHENTICATION || turn.rules().authenticates()) {
            return failure.trouble();
        }
        return failure.cause() instanceof ConnectionException ? Trouble.BROKEN : Trouble.REFUSED;
    }

    // P20, P31: only where the server advised maxInterval
    private static boolean sessionExpiresWithin(Turn turn, SessionState from, Duration delay) {
        Advice advice = from.advice();
        if (advice.maxIntervalMillis() < 0) {
            return false;
        }
        long limit = advice.timeoutMillis() + Math.max(0, advice.intervalMillis()) + advice.maxIntervalMillis();
        long unconnected = (turn.now() - from.retries().outageSince()) / 1_000_000 + delay.toMillis();
        return unconnected > limit;
    }

    /** The application's policy; one that fails can't leave the client in between. */
    private static ReconnectPolicy.Decision decide(ReconnectPolicy policy, ReconnectPolicy.Failure failure) {
        try {
            return Objects.requireNonNull(policy.next(failure), "the decision");
        } catch (RuntimeException thrown) {
            return new ReconnectPolicy.Decision.GiveUp("the reconnect policy failed: " + thrown);
        }
    }

    private static ReconnectPolicy.Failure failure(Turn turn, SessionState from, int attempt, Failure failure) {
        return new ReconnectPolicy.Failure(
                attempt,
                Duration.ofNanos(Math.max(0, turn.now() - from.retries().outageSince())),
                failure.retryAfter(),
                failure.fatal(),
                from.established(),
                failure.cause(),
                turn.random());
    }

    /** An outage begins with the first failure after a success. */
    static SessionState outage(Turn turn, SessionState from) {
        return turn.state().visible() == ConnectionState.CONNECTED
                ? from.change().retries(from.retries().outageSince(turn.now())).done()
                : from;
    }

    private static Duration atLeast(Duration delay, long millis) {
        Duration least = Duration.ofMillis(Math.max(0, millis));
        return delay.compareTo(least) < 0 ? least : delay;
    }
}

package dev.halley.bayeux.internal.session;

import dev.halley.ClosedException;
import dev.halley.HalleyException;
import dev.halley.ProtocolException;
import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.message.Advice.Reconnect;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.internal.machine.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows from what happens to a session: a pure function without clock, thread or I/O. It holds
 * connection control only; messages and subscriptions pass it by.
 */
public final class BayeuxMachine {
    /** How long the server may take to say goodbye. */
    static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);

    private final SessionRules rules;
    private final SessionState state;
    private final long now;
    private final double random;

    private BayeuxMachine(SessionRules rules, SessionState state, long now, double random) {
        this.rules = rules;
        this.state = state;
        this.now = now;
        this.random = random;
    }

    /**
     * One step.
     *
     * @param now the monotonic clock in nanoseconds
     * @param random a number from 0 to 1 for the policy's jitter
     */
    static Transition<SessionState, SessionEffect> step(
            SessionRules rules, SessionState state, SessionEvent event, long now, double random) {
        return new BayeuxMachine(rules, state, now, random).on(event);
    }

    private Transition<SessionState, SessionEffect> on(SessionEvent event) {
        return switch (event.kind()) {
            case OPEN -> open();
            case HANDSHAKE_ACCEPTED -> handshakeAccepted((SessionEvent.HandshakeAccepted) event);
            case HANDSHAKE_REFUSED -> handshakeRefused((SessionEvent.HandshakeRefused) event);
            case CONNECT_ACCEPTED -> connectAccepted((SessionEvent.ConnectAccepted) event);
            case CONNECT_REFUSED -> connectRefused((SessionEvent.ConnectRefused) event);
            case LINK_FAILED -> linkFailed((SessionEvent.LinkFailed) event);
            case WAIT_OVER -> waitOver((SessionEvent.WaitOver) event);
            case ADVISED -> advised((SessionEvent.Advised) event);
            case SESSION_UNKNOWN -> sessionUnknown((SessionEvent.SessionUnknown) event);
            case SERVER_DISCONNECTED -> serverDisconnected((SessionEvent.ServerDisconnected) event);
            case CLOSE -> leave(null);
            case ABORT -> abort();
            case DISCONNECTED -> disconnected(((SessionEvent.Disconnected) event).link());
            case FAIL -> leave(((SessionEvent.Fail) event).reason());
        };
    }

    private Transition<SessionState, SessionEffect> open() {
        if (state.kind() != Kind.NEW && state.kind() != Kind.CLOSED) {
            return stay();
        }
        SessionState next = state.change()
                .kind(Kind.HANDSHAKING)
                .newLink()
                .established(false)
                .noSession()
                .candidates(rules.transports(), List.of())
                .transport(rules.transports().get(0))
                .advice(Advice.DEFAULT)
                .retry(rules.policy(), 0)
                .outageSince(now)
                .handshakes(0, rules.policy())
                .endReason(null)
                .done();
        return to(next, handshake(next));
    }

    private Transition<SessionState, SessionEffect> handshakeAccepted(SessionEvent.HandshakeAccepted event) {
        if (state.kind() != Kind.HANDSHAKING || event.link() != state.link()) {
            return stay();
        }
        // P05: our first preference that the server lists
        Optional<ConnectionType> chosen =
                state.candidates().stream().filter(event.offered()::contains).findFirst();
        if (chosen.isEmpty()) {
            // P03
            return handshakeRefused(new SessionEvent.HandshakeRefused(
                    event.link(),
                    new ProtocolException(
                            "the server supports none of the transports " + state.candidates()
                                    + " (it offers those of " + event.offered()
                                    + " that Halley knows); allow another one with transports(…)",
                            null),
                    event.advice()));
        }
        Advice advice = event.advice() == null ? Advice.DEFAULT : event.advice().after(Advice.DEFAULT);
        SessionState next = state.change()
                .kind(Kind.CONNECTING)
                .newLink()
                .session(event.clientId(), chosen.get())
                .advice(advice)
                .done();
        // P11, P15
        return to(
                next,
                new SessionEffect.StartSession(next.epoch()),
                new SessionEffect.SendConnect(next.link(), next.transport(), true, interval(advice)));
    }

    private Transition<SessionState, SessionEffect> handshakeRefused(SessionEvent.HandshakeRefused event) {
        if (state.kind() != Kind.HANDSHAKING || event.link() != state.link()) {
            return stay();
        }
        boolean none = event.advice() != null && event.advice().reconnect() == Reconnect.NONE;
        if (none || !state.established() && !rules.retryFirstOpen()) {
            return end(withFormerFailures(event.failure()));
        }
        // P07: again after interval and backoff, never a connect without a client id
        SessionState advised = event.advice() == null
                ? state
                : state.change().advice(event.advice().after(state.advice())).done();
        return backOff(advised, Kind.WAITING_TO_HANDSHAKE, event.failure(), false, Optional.empty());
    }

    private Transition<SessionState, SessionEffect> connectAccepted(SessionEvent.ConnectAccepted event) {
        if (!state.usable() || event.link() != state.link()) {
            return stay();
        }
        Advice advice = event.advice() == null ? state.advice() : event.advice().after(state.advice());
        Reconnect reconnect = event.advice() == null ? Reconnect.ABSENT : advice.reconnect();
        SessionState advised = state.change().advice(advice).done();
        if (reconnect == Reconnect.NONE || advice.intervalMillis() < 0) {
            // P25, P14: also on success
            return end(new ClosedException(
                    reconnect == Reconnect.NONE
                            ? "the server ended the session (advice: reconnect none)"
                            : "the server ended the session (advice: a negative interval)",
                    null));
        }
        if (reconnect == Reconnect.HANDSHAKE) {
            return rehandshake(advised, new ClosedException("the server asked for a new handshake", null));
        }
        boolean fresh = state.kind() == Kind.CONNECTING;
        SessionState.Changes changes = advised.change()
                .kind(Kind.CONNECTED)
                .established(true)
                .newLink()
                .retry(rules.policy(), 0);
        if (!fresh) {
            // only a connect that the server held shows that the session lasts
            changes.handshakes(0, rules.policy());
        }
        SessionState next = changes.done();
        List<SessionEffect> effects = new ArrayList<>();
        if (fresh) {
            effects.add(new SessionEffect.Connected(next.epoch()));
        }
        if (!state.established()) {
            effects.add(new SessionEffect.Opened());
        }
        // P13
        effects.add(new SessionEffect.SendConnect(next.link(), next.transport(), false, interval(advice)));
        return new Transition<>(next, effects);
    }

    private Transition<SessionState, SessionEffect> connectRefused(SessionEvent.ConnectRefused event) {
        if (!state.usable() || event.link() != state.link()) {
            return stay();
        }
        Advice advice = event.advice() == null ? state.advice() : event.advice().after(state.advice());
        Reconnect reconnect = event.advice() == null ? Reconnect.ABSENT : advice.reconnect();
        if (reconnect == Reconnect.NONE || reconnect != Reconnect.ABSENT && advice.intervalMillis() < 0) {
            return end(event.failure());
        }
        SessionState advised = state.change().advice(advice).done();
        if (!state.established()) {
            return firstOpenFailed(advised, event.failure(), false, Optional.empty());
        }
        // P73: the advice decides, the error's code is only a hint
        if (reconnect == Reconnect.HANDSHAKE || reconnect == Reconnect.ABSENT && event.unknownClient()) {
            return rehandshake(advised, event.failure());
        }
        // P23
        return backOff(outage(advised), Kind.WAITING_TO_CONNECT, event.failure(), false, Optional.empty());
    }

    private Transition<SessionState, SessionEffect> linkFailed(SessionEvent.LinkFailed event) {
        if (event.link() != state.link()) {
            return stay();
        }
        return switch (state.kind()) {
            case HANDSHAKING ->
                state.established()
                        ? backOff(state, Kind.WAITING_TO_HANDSHAKE, event.failure(), event.fatal(), event.retryAfter())
                        : firstOpenFailed(state, event.failure(), event.fatal(), event.retryAfter());
            case CONNECTING ->
                state.established()
                        ? first(
                                new SessionEffect.LinkLost(event.failure()),
                                backOff(
                                        state,
                                        Kind.WAITING_TO_CONNECT,
                                        event.failure(),
                                        event.fatal(),
                                        event.retryAfter()))
                        : firstOpenFailed(state, event.failure(), event.fatal(), event.retryAfter());
            // P65: the same client id on a new link
            case CONNECTED ->
                first(
                        new SessionEffect.LinkLost(event.failure()),
                        backOff(
                                outage(state),
                                Kind.WAITING_TO_CONNECT,
                                event.failure(),
                                event.fatal(),
                                event.retryAfter()));
            // P69: the server is gone, so there is nobody to tell
            case CLOSING -> disconnected(event.link());
            case NEW, WAITING_TO_CONNECT, WAITING_TO_HANDSHAKE, CLOSED -> stay();
        };
    }

    private Transition<SessionState, SessionEffect> waitOver(SessionEvent.WaitOver event) {
        if (event.link() != state.link()) {
            return stay();
        }
        return switch (state.kind()) {
            case WAITING_TO_CONNECT -> {
                SessionState next =
                        state.change().kind(Kind.CONNECTING).newLink().done();
                yield to(next, new SessionEffect.SendConnect(next.link(), next.transport(), true, Duration.ZERO));
            }
            case WAITING_TO_HANDSHAKE -> {
                SessionState next =
                        state.change().kind(Kind.HANDSHAKING).newLink().done();
                yield to(next, handshake(next));
            }
            case CLOSING -> disconnected(event.link());
            case NEW, HANDSHAKING, CONNECTING, CONNECTED, CLOSED -> stay();
        };
    }

    // P21: advice may come with any message
    private Transition<SessionState, SessionEffect> advised(SessionEvent.Advised event) {
        if (!state.usable() || event.epoch() != state.epoch()) {
            return stay();
        }
        SessionState advised =
                state.change().advice(event.advice().after(state.advice())).done();
        return switch (event.advice().reconnect()) {
            case NONE -> end(new ClosedException("the server ended the session (advice: reconnect none)", null));
            case HANDSHAKE -> rehandshake(advised, new ClosedException("the server asked for a new handshake", null));
            case RETRY, ABSENT -> to(advised);
        };
    }

    private Transition<SessionState, SessionEffect> sessionUnknown(SessionEvent.SessionUnknown event) {
        if (!state.usable() || event.epoch() != state.epoch()) {
            return stay();
        }
        return state.established()
                ? rehandshake(state, event.failure())
                : firstOpenFailed(state, event.failure(), false, Optional.empty());
    }

    private Transition<SessionState, SessionEffect> serverDisconnected(SessionEvent.ServerDisconnected event) {
        if (state.clientId() == null || event.epoch() != state.epoch() || state.kind() == Kind.CLOSING) {
            return stay();
        }
        return end(event.reason());
    }

    private Transition<SessionState, SessionEffect> leave(@Nullable HalleyException reason) {
        return switch (state.kind()) {
            case NEW, CLOSING, CLOSED -> stay();
            // P70: a disconnect only where there is a client id, and a connection to send it over
            case CONNECTING, CONNECTED -> {
                SessionState next = state.change()
                        .kind(Kind.CLOSING)
                        .newLink()
                        .endReason(reason)
                        .done();
                List<SessionEffect> effects = new ArrayList<>();
                if (!state.established()) {
                    effects.add(openFailed(reason));
                }
                effects.add(new SessionEffect.SendDisconnect(next.link()));
                effects.add(new SessionEffect.Wait(next.link(), CLOSE_DEADLINE));
                yield new Transition<>(next, effects);
            }
            case HANDSHAKING, WAITING_TO_CONNECT, WAITING_TO_HANDSHAKE -> {
                SessionState next =
                        state.change().kind(Kind.CLOSED).newLink().noSession().done();
                yield state.established()
                        ? to(next, new SessionEffect.Ended(reason))
                        : to(next, openFailed(reason), new SessionEffect.Ended(reason));
            }
        };
    }

    private Transition<SessionState, SessionEffect> abort() {
        if (state.kind() == Kind.NEW || state.kind() == Kind.CLOSED) {
            return stay();
        }
        SessionState next =
                state.change().kind(Kind.CLOSED).newLink().noSession().done();
        boolean opening = !state.established() && state.kind() != Kind.CLOSING;
        return opening
                ? to(next, openFailed(null), new SessionEffect.Ended(null))
                : to(next, new SessionEffect.Ended(state.endReason()));
    }

    private static SessionEffect openFailed(@Nullable HalleyException reason) {
        return new SessionEffect.OpenFailed(
                reason == null ? new ClosedException("the client was closed while it was being opened", null) : reason);
    }

    private Transition<SessionState, SessionEffect> disconnected(long link) {
        if (state.kind() != Kind.CLOSING || link != state.link()) {
            return stay();
        }
        SessionState next =
                state.change().kind(Kind.CLOSED).newLink().noSession().done();
        return to(next, new SessionEffect.Ended(state.endReason()));
    }

    /** The end that the application did not ask for. */
    private Transition<SessionState, SessionEffect> end(HalleyException reason) {
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

    /** P67: before the first success a transport that fails gives way to the next one. */
    private Transition<SessionState, SessionEffect> firstOpenFailed(
            SessionState from, HalleyException failure, boolean fatal, Optional<Duration> retryAfter) {
        Transition<SessionState, SessionEffect> next = nextTransport(from, failure, fatal, retryAfter);
        return from.clientId() == null ? next : first(new SessionEffect.SessionLost(failure), next);
    }

    private Transition<SessionState, SessionEffect> nextTransport(
            SessionState from, HalleyException failure, boolean fatal, Optional<Duration> retryAfter) {
        List<HalleyException> failures = new ArrayList<>(from.failures());
        failures.add(failure);
        List<ConnectionType> left = from.candidates().stream()
                .filter(type -> type != from.transport())
                .toList();
        if (!left.isEmpty()) {
            SessionState next = from.change()
                    .kind(Kind.HANDSHAKING)
                    .newLink()
                    .noSession()
                    .candidates(left, failures)
                    .transport(left.get(0))
                    .done();
            return to(next, handshake(next));
        }
        if (!rules.retryFirstOpen()) {
            return end(withFormerFailures(failure));
        }
        SessionState again = from.change()
                .noSession()
                .candidates(rules.transports(), List.of())
                .transport(rules.transports().get(0))
                .done();
        return backOff(again, Kind.WAITING_TO_HANDSHAKE, failure, fatal, retryAfter);
    }

    /** All transports failed: the last failure, with those before as suppressed ones. */
    private HalleyException withFormerFailures(HalleyException last) {
        HalleyException all = state.failures().isEmpty() ? last : last.copy();
        state.failures().forEach(all::addSuppressed);
        return all;
    }

    private Transition<SessionState, SessionEffect> rehandshake(SessionState from, HalleyException cause) {
        SessionState lost = from.change().noSession().done();
        if (!from.established()) {
            return firstOpenFailed(from, cause, false, Optional.empty());
        }
        SessionEffect sessionLost = new SessionEffect.SessionLost(cause);
        SessionState base = state.kind() == Kind.CONNECTED ? outage(lost) : lost;
        long interval = Math.max(0, from.advice().intervalMillis());
        if (from.handshakes() == 0 && interval == 0) {
            SessionState next = base.change()
                    .kind(Kind.HANDSHAKING)
                    .newLink()
                    .handshakes(1, from.loopPolicy())
                    .done();
            return to(next, sessionLost, handshake(next));
        }
        // sessions lost one after another never make a hot loop (P27), though each handshake succeeds
        ReconnectPolicy.Decision decision =
                decide(from.loopPolicy(), failure(base, from.handshakes() + 1, cause, false, Optional.empty()));
        if (decision instanceof ReconnectPolicy.Decision.GiveUp giveUp) {
            return end(new ClosedException(giveUp.reason(), cause));
        }
        ReconnectPolicy.Decision.Retry retry = (ReconnectPolicy.Decision.Retry) decision;
        Duration delay = from.handshakes() == 0 ? Duration.ofMillis(interval) : atLeast(retry.delay(), interval);
        SessionState next = base.change()
                .kind(Kind.WAITING_TO_HANDSHAKE)
                .newLink()
                .handshakes(from.handshakes() + 1, from.handshakes() == 0 ? from.loopPolicy() : retry.next())
                .done();
        return to(
                next,
                sessionLost,
                new SessionEffect.Retrying(next.handshakes(), delay, cause),
                new SessionEffect.Wait(next.link(), delay));
    }

    private Transition<SessionState, SessionEffect> backOff(
            SessionState from, Kind waiting, HalleyException cause, boolean fatal, Optional<Duration> retryAfter) {
        ReconnectPolicy.Decision decision =
                decide(from.policy(), failure(from, from.attempt() + 1, cause, fatal, retryAfter));
        if (decision instanceof ReconnectPolicy.Decision.GiveUp giveUp) {
            return end(new ClosedException(giveUp.reason(), cause));
        }
        ReconnectPolicy.Decision.Retry retry = (ReconnectPolicy.Decision.Retry) decision;
        Duration delay = atLeast(retry.delay(), from.advice().intervalMillis());
        boolean expired = waiting == Kind.WAITING_TO_CONNECT && sessionExpiresWithin(from, delay);
        SessionState.Changes changes = from.change()
                .kind(expired ? Kind.WAITING_TO_HANDSHAKE : waiting)
                .newLink()
                .retry(retry.next(), from.attempt() + 1);
        if (expired) {
            changes.noSession();
        }
        SessionState next = changes.done();
        List<SessionEffect> effects = new ArrayList<>();
        if (expired) {
            effects.add(new SessionEffect.SessionLost(cause));
        }
        effects.add(new SessionEffect.Retrying(next.attempt(), delay, cause));
        effects.add(new SessionEffect.Wait(next.link(), delay));
        return new Transition<>(next, effects);
    }

    // P20, P31: only where the server advised maxInterval
    private boolean sessionExpiresWithin(SessionState from, Duration delay) {
        Advice advice = from.advice();
        if (advice.maxIntervalMillis() < 0) {
            return false;
        }
        long limit = advice.timeoutMillis() + Math.max(0, advice.intervalMillis()) + advice.maxIntervalMillis();
        long unconnected = (now - from.outageSince()) / 1_000_000 + delay.toMillis();
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

    private ReconnectPolicy.Failure failure(
            SessionState from, int attempt, HalleyException cause, boolean fatal, Optional<Duration> retryAfter) {
        return new ReconnectPolicy.Failure(
                attempt,
                Duration.ofNanos(Math.max(0, now - from.outageSince())),
                retryAfter,
                fatal,
                from.established(),
                cause,
                random);
    }

    private SessionState outage(SessionState from) {
        return from.kind() == Kind.CONNECTED ? from.change().outageSince(now).done() : from;
    }

    private static SessionEffect handshake(SessionState next) {
        return new SessionEffect.SendHandshake(next.link(), next.transport(), next.candidates());
    }

    private static Duration interval(Advice advice) {
        return Duration.ofMillis(Math.max(0, advice.intervalMillis()));
    }

    private static Duration atLeast(Duration delay, long millis) {
        Duration least = Duration.ofMillis(Math.max(0, millis));
        return delay.compareTo(least) < 0 ? least : delay;
    }

    private Transition<SessionState, SessionEffect> stay() {
        return new Transition<>(state, List.of());
    }

    private static Transition<SessionState, SessionEffect> to(SessionState next, SessionEffect... effects) {
        return new Transition<>(next, List.of(effects));
    }

    private static Transition<SessionState, SessionEffect> first(
            SessionEffect effect, Transition<SessionState, SessionEffect> then) {
        List<SessionEffect> effects = new ArrayList<>();
        effects.add(effect);
        effects.addAll(then.effects());
        return new Transition<>(then.next(), effects);
    }
}

package dev.halley.socketio.internal.session;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import dev.halley.internal.machine.Transition;
import dev.halley.socketio.internal.session.LinkState.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows from what happens to a client's connection: a pure function without clock, thread or I/O. It holds
 * connection control only; each namespace has a {@link NamespaceMachine} of its own, and packets pass both by.
 */
final class ReconnectMachine {
    private ReconnectMachine() {}

    /**
     * One step.
     *
     * @param policy what an outage begins with
     * @param now the monotonic clock in nanoseconds
     * @param random a number from 0 to 1 for the policy's jitter
     */
    static Transition<LinkState, LinkEffect> step(
            ReconnectPolicy policy, LinkState state, LinkEvent event, long now, double random) {
        return switch (event.kind()) {
            case CONNECT -> connect(policy, state, (LinkEvent.Connect) event, now);
            case ENGINE_OPENED -> opened(state, (LinkEvent.EngineOpened) event);
            case NAMESPACE_JOINED -> joined(policy, state, ((LinkEvent.NamespaceJoined) event).link());
            case ENGINE_CLOSED -> closed(state, (LinkEvent.EngineClosed) event, now, random);
            case FELL_BACK -> fellBack(state, (LinkEvent.FellBack) event);
            case WAIT_OVER ->
                state.kind() == Kind.WAITING && state.link() == ((LinkEvent.WaitOver) event).link()
                        ? open(state)
                        : stay(state);
            case RECONNECT_NOW -> state.kind() == Kind.WAITING ? open(state.newLink()) : stay(state);
            case NETWORK_LOST ->
                state.kind() == Kind.OPENING || state.isUp()
                        ? to(state, new LinkEffect.AbortEngine(((LinkEvent.NetworkLost) event).cause()))
                        : stay(state);
            case LEAVE -> leave(state, ((LinkEvent.Leave) event).reason());
            case ABORT -> abort(state);
        };
    }

    private static Transition<LinkState, LinkEffect> connect(
            ReconnectPolicy policy, LinkState state, LinkEvent.Connect event, long now) {
        if (state.kind() != Kind.NEW && state.kind() != Kind.CLOSED) {
            return stay(state);
        }
        return open(new LinkState(
                Kind.OPENING,
                false,
                state.link() + 1,
                event.servers(),
                0,
                event.retry(),
                policy,
                0,
                now,
                null,
                List.of()));
    }

    private static Transition<LinkState, LinkEffect> open(LinkState state) {
        LinkState next = state.as(Kind.OPENING);
        return to(next, new LinkEffect.Open(next.link(), next.server()));
    }

    private static Transition<LinkState, LinkEffect> opened(LinkState state, LinkEvent.EngineOpened event) {
        return state.kind() == Kind.OPENING && state.link() == event.link()
                ? to((event.enough() ? state.retried() : state).as(Kind.OPEN), new LinkEffect.JoinAll())
                : stay(state);
    }

    /** Only a namespace shows that the server takes this client: until then attempts go on being counted (SEC-06). */
    private static Transition<LinkState, LinkEffect> joined(ReconnectPolicy policy, LinkState state, long link) {
        return state.kind() == Kind.OPEN && state.link() == link ? to(state.joined(policy)) : stay(state);
    }

    private static Transition<LinkState, LinkEffect> closed(
            LinkState state, LinkEvent.EngineClosed event, long now, double random) {
        if (state.link() != event.link()) {
            return stay(state);
        }
        return switch (state.kind()) {
            case OPENING, OPEN -> {
                LinkEffect lost = new LinkEffect.Lost(event.close());
                if (state.established() || state.retry()) {
                    yield backOff(state.nextServer(), event.cause(), lost, now, random);
                }
                if (state.server() + 1 < state.servers()) {
                    LinkState next = state.failingOver(event.cause());
                    yield to(
                            next,
                            lost,
                            new LinkEffect.AttemptFailed(event.cause(), true),
                            new LinkEffect.Open(next.link(), next.server()));
                }
                HalleyException cause = unreachable(state.failures(), event.cause());
                yield end(state, cause, lost, new LinkEffect.AttemptFailed(cause, false));
            }
            case CONNECTED ->
                backOff(state.outageSince(now), event.cause(), new LinkEffect.Lost(event.close()), now, random);
            case CLOSING -> end(state, state.endReason(), new LinkEffect.Lost(event.close()));
            case NEW, WAITING, CLOSED -> stay(state);
        };
    }

    /** What a first attempt ends with; of several servers it tells of each. */
    private static HalleyException unreachable(List<HalleyException> before, HalleyException last) {
        if (before.isEmpty()) {
            return last;
        }
        StringBuilder text = new StringBuilder("none of " + (before.size() + 1) + " servers could be used: ");
        before.forEach(failure -> text.append(failure.getMessage()).append("; then: "));
        ConnectionException all = new ConnectionException(
                text.append(last.getMessage()).toString(),
                last instanceof ConnectionException known ? known.details() : ConnectionException.Details.NONE,
                last);
        before.forEach(all::addSuppressed);
        return all;
    }

    /** Not an attempt that failed: the same server is asked again at once, once, in its own version. */
    private static Transition<LinkState, LinkEffect> fellBack(LinkState state, LinkEvent.FellBack event) {
        if (state.link() != event.link() || !state.isUp()) {
            return stay(state);
        }
        LinkState next = state.as(Kind.OPENING).newLink();
        return to(
                next,
                new LinkEffect.Lost(null),
                new LinkEffect.AbortEngine(event.cause()),
                new LinkEffect.Open(next.link(), next.server()));
    }

    private static Transition<LinkState, LinkEffect> backOff(
            LinkState from, HalleyException cause, LinkEffect lost, long now, double random) {
        boolean failedAttempt = from.kind() != Kind.CONNECTED;
        ReconnectPolicy.Decision decision = decide(from, cause, now, random);
        if (decision instanceof ReconnectPolicy.Decision.GiveUp giveUp) {
            ClosedException reason = new ClosedException(giveUp.reason(), cause);
            return failedAttempt
                    ? end(from, reason, lost, new LinkEffect.AttemptFailed(cause, false))
                    : end(from, reason, lost);
        }
        ReconnectPolicy.Decision.Retry retry = (ReconnectPolicy.Decision.Retry) decision;
        LinkState next = from.retrying(retry.next());
        List<LinkEffect> effects = new ArrayList<>();
        effects.add(lost);
        if (failedAttempt) {
            effects.add(new LinkEffect.AttemptFailed(cause, true));
        }
        effects.add(new LinkEffect.Retrying(next.attempt(), retry.delay(), cause));
        effects.add(new LinkEffect.Wait(next.link(), retry.delay()));
        return new Transition<>(next, effects);
    }

    /** The application's policy; one that fails can't leave the client in between. */
    private static ReconnectPolicy.Decision decide(LinkState from, HalleyException cause, long now, double random) {
        ConnectionException.Details details =
                cause instanceof ConnectionException known ? known.details() : ConnectionException.Details.NONE;
        Duration elapsed = Duration.ofNanos(Math.max(0, now - from.outageSince()));
        try {
            return Objects.requireNonNull(
                    from.policy()
                            .next(new ReconnectPolicy.Failure(
                                    from.attempt() + 1,
                                    elapsed,
                                    details.retryAfter(),
                                    details.fatal(),
                                    from.established(),
                                    cause,
                                    random)),
                    "the decision");
        } catch (RuntimeException thrown) {
            return new ReconnectPolicy.Decision.GiveUp("the reconnect policy failed: " + thrown);
        }
    }

    private static Transition<LinkState, LinkEffect> leave(LinkState state, @Nullable HalleyException reason) {
        return switch (state.kind()) {
            case OPENING, OPEN, CONNECTED ->
                to(state.as(Kind.CLOSING).because(reason), new LinkEffect.CloseEngine(state.link()));
            case WAITING -> end(state, reason);
            case NEW, CLOSING, CLOSED -> stay(state);
        };
    }

    private static Transition<LinkState, LinkEffect> abort(LinkState state) {
        return switch (state.kind()) {
            case OPENING, OPEN, CONNECTED, CLOSING -> {
                ClosedException cause = new ClosedException("the client was aborted", null);
                yield end(state, null, new LinkEffect.Lost(null), new LinkEffect.AbortEngine(cause));
            }
            case WAITING -> end(state, null);
            case NEW, CLOSED -> stay(state);
        };
    }

    private static Transition<LinkState, LinkEffect> end(
            LinkState state, @Nullable HalleyException reason, LinkEffect... before) {
        List<LinkEffect> effects = new ArrayList<>(List.of(before));
        effects.add(new LinkEffect.Ended(reason));
        return new Transition<>(state.as(Kind.CLOSED).newLink().because(reason), effects);
    }

    private static Transition<LinkState, LinkEffect> stay(LinkState state) {
        return new Transition<>(state, List.of());
    }

    private static Transition<LinkState, LinkEffect> to(LinkState next, LinkEffect... effects) {
        return new Transition<>(next, List.of(effects));
    }
}

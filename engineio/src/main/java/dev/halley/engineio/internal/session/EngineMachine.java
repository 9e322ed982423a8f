package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.session.EngineState.Kind;
import dev.halley.internal.machine.Transition;
import java.util.List;

/** Decides what follows from what happens to a session: a pure function. Packets pass it by. */
final class EngineMachine {
    private static final EngineClose BY_APPLICATION =
            new EngineClose(EngineClose.Reason.CLIENT, 0, "closed by the application", null);

    private EngineMachine() {}

    /** One step. */
    static Transition<EngineState, SessionEffect> step(EngineState state, SessionEvent event) {
        return switch (event.kind()) {
            case OPENED -> opened(state, (SessionEvent.Opened) event);
            case BROKEN -> broken(state, (SessionEvent.Broken) event);
            case PROBE_ANSWERED ->
                state.kind() == Kind.PROBING
                        ? to(state.to(Kind.PAUSING), new SessionEffect.PausePolling())
                        : stay(state);
            case PROBE_FAILED -> probeFailed(state, ((SessionEvent.ProbeFailed) event).cause());
            case PAUSED -> paused(state);
            case CLOSE -> close(state);
            case DRAINED ->
                state.kind() == Kind.DRAINING ? to(state.to(Kind.CLOSING), new SessionEffect.Leave()) : stay(state);
            case DEADLINE_OVER -> state.kind() == Kind.CLOSED ? stay(state) : finish(state, BY_APPLICATION);
        };
    }

    private static Transition<EngineState, SessionEffect> opened(EngineState state, SessionEvent.Opened event) {
        if (state.kind() != Kind.OPENING) {
            return stay(state);
        }
        // E4-15
        return event.mayUpgrade() && state.transport() == EngineTransport.POLLING
                ? to(state.to(Kind.PROBING), new SessionEffect.Announce(), new SessionEffect.StartProbe())
                : to(state.to(Kind.OPEN), new SessionEffect.Announce());
    }

    private static Transition<EngineState, SessionEffect> broken(EngineState state, SessionEvent.Broken event) {
        return switch (state.kind()) {
            case OPENING -> {
                if (event.otherVersion() && !state.otherVersionTried()) {
                    EngineState again = state.withOtherVersion();
                    yield to(again, new SessionEffect.Open(again.transport(), true));
                }
                // E4-22: only while opening
                if (!event.hopeless() && !state.untried().isEmpty()) {
                    EngineState next = state.next();
                    yield to(next, new SessionEffect.Open(next.transport(), false));
                }
                yield finish(state, event.why());
            }
            case OPEN -> finish(state, event.why());
            case PROBING, PAUSING -> finish(state, state.closeWanted() ? BY_APPLICATION : event.why());
            case DRAINING, CLOSING -> finish(state, BY_APPLICATION);
            case CLOSED -> stay(state);
        };
    }

    // E4-18
    private static Transition<EngineState, SessionEffect> probeFailed(EngineState state, Throwable cause) {
        if (state.kind() != Kind.PROBING && state.kind() != Kind.PAUSING) {
            return stay(state);
        }
        return state.closeWanted()
                ? to(state.to(Kind.DRAINING), new SessionEffect.DropProbe(cause), new SessionEffect.AwaitDrain())
                : to(state.to(Kind.OPEN), new SessionEffect.DropProbe(cause));
    }

    // E4-16
    private static Transition<EngineState, SessionEffect> paused(EngineState state) {
        if (state.kind() != Kind.PAUSING) {
            return stay(state);
        }
        EngineState switched = state.over(EngineTransport.WEBSOCKET);
        return state.closeWanted()
                ? to(switched.to(Kind.DRAINING), new SessionEffect.Switch(), new SessionEffect.AwaitDrain())
                : to(switched.to(Kind.OPEN), new SessionEffect.Switch());
    }

    // E4-19
    private static Transition<EngineState, SessionEffect> close(EngineState state) {
        return switch (state.kind()) {
            case OPENING -> finish(state, BY_APPLICATION);
            case OPEN -> to(state.to(Kind.DRAINING), new SessionEffect.StartDeadline(), new SessionEffect.AwaitDrain());
            case PROBING, PAUSING ->
                state.closeWanted() ? stay(state) : to(state.withCloseWanted(), new SessionEffect.StartDeadline());
            case DRAINING, CLOSING, CLOSED -> stay(state);
        };
    }

    private static Transition<EngineState, SessionEffect> finish(EngineState state, EngineClose why) {
        return to(state.to(Kind.CLOSED), new SessionEffect.Finish(why));
    }

    private static Transition<EngineState, SessionEffect> stay(EngineState state) {
        return new Transition<>(state, List.of());
    }

    private static Transition<EngineState, SessionEffect> to(EngineState next, SessionEffect... effects) {
        return new Transition<>(next, List.of(effects));
    }
}

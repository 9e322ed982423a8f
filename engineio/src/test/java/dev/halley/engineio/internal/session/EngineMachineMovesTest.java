package dev.halley.engineio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.internal.machine.Moves;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Where each kind of event leads in each kind of state, and what is ordered by it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EngineMachineMovesTest {
    @Test
    void every_event_in_every_state_does_what_the_page_says() {
        Moves<EngineState.Kind, SessionEvent.Kind> moves = new Moves<>(EngineState.Kind.class, SessionEvent.Kind.class);
        EngineMachineSpaceTest.space()
                .forEach(step -> moves.add(step.from(), step.event().kind(), step.turn(), EngineState::kind));
        assertThat(moves.page()).isEqualTo("""
                OPENING
                  OPENED > OPEN: Announce
                  OPENED > PROBING: Announce, StartProbe
                  BROKEN > CLOSED: Finish
                  BROKEN > OPENING: Open
                  CLOSE > CLOSED: Finish
                  DEADLINE_OVER > CLOSED: Finish
                  ignored: PROBE_ANSWERED, PROBE_FAILED, PAUSED, DRAINED
                OPEN
                  BROKEN > CLOSED: Finish
                  CLOSE > DRAINING: StartDeadline, AwaitDrain
                  DEADLINE_OVER > CLOSED: Finish
                  ignored: OPENED, PROBE_ANSWERED, PROBE_FAILED, PAUSED, DRAINED
                PROBING
                  BROKEN > CLOSED: Finish
                  PROBE_ANSWERED > PAUSING: PausePolling
                  PROBE_FAILED > DRAINING: DropProbe, AwaitDrain
                  PROBE_FAILED > OPEN: DropProbe
                  CLOSE > PROBING: StartDeadline
                  CLOSE > nothing
                  DEADLINE_OVER > CLOSED: Finish
                  ignored: OPENED, PAUSED, DRAINED
                PAUSING
                  BROKEN > CLOSED: Finish
                  PROBE_FAILED > DRAINING: DropProbe, AwaitDrain
                  PROBE_FAILED > OPEN: DropProbe
                  PAUSED > DRAINING: Switch, AwaitDrain
                  PAUSED > OPEN: Switch
                  CLOSE > PAUSING: StartDeadline
                  CLOSE > nothing
                  DEADLINE_OVER > CLOSED: Finish
                  ignored: OPENED, PROBE_ANSWERED, DRAINED
                DRAINING
                  BROKEN > CLOSED: Finish
                  DRAINED > CLOSING: Leave
                  DEADLINE_OVER > CLOSED: Finish
                  ignored: OPENED, PROBE_ANSWERED, PROBE_FAILED, PAUSED, CLOSE
                CLOSING
                  BROKEN > CLOSED: Finish
                  DEADLINE_OVER > CLOSED: Finish
                  ignored: OPENED, PROBE_ANSWERED, PROBE_FAILED, PAUSED, CLOSE, DRAINED
                CLOSED
                  ignored: OPENED, BROKEN, PROBE_ANSWERED, PROBE_FAILED, PAUSED, CLOSE, DRAINED, DEADLINE_OVER
                """);
    }
}

package dev.halley.engineio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.internal.session.EngineState.Kind;
import dev.halley.internal.machine.Transition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The machine in every state that it can reach, with every kind of event. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EngineMachineSpaceTest {
    private static final EngineClose WHY = new EngineClose(Reason.TRANSPORT_ERROR, 0, "broken", null);

    private static final List<SessionEvent> EVENTS = List.of(
            new SessionEvent.Opened(true),
            new SessionEvent.Opened(false),
            new SessionEvent.Broken(WHY, false, false),
            new SessionEvent.Broken(WHY, true, false),
            new SessionEvent.Broken(WHY, false, true),
            new SessionEvent.ProbeAnswered(),
            new SessionEvent.ProbeFailed(new IllegalStateException("no")),
            new SessionEvent.Paused(),
            new SessionEvent.Close(),
            new SessionEvent.Drained(),
            new SessionEvent.DeadlineOver());

    record Step(EngineState from, SessionEvent event, Transition<EngineState, SessionEffect> turn) {
        <T extends SessionEffect> boolean has(Class<T> effect) {
            return turn.effects().stream().anyMatch(effect::isInstance);
        }
    }

    static List<Step> space() {
        Set<EngineState> seen = new LinkedHashSet<>();
        Deque<EngineState> next = new ArrayDeque<>();
        Set<Step> steps = new LinkedHashSet<>();
        next.add(EngineState.opening(List.of(EngineTransport.POLLING)));
        next.add(EngineState.opening(List.of(EngineTransport.WEBSOCKET, EngineTransport.POLLING)));
        while (!next.isEmpty()) {
            EngineState state = next.remove();
            if (!seen.add(state)) {
                continue;
            }
            for (SessionEvent event : EVENTS) {
                Step step = new Step(state, event, EngineMachine.step(state, event));
                steps.add(step);
                next.add(step.turn().next());
            }
        }
        return List.copyOf(steps);
    }

    @Test
    void every_kind_of_state_and_event_is_reached() {
        Set<Kind> states = EnumSet.noneOf(Kind.class);
        Set<SessionEvent.Kind> events = EnumSet.noneOf(SessionEvent.Kind.class);
        space().forEach(step -> {
            states.add(step.from().kind());
            events.add(step.event().kind());
        });
        assertThat(states).containsExactlyInAnyOrder(Kind.values());
        assertThat(events).containsExactlyInAnyOrder(SessionEvent.Kind.values());
    }

    @Test
    void a_session_finishes_exactly_when_it_becomes_closed() {
        for (Step step : space()) {
            boolean closes =
                    step.from().kind() != Kind.CLOSED && step.turn().next().kind() == Kind.CLOSED;
            assertThat(step.has(SessionEffect.Finish.class)).as(step.toString()).isEqualTo(closes);
        }
    }

    @Test
    void nothing_moves_a_closed_session() {
        for (Step step : space()) {
            if (step.from().kind() == Kind.CLOSED) {
                assertThat(step.turn().next()).isEqualTo(step.from());
                assertThat(step.turn().effects()).isEmpty();
            }
        }
    }

    @Test
    void what_breaks_ends_every_session_that_is_open() {
        for (Step step : space()) {
            if (step.event().kind() == SessionEvent.Kind.BROKEN && step.from().kind() != Kind.OPENING) {
                assertThat(step.turn().next().kind()).as(step.toString()).isEqualTo(Kind.CLOSED);
            }
        }
    }

    @Test
    void e4_22_other_transports_and_versions_are_tried_only_while_opening_and_never_without_end() {
        for (Step step : space()) {
            if (!step.has(SessionEffect.Open.class)) {
                continue;
            }
            assertThat(step.from().kind()).isEqualTo(Kind.OPENING);
            EngineState next = step.turn().next();
            boolean fewer = next.untried().size() < step.from().untried().size();
            boolean otherVersion = next.otherVersionTried() && !step.from().otherVersionTried();
            assertThat(fewer || otherVersion).as(step.toString()).isTrue();
        }
    }

    @Test
    void e4_22_another_version_is_tried_once_and_what_is_hopeless_not_again() {
        for (Step step : space()) {
            if (step.from().kind() != Kind.OPENING || !(step.event() instanceof SessionEvent.Broken broken)) {
                continue;
            }
            boolean version = broken.otherVersion() && !step.from().otherVersionTried();
            boolean transport =
                    !version && !broken.hopeless() && !step.from().untried().isEmpty();
            assertThat(step.has(SessionEffect.Open.class)).as(step.toString()).isEqualTo(version || transport);
            assertThat(step.turn().next().otherVersionTried())
                    .isEqualTo(version || step.from().otherVersionTried());
        }
    }

    @Test
    void e4_15_a_websocket_is_tried_beside_polling_only_and_only_where_it_is_offered() {
        for (Step step : space()) {
            if (step.from().kind() == Kind.OPENING && step.event() instanceof SessionEvent.Opened opened) {
                assertThat(step.has(SessionEffect.StartProbe.class))
                        .as(step.toString())
                        .isEqualTo(opened.mayUpgrade() && step.from().transport() == EngineTransport.POLLING);
            }
        }
    }

    @Test
    void e4_16_the_switch_comes_after_the_pause_and_the_pause_after_the_answer() {
        for (Step step : space()) {
            if (step.has(SessionEffect.Switch.class)) {
                assertThat(step.from().kind()).isEqualTo(Kind.PAUSING);
                assertThat(step.event().kind()).isEqualTo(SessionEvent.Kind.PAUSED);
                assertThat(step.turn().next().transport()).isEqualTo(EngineTransport.WEBSOCKET);
            }
            if (step.has(SessionEffect.PausePolling.class)) {
                assertThat(step.from().kind()).isEqualTo(Kind.PROBING);
                assertThat(step.event().kind()).isEqualTo(SessionEvent.Kind.PROBE_ANSWERED);
            }
        }
    }

    @Test
    void e4_18_a_probe_that_fails_leaves_the_session_on_polling() {
        for (Step step : space()) {
            boolean probing = step.from().kind() == Kind.PROBING || step.from().kind() == Kind.PAUSING;
            if (step.event().kind() == SessionEvent.Kind.PROBE_FAILED && probing) {
                assertThat(step.turn().next().transport()).isEqualTo(EngineTransport.POLLING);
                assertThat(step.turn().next().kind()).isIn(Kind.OPEN, Kind.DRAINING);
                assertThat(step.has(SessionEffect.DropProbe.class)).isTrue();
            }
        }
    }

    @Test
    void e4_19_a_close_waits_for_the_upgrade_and_for_the_queue_and_has_a_deadline() {
        for (Step step : space()) {
            EngineState next = step.turn().next();
            if (step.event().kind() == SessionEvent.Kind.CLOSE) {
                boolean upgrading =
                        step.from().kind() == Kind.PROBING || step.from().kind() == Kind.PAUSING;
                assertThat(next.closeWanted())
                        .isEqualTo(upgrading || step.from().closeWanted());
            }
            if (step.has(SessionEffect.Leave.class)) {
                assertThat(step.from().kind()).isEqualTo(Kind.DRAINING);
                assertThat(step.event().kind()).isEqualTo(SessionEvent.Kind.DRAINED);
            }
            boolean closing = next.closeWanted() || next.kind() == Kind.DRAINING || next.kind() == Kind.CLOSING;
            boolean wasClosing = step.from().closeWanted()
                    || step.from().kind() == Kind.DRAINING
                    || step.from().kind() == Kind.CLOSING;
            if (closing && !wasClosing && next.kind() != Kind.CLOSED) {
                assertThat(step.has(SessionEffect.StartDeadline.class))
                        .as(step.toString())
                        .isTrue();
            }
        }
    }

    @Test
    void a_session_that_the_application_closed_ends_by_the_application() {
        for (Step step : space()) {
            boolean wanted = step.from().closeWanted()
                    || step.from().kind() == Kind.DRAINING
                    || step.from().kind() == Kind.CLOSING;
            if (wanted && step.from().kind() != Kind.CLOSED) {
                step.turn().effects().stream()
                        .filter(SessionEffect.Finish.class::isInstance)
                        .map(SessionEffect.Finish.class::cast)
                        .forEach(finish -> assertThat(finish.why().reason()).isEqualTo(Reason.CLIENT));
            }
        }
    }
}

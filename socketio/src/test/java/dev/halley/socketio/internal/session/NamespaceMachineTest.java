package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClosedException;
import dev.halley.HalleyException;
import dev.halley.internal.machine.Transition;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.internal.session.NamespaceState.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The machine of a namespace in every state that it can reach, with every kind of event. */
class NamespaceMachineTest {
    private static final HalleyException CAUSE = new ClosedException("cause", null);

    /** One step of the space. */
    record Step(
            boolean refreshes,
            NamespaceState from,
            NamespaceEvent event,
            Transition<NamespaceState, NamespaceEffect> transition) {
        boolean has(Class<? extends NamespaceEffect> type) {
            return transition.effects().stream().anyMatch(type::isInstance);
        }

        Kind to() {
            return transition.next().kind();
        }
    }

    private static List<NamespaceEvent> events(long attempt) {
        return List.of(
                new NamespaceEvent.Want(),
                new NamespaceEvent.Open(false),
                new NamespaceEvent.Open(true),
                new NamespaceEvent.Credentials(attempt),
                new NamespaceEvent.CredentialsFailed(attempt, CAUSE),
                new NamespaceEvent.Accepted(),
                new NamespaceEvent.Refused(CAUSE),
                new NamespaceEvent.Overdue(attempt),
                new NamespaceEvent.WaitOver(attempt),
                new NamespaceEvent.Leave(),
                new NamespaceEvent.ServerLeft(),
                new NamespaceEvent.Lost(DisconnectReason.TRANSPORT_CLOSE),
                new NamespaceEvent.End(DisconnectReason.CLIENT));
    }

    static void eachStep(Consumer<Step> check) {
        for (boolean refreshes : new boolean[] {false, true}) {
            Map<List<Object>, NamespaceState> seen = new LinkedHashMap<>();
            Deque<NamespaceState> open = new ArrayDeque<>(List.of(NamespaceState.INITIAL));
            while (!open.isEmpty()) {
                NamespaceState from = open.remove();
                // without what counts up for ever
                List<Object> shape =
                        List.of(from.kind(), from.refusals(), Math.min(5, from.failures()), from.wasJoined());
                if (seen.putIfAbsent(shape, from) != null) {
                    continue;
                }
                for (NamespaceEvent event : events(from.attempt())) {
                    Step step = new Step(refreshes, from, event, NamespaceMachine.step(refreshes, from, event, 0.5));
                    check.accept(step);
                    open.add(step.transition().next());
                }
            }
            assertThat(seen.values().stream().map(NamespaceState::kind).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder(Kind.values());
        }
    }

    @Test
    void every_event_in_every_state_leads_somewhere_and_its_kind_is_known() {
        Set<NamespaceEvent.Kind> kinds = EnumSet.noneOf(NamespaceEvent.Kind.class);
        eachStep(step -> {
            kinds.add(step.event().kind());
            assertThat(step.transition().next()).isNotNull();
        });
        assertThat(kinds).containsExactlyInAnyOrder(NamespaceEvent.Kind.values());
    }

    @Test
    void s5_02_connect_is_sent_once_for_each_answer_or_connection() {
        eachStep(step -> {
            if (step.has(NamespaceEffect.SendConnect.class)) {
                assertThat(step.from().kind()).as(step::toString).isEqualTo(Kind.PREPARING);
                assertThat(step.to()).isEqualTo(Kind.JOINING);
            }
        });
    }

    @Test
    void whoever_begins_to_wait_for_an_answer_waits_for_a_limited_time() {
        eachStep(step -> {
            if (step.to() == Kind.JOINING && step.from().kind() != Kind.JOINING) {
                assertThat(step.has(NamespaceEffect.AwaitAnswer.class))
                        .as(step::toString)
                        .isTrue();
            }
        });
    }

    @Test
    void s5_02_disconnect_is_sent_only_when_the_server_has_answered() {
        eachStep(step -> {
            if (step.has(NamespaceEffect.SendDisconnect.class)) {
                assertThat(step.from().kind() == Kind.JOINED || step.event().kind() == NamespaceEvent.Kind.ACCEPTED)
                        .as(step::toString)
                        .isTrue();
            }
        });
    }

    @Test
    void an_end_is_told_exactly_when_a_joined_namespace_ends() {
        eachStep(step -> assertThat(step.has(NamespaceEffect.Disconnected.class))
                .as(step::toString)
                .isEqualTo(step.from().kind() == Kind.JOINED && step.to() != Kind.JOINED));
    }

    @Test
    void who_waits_hears_of_it_whenever_an_active_namespace_is_given_up() {
        eachStep(step -> assertThat(step.has(NamespaceEffect.Abandoned.class) || step.has(NamespaceEffect.GiveUp.class))
                .as(step::toString)
                .isEqualTo(step.from().isActive() && !step.transition().next().isActive()));
    }

    @Test
    void a_stale_event_changes_nothing() {
        eachStep(step -> {
            long stale = step.from().attempt() + 7;
            for (NamespaceEvent event : List.of(
                    new NamespaceEvent.Credentials(stale),
                    new NamespaceEvent.CredentialsFailed(stale, CAUSE),
                    new NamespaceEvent.Overdue(stale),
                    new NamespaceEvent.WaitOver(stale))) {
                assertThat(NamespaceMachine.step(step.refreshes(), step.from(), event, 0.5))
                        .isEqualTo(new Transition<>(step.from(), List.of()));
            }
        });
    }

    @Test
    void sec_06_refusals_are_bounded_and_each_retry_waits() {
        eachStep(step -> {
            assertThat(step.transition().next().refusals()).isLessThanOrEqualTo(NamespaceMachine.REFUSED_RETRIES);
            for (NamespaceEffect effect : step.transition().effects()) {
                if (effect instanceof NamespaceEffect.Retry retry) {
                    assertThat(retry.delay().toMillis()).isBetween(500L, 4000L);
                }
            }
        });
    }

    @Test
    void sec_06_a_lost_connection_does_not_forget_refusals() {
        NamespaceState state = NamespaceState.INITIAL;
        List<NamespaceEvent> script = new ArrayList<>();
        script.add(new NamespaceEvent.Want());
        int refused = 0;
        for (int i = 0; i < 10 && state.kind() != Kind.REFUSED; i++) {
            script.add(new NamespaceEvent.Open(false));
            for (NamespaceEvent event : script) {
                state = NamespaceMachine.step(true, state, event, 0.5).next();
            }
            script.clear();
            state = NamespaceMachine.step(true, state, new NamespaceEvent.Credentials(state.attempt()), 0.5)
                    .next();
            state = NamespaceMachine.step(true, state, new NamespaceEvent.Refused(CAUSE), 0.5)
                    .next();
            refused++;
            state = NamespaceMachine.step(true, state, new NamespaceEvent.Lost(DisconnectReason.PING_TIMEOUT), 0.5)
                    .next();
        }
        assertThat(refused).isEqualTo(1 + NamespaceMachine.REFUSED_RETRIES);
    }
}

package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineClose;
import dev.halley.internal.machine.Transition;
import dev.halley.socketio.internal.session.LinkState.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The machine of a connection in every state that it can reach, with every kind of event. */
class ReconnectMachineTest {
    private static final HalleyException CAUSE =
            new ConnectionException("cause", ConnectionException.Details.NONE, null);
    private static final EngineClose CLOSE =
            new EngineClose(EngineClose.Reason.TRANSPORT_CLOSE, 0, "transport close", null);
    private static final List<ReconnectPolicy> POLICIES =
            List.of(SessionSettings.DEFAULT.reconnect(), ReconnectPolicy.never(), failure -> {
                throw new IllegalStateException("broken policy");
            });

    /** One step of the space. */
    record Step(LinkState from, LinkEvent event, Transition<LinkState, LinkEffect> transition) {
        boolean has(Class<? extends LinkEffect> type) {
            return transition.effects().stream().anyMatch(type::isInstance);
        }

        int index(Class<? extends LinkEffect> type) {
            for (int i = 0; i < transition.effects().size(); i++) {
                if (type.isInstance(transition.effects().get(i))) {
                    return i;
                }
            }
            return -1;
        }

        LinkState to() {
            return transition.next();
        }
    }

    private static List<LinkEvent> events(long link) {
        return List.of(
                new LinkEvent.Connect(2, false),
                new LinkEvent.Connect(2, true),
                new LinkEvent.EngineOpened(link, false),
                new LinkEvent.EngineOpened(link, true),
                new LinkEvent.NamespaceJoined(link),
                new LinkEvent.EngineClosed(link, CAUSE, CLOSE),
                new LinkEvent.EngineClosed(link, CAUSE, null),
                new LinkEvent.FellBack(link, CAUSE),
                new LinkEvent.WaitOver(link),
                new LinkEvent.ReconnectNow(),
                new LinkEvent.NetworkLost(CAUSE),
                new LinkEvent.Leave(null),
                new LinkEvent.Leave(CAUSE),
                new LinkEvent.Abort());
    }

    static void eachStep(Consumer<Step> check) {
        for (ReconnectPolicy policy : POLICIES) {
            Map<List<Object>, LinkState> seen = new LinkedHashMap<>();
            Deque<LinkState> open = new ArrayDeque<>(List.of(LinkState.initial()));
            while (!open.isEmpty()) {
                LinkState from = open.remove();
                List<Object> shape = List.of(
                        from.kind(),
                        from.established(),
                        from.server(),
                        from.retry(),
                        Math.min(2, from.attempt()),
                        from.endReason() == null);
                if (seen.putIfAbsent(shape, from) != null) {
                    continue;
                }
                for (LinkEvent event : events(from.link())) {
                    Step step = new Step(from, event, ReconnectMachine.step(policy, from, event, 1_000, 0.5));
                    check.accept(step);
                    open.add(step.to());
                }
            }
            if (policy == POLICIES.get(0)) {
                assertThat(seen.values().stream().map(LinkState::kind).collect(Collectors.toSet()))
                        .containsExactlyInAnyOrder(Kind.values());
            }
        }
    }

    @Test
    void every_event_in_every_state_leads_somewhere_and_its_kind_is_known() {
        Set<LinkEvent.Kind> kinds = EnumSet.noneOf(LinkEvent.Kind.class);
        eachStep(step -> kinds.add(step.event().kind()));
        assertThat(kinds).containsExactlyInAnyOrder(LinkEvent.Kind.values());
    }

    @Test
    void what_the_application_sees_moves_along_the_arrows() {
        eachStep(step -> {
            ConnectionState from = step.from().visible();
            ConnectionState to = step.to().visible();
            assertThat(from == to || from.canBecome(to)).as(step::toString).isTrue();
        });
    }

    @Test
    void a_new_link_has_one_thing_under_way_and_an_old_one_goes_on() {
        eachStep(step -> {
            boolean moved = step.to().link() != step.from().link();
            boolean begun = step.has(LinkEffect.Open.class) || step.has(LinkEffect.Wait.class);
            boolean waitOver = step.from().kind() == Kind.WAITING && step.to().kind() == Kind.OPENING;
            if (step.to().visible().isOpen()) {
                assertThat(begun).as(step::toString).isEqualTo(moved || waitOver);
            }
        });
    }

    @Test
    void the_end_of_a_connection_is_told_before_the_next_attempt_is_scheduled() {
        eachStep(step -> {
            if (step.has(LinkEffect.Wait.class)) {
                assertThat(step.index(LinkEffect.Lost.class)).as(step::toString).isZero();
                assertThat(step.index(LinkEffect.Retrying.class)).isLessThan(step.index(LinkEffect.Wait.class));
            }
        });
    }

    @Test
    void the_client_ends_exactly_when_it_becomes_closed() {
        eachStep(step -> assertThat(step.has(LinkEffect.Ended.class))
                .as(step::toString)
                .isEqualTo(step.to().kind() == Kind.CLOSED && step.from().kind() != Kind.CLOSED));
    }

    @Test
    void an_open_engine_never_stays_behind() {
        eachStep(step -> {
            if (step.from().isUp() && step.to().kind() == Kind.CLOSED) {
                assertThat(step.has(LinkEffect.AbortEngine.class)
                                || step.event().kind() == LinkEvent.Kind.ENGINE_CLOSED)
                        .as(step::toString)
                        .isTrue();
            }
        });
    }

    @Test
    void a_stale_event_changes_nothing() {
        eachStep(step -> {
            long stale = step.from().link() + 7;
            for (LinkEvent event : List.of(
                    new LinkEvent.EngineOpened(stale, true),
                    new LinkEvent.NamespaceJoined(stale),
                    new LinkEvent.EngineClosed(stale, CAUSE, CLOSE),
                    new LinkEvent.FellBack(stale, CAUSE),
                    new LinkEvent.WaitOver(stale))) {
                assertThat(ReconnectMachine.step(POLICIES.get(0), step.from(), event, 1_000, 0.5))
                        .isEqualTo(new Transition<>(step.from(), List.of()));
            }
        });
    }

    @Test
    void sec_06_only_a_joined_namespace_begins_the_count_of_attempts_anew() {
        eachStep(step -> {
            if (step.to().attempt() < step.from().attempt()) {
                assertThat(step.event().kind())
                        .as(step::toString)
                        .isIn(LinkEvent.Kind.NAMESPACE_JOINED, LinkEvent.Kind.CONNECT);
            }
        });
    }

    @Test
    void a_broken_policy_ends_the_client_and_says_so() {
        LinkState state = LinkState.initial();
        for (LinkEvent event : List.of(new LinkEvent.Connect(1, true), new LinkEvent.EngineClosed(1, CAUSE, CLOSE))) {
            state = ReconnectMachine.step(POLICIES.get(2), state, event, 0, 0.5).next();
        }
        assertThat(state.endReason()).isInstanceOf(ClosedException.class).hasMessageContaining("broken policy");
    }
}

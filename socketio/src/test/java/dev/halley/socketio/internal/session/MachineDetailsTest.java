package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import dev.halley.SubscriptionState;
import dev.halley.internal.machine.Transition;
import dev.halley.socketio.internal.session.NamespaceState.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What the pages of {@link MachineMovesTest} leave open: which of the ways is taken, and with which values. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MachineDetailsTest {
    private static final HalleyException ONE = new ConnectionException("one", ConnectionException.Details.NONE, null);
    private static final HalleyException TWO = new ConnectionException("two", ConnectionException.Details.NONE, null);
    private static final ReconnectPolicy POLICY = SessionSettings.DEFAULT.reconnect();

    private static LinkState after(LinkState from, LinkEvent... events) {
        LinkState state = from;
        for (LinkEvent event : events) {
            state = ReconnectMachine.step(POLICY, state, event, 0, 0.5).next();
        }
        return state;
    }

    @Test
    void a_first_attempt_goes_through_all_servers_once_and_tells_of_each() {
        LinkState first = after(LinkState.initial(), new LinkEvent.Connect(2, false));
        Transition<LinkState, LinkEffect> over =
                ReconnectMachine.step(POLICY, first, new LinkEvent.EngineClosed(first.link(), ONE, null), 0, 0.5);
        LinkState second = over.next();
        assertThat(over.effects()).contains(new LinkEffect.Open(second.link(), 1));
        LinkState closed = after(second, new LinkEvent.EngineClosed(second.link(), TWO, null));
        assertThat(closed.kind()).isEqualTo(LinkState.Kind.CLOSED);
        assertThat(closed.endReason())
                .hasMessage("none of 2 servers could be used: one; then: two")
                .hasCause(TWO)
                .hasSuppressedException(ONE);
    }

    @Test
    void the_failure_of_the_only_server_is_told_as_it_is() {
        LinkState state =
                after(LinkState.initial(), new LinkEvent.Connect(1, false), new LinkEvent.EngineClosed(1, ONE, null));
        assertThat(state.endReason()).isSameAs(ONE);
    }

    @Test
    void a_first_attempt_that_had_what_it_wants_is_retried_and_another_is_not() {
        LinkState opening = after(LinkState.initial(), new LinkEvent.Connect(1, false));
        LinkEvent closed = new LinkEvent.EngineClosed(opening.link(), ONE, null);
        assertThat(after(opening, new LinkEvent.EngineOpened(opening.link(), true), closed)
                        .kind())
                .isEqualTo(LinkState.Kind.WAITING);
        assertThat(after(opening, new LinkEvent.EngineOpened(opening.link(), false), closed)
                        .kind())
                .isEqualTo(LinkState.Kind.CLOSED);
    }

    @Test
    void who_was_connected_once_goes_on_trying() {
        LinkState waiting = after(
                LinkState.initial(),
                new LinkEvent.Connect(1, false),
                new LinkEvent.EngineOpened(1, false),
                new LinkEvent.NamespaceJoined(1),
                new LinkEvent.EngineClosed(1, ONE, null));
        assertThat(waiting.kind()).isEqualTo(LinkState.Kind.WAITING);
        LinkState again = after(waiting, new LinkEvent.WaitOver(waiting.link()));
        assertThat(after(again, new LinkEvent.EngineClosed(again.link(), ONE, null))
                        .kind())
                .isEqualTo(LinkState.Kind.WAITING);
    }

    @Test
    void the_policy_is_told_how_long_the_outage_lasts_and_what_the_server_said() {
        List<ReconnectPolicy.Failure> asked = new ArrayList<>();
        ReconnectPolicy asking = failure -> {
            asked.add(failure);
            return POLICY.next(failure);
        };
        ConnectionException.Details fatal =
                new ConnectionException.Details(null, null, 0, null, 0, true, Optional.empty());
        long begin = 1_000;
        LinkState opening = ReconnectMachine.step(
                        asking, LinkState.initial(), new LinkEvent.Connect(1, true), begin, 0.5)
                .next();
        HalleyException cause = new ConnectionException("fatal", fatal, null);
        LinkEvent closed = new LinkEvent.EngineClosed(opening.link(), cause, null);
        assertThat(ReconnectMachine.step(asking, opening, closed, begin + 5_000_000_000L, 0.5)
                        .effects())
                .isNotEmpty();
        assertThat(asked).singleElement().satisfies(failure -> {
            assertThat(failure.elapsed()).isEqualTo(Duration.ofSeconds(5));
            assertThat(failure.attempt()).isEqualTo(1);
            assertThat(failure.fatal()).isTrue();
        });
    }

    @Test
    void the_attempts_of_a_namespace_only_count_up() {
        NamespaceMachineTest.eachStep(
                step -> assertThat(step.transition().next().attempt())
                        .as(step::toString)
                        .isGreaterThanOrEqualTo(step.from().attempt()));
    }

    @Test
    void s4_01_only_an_implied_namespace_is_not_asked_for() {
        NamespaceState pending = new NamespaceState(Kind.PENDING, 3, 0, 0, false);
        assertThat(NamespaceMachine.step(false, pending, new NamespaceEvent.Open(true), 0.5)
                        .next()
                        .kind())
                .isEqualTo(Kind.JOINING);
        assertThat(NamespaceMachine.step(false, pending, new NamespaceEvent.Open(false), 0.5)
                        .next()
                        .kind())
                .isEqualTo(Kind.PREPARING);
    }

    @Test
    void sec_06_without_credentials_only_who_was_joined_goes_on_asking_and_the_delay_doubles_and_varies() {
        for (int failures = 0; failures < 6; failures++) {
            NamespaceState joined = new NamespaceState(Kind.PREPARING, 3, 0, failures, true);
            NamespaceEvent none = new NamespaceEvent.CredentialsFailed(3, ONE);
            long least = 250L << Math.min(failures, 3);
            assertThat(NamespaceMachine.step(true, joined, none, 0).effects())
                    .containsExactly(new NamespaceEffect.Retry(4, Duration.ofMillis(least), ONE));
            assertThat(NamespaceMachine.step(true, joined, none, 1).effects())
                    .containsExactly(new NamespaceEffect.Retry(4, Duration.ofMillis(3 * least), ONE));
        }
        NamespaceState never = new NamespaceState(Kind.PREPARING, 3, 0, 0, false);
        assertThat(NamespaceMachine.step(true, never, new NamespaceEvent.CredentialsFailed(3, ONE), 0)
                        .effects())
                .containsExactly(new NamespaceEffect.GiveUp(ONE));
    }

    @Test
    void a_namespace_is_seen_as_what_it_is_for_the_application() {
        Map<Kind, SubscriptionState> visible = Map.of(
                Kind.IDLE, SubscriptionState.ENDED,
                Kind.PENDING, SubscriptionState.PENDING,
                Kind.PREPARING, SubscriptionState.PENDING,
                Kind.JOINING, SubscriptionState.PENDING,
                Kind.LEAVING, SubscriptionState.ENDED,
                Kind.JOINED, SubscriptionState.ACTIVE,
                Kind.WAITING, SubscriptionState.PENDING,
                Kind.REFUSED, SubscriptionState.FAILED,
                Kind.LEFT, SubscriptionState.ENDED);
        for (Kind kind : Kind.values()) {
            NamespaceState state = NamespaceState.INITIAL.as(kind);
            assertThat(state.visible()).as("%s", kind).isEqualTo(visible.get(kind));
            assertThat(state.isPast())
                    .as("%s", kind)
                    .isEqualTo(kind == Kind.IDLE || kind == Kind.REFUSED || kind == Kind.LEFT);
        }
    }
}

package dev.halley.bayeux.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.message.Advice.Reconnect;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.internal.machine.Transition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The machine in every state that it can reach, with every kind of event. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MachineSpaceTest extends MachineFixture {
    /** Shortly after the beginning, and when every promotion is due. */
    static final long[] TIMES = {1_000, Duration.ofHours(2).toNanos()};

    private static final HalleyException UNCONFIRMED =
            new UnconfirmedException("unconfirmed", ConnectionException.Details.NONE, null);
    private static final Advice HOSTS =
            new Advice(Reconnect.HANDSHAKE, 0, 30_000, -1, false, List.of("b", "c", "elsewhere"));

    private static final Map<SessionRules, Space> SPACES = new HashMap<>();

    /** What concerns no attempt. */
    static final Set<SessionEvent.Kind> UNLINKED = EnumSet.of(
            SessionEvent.Kind.OPEN,
            SessionEvent.Kind.CLOSE,
            SessionEvent.Kind.ABORT,
            SessionEvent.Kind.FAIL,
            SessionEvent.Kind.ADVISED,
            SessionEvent.Kind.SESSION_UNKNOWN,
            SessionEvent.Kind.CREDENTIALS_REFUSED,
            SessionEvent.Kind.SERVER_DISCONNECTED);

    /** What can be reached under some rules. */
    record Space(List<SessionState> states, Set<String> visibleMoves) {}

    /** One event of each kind and flavour that can meet a state. */
    static List<SessionEvent> events(SessionState in, long link) {
        List<SessionEvent> events = new ArrayList<>();
        events.add(new SessionEvent.Open(null));
        events.add(new SessionEvent.Close());
        events.add(new SessionEvent.Abort());
        events.add(new SessionEvent.Fail(REFUSED));
        events.add(new SessionEvent.HandshakeAccepted(link, "c" + (in.epoch() + 1), BOTH, null));
        events.add(new SessionEvent.HandshakeAccepted(link, "c", List.of(), null));
        events.add(new SessionEvent.HandshakeAccepted(link, "c", List.of(ConnectionType.LONG_POLLING), null));
        events.add(new SessionEvent.LinkFailed(link, broken()));
        events.add(new SessionEvent.LinkFailed(
                link, new Failure(Trouble.BROKEN, BROKEN, true, Optional.of(Duration.ofSeconds(9)))));
        events.add(new SessionEvent.WaitOver(link));
        events.add(new SessionEvent.Disconnected(link));
        events.add(new SessionEvent.SessionUnknown(in.epoch(), REFUSED));
        events.add(new SessionEvent.ServerDisconnected(in.epoch(), REFUSED));
        events.add(new SessionEvent.HandshakeRefused(link, refused(Trouble.REFUSED), null));
        events.add(new SessionEvent.ConnectRefused(link, refused(Trouble.REFUSED), null));
        events.add(new SessionEvent.ConnectRefused(link, refused(Trouble.UNKNOWN_CLIENT), null));
        events.add(new SessionEvent.ConnectAccepted(link, null));
        events.add(new SessionEvent.Open(new Resumption("c", POLLING, Advice.DEFAULT)));
        events.add(new SessionEvent.Authenticated(link));
        events.add(new SessionEvent.AuthenticationFailed(link, refused(Trouble.AUTHENTICATION)));
        events.add(new SessionEvent.CredentialsRefused(in.epoch(), refused(Trouble.AUTHENTICATION)));
        events.add(new SessionEvent.LinkFailed(link, Failure.of(Trouble.UNREACHABLE, BROKEN)));
        events.add(new SessionEvent.LinkFailed(link, Failure.of(Trouble.AUTHENTICATION, BROKEN)));
        events.add(new SessionEvent.LinkFailed(link, Failure.of(Trouble.BROKEN, UNCONFIRMED)));
        events.add(new SessionEvent.HandshakeRefused(link, refused(Trouble.BUSY), advice(Reconnect.NONE)));
        events.add(new SessionEvent.HandshakeRefused(link, refused(Trouble.AUTHENTICATION), null));
        events.add(new SessionEvent.ConnectRefused(link, refused(Trouble.AUTHENTICATION), advice(Reconnect.NONE)));
        events.add(new SessionEvent.ConnectRefused(link, refused(Trouble.AUTHENTICATION), null));
        events.add(new SessionEvent.ConnectRefused(link, refused(Trouble.BUSY), advice(Reconnect.NONE)));
        events.add(new SessionEvent.Advised(in.epoch(), HOSTS));
        events.add(new SessionEvent.HandshakeAccepted(link, "c" + (in.epoch() + 1), BOTH, HOSTS));
        for (Reconnect reconnect : Reconnect.values()) {
            events.add(new SessionEvent.HandshakeRefused(link, refused(Trouble.REFUSED), advice(reconnect)));
            events.add(new SessionEvent.ConnectRefused(link, refused(Trouble.REFUSED), advice(reconnect)));
            events.add(new SessionEvent.ConnectAccepted(link, advice(reconnect)));
            events.add(new SessionEvent.Advised(in.epoch(), advice(reconnect)));
        }
        events.add(new SessionEvent.ConnectAccepted(link, new Advice(Reconnect.RETRY, -1, 30_000, -1, false)));
        return events;
    }

    /** A state without what counts up for ever, so that the reachable ones are finitely many. */
    private record Shape(
            Kind kind,
            boolean established,
            boolean session,
            ConnectionType transport,
            int candidates,
            int attempts,
            int handshakes,
            String host,
            int renewals,
            boolean resumed,
            boolean promotion,
            boolean proven,
            int failures,
            int socketFailures) {
        static Shape of(SessionState state) {
            return new Shape(
                    state.kind(),
                    state.established(),
                    state.clientId() != null,
                    state.transport(),
                    state.route().types().size(),
                    Math.min(1, state.retries().attempt()),
                    Math.min(1, state.retries().handshakes()),
                    state.route().endpoint().url().getHost(),
                    Math.min(Renewal.MOST, state.renewals()),
                    state.resumed(),
                    state.route().promotion() != null,
                    state.route().health().proven(),
                    Math.min(Route.PATIENCE, state.route().health().failures()),
                    Math.min(Route.PATIENCE, state.route().health().socketFailures()));
        }
    }

    /** Each event at each time. */
    private static List<Transition<SessionState, SessionEffect>> steps(
            SessionRules rules, SessionState from, long link) {
        List<Transition<SessionState, SessionEffect>> steps = new ArrayList<>();
        for (SessionEvent event : events(from, link)) {
            for (long time : TIMES) {
                steps.add(BayeuxMachine.step(rules, from, event, time, 0.5));
            }
        }
        return steps;
    }

    static Space reachable(SessionRules rules) {
        return SPACES.computeIfAbsent(rules, MachineSpaceTest::explore);
    }

    private static Space explore(SessionRules rules) {
        Set<String> visibleMoves = new HashSet<>();
        Map<Shape, SessionState> seen = new LinkedHashMap<>();
        Deque<SessionState> open = new ArrayDeque<>(List.of(SessionState.initial(rules)));
        while (!open.isEmpty()) {
            SessionState from = open.remove();
            if (seen.putIfAbsent(Shape.of(from), from) != null) {
                continue;
            }
            for (Transition<SessionState, SessionEffect> step : steps(rules, from, from.link())) {
                SessionState to = step.next();
                if (to.visible() != from.visible()) {
                    visibleMoves.add(from.visible() + ">" + to.visible());
                }
                open.add(to);
            }
        }
        return new Space(List.copyOf(seen.values()), visibleMoves);
    }

    @Test
    void every_state_takes_every_event_and_counters_never_go_back() {
        for (SessionRules each : List.of(RULES, RETRYING, EVERYTHING)) {
            Set<Kind> kinds = EnumSet.noneOf(Kind.class);
            for (SessionState from : reachable(each).states) {
                kinds.add(from.kind());
                Set<SessionEvent.Kind> events = EnumSet.noneOf(SessionEvent.Kind.class);
                events(from, from.link()).forEach(event -> events.add(event.kind()));
                assertThat(events).containsExactlyInAnyOrder(SessionEvent.Kind.values());
                for (Transition<SessionState, SessionEffect> step : steps(each, from, from.link())) {
                    assertThat(step.next().link()).isGreaterThanOrEqualTo(from.link());
                    assertThat(step.next().epoch()).isGreaterThanOrEqualTo(from.epoch());
                    assertThat(step.next().renewals()).isLessThanOrEqualTo(Renewal.MOST);
                }
            }
            Set<Kind> expected = EnumSet.allOf(Kind.class);
            if (!each.authenticates()) {
                expected.remove(Kind.AUTHENTICATING);
            }
            assertThat(kinds).isEqualTo(expected);
        }
    }

    @Test
    void visible_moves_are_exactly_the_arrows_of_the_published_diagram() {
        Set<String> moves = new HashSet<>();
        moves.addAll(reachable(RULES).visibleMoves);
        moves.addAll(reachable(RETRYING).visibleMoves);
        moves.addAll(reachable(EVERYTHING).visibleMoves);
        Set<String> diagram = new HashSet<>();
        for (ConnectionState from : ConnectionState.values()) {
            for (ConnectionState to : ConnectionState.values()) {
                if (from.canBecome(to)) {
                    diagram.add(from + ">" + to);
                }
            }
        }
        assertThat(moves).isEqualTo(diagram);
    }

    @Test
    void a_stale_event_changes_nothing_and_orders_nothing() {
        for (SessionState from : reachable(EVERYTHING).states) {
            for (SessionEvent event : events(from, from.link() - 1)) {
                if (UNLINKED.contains(event.kind())) {
                    continue;
                }
                Transition<SessionState, SessionEffect> next = BayeuxMachine.step(EVERYTHING, from, event, 1_000, 0.5);
                assertThat(next.next()).as(() -> event + " on " + from).isSameAs(from);
                assertThat(next.effects()).isEmpty();
            }
        }
    }

    @Test
    void every_wait_and_every_exchange_has_one_that_answers_for_it() {
        for (SessionRules each : List.of(RULES, EVERYTHING)) {
            for (SessionState from : reachable(each).states) {
                for (Transition<SessionState, SessionEffect> step : steps(each, from, from.link())) {
                    long pending = step.effects().stream()
                            .filter(effect -> effect instanceof SessionEffect.SendHandshake
                                    || effect instanceof SessionEffect.SendConnect
                                    || effect instanceof SessionEffect.SendDisconnect
                                    || effect instanceof SessionEffect.Authenticate
                                    || effect instanceof SessionEffect.Wait
                                            && step.next().kind() != Kind.CLOSING)
                            .count();
                    boolean moved = step.next().link() != from.link();
                    boolean open = step.next().visible().isOpen() || step.next().kind() == Kind.CLOSING;
                    assertThat(pending).as(() -> from + " gives " + step).isEqualTo(moved && open ? 1 : 0);
                }
            }
        }
    }

    @Test
    void a_session_that_is_given_up_is_always_said_to_be_lost() {
        for (SessionRules each : List.of(RULES, EVERYTHING)) {
            for (SessionState from : reachable(each).states) {
                for (Transition<SessionState, SessionEffect> step : steps(each, from, from.link())) {
                    boolean givenUp = from.clientId() != null
                            && step.next().clientId() == null
                            && step.next().visible().isOpen();
                    if (!step.next().visible().isOpen()) {
                        continue;
                    }
                    assertThat(step.effects().stream().anyMatch(SessionEffect.SessionLost.class::isInstance))
                            .as(() -> from + " gives " + step)
                            .isEqualTo(givenUp);
                }
            }
        }
    }

    @Test
    void P30_no_credentials_go_to_a_host_that_the_application_did_not_name() {
        for (SessionState from : reachable(EVERYTHING).states) {
            assertThat(from.route().endpoint().url().getHost()).isIn("a", "b", "c");
        }
    }
}

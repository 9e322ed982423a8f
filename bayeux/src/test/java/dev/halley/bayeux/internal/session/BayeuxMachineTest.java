package dev.halley.bayeux.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.message.Advice.Reconnect;
import dev.halley.bayeux.internal.session.SessionState.Kind;
import dev.halley.bayeux.internal.transport.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BayeuxMachineTest extends MachineFixture {
    @Test
    void P11_P15_the_first_connect_follows_the_handshake_and_asks_for_an_answer_at_once() {
        handshaken();
        assertThat(only(SessionEffect.SendConnect.class).immediately()).isTrue();
        step(new SessionEvent.ConnectAccepted(state.link(), null));
        assertThat(only(SessionEffect.SendConnect.class).immediately()).isFalse();
        assertThat(ordered(SessionEffect.Opened.class)).isTrue();
    }

    @Test
    void P05_the_first_preference_that_the_server_lists_is_chosen_and_the_client_id_kept() {
        step(new SessionEvent.Open(null));
        step(new SessionEvent.HandshakeAccepted(state.link(), "c1", List.of(ConnectionType.LONG_POLLING), null));
        assertThat(state.transport()).isEqualTo(ConnectionType.LONG_POLLING);
        assertThat(state.clientId()).isEqualTo("c1");
    }

    @Test
    void P03_no_common_transport_ends_the_open_with_a_clear_error() {
        step(new SessionEvent.Open(null));
        step(new SessionEvent.HandshakeAccepted(state.link(), "c1", List.of(), null));
        assertThat(only(SessionEffect.OpenFailed.class).cause()).hasMessageContaining("supports none");
        assertThat(ordered(SessionEffect.SendConnect.class)).isFalse();
    }

    @Test
    void P07_a_refused_handshake_is_never_followed_by_a_connect() {
        connected();
        step(new SessionEvent.SessionUnknown(state.epoch(), REFUSED));
        for (Reconnect reconnect : List.of(Reconnect.RETRY, Reconnect.HANDSHAKE, Reconnect.ABSENT)) {
            step(new SessionEvent.HandshakeRefused(state.link(), refused(Trouble.REFUSED), advice(reconnect)));
            assertThat(state.kind()).isEqualTo(Kind.WAITING_TO_HANDSHAKE);
            step(new SessionEvent.WaitOver(state.link()));
            assertThat(ordered(SessionEffect.SendHandshake.class)).isTrue();
        }
        step(new SessionEvent.HandshakeRefused(state.link(), refused(Trouble.REFUSED), advice(Reconnect.NONE)));
        assertThat(state.kind()).isEqualTo(Kind.CLOSED);
        assertThat(only(SessionEffect.Ended.class).reason()).isSameAs(REFUSED);
    }

    @Test
    void P13_the_next_connect_waits_for_the_interval_in_milliseconds() {
        handshaken();
        step(new SessionEvent.ConnectAccepted(state.link(), new Advice(Reconnect.RETRY, 2_000, 30_000, -1, false)));
        assertThat(only(SessionEffect.SendConnect.class).delay()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void P14_a_negative_interval_ends_the_client_and_says_so() {
        connected();
        step(new SessionEvent.ConnectAccepted(state.link(), new Advice(Reconnect.RETRY, -1, 30_000, -1, false)));
        assertThat(only(SessionEffect.Ended.class).reason()).hasMessageContaining("negative interval");
    }

    @Test
    void P20_beyond_maxInterval_the_client_handshakes_instead_of_retrying_and_only_then() {
        handshaken();
        step(new SessionEvent.ConnectAccepted(state.link(), new Advice(Reconnect.RETRY, 0, 30_000, 10_000, false)));
        step(new SessionEvent.LinkFailed(state.link(), broken()));
        assertThat(state.kind()).isEqualTo(Kind.WAITING_TO_CONNECT);
        step(new SessionEvent.WaitOver(state.link()));
        now = Duration.ofSeconds(41).toNanos();
        step(new SessionEvent.LinkFailed(state.link(), broken()));
        assertThat(state.kind()).isEqualTo(Kind.WAITING_TO_HANDSHAKE);
        assertThat(ordered(SessionEffect.SessionLost.class)).isTrue();
    }

    @Test
    void P20_without_maxInterval_it_keeps_retrying() {
        connected();
        for (int attempt = 0; attempt < 50; attempt++) {
            now += Duration.ofMinutes(1).toNanos();
            step(new SessionEvent.LinkFailed(state.link(), broken()));
            assertThat(state.kind()).isEqualTo(Kind.WAITING_TO_CONNECT);
            step(new SessionEvent.WaitOver(state.link()));
            assertThat(only(SessionEffect.SendConnect.class).immediately()).isTrue();
        }
    }

    @Test
    void P21_advice_of_any_message_wins_and_absent_times_are_remembered() {
        handshaken();
        step(new SessionEvent.ConnectAccepted(state.link(), new Advice(Reconnect.RETRY, 500, 110_000, 10_000, false)));
        step(new SessionEvent.Advised(state.epoch(), new Advice(Reconnect.RETRY, 0, -1, -1, false)));
        assertThat(state.advice()).isEqualTo(new Advice(Reconnect.RETRY, 0, 110_000, 10_000, false));
    }

    @Test
    void P24_P73_handshake_advice_loses_the_session_and_begins_a_new_one() {
        connected();
        long epoch = state.epoch();
        step(new SessionEvent.ConnectRefused(
                state.link(), refused(Trouble.UNKNOWN_CLIENT), advice(Reconnect.HANDSHAKE)));
        assertThat(ordered(SessionEffect.SessionLost.class)).isTrue();
        assertThat(ordered(SessionEffect.SendHandshake.class)).isTrue();
        assertThat(state.clientId()).isNull();
        step(new SessionEvent.HandshakeAccepted(state.link(), "c2", BOTH, null));
        assertThat(state.epoch()).isEqualTo(epoch + 1);
        assertThat(ordered(SessionEffect.StartSession.class)).isTrue();
    }

    @Test
    void P25_P26_none_ends_the_client_on_success_and_on_failure() {
        connected();
        step(new SessionEvent.ConnectAccepted(state.link(), advice(Reconnect.NONE)));
        assertThat(state.kind()).isEqualTo(Kind.CLOSED);
        assertThat(effects).singleElement().isInstanceOf(SessionEffect.Ended.class);
    }

    @Test
    void P27_sessions_that_are_lost_one_after_another_are_not_a_hot_loop() {
        connected();
        Duration waited = Duration.ZERO;
        for (int round = 0; round < 20; round++) {
            step(new SessionEvent.ConnectRefused(
                    state.link(), refused(Trouble.UNKNOWN_CLIENT), advice(Reconnect.HANDSHAKE)));
            if (state.kind() == Kind.WAITING_TO_HANDSHAKE) {
                waited = waited.plus(only(SessionEffect.Wait.class).delay());
                step(new SessionEvent.WaitOver(state.link()));
            }
            step(new SessionEvent.HandshakeAccepted(state.link(), "c", BOTH, null));
            step(new SessionEvent.ConnectAccepted(state.link(), advice(Reconnect.RETRY)));
        }
        assertThat(waited).isGreaterThan(Duration.ofSeconds(30));
    }

    @Test
    void P27_backoff_grows_and_begins_again_after_a_success() {
        connected();
        List<Duration> delays = new ArrayList<>();
        for (int attempt = 0; attempt < 4; attempt++) {
            step(new SessionEvent.LinkFailed(state.link(), broken()));
            delays.add(only(SessionEffect.Wait.class).delay());
            step(new SessionEvent.WaitOver(state.link()));
        }
        assertThat(delays).isSorted().doesNotHaveDuplicates();
        step(new SessionEvent.ConnectAccepted(state.link(), null));
        step(new SessionEvent.LinkFailed(state.link(), broken()));
        assertThat(only(SessionEffect.Wait.class).delay()).isEqualTo(delays.get(0));
    }

    @Test
    void P67_before_the_first_success_each_transport_is_tried_once_and_then_all_causes_are_told() {
        step(new SessionEvent.Open(null));
        assertThat(only(SessionEffect.SendHandshake.class).endpoint().type()).isEqualTo(ConnectionType.WEBSOCKET);
        step(new SessionEvent.LinkFailed(state.link(), broken()));
        assertThat(only(SessionEffect.SendHandshake.class).endpoint().type()).isEqualTo(ConnectionType.LONG_POLLING);
        HalleyException second = new ConnectionException("second", ConnectionException.Details.NONE, null);
        step(new SessionEvent.LinkFailed(state.link(), Failure.of(Trouble.BROKEN, second)));
        HalleyException told = only(SessionEffect.OpenFailed.class).cause();
        assertThat(told).hasMessage("second");
        assertThat(told.getSuppressed()).containsExactly(BROKEN);
        assertThat(state.visible()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void the_first_open_is_retried_when_asked_for_with_all_transports_again() {
        rules = RETRYING;
        step(new SessionEvent.Open(null));
        step(new SessionEvent.LinkFailed(state.link(), broken()));
        step(new SessionEvent.LinkFailed(state.link(), broken()));
        assertThat(state.kind()).isEqualTo(Kind.WAITING_TO_HANDSHAKE);
        step(new SessionEvent.WaitOver(state.link()));
        assertThat(only(SessionEffect.SendHandshake.class).endpoint().type()).isEqualTo(ConnectionType.WEBSOCKET);
    }

    @Test
    void P69_close_tells_the_server_and_waits_for_it_but_not_for_ever() {
        connected();
        step(new SessionEvent.Close());
        assertThat(ordered(SessionEffect.SendDisconnect.class)).isTrue();
        long link = state.link();
        step(new SessionEvent.WaitOver(link));
        assertThat(state.kind()).isEqualTo(Kind.CLOSED);
        assertThat(only(SessionEffect.Ended.class).reason()).isNull();
    }

    @Test
    void P70_without_a_client_id_there_is_no_disconnect() {
        step(new SessionEvent.Open(null));
        step(new SessionEvent.Close());
        assertThat(ordered(SessionEffect.SendDisconnect.class)).isFalse();
        assertThat(ordered(SessionEffect.OpenFailed.class)).isTrue();
        assertThat(state.kind()).isEqualTo(Kind.CLOSED);
    }

    @Test
    void a_policy_that_gives_up_ends_the_client_with_its_reason_and_the_cause() {
        rules = new SessionRules(ONE, Set.of(), ReconnectPolicy.never(), false, false, false, null);
        state = SessionState.initial(rules);
        connected();
        step(new SessionEvent.LinkFailed(state.link(), broken()));
        HalleyException reason = only(SessionEffect.Ended.class).reason();
        assertThat(reason).isInstanceOf(ClosedException.class).hasCause(BROKEN);
    }

    @Test
    void retry_after_is_honoured() {
        connected();
        step(new SessionEvent.LinkFailed(
                state.link(), new Failure(Trouble.BROKEN, BROKEN, false, Optional.of(Duration.ofSeconds(42)))));
        assertThat(only(SessionEffect.Wait.class).delay()).isGreaterThanOrEqualTo(Duration.ofSeconds(42));
    }

    @Test
    void the_client_id_is_in_no_text_of_the_state() {
        handshaken();
        assertThat(state.toString()).doesNotContain("c1");
    }

    @Test
    void P25_P14_a_handshake_reply_that_says_none_is_followed_by_nothing() {
        for (Advice end : List.of(advice(Reconnect.NONE), new Advice(Reconnect.RETRY, -1, 30_000, -1, false))) {
            state = SessionState.initial(RULES);
            step(new SessionEvent.Open(null));
            step(new SessionEvent.HandshakeAccepted(state.link(), "c1", BOTH, end));
            assertThat(ordered(SessionEffect.SendConnect.class)).isFalse();
            assertThat(only(SessionEffect.OpenFailed.class).cause()).isInstanceOf(ClosedException.class);
        }
    }

    @Test
    void P27_connects_answered_at_once_do_not_make_losing_sessions_a_hot_loop() {
        connected();
        for (int loss = 0; loss < 3; loss++) {
            step(new SessionEvent.ConnectAccepted(state.link(), null));
            step(new SessionEvent.ConnectRefused(state.link(), refused(Trouble.UNKNOWN_CLIENT), null));
            assertThat(ordered(SessionEffect.SendHandshake.class)).isEqualTo(loss == 0);
            if (loss > 0) {
                assertThat(only(SessionEffect.Wait.class).delay()).isPositive();
                step(new SessionEvent.WaitOver(state.link()));
            }
            step(new SessionEvent.HandshakeAccepted(state.link(), "c" + loss, BOTH, advice(Reconnect.RETRY)));
            step(new SessionEvent.ConnectAccepted(state.link(), null));
        }
        now += Retries.LASTING.toNanos();
        step(new SessionEvent.ConnectAccepted(state.link(), null));
        step(new SessionEvent.ConnectRefused(state.link(), refused(Trouble.UNKNOWN_CLIENT), null));
        assertThat(ordered(SessionEffect.SendHandshake.class)).isTrue();
    }

    @Test
    void credentials_that_a_busy_server_accepts_for_moments_only_are_renewed_three_times() {
        rules = rules(ONE, true, true);
        connected();
        for (int renewal = 0; renewal < 3; renewal++) {
            step(new SessionEvent.ConnectRefused(state.link(), refused(Trouble.AUTHENTICATION), null));
            only(SessionEffect.Authenticate.class);
            step(new SessionEvent.Authenticated(state.link()));
            step(new SessionEvent.ConnectAccepted(state.link(), null));
            step(new SessionEvent.ConnectAccepted(state.link(), null));
        }
        step(new SessionEvent.ConnectRefused(state.link(), refused(Trouble.AUTHENTICATION), null));
        assertThat(only(SessionEffect.Ended.class).reason()).isNotNull();
    }

    @Test
    void what_belongs_to_a_former_attempt_or_session_changes_nothing() {
        rules = EVERYTHING;
        state = SessionState.initial(rules);
        step(new SessionEvent.Open(null));
        nothingFollowsFromFormerEvents();
        // Each transport of each server, and then all of them again, after a while.
        for (int i = 0; i < 4; i++) {
            step(new SessionEvent.LinkFailed(state.link(), broken()));
        }
        assertThat(state.kind()).isEqualTo(Kind.WAITING_TO_HANDSHAKE);
        nothingFollowsFromFormerEvents();
        step(new SessionEvent.WaitOver(state.link()));
        step(new SessionEvent.HandshakeAccepted(state.link(), "c1", BOTH, advice(Reconnect.RETRY)));
        assertThat(state.kind()).isEqualTo(Kind.CONNECTING);
        nothingFollowsFromFormerEvents();
        step(new SessionEvent.ConnectAccepted(state.link(), advice(Reconnect.RETRY)));
        assertThat(state.kind()).isEqualTo(Kind.CONNECTED);
        nothingFollowsFromFormerEvents();
        step(new SessionEvent.CredentialsRefused(state.epoch(), refused(Trouble.AUTHENTICATION)));
        assertThat(state.kind()).isEqualTo(Kind.AUTHENTICATING);
        nothingFollowsFromFormerEvents();
        step(new SessionEvent.Authenticated(state.link()));
        step(new SessionEvent.HandshakeAccepted(state.link(), "c2", BOTH, advice(Reconnect.RETRY)));
        step(new SessionEvent.Close());
        assertThat(state.kind()).isEqualTo(Kind.CLOSING);
        nothingFollowsFromFormerEvents();
        nothingFollowsFrom(List.of(
                new SessionEvent.Close(),
                new SessionEvent.Fail(REFUSED),
                new SessionEvent.ServerDisconnected(state.epoch(), REFUSED)));
        step(new SessionEvent.Disconnected(state.link()));
        assertThat(state.kind()).isEqualTo(Kind.CLOSED);
        nothingFollowsFrom(List.of(
                new SessionEvent.Close(), new SessionEvent.Abort(), new SessionEvent.Disconnected(state.link())));
    }

    private void nothingFollowsFromFormerEvents() {
        SessionState before = state;
        List<SessionEvent> former = new ArrayList<>(MachineSpaceTest.events(before, before.link() - 1));
        former.removeIf(event -> MachineSpaceTest.UNLINKED.contains(event.kind()));
        former.add(new SessionEvent.Advised(before.epoch() - 1, advice(Reconnect.NONE)));
        former.add(new SessionEvent.SessionUnknown(before.epoch() - 1, REFUSED));
        former.add(new SessionEvent.ServerDisconnected(before.epoch() - 1, REFUSED));
        former.add(new SessionEvent.CredentialsRefused(before.epoch() - 1, refused(Trouble.AUTHENTICATION)));
        // A client that is open is not opened once more.
        former.add(new SessionEvent.Open(null));
        nothingFollowsFrom(former);
    }

    private void nothingFollowsFrom(List<SessionEvent> events) {
        SessionState before = state;
        for (SessionEvent event : events) {
            step(event);
            assertThat(state).as("%s in %s", event, before.kind()).isSameAs(before);
            assertThat(effects).as("%s in %s", event, before.kind()).isEmpty();
        }
    }

    @Test
    void credentials_that_a_request_was_refused_for_are_renewed_if_they_can_be() {
        rules = EVERYTHING;
        connected();
        step(new SessionEvent.CredentialsRefused(state.epoch(), refused(Trouble.AUTHENTICATION)));
        assertThat(only(SessionEffect.Authenticate.class).cause()).isSameAs(REFUSED);

        rules = RULES;
        state = SessionState.initial(rules);
        connected();
        step(new SessionEvent.CredentialsRefused(state.epoch(), refused(Trouble.AUTHENTICATION)));
        assertThat(ordered(SessionEffect.Authenticate.class)).isFalse();
        assertThat(state.usable()).isFalse();
        assertThat(state.visible()).isNotEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void P65_P66_a_session_that_is_given_up_while_something_is_waited_for_costs_no_further_wait() {
        connected();
        step(new SessionEvent.LinkFailed(state.link(), broken()));
        long link = state.link();
        step(new SessionEvent.SessionUnknown(state.epoch(), REFUSED));
        assertThat(state.kind()).isEqualTo(Kind.WAITING_TO_HANDSHAKE);
        assertThat(state.clientId()).isNull();
        assertThat(effects).containsExactly(new SessionEffect.SessionLost(REFUSED));
        nothingFollowsFrom(List.of(new SessionEvent.SessionUnknown(state.epoch(), REFUSED)));
        step(new SessionEvent.WaitOver(link));
        assertThat(ordered(SessionEffect.SendHandshake.class)).isTrue();
        // P27: the next one in a row waits as the policy says for a second attempt
        step(new SessionEvent.HandshakeAccepted(state.link(), "c2", BOTH, null));
        step(new SessionEvent.ConnectAccepted(state.link(), null));
        step(new SessionEvent.LinkFailed(state.link(), broken()));
        Duration usual = only(SessionEffect.Wait.class).delay();
        step(new SessionEvent.SessionUnknown(state.epoch(), REFUSED));
        assertThat(state.kind()).isEqualTo(Kind.WAITING_TO_HANDSHAKE);
        assertThat(only(SessionEffect.SessionLost.class).cause()).isSameAs(REFUSED);
        assertThat(only(SessionEffect.Wait.class).link()).isEqualTo(state.link());
        assertThat(only(SessionEffect.Wait.class).delay()).isGreaterThan(usual);

        rules = EVERYTHING;
        state = SessionState.initial(rules);
        connected();
        step(new SessionEvent.LinkFailed(state.link(), Failure.of(Trouble.AUTHENTICATION, BROKEN)));
        assertThat(state.kind()).isEqualTo(Kind.AUTHENTICATING);
        step(new SessionEvent.SessionUnknown(state.epoch(), REFUSED));
        assertThat(state.kind()).isEqualTo(Kind.AUTHENTICATING);
        assertThat(effects).containsExactly(new SessionEffect.SessionLost(REFUSED));
        nothingFollowsFrom(List.of(new SessionEvent.SessionUnknown(state.epoch(), REFUSED)));
        step(new SessionEvent.Authenticated(state.link()));
        assertThat(ordered(SessionEffect.SendHandshake.class)).isTrue();
    }

    @Test
    void a_lost_link_says_over_what_it_was_though_the_next_one_is_another() {
        rules = EVERYTHING;
        connected();
        boolean moved = false;
        for (int i = 0; i < 10; i++) {
            SessionState before = state;
            step(new SessionEvent.LinkFailed(state.link(), broken()));
            assertThat(only(SessionEffect.LinkLost.class).over()).isEqualTo(before.transport());
            moved |= before.transport() != state.transport();
            if (state.clientId() == null) {
                break;
            }
            step(new SessionEvent.WaitOver(state.link()));
        }
        assertThat(moved).isTrue();
    }

    @Test
    void P30_a_server_is_named_by_its_host_alone_or_with_its_port_given_or_not() {
        assertThat(server("http://a/cometd").isNamed("a")).isTrue();
        assertThat(server("http://A/cometd").isNamed("a:80")).isTrue();
        assertThat(server("https://a/cometd").isNamed("a:443")).isTrue();
        assertThat(server("https://a/cometd").isNamed("a:80")).isFalse();
        assertThat(server("https://a:8443/cometd").isNamed("a:8443")).isTrue();
        assertThat(server("https://a:8443/cometd").isNamed("a:443")).isFalse();
        assertThat(server("http://a:0/cometd").isNamed("a:0")).isTrue();
        assertThat(server("http://a/cometd").isNamed("b")).isFalse();
    }

    @Test
    void P30_another_host_has_the_rest_of_the_url_and_the_port_unless_it_comes_with_one() {
        assertThat(server("https://u@a:8443/x%20y?q=%26").at("b")).isEqualTo(server("https://u@b:8443/x%20y?q=%26"));
        assertThat(server("https://a:8443/x").at("b:9")).isEqualTo(server("https://b:9/x"));
        assertThat(server("https://a/x").at("b")).isEqualTo(server("https://b/x"));
        assertThat(server("http://a:0/x").at("b")).isEqualTo(server("http://b:0/x"));
    }

    private static Server server(String url) {
        return new Server(List.of(new Endpoint(ConnectionType.LONG_POLLING, URI.create(url))));
    }
}

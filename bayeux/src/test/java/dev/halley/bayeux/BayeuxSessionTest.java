package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.OperationTimeoutException;
import dev.halley.OverflowException;
import dev.halley.SubscriptionState;
import dev.halley.UnconfirmedException;
import dev.halley.testkit.RecordingSubscriber;
import dev.halley.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The session over both transports, in virtual time, with the test as its server. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BayeuxSessionTest {
    private static final String UNKNOWN_CLIENT = "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
            + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\",\"interval\":0}}";

    record Note(int id, String text) {}

    private static String event(String channel, int id) {
        return "{\"channel\":\"" + channel + "\",\"data\":{\"id\":" + id + ",\"text\":\"t" + id + "\"}}";
    }

    /** Lets the server answer the held connect with these events, and takes the next connect. */
    private static SessionHarness.Sent push(SessionHarness server, SessionHarness.Sent held, String... events) {
        List<String> all = new ArrayList<>(List.of(events));
        all.add("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        held.answer(all.toArray(String[]::new));
        return server.next("/meta/connect");
    }

    @ParameterizedTest
    @EnumSource
    void P01_P11_P15_opens_with_a_handshake_a_connect_at_once_and_a_connect_that_is_held(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        SessionHarness.Sent handshake = server.next();
        assertThat(handshake.only())
                .containsEntry("channel", "/meta/handshake")
                .containsEntry("version", "1.0")
                .containsEntry("supportedConnectionTypes", List.of(type.wireName()))
                .doesNotContainKey("clientId");
        handshake.answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                + "\"clientId\":\"c\",\"supportedConnectionTypes\":[\"" + type.wireName() + "\"]}");
        SessionHarness.Sent first = server.next();
        assertThat(first.only())
                .containsEntry("channel", "/meta/connect")
                .containsEntry("clientId", "c")
                .containsEntry("connectionType", type.wireName())
                .containsEntry("advice", Map.of("timeout", 0));
        assertThat(opening).isNotDone();
        first.confirm();
        assertThat(server.time.result(opening)).isSameAs(server.client);
        assertThat(server.next().only())
                .containsEntry("channel", "/meta/connect")
                .doesNotContainKey("advice");
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(server.client.connectionType()).contains(type);
    }

    @Test
    void a_reply_that_is_lost_while_the_client_waits_to_connect_again_is_a_gap() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/p", 1);
        SessionHarness.Sent publish = server.next("/p");
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,\"error\":\"500::later\","
                + "\"advice\":{\"reconnect\":\"retry\"}}");
        // a server may send events with the reply to a publish
        server.breakLink(publish);
        assertThat(publishing).isCompletedExceptionally();
        server.advance(Duration.ofSeconds(2));
        server.next("/meta/connect").confirm();
        assertThat(server.events(ClientEvent.Gap.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void P18_P19_events_are_delivered_in_order_and_the_loop_goes_on(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a/*");
        held = push(server, held, event("/a/b", 1), event("/a/c", 2));
        held = push(server, held);
        push(server, held, event("/a/b", 3));
        for (int id = 1; id <= 3; id++) {
            assertThat(server.<Map<String, Object>>receive()).containsEntry("id", id);
        }
    }

    @ParameterizedTest
    @EnumSource
    void P48_an_event_in_front_of_its_subscribe_reply_finds_its_handler(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        List<Note> notes = new ArrayList<>();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a/b", Note.class, notes::add);
        server.next("/meta/subscribe")
                .answer(
                        event("/a/b", 7),
                        "{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"successful\":true,\"subscription\":\"/a/b\"}");
        assertThat(server.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(notes).containsExactly(new Note(7, "t7"));
    }

    @ParameterizedTest
    @EnumSource
    void P43_P44_each_matching_handler_gets_a_message_once_and_the_stream_gets_the_rest(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<String> seen = new ArrayList<>();
        java.util.function.Consumer<BayeuxMessage> both = message -> seen.add("both " + message.channel());
        for (CompletableFuture<Subscription> subscribing : List.of(
                server.client.subscribe("/a/**", both),
                server.client.subscribe("/a/b", both),
                server.client.subscribe("/a/*", message -> seen.add("star " + message.channel())))) {
            assertThat(subscribing).isNotDone();
        }
        server.time.runPending();
        while (server.client.subscriptions().stream().anyMatch(each -> each.state() == SubscriptionState.PENDING)) {
            server.next("/meta/subscribe").confirm();
        }
        CompletableFuture<BayeuxMessage> rest = server.client.receive();
        push(server, held, event("/a/b", 1), event("/a/b/c", 2), event("/b", 3));
        assertThat(seen).containsExactlyInAnyOrder("both /a/b", "star /a/b", "both /a/b/c");
        assertThat(server.time.result(rest).channel()).isEqualTo("/b");
    }

    @ParameterizedTest
    @EnumSource
    void P47_a_second_subscriber_costs_no_request_and_the_last_one_to_leave_sends_the_unsubscribe(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        Subscription first = server.subscribe("/a");
        Subscription second = server.time.result(server.client.subscribe("/a", message -> {}));
        assertThat(server.time.result(server.client.unsubscribe(first))).isNull();
        CompletableFuture<Void> leaving = server.client.unsubscribe(second);
        SessionHarness.Sent unsubscribe = server.next("/meta/unsubscribe");
        assertThat(unsubscribe.only()).containsEntry("subscription", "/a");
        assertThat(leaving).isNotDone();
        unsubscribe.confirm();
        server.time.result(leaving);
        assertThat(server.client.subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P49_after_unsubscribe_was_asked_for_the_handler_gets_nothing(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<Note> notes = new ArrayList<>();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a", Note.class, notes::add);
        server.next("/meta/subscribe").confirm();
        CompletableFuture<Void> leaving = server.client.unsubscribe(server.time.result(subscribing));
        SessionHarness.Sent unsubscribe = server.next("/meta/unsubscribe");
        push(server, held, event("/a", 1));
        unsubscribe.confirm();
        server.time.result(leaving);
        assertThat(notes).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_subscribe_fails_with_the_servers_words_and_leaves_nothing(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/secret");
        server.next("/meta/subscribe")
                .answer("{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"successful\":false,"
                        + "\"subscription\":\"/secret\",\"error\":\"403:policy,x:subscribe_denied: no\"}");
        assertThat(server.time.failure(subscribing)).isInstanceOfSatisfying(BayeuxRefusedException.class, refused -> {
            assertThat(refused.errorCode()).isEqualTo(403);
            assertThat(refused.errorArgs()).containsExactly("policy", "x");
            assertThat(refused.errorText()).isEqualTo("subscribe_denied: no");
            assertThat(refused).hasMessageContaining("subscribe to /secret");
        });
        assertThat(server.client.subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P33_P57_an_event_with_the_publishs_id_is_no_reply(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", Map.of("n", 1));
        SessionHarness.Sent publish = server.next("/a");
        assertThat(publish.only()).containsEntry("data", Map.of("n", 1)).containsEntry("clientId", "client-1");
        String id = (String) publish.only().get("id");
        push(server, held, "{\"channel\":\"/a\",\"id\":\"" + id + "\",\"data\":{\"n\":1}}");
        assertThat(publishing).isNotDone();
        publish.confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
        assertThat(server.<Map<String, Object>>receive()).containsEntry("n", 1);
    }

    @ParameterizedTest
    @EnumSource
    void P52_any_json_can_be_published_and_wildcards_can_not(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", null);
        SessionHarness.Sent publish = server.next("/a");
        assertThat(publish.only()).containsEntry("data", null);
        publish.confirm();
        server.time.result(publishing);
        assertThatThrownBy(() -> server.client.publish("/a/*", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> server.client.publish("/meta/connect", 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void P54_a_refused_publish_and_a_lost_one_can_be_told_apart(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> refused = server.client.publish("/a", 1);
        server.next("/a")
                .answer("{\"channel\":\"/a\",\"id\":\"$id\",\"successful\":false,\"error\":\"403::publish_denied\"}");
        assertThat(server.time.failure(refused)).isInstanceOf(BayeuxRefusedException.class);

        CompletableFuture<BayeuxMessage> lost = server.client.publish("/a", 2);
        server.breakLink(server.next("/a"));
        assertThat(server.time.failure(lost)).isInstanceOf(UnconfirmedException.class);
        assertThat(server.events(ClientEvent.Unconfirmed.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void publish_without_a_connection_fails_at_once(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        assertThat(server.time.failure(server.client.publish("/a", 1))).isInstanceOf(ClosedException.class);
        server.breakLink(server.open());
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(server.time.failure(server.client.publish("/a", 1)))
                .isExactlyInstanceOf(ConnectionException.class)
                .hasMessageContaining("nothing was sent");
    }

    @ParameterizedTest
    @EnumSource
    void P23_P65_a_broken_link_is_restored_with_the_same_client_id_and_a_gap_is_reported(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        server.advance(Duration.ofSeconds(3));
        server.breakLink(held);
        assertThat(server.events(ClientEvent.Retrying.class)).hasSize(1);
        server.advance(Duration.ofSeconds(1));
        SessionHarness.Sent again = server.next("/meta/connect");
        assertThat(again.only()).containsEntry("clientId", "client-1").containsEntry("advice", Map.of("timeout", 0));
        assertThat(server.events(ClientEvent.Gap.class)).isEmpty();
        again.confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(server.events(ClientEvent.Gap.class)).singleElement().satisfies(gap -> {
            assertThat(gap.scope()).isEqualTo("/a");
            assertThat(Duration.between(gap.lostAt(), gap.restoredAt())).isGreaterThan(Duration.ofSeconds(3));
        });
        push(server, server.next("/meta/connect"), event("/a", 5));
        assertThat(server.<Map<String, Object>>receive()).containsEntry("id", 5);
    }

    @ParameterizedTest
    @EnumSource
    void P24_P51_P74_an_unknown_client_handshakes_once_and_every_subscription_is_confirmed_again(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        Subscription subscription = server.subscribe("/a");
        held.answer(UNKNOWN_CLIENT);
        assertThat(subscription.state()).isEqualTo(SubscriptionState.PENDING);
        server.handshake("client-2");
        List<SessionHarness.Sent> two = List.of(server.next(), server.next());
        SessionHarness.Sent subscribe = two.stream()
                .filter(sent -> sent.channel().equals("/meta/subscribe"))
                .findAny()
                .orElseThrow();
        SessionHarness.Sent connect = two.stream()
                .filter(sent -> sent.channel().equals("/meta/connect"))
                .findAny()
                .orElseThrow();
        assertThat(subscribe.only()).containsEntry("clientId", "client-2").containsEntry("subscription", "/a");
        connect.confirm();
        assertThat(server.events(ClientEvent.Gap.class)).isEmpty();
        subscribe.confirm();
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(server.events(ClientEvent.Gap.class)).hasSize(1);
        push(server, server.next("/meta/connect"), event("/a", 9));
        assertThat(server.<Map<String, Object>>receive()).containsEntry("id", 9);
    }

    @ParameterizedTest
    @EnumSource
    void a_resubscription_that_is_refused_is_kept_as_failed_and_reported(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        Subscription subscription = server.subscribe("/a");
        held.answer(UNKNOWN_CLIENT);
        server.handshake("client-2");
        SessionHarness.Sent subscribe = server.next();
        SessionHarness.Sent other = server.next();
        if (subscribe.channel().equals("/meta/connect")) {
            SessionHarness.Sent swap = subscribe;
            subscribe = other;
            other = swap;
        }
        other.confirm();
        subscribe.answer("{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"successful\":false,"
                + "\"subscription\":\"/a\",\"error\":\"403::subscribe_denied\"}");
        assertThat(subscription.state()).isEqualTo(SubscriptionState.FAILED);
        assertThat(subscription.failure()).get().isInstanceOf(BayeuxRefusedException.class);
        assertThat(server.events(ClientEvent.SubscriptionChanged.class))
                .last()
                .satisfies(changed -> assertThat(changed.state()).isEqualTo(SubscriptionState.FAILED));
    }

    @ParameterizedTest
    @EnumSource
    void P17_a_connect_reply_that_is_not_the_outstanding_ones_is_ignored(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(
                "{\"channel\":\"/meta/connect\",\"id\":\"99999\",\"successful\":true}",
                event("/a", 1),
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        server.next("/meta/connect");
        assertThat(server.<Map<String, Object>>receive()).containsEntry("id", 1);
    }

    @ParameterizedTest
    @EnumSource
    void a_service_answers_its_caller_only_with_or_without_the_id(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        CompletableFuture<BayeuxMessage> stream = server.client.receive();
        CompletableFuture<BayeuxMessage> first = server.client.call("/service/echo", "a", Duration.ofSeconds(5));
        SessionHarness.Sent request = server.next("/service/echo");
        String id = (String) request.only().get("id");
        request.confirm();
        assertThat(first).isNotDone();
        held = push(server, held, "{\"channel\":\"/service/echo\",\"id\":\"" + id + "\",\"data\":\"a\"}");
        assertThat(server.time.result(first).data()).isEqualTo("a");

        CompletableFuture<BayeuxMessage> second = server.client.call("/service/echo", "b", Duration.ofSeconds(5));
        server.next("/service/echo").confirm();
        held = push(server, held, "{\"channel\":\"/service/echo\",\"data\":\"b\"}");
        assertThat(server.time.result(second).data()).isEqualTo("b");
        assertThat(stream).isNotDone();
        push(server, held, "{\"channel\":\"/service/echo\",\"data\":\"unasked\"}");
        assertThat(server.time.result(stream).data()).isEqualTo("unasked");
    }

    @ParameterizedTest
    @EnumSource
    void a_call_without_an_answer_ends_in_time(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> calling = server.client.call("/service/x", 1, Duration.ofSeconds(5));
        server.next("/service/x").confirm();
        server.advance(Duration.ofSeconds(5));
        assertThat(server.time.failure(calling)).isInstanceOf(OperationTimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_that_throws_is_reported_and_gets_the_next_message(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<Integer> seen = new ArrayList<>();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a", Note.class, note -> {
            seen.add(note.id());
            if (note.id() == 1) {
                throw new IllegalStateException("handler");
            }
        });
        server.next("/meta/subscribe").confirm();
        server.time.result(subscribing);
        push(server, held, event("/a", 1), "{\"channel\":\"/a\",\"data\":{\"id\":\"no number\"}}", event("/a", 2));
        assertThat(seen).containsExactly(1, 2);
        assertThat(server.events(ClientEvent.HandlerFailed.class)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void P69_close_says_goodbye_and_what_was_received_stays_readable(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        push(server, held, event("/a", 1), event("/a", 2));
        CompletableFuture<Void> closing = server.client.closeAsync();
        SessionHarness.Sent goodbye = server.next("/meta/disconnect");
        assertThat(goodbye.only()).containsEntry("clientId", "client-1");
        goodbye.confirm();
        if (type == ConnectionType.WEBSOCKET) {
            server.socket().deliverClose(1000, "");
        }
        server.time.result(closing);
        assertThat(server.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(server.client.pendingCount()).isEqualTo(2);
        assertThat(server.<Map<String, Object>>receive()).containsEntry("id", 1);
        assertThat(server.<Map<String, Object>>receive()).containsEntry("id", 2);
        assertThat(server.time.failure(server.client.receive())).isInstanceOf(ClosedException.class);
        assertThat(server.wire.open()).isZero();
        server.time.result(server.client.awaitEnd());
    }

    @ParameterizedTest
    @EnumSource
    void what_comes_while_closing_leaves_no_hole_in_what_is_readable(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        push(server, held, event("/a", 1));
        CompletableFuture<Void> closing = server.client.closeAsync();
        // the connect that was given up may have brought number 2
        server.next("/meta/disconnect")
                .answer(
                        event("/a", 3),
                        event("/a", 4),
                        "{\"channel\":\"/meta/disconnect\",\"id\":\"$id\",\"successful\":true}");
        if (type == ConnectionType.WEBSOCKET) {
            server.socket().deliverClose(1000, "");
        }
        server.time.result(closing);
        assertThat(server.<Map<String, Object>>receive()).containsEntry("id", 1);
        if (type == ConnectionType.WEBSOCKET) {
            // one socket keeps the order, so nothing is missing before them
            assertThat(server.client.pendingCount()).isEqualTo(2);
            assertThat(server.events(ClientEvent.Dropped.class)).isEmpty();
        } else {
            assertThat(server.client.pendingCount()).isZero();
            assertThat(server.events(ClientEvent.Dropped.class))
                    .containsExactly(new ClientEvent.Dropped("/a", 2, ClientEvent.DropReason.DISCARDED));
        }
    }

    @ParameterizedTest
    @EnumSource
    void P69_close_ends_in_time_when_the_server_says_nothing(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        server.next("/a");
        CompletableFuture<Void> closing = server.client.closeAsync();
        server.advance(Duration.ofSeconds(5));
        server.time.result(closing);
        assertThat(server.time.failure(publishing)).isInstanceOf(ClosedException.class);
        assertThat(server.wire.open()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_closed_client_can_be_opened_again_and_forgets_what_nobody_took(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        push(server, held, event("/a", 1));
        server.client.close();
        server.next("/meta/disconnect").confirm();
        server.advance(Duration.ofSeconds(5));
        assertThat(server.client.isClosed()).isTrue();
        server.open();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(server.client.subscriptions()).isEmpty();
        assertThat(server.events(ClientEvent.Dropped.class))
                .containsExactly(new ClientEvent.Dropped("*", 1, ClientEvent.DropReason.DISCARDED));
    }

    @ParameterizedTest
    @EnumSource
    void a_waiting_receive_ends_when_there_is_no_connection_for_too_long_and_the_client_goes_on(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        CompletableFuture<BayeuxMessage> receiving = server.client.receive();
        server.advance(Duration.ofSeconds(20));
        server.breakLink(held);
        server.wire.onSocket(attempt -> attempt.fail(WireException.Kind.REFUSED));
        server.wire.onExchange(attempt -> attempt.fail(WireException.Kind.REFUSED));
        server.advance(Duration.ofMillis(9_900));
        assertThat(receiving).isNotDone();
        server.advance(Duration.ofMillis(200));
        assertThat(server.time.failure(receiving)).isInstanceOf(OperationTimeoutException.class);
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        CompletableFuture<BayeuxMessage> fresh = server.client.receive();
        server.advance(Duration.ofSeconds(9));
        assertThat(fresh).isNotDone();
        server.advance(Duration.ofSeconds(2));
        assertThat(server.time.failure(fresh)).isInstanceOf(OperationTimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource
    void P16_P66_a_connect_that_is_held_too_long_is_given_up_and_tried_again(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        server.advance(Duration.ofSeconds(39));
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        server.advance(Duration.ofSeconds(3));
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        server.next("/meta/connect").confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void P71_a_disconnect_that_nobody_asked_for_ends_the_client_with_a_reason(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        held.answer("{\"channel\":\"/meta/disconnect\",\"successful\":true}");
        assertThat(server.client.state()).isEqualTo(ConnectionState.CLOSED);
        server.advance(Duration.ofSeconds(2));
        assertThat(server.time.failure(server.client.awaitEnd())).hasMessageContaining("disconnected the client");
        assertThat(server.time.failure(server.client.receive())).isInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void an_overflow_policy_of_fail_ends_the_client_with_a_typed_error(ConnectionType type) {
        SessionHarness server = new SessionHarness(
                type, builder -> builder.transports(type).maxPendingCount(2).overflow(dev.halley.Overflow.FAIL));
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(event("/a", 1), event("/a", 2), event("/a", 3));
        server.advance(Duration.ofSeconds(5));
        assertThat(server.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(server.time.failure(server.client.awaitEnd())).isInstanceOf(OverflowException.class);
    }

    @ParameterizedTest
    @EnumSource
    void at_the_byte_mark_reading_stops_and_calls_fail_until_something_is_consumed(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).maxPendingBytes(100));
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(
                event("/a", 1),
                event("/a", 2),
                event("/a", 3),
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        assertThat(server.events(ClientEvent.Paused.class)).hasSize(1);
        assertThat(server.time.failure(server.client.publish("/b", 1))).isInstanceOf(OverflowException.class);
        server.receive();
        server.receive();
        server.receive();
        assertThat(server.events(ClientEvent.Resumed.class)).hasSize(1);
        server.next("/meta/connect");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        server.next("/b").confirm();
        server.time.result(publishing);
    }

    @ParameterizedTest
    @EnumSource
    void cancelling_a_publish_that_was_not_written_withdraws_it(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        if (type == ConnectionType.WEBSOCKET) {
            server.socket().holdSends();
        }
        CompletableFuture<BayeuxMessage> first = server.client.publish("/a", 1);
        server.time.runPending();
        CompletableFuture<BayeuxMessage> second = server.client.publish("/a", 2);
        server.time.runPending();
        assertThat(second.cancel(false)).isTrue();
        server.time.runPending();
        SessionHarness.Sent sent = server.next("/a");
        if (type == ConnectionType.WEBSOCKET) {
            server.socket().releaseSends();
        }
        sent.confirm();
        server.time.result(first);
        CompletableFuture<BayeuxMessage> third = server.client.publish("/a", 3);
        assertThat(server.next("/a").only()).containsEntry("data", 3);
        assertThat(third).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void messages_is_a_publisher_of_the_stream_and_completes_with_the_client(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        RecordingSubscriber<BayeuxMessage> subscriber = new RecordingSubscriber<>();
        server.client.messages().subscribe(subscriber);
        server.subscribe("/a");
        push(server, held, event("/a", 1), event("/a", 2));
        assertThat(subscriber.items()).hasSize(2);
        server.client.close();
        server.advance(Duration.ofSeconds(5));
        assertThat(subscriber.isComplete()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void P37_an_element_that_is_no_message_is_reported_and_the_rest_processed(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        push(server, held, "{\"no\":\"channel\"}", "null", "7", event("/a", 1));
        assertThat(server.<Map<String, Object>>receive()).containsEntry("id", 1);
        assertThat(server.events(ClientEvent.ProtocolViolated.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void what_is_not_json_breaks_the_link_with_a_clear_error_and_is_recovered(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        if (type == ConnectionType.WEBSOCKET) {
            server.socket().deliverText("<html>no</html>");
        } else {
            held.exchange().respond(200, "<html>no</html>");
        }
        server.time.runPending();
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(server.events(ClientEvent.Retrying.class))
                .singleElement()
                .satisfies(retrying -> assertThat(retrying.cause()).isInstanceOf(ConnectionException.class));
        server.advance(Duration.ofSeconds(1));
        server.next("/meta/connect").confirm();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void the_gap_of_an_expired_session_begins_when_it_was_last_known_to_be_whole(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held = push(server, held, event("/a", 1));
        server.advance(Duration.ofSeconds(35));
        held.answer(UNKNOWN_CLIENT);
        server.handshake("client-2");
        for (SessionHarness.Sent sent : List.of(server.next(), server.next())) {
            sent.confirm();
        }
        assertThat(server.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(Duration.between(gap.lostAt(), gap.restoredAt()))
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(35)));
    }

    @ParameterizedTest
    @EnumSource
    void an_unsubscribe_without_a_connection_is_told_when_there_is_one(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        Subscription subscription = server.subscribe("/a");
        server.breakLink(held);
        server.time.result(server.client.unsubscribe(subscription));
        server.advance(Duration.ofSeconds(1));
        server.next("/meta/connect").confirm();
        List<String> channels = List.of(server.next().channel(), server.next().channel());
        assertThat(channels).containsExactlyInAnyOrder("/meta/connect", "/meta/unsubscribe");
    }

    @ParameterizedTest
    @EnumSource
    void a_subscribe_without_a_connection_waits_for_it_and_not_for_ever(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.breakLink(server.open());
        CompletableFuture<Subscription> early = server.client.subscribe("/a");
        server.advance(Duration.ofSeconds(1));
        server.next("/meta/connect").confirm();
        SessionHarness.Sent first = server.next();
        SessionHarness.Sent second = server.next();
        SessionHarness.Sent subscribe = first.channel().equals("/meta/subscribe") ? first : second;
        subscribe.confirm();
        assertThat(server.time.result(early).state()).isEqualTo(SubscriptionState.ACTIVE);

        server.breakLink(subscribe == first ? second : first);
        server.wire.onSocket(attempt -> attempt.fail(WireException.Kind.REFUSED));
        server.wire.onExchange(attempt -> attempt.fail(WireException.Kind.REFUSED));
        CompletableFuture<Subscription> late = server.client.subscribe("/b");
        server.advance(Duration.ofSeconds(11));
        assertThat(server.time.failure(late)).isInstanceOf(OperationTimeoutException.class);
        assertThat(server.client.subscriptions()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void a_full_queue_asks_for_less_and_the_session_lives(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).maxPendingCount(2));
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(
                event("/a", 1),
                event("/a", 2),
                event("/a", 3),
                event("/a", 4),
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        server.time.runPending();
        if (type == ConnectionType.LONG_POLLING) {
            server.wire.assertIdle();
            server.advance(Duration.ofMillis(7_900));
            server.wire.assertIdle();
            // the session's deadline less the margin: 10 s without a connect end it
            server.advance(Duration.ofMillis(200));
        }
        server.next("/meta/connect");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        server.next("/b").confirm();
        server.advance(Duration.ofMillis(200));
        server.time.result(publishing);
        for (int id = 1; id <= 4; id++) {
            assertThat(server.<Map<String, Object>>receive()).containsEntry("id", id);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_receive_of_a_client_that_was_never_opened_fails_at_once(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        assertThat(server.time.failure(server.client.receive())).isInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void P58_the_client_id_is_in_no_event_and_no_exception(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,\"clientId\":\"client-1\","
                + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"none\"}}");
        assertThat(server.events(ClientEvent.class).toString()).doesNotContain("client-1");
        assertThat(server.client.toString()).doesNotContain("client-1");
        assertThat(server.time.failure(server.client.receive()).toString()).doesNotContain("client-1");
    }

    @ParameterizedTest
    @EnumSource
    void P72_a_subscribe_that_meets_a_forgotten_session_is_sent_again_in_the_next_one(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe")
                .answer("{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"successful\":false,"
                        + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\"}}");
        assertThat(subscribing).isNotDone();
        server.handshake("client-2");
        for (SessionHarness.Sent sent : List.of(server.next(), server.next())) {
            sent.confirm();
        }
        assertThat(server.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void a_stored_unsubscribe_does_not_follow_a_new_subscribe(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        Subscription subscription = server.subscribe("/a");
        server.breakLink(held);
        server.time.result(server.client.unsubscribe(subscription));
        CompletableFuture<Subscription> again = server.client.subscribe("/a");
        server.advance(Duration.ofSeconds(1));
        server.next("/meta/connect").confirm();
        List<SessionHarness.Sent> sent = List.of(server.next(), server.next());
        assertThat(sent)
                .extracting(SessionHarness.Sent::channel)
                .containsExactlyInAnyOrder("/meta/connect", "/meta/subscribe");
        sent.stream().filter(each -> each.channel().equals("/meta/subscribe")).forEach(SessionHarness.Sent::confirm);
        assertThat(server.time.result(again).state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void cancelling_a_subscribe_takes_the_handler_off(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<BayeuxMessage> seen = new ArrayList<>();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a", seen::add);
        SessionHarness.Sent subscribe = server.next("/meta/subscribe");
        assertThat(subscribing.cancel(false)).isTrue();
        server.time.runPending();
        subscribe.confirm();
        server.next("/meta/unsubscribe").confirm();
        push(server, held, event("/a", 1));
        assertThat(seen).isEmpty();
        assertThat(server.client.subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_reconnect_policy_that_throws_ends_the_client_and_says_so(ConnectionType type) {
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type).reconnectPolicy(failure -> {
                    throw new IllegalStateException("policy");
                }));
        SessionHarness.Sent held = server.open();
        server.breakLink(held);
        server.advance(Duration.ofSeconds(2));
        assertThat(server.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(server.time.failure(server.client.awaitEnd())).hasMessageContaining("policy failed");
    }

    @ParameterizedTest
    @EnumSource
    void the_same_typed_handler_on_two_patterns_gets_a_message_once(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<Note> notes = new ArrayList<>();
        java.util.function.Consumer<Note> handler = notes::add;
        for (String channel : List.of("/a/*", "/a/**")) {
            CompletableFuture<Subscription> subscribing = server.client.subscribe(channel, Note.class, handler);
            server.next("/meta/subscribe").confirm();
            server.time.result(subscribing);
        }
        push(server, held, event("/a/b", 1));
        assertThat(notes).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void states_begin_with_the_one_at_subscription(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        RecordingSubscriber<ConnectionState> subscriber = new RecordingSubscriber<>();
        server.client.states().subscribe(subscriber);
        server.time.runPending();
        assertThat(subscriber.items()).containsExactly(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void waiting_for_the_end_with_any_duration_ends(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<Boolean> ever = server.client.awaitEnd(Duration.ofSeconds(Long.MAX_VALUE));
        CompletableFuture<Boolean> brief = server.client.awaitEnd(Duration.ofSeconds(1));
        server.advance(Duration.ofSeconds(1));
        assertThat(server.time.result(brief)).isFalse();
        server.client.close();
        server.advance(Duration.ofSeconds(5));
        assertThat(server.time.result(ever)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_full_executor_neither_spins_nor_keeps_a_receive_waiting_for_ever(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        CompletableFuture<BayeuxMessage> receiving = server.client.receive();
        server.breakLink(held);
        server.wire.onSocket(attempt -> attempt.fail(WireException.Kind.REFUSED));
        server.wire.onExchange(attempt -> attempt.fail(WireException.Kind.REFUSED));
        server.time.holdHandlers();
        server.advance(Duration.ofSeconds(15));
        assertThat(receiving).isNotDone();
        server.time.releaseHandlers();
        assertThat(server.time.failure(receiving)).isInstanceOf(OperationTimeoutException.class);
    }

    @Test
    void a_session_that_the_server_fails_to_answer_three_times_in_a_row_is_made_anew_with_a_gap() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        SessionHarness.Sent connect = server.open();
        server.subscribe("/a");
        connect.exchange().respond(500, "<html>oops</html>");
        // what a proxy says in between is about the server's absence
        retry(server, "/meta/connect").exchange().respond(503, "<html>busy</html>");
        for (int failures = 1; failures <= 3; failures++) {
            retry(server, "/meta/connect").exchange().respond(500, "<html>oops</html>");
        }
        assertThat(server.events(ClientEvent.Gap.class)).isEmpty();
        SessionHarness.Sent handshake = retry(server, "/meta/handshake");
        handshake.answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                + "\"clientId\":\"client-2\",\"supportedConnectionTypes\":[\"long-polling\"]}");
        answerConnectAndSubscribe(server);
        assertThat(server.events(ClientEvent.Gap.class)).hasSize(1);
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    /** The next attempt, whenever the policy makes it. */
    private static SessionHarness.Sent retry(SessionHarness server, String channel) {
        for (int second = 0; second < 60; second++) {
            server.advance(Duration.ofSeconds(1));
            if (server.wire.untaken() > 0) {
                return server.next(channel);
            }
        }
        throw new AssertionError("no attempt within a minute");
    }

    private static void answerConnectAndSubscribe(SessionHarness server) {
        SessionHarness.Sent one = server.next();
        SessionHarness.Sent other = server.next();
        one.confirm();
        other.confirm();
        server.time.runPending();
    }
}

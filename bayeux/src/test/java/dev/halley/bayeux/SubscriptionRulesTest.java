package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.OperationTimeoutException;
import dev.halley.SubscriptionState;
import dev.halley.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules P40 to P51, where no other test holds them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubscriptionRulesTest {
    private static final String CONNECTED = "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}";
    private static final String UNKNOWN_CLIENT = "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
            + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\"}}";

    private static String event(String channel) {
        return "{\"channel\":\"" + channel + "\",\"data\":1}";
    }

    @ParameterizedTest
    @EnumSource
    void P40_a_reply_without_successful_is_a_refusal_and_an_event_without_it_an_event(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe")
                .answer("{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"subscription\":\"/a\"}");
        assertThat(server.time.failure(subscribing))
                .isInstanceOf(BayeuxRefusedException.class)
                .hasMessage("subscribe to /a refused by the server: the reply lacks the field 'successful'");
        server.subscribe("/b");
        held.answer(event("/b"), CONNECTED);
        assertThat(server.time.result(server.client.receive()).channel()).isEqualTo("/b");
    }

    @ParameterizedTest
    @EnumSource
    void P45_meta_channels_are_refused_before_anything_is_sent(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        for (String channel : List.of("/meta/connect", "/meta/*", "/meta")) {
            assertThatThrownBy(() -> server.client.subscribe(channel)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> server.client.unsubscribe(channel)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> server.client.subscribeAll(List.of("/a", channel)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(server.client.subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P46_a_reply_that_names_its_one_channel_in_an_array_is_understood(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe")
                .answer(
                        "{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"successful\":true,\"subscription\":[\"/a\"]}");
        assertThat(server.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void P47_a_refused_subscribe_takes_its_handler_off(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<BayeuxMessage> seen = new ArrayList<>();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a", seen::add);
        server.next("/meta/subscribe")
                .answer("{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"successful\":false,"
                        + "\"error\":\"403::subscribe_denied\"}");
        assertThat(server.time.failure(subscribing)).isInstanceOf(BayeuxRefusedException.class);
        held.answer(event("/a"), CONNECTED);
        assertThat(server.time.result(server.client.receive()).channel()).isEqualTo("/a");
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P48_an_event_before_the_reply_to_an_array_finds_its_handler(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        List<String> seen = new ArrayList<>();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribe(List.of(
                SubscriptionRequest.to("/a").handler(message -> seen.add(message.channel())),
                SubscriptionRequest.to("/b/{x}")
                        .handler((parameters, message) -> seen.add("x=" + parameters.get("x")))));
        server.next("/meta/subscribe")
                .answer(
                        event("/a"),
                        event("/b/c"),
                        "{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"successful\":true}");
        assertThat(server.time.result(subscribing)).hasSize(2);
        assertThat(seen).containsExactlyInAnyOrder("/a", "x=c");
    }

    @ParameterizedTest
    @EnumSource
    void P50_a_service_channel_is_subscribed_when_that_is_asked_for(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        server.client.addListener("/service/a", message -> {});
        server.time.runPending();
        if (type == ConnectionType.LONG_POLLING) {
            server.wire.assertIdle();
        }
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/service/a");
        SessionHarness.Sent subscribe = server.next("/meta/subscribe");
        assertThat(subscribe.only()).containsEntry("subscription", "/service/a");
        subscribe.confirm();
        server.time.result(subscribing);
    }

    @ParameterizedTest
    @EnumSource
    void P51_every_subscription_is_restored_each_failure_told_and_no_handler_doubled(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        List<String> seen = new ArrayList<>();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribe(List.of(
                SubscriptionRequest.to("/a").handler(message -> seen.add("first")),
                SubscriptionRequest.to("/a").handler(message -> seen.add("second")),
                SubscriptionRequest.to("/b").handler(message -> seen.add("b"))));
        server.next("/meta/subscribe").confirm();
        List<Subscription> subscriptions = server.time.result(subscribing);
        held.answer(UNKNOWN_CLIENT);
        server.handshake("client-2");
        List<Object> asked = new ArrayList<>();
        SessionHarness.Sent poll = null;
        while (asked.size() < 2 || poll == null) {
            SessionHarness.Sent sent = server.next();
            if (sent.messages.get(0).get("channel").equals("/meta/connect")) {
                poll = sent;
                continue;
            }
            List<String> replies = new ArrayList<>();
            for (Map<String, Object> message : sent.messages) {
                assertThat(message).containsEntry("clientId", "client-2");
                asked.add(message.get("subscription"));
                replies.add("{\"channel\":\"/meta/subscribe\",\"id\":\"" + message.get("id") + "\",\"successful\":"
                        + message.get("subscription").equals("/a") + ",\"error\":\"403::subscribe_denied\"}");
            }
            sent.answer(replies.toArray(String[]::new));
        }
        assertThat(asked).containsExactlyInAnyOrder("/a", "/b");
        assertThat(subscriptions)
                .extracting(Subscription::state)
                .containsExactly(SubscriptionState.ACTIVE, SubscriptionState.ACTIVE, SubscriptionState.FAILED);
        assertThat(subscriptions.get(2).failure())
                .get()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.THROWABLE)
                .hasMessageContaining("subscribe to /b refused");
        assertThat(server.events(ClientEvent.SubscriptionChanged.class))
                .filteredOn(changed -> changed.state() == SubscriptionState.FAILED)
                .singleElement()
                .satisfies(changed -> assertThat(changed.scope()).isEqualTo("/b"));
        poll.confirm();
        server.next("/meta/connect").answer(event("/a"), CONNECTED);
        assertThat(seen).containsExactlyInAnyOrder("first", "second");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 408, 504})
    void a_reply_that_may_still_be_written_takes_events_along_and_so_another_session_begins(int status) {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        Subscription subscription = server.subscribe("/a");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/p", 1);
        SessionHarness.Sent publish = server.next("/p");
        if (status > 0) {
            publish.exchange().respond(status, "<html>gave up</html>");
        } else {
            server.advance(Duration.ofSeconds(10));
        }
        assertThat(server.time.failure(publishing)).isNotNull();
        assertThat(server.events(ClientEvent.Gap.class)).isEmpty();
        server.handshake("client-2");
        List<SessionHarness.Sent> both = List.of(server.next(), server.next());
        both.forEach(SessionHarness.Sent::confirm);
        assertThat(both).extracting(SessionHarness.Sent::channel).contains("/meta/subscribe");
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(server.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(gap.scope()).isEqualTo("/a"));
    }

    @Test
    void a_gap_begins_when_the_request_was_sent_whose_reply_is_missing() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        Instant whole = server.time.now();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/p", 1);
        SessionHarness.Sent publish = server.next("/p");
        server.advance(Duration.ofSeconds(2));
        held.answer(event("/a"), CONNECTED);
        assertThat(server.next().channel()).isEqualTo("/meta/connect");
        publish.exchange().fail(WireException.Kind.BROKEN);
        assertThat(server.time.failure(publishing)).isNotNull();
        assertThat(server.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(gap.lostAt()).isBeforeOrEqualTo(whole));
    }

    @Test
    void a_gap_covers_the_connect_that_is_left_with_its_session() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        server.subscribe("/a");
        Instant connected = server.time.now();
        server.advance(Duration.ofSeconds(2));
        CompletableFuture<BayeuxMessage> first = server.client.publish("/p", 1);
        server.next("/p").answer(event("/a"), "{\"channel\":\"/p\",\"id\":\"$id\",\"successful\":true}");
        assertThat(server.time.result(first).isSuccessful()).isTrue();
        CompletableFuture<BayeuxMessage> second = server.client.publish("/p", 2);
        server.next("/p");
        server.advance(Duration.ofSeconds(10));
        assertThat(server.time.failure(second)).isInstanceOf(OperationTimeoutException.class);
        server.handshake("client-2");
        List.of(server.next(), server.next()).forEach(SessionHarness.Sent::confirm);
        assertThat(server.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(gap.lostAt()).isBeforeOrEqualTo(connected));
    }

    @Test
    void a_late_reply_of_a_former_session_takes_nothing_of_the_next_one() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        SessionHarness.Sent held = server.open();
        Subscription subscription = server.subscribe("/a");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/p", 1);
        SessionHarness.Sent publish = server.next("/p");
        held.answer(UNKNOWN_CLIENT);
        server.handshake("client-2");
        server.next("/meta/connect").confirm();
        publish.exchange().respond(504, "<html>gave up</html>");
        assertThat(server.time.failure(publishing)).isNotNull();
        server.next("/meta/connect");
        server.next("/meta/subscribe").confirm();
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void who_is_subscribed_to_nothing_misses_nothing_with_a_reply_that_may_still_be_written() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/p", 1);
        server.next("/p");
        server.advance(Duration.ofSeconds(10));
        assertThat(server.time.failure(publishing)).isInstanceOf(OperationTimeoutException.class);
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void who_subscribes_after_such_a_reply_gets_another_session() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/p", 1);
        server.next("/p");
        server.advance(Duration.ofSeconds(10));
        assertThat(server.time.failure(publishing)).isInstanceOf(OperationTimeoutException.class);
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.advance(Duration.ofSeconds(1));
        server.handshake("client-2");
        List.of(server.next(), server.next()).forEach(SessionHarness.Sent::confirm);
        assertThat(server.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(server.events(ClientEvent.Gap.class)).isEmpty();
    }

    @Test
    void who_subscribes_after_such_a_reply_without_a_connection_gets_another_session() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        SessionHarness.Sent held = server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/p", 1);
        server.next("/p");
        server.advance(Duration.ofSeconds(10));
        assertThat(server.time.failure(publishing)).isInstanceOf(OperationTimeoutException.class);
        server.breakLink(held);
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.advance(Duration.ofSeconds(1));
        server.next("/meta/connect").confirm();
        server.next("/meta/connect");
        server.advance(Duration.ofSeconds(1));
        server.handshake("client-2");
        List.of(server.next(), server.next()).forEach(SessionHarness.Sent::confirm);
        assertThat(server.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(server.events(ClientEvent.Gap.class)).isEmpty();
    }

    /** What it carries may arrive later, and the session would be bound to it again. */
    @Test
    void P66_a_websocket_that_was_given_up_is_followed_by_another_session() {
        SessionHarness server = new SessionHarness(ConnectionType.WEBSOCKET);
        server.open();
        Subscription subscription = server.subscribe("/a");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/p", 1);
        server.next("/p");
        server.advance(Duration.ofSeconds(10));
        assertThat(server.time.failure(publishing)).isInstanceOf(OperationTimeoutException.class);
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(subscription.state()).isEqualTo(SubscriptionState.PENDING);
        server.advance(Duration.ofSeconds(1));
        server.handshake("client-2");
        List.of(server.next(), server.next()).forEach(SessionHarness.Sent::confirm);
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(server.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(gap.scope()).isEqualTo("/a"));
    }

    @Test
    void under_acknowledgements_the_session_goes_on_after_a_websocket_that_was_given_up() {
        SessionHarness server = new SessionHarness(ConnectionType.WEBSOCKET, builder -> builder.ack(true));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.next("/meta/handshake")
                .answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                        + "\"clientId\":\"client-1\",\"supportedConnectionTypes\":[\"websocket\"],"
                        + "\"ext\":{\"ack\":true}}");
        server.next("/meta/connect").confirm();
        assertThat(server.time.result(opening)).isSameAs(server.client);
        server.next("/meta/connect");
        server.subscribe("/a");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/p", 1);
        server.next("/p");
        server.advance(Duration.ofSeconds(10));
        assertThat(server.time.failure(publishing)).isInstanceOf(OperationTimeoutException.class);
        server.advance(Duration.ofSeconds(1));
        assertThat(server.next("/meta/connect").only()).containsEntry("clientId", "client-1");
    }

    @Test
    void a_subscribe_whose_request_failed_beside_the_connection_is_asked_again_by_the_policy() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").exchange().respond(503, "<html>busy</html>");
        server.time.runPending();
        assertThat(server.events(ClientEvent.Retrying.class)).hasSize(1);
        server.advance(Duration.ofSeconds(1));
        server.next("/meta/subscribe").exchange().respond(503, "<html>busy</html>");
        server.time.runPending();
        List<ClientEvent.Retrying> retrying = server.events(ClientEvent.Retrying.class);
        assertThat(retrying).extracting(ClientEvent.Retrying::attempt).containsExactly(1, 2);
        server.advance(retrying.get(1).delay());
        server.next("/meta/subscribe").confirm();
        assertThat(server.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
    }
}

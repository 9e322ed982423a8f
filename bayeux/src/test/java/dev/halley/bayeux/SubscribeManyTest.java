package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.OperationTimeoutException;
import dev.halley.SubscriptionState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several channels in one subscribe, and what a server may answer to it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SubscribeManyTest {
    private static String reply(boolean successful, String subscription, String rest) {
        return "{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"successful\":" + successful
                + (subscription.isEmpty() ? "" : ",\"subscription\":" + subscription) + rest + "}";
    }

    private static String reply(String subscription) {
        return reply(true, subscription, "");
    }

    private static final String DENIED = ",\"error\":\"403::subscribe_denied\"";

    @ParameterizedTest
    @EnumSource
    void P46_several_channels_go_as_one_array_and_the_reply_may_name_them_all(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/b/*", "/c"));
        SessionHarness.Sent subscribe = server.next("/meta/subscribe");
        assertThat(subscribe.only()).containsEntry("subscription", List.of("/a", "/b/*", "/c"));
        subscribe.answer(reply("[\"/a\",\"/b/*\",\"/c\"]"));
        assertThat(server.time.result(subscribing))
                .extracting(Subscription::channel)
                .containsExactly("/a", "/b/*", "/c");
        assertThat(server.client.subscriptions())
                .allSatisfy(each -> assertThat(each.state()).isEqualTo(SubscriptionState.ACTIVE));
    }

    @ParameterizedTest
    @EnumSource
    void P46_a_reply_that_names_no_channel_is_about_all_of_them(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/b"));
        server.next("/meta/subscribe").answer(reply(""));
        assertThat(server.time.result(subscribing)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void P46_one_reply_per_channel_is_as_good(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/b"));
        server.next("/meta/subscribe").answer(reply("\"/b\""), reply("\"/a\""));
        assertThat(server.time.result(subscribing)).hasSize(2);
        assertThat(server.time.timers()).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void P46_channels_that_a_reply_leaves_out_are_asked_for_by_themselves(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).requestTimeout(Duration.ofSeconds(2)));
        server.open();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/b", "/c"));
        server.next("/meta/subscribe").answer(reply("[\"/a\"]"));
        // one reply per channel may still come
        server.advance(Duration.ofMillis(1_999));
        assertThat(subscribing).isNotDone();
        server.advance(Duration.ofMillis(1));
        for (String channel : List.of("/b", "/c")) {
            SessionHarness.Sent again = server.next("/meta/subscribe");
            assertThat(again.only()).containsEntry("subscription", channel);
            again.confirm();
        }
        assertThat(server.time.result(subscribing)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void channels_that_are_not_confirmed_in_time_are_given_up_together(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/b"));
        server.next("/meta/subscribe").answer(reply("[\"/a\"]"));
        server.advance(Duration.ofSeconds(10));
        assertThat(server.time.failure(subscribing))
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessage("subscribe to /a, /b: not confirmed within 10000 ms");
        assertThat(server.client.subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P46_after_a_refusal_of_all_each_channel_gets_a_verdict_of_its_own(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/bad"));
        server.next("/meta/subscribe").answer(reply(false, "[\"/a\",\"/bad\"]", DENIED));
        SessionHarness.Sent first = server.next("/meta/subscribe");
        assertThat(first.messages.get(0)).containsEntry("subscription", "/a");
        SessionHarness.Sent second = null;
        if (first.messages.size() == 1) {
            first.answer(reply("\"/a\""));
            second = server.next("/meta/subscribe");
        }
        assertThat(second).isNotNull();
        assertThat(second.only()).containsEntry("subscription", "/bad");
        second.answer(reply(false, "\"/bad\"", DENIED));
        assertThat(server.time.failure(subscribing))
                .isInstanceOf(BayeuxRefusedException.class)
                .hasMessageContaining("subscribe to /bad ");
        // all or none: what was confirmed is taken off again
        assertThat(server.client.subscriptions()).isEmpty();
        assertThat(server.next("/meta/unsubscribe").only()).containsEntry("subscription", "/a");
    }

    @ParameterizedTest
    @EnumSource
    void P46_a_part_that_was_refused_takes_the_whole_call_off(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/bad"));
        server.next("/meta/subscribe").answer(reply("\"/a\""), reply(false, "\"/bad\"", DENIED));
        assertThat(server.time.failure(subscribing)).hasMessageContaining("subscribe to /bad ");
        assertThat(server.next("/meta/unsubscribe").only()).containsEntry("subscription", "/a");
    }

    @ParameterizedTest
    @EnumSource
    void P47_known_channels_are_not_asked_for_again_and_doubles_once(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        server.subscribe("/a");
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/b", "/b/"));
        SessionHarness.Sent subscribe = server.next("/meta/subscribe");
        assertThat(subscribe.only()).containsEntry("subscription", "/b");
        subscribe.confirm();
        assertThat(server.time.result(subscribing))
                .extracting(Subscription::channel)
                .containsExactly("/a", "/b", "/b");
    }

    @ParameterizedTest
    @EnumSource
    void nothing_to_subscribe_to_is_done_at_once(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        assertThat(server.time.result(server.client.subscribe(List.of()))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void many_long_names_are_split_below_what_servers_accept(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        List<String> channels = java.util.stream.IntStream.range(0, 300)
                .mapToObj(i -> "/" + "x".repeat(100) + i)
                .toList();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(channels);
        int seen = 0;
        while (!subscribing.isDone()) {
            SessionHarness.Sent sent = server.next("/meta/subscribe");
            for (Map<String, Object> message : sent.messages) {
                List<?> names = message.get("subscription") instanceof List<?> several
                        ? several
                        : List.of(message.get("subscription"));
                assertThat(names.toString().length()).isLessThan(17_000);
                seen += names.size();
            }
            sent.confirm();
        }
        assertThat(seen).isEqualTo(300);
        assertThat(server.time.result(subscribing)).hasSize(300);
    }

    @ParameterizedTest
    @EnumSource
    void P41_ext_of_several_subscriptions_of_a_channel_is_merged_and_sent_with_each_session(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribe(List.of(
                SubscriptionRequest.to("/a").ext(Map.of("x", Map.of("one", 1))),
                SubscriptionRequest.to("/a").ext(Map.of("x", Map.of("two", 2)))));
        SessionHarness.Sent subscribe = server.next("/meta/subscribe");
        assertThat(subscribe.only()).containsEntry("ext", Map.of("x", Map.of("one", 1, "two", 2)));
        subscribe.confirm();
        server.time.result(subscribing);
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\"}}");
        server.handshake("client-2");
        List<SessionHarness.Sent> sent = List.of(server.next(), server.next());
        assertThat(sent)
                .filteredOn(each -> each.channel().equals("/meta/subscribe"))
                .singleElement()
                .satisfies(again ->
                        assertThat(again.only()).containsEntry("ext", Map.of("x", Map.of("one", 1, "two", 2))));
    }

    @ParameterizedTest
    @EnumSource
    void cancelling_takes_everything_off(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/b"));
        SessionHarness.Sent subscribe = server.next("/meta/subscribe");
        assertThat(subscribing.cancel(false)).isTrue();
        server.time.runPending();
        assertThat(server.client.subscriptions()).isEmpty();
        subscribe.answer(reply("[\"/a\",\"/b\"]"));
        assertThat(server.next("/meta/unsubscribe").messages.get(0)).containsEntry("subscription", "/a");
    }

    @ParameterizedTest
    @EnumSource
    void P72_an_array_that_meets_a_forgotten_session_is_sent_again_in_the_next_one(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<List<Subscription>> subscribing = server.client.subscribeAll(List.of("/a", "/b"));
        server.next("/meta/subscribe").answer(reply(false, "", ",\"error\":\"402::session_unknown\""));
        server.handshake("client-2");
        while (!subscribing.isDone()) {
            server.next().confirm();
        }
        assertThat(server.time.result(subscribing)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_is_too_busy_to_subscribe_is_asked_again_by_the_policy(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        String busy = reply(
                false,
                "\"/a\"",
                ",\"error\":\"403::subscribe_failed\",\"ext\":{\"sfdc\":{\"failureReason\":\"503::Server is too busy\"}}");
        server.next("/meta/subscribe").answer(busy);
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(server.events(ClientEvent.Retrying.class)).hasSize(attempt);
            ClientEvent.Retrying retrying =
                    server.events(ClientEvent.Retrying.class).get(attempt - 1);
            assertThat(retrying.attempt()).isEqualTo(attempt);
            assertThat(retrying.delay()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            server.advance(retrying.delay());
            SessionHarness.Sent again = server.next("/meta/subscribe");
            if (attempt < 3) {
                again.answer(busy);
            } else {
                again.confirm();
            }
        }
        assertThat(server.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void a_policy_that_gives_up_on_a_busy_server_fails_the_subscribe(ConnectionType type) {
        SessionHarness server = new SessionHarness(
                type, builder -> builder.transports(type).reconnectPolicy(dev.halley.ReconnectPolicy.never()));
        server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").answer(reply(false, "\"/a\"", ",\"error\":\"503::Server is too busy\""));
        assertThat(server.time.failure(subscribing)).isInstanceOf(BayeuxRefusedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void P51_a_channel_that_failed_is_asked_for_again_by_the_next_subscribe(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        Subscription first = server.subscribe("/a");
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\"}}");
        server.handshake("client-2");
        for (SessionHarness.Sent sent : List.of(server.next(), server.next())) {
            if (sent.channel().equals("/meta/subscribe")) {
                sent.answer(reply(false, "\"/a\"", DENIED));
            } else {
                sent.confirm();
            }
        }
        assertThat(first.state()).isEqualTo(SubscriptionState.FAILED);
        SessionHarness.Sent next = server.next();
        CompletableFuture<Subscription> second = server.client.subscribe("/a");
        SessionHarness.Sent subscribe = server.next("/meta/subscribe");
        assertThat(next.channel()).isEqualTo("/meta/connect");
        assertThat(first.state()).isEqualTo(SubscriptionState.PENDING);
        subscribe.confirm();
        assertThat(server.time.result(second).state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(first.state()).isEqualTo(SubscriptionState.ACTIVE);
    }
}

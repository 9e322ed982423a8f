package dev.halley.bayeux.rules;

import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ListenerHandle;
import dev.halley.OperationTimeoutException;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Subscription;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P42–P51: channels and subscriptions. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChannelRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "a/b", "/", "//a", "/a//b", "/a//", "/a b", "/a\n", "/*/a", "/a*", "/a/***", "/a/*/b"})
    void p42_names_that_are_invalid_are_refused_before_anything_is_sent(String channel) {
        RulesHarness rules = new RulesHarness(WEBSOCKET).open();
        int count = rules.count();
        assertThatThrownBy(() -> rules.time.result(rules.client.subscribe(channel)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("channel: '");
        assertThatThrownBy(() -> rules.time.result(rules.client.publish(channel, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("channel: '");
        rules.settle();
        assertThat(rules.channelsSince(count)).isEmpty();
    }

    @Test
    void p42_a_trailing_slash_is_normalised_and_a_filter_goes_to_the_server_as_it_is() {
        RulesHarness rules = new RulesHarness(WEBSOCKET).open();
        assertThat(rules.time.result(rules.client.subscribe("/a/b/")).channel()).isEqualTo("/a/b");
        assertThat(rules.time
                        .result(rules.client.subscribe("/topic/x?Status__c='Open'"))
                        .channel())
                .isEqualTo("/topic/x?Status__c='Open'");
        rules.publish("/a/b/", 1);
        assertThat(rules.sent("/meta/subscribe"))
                .flatExtracting(Received::subscriptions)
                .containsExactly("/a/b", "/topic/x?Status__c='Open'");
        assertThat(rules.sent("/a/b")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/foo/*, /foo/bar, true",
        "/foo/*, /foo, false",
        "/foo/*, /foobar, false",
        "/foo/*, /foo/bar/x, false",
        "/foo/**, /foo/bar, true",
        "/foo/**, /foo/bar/x, true",
        "/foo/**, /foo, false",
        "/foo/**, /foobar/x, false",
        "/**, /foo, true",
        "/**, /service/foo, false",
        "/*, /foo, true",
        "/*, /foo/bar, false"
    })
    void p43_patterns_match_by_segments(String pattern, String channel, boolean matches) {
        RulesHarness rules = new RulesHarness(WEBSOCKET).open();
        List<String> seen = rules.subscribe(pattern);
        // whatever the server sends, the handler gets only what its pattern matches
        rules.server.session().deliver(channel, "1");
        rules.settle();
        assertThat(seen).hasSize(matches ? 1 : 0);
    }

    @Test
    void p43_the_pattern_of_everything_gets_no_meta_message() {
        RulesHarness rules = new RulesHarness(WEBSOCKET).open();
        List<String> seen = rules.subscribe("/**");
        rules.server.session().send("{\"channel\":\"/meta/unheard\",\"data\":1}");
        rules.advance(Duration.ofMinutes(1));
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p44_overlapping_subscriptions_give_each_handler_an_event_once(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> seen = new ArrayList<>();
        Consumer<BayeuxMessage> handler = message -> seen.add("one " + message.channel());
        for (String channel : List.of("/a/b", "/a/*", "/a/**", "/**")) {
            rules.time.result(rules.client.subscribe(channel, handler));
        }
        rules.time.result(
                rules.client.subscribe("/a/*", (BayeuxMessage message) -> seen.add("two " + message.channel())));
        rules.server.publish("/a/b", "1");
        assertThat(seen).containsExactlyInAnyOrder("one /a/b", "two /a/b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/meta/connect", "/meta/anything", "/meta", "/meta/"})
    void p45_meta_channels_are_refused_locally(String channel) {
        RulesHarness rules = new RulesHarness(WEBSOCKET).open();
        int count = rules.count();
        assertThatThrownBy(() -> rules.time.result(rules.client.subscribe(channel)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("meta");
        assertThatThrownBy(() -> rules.time.result(rules.client.publish(channel, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("meta");
        rules.settle();
        assertThat(rules.channelsSince(count)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p46_several_channels_are_one_request_and_an_array_answers_it(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<Subscription> all = rules.time.result(rules.client.subscribeAll(List.of("/a", "/b", "/c/*")));
        assertThat(rules.sent("/meta/subscribe")).hasSize(1).allSatisfy(message -> {
            assertThat(message.field("subscription")).isEqualTo(List.of("/a", "/b", "/c/*"));
        });
        assertThat(all).extracting(Subscription::state).containsOnly(SubscriptionState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void p46_a_reply_of_text_or_one_reply_per_channel_answers_it_too(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        String head = "{\"channel\":\"/meta/subscribe\",\"id\":\"${id}\",\"successful\":";
        rules.server.on(
                "/meta/subscribe",
                Answer.reply(
                        head + "true,\"subscription\":\"/a\"}",
                        head + "false,\"error\":\"403::no\",\"subscription\":\"/b\"}",
                        head + "true,\"subscription\":[\"/c\",\"/d\"]}"));
        CompletableFuture<List<Subscription>> several = rules.client.subscribeAll(List.of("/a", "/b", "/c", "/d"));
        rules.settle();
        assertThat(several).isCompletedExceptionally();
        rules.server.on("/meta/subscribe", Answer.usual().with("subscription", "[\"/e\"]"));
        assertThat(rules.time.result(rules.client.subscribe("/e")).state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(rules.failure(several, BayeuxRefusedException.class).errorCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void p47_a_second_subscriber_sends_nothing_and_the_last_to_leave_sends_one_unsubscribe(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        Subscription first = rules.time.result(rules.client.subscribe("/a", (BayeuxMessage message) -> {}));
        Subscription second = rules.time.result(rules.client.subscribe("/a", (BayeuxMessage message) -> {}));
        Subscription third = rules.time.result(rules.client.subscribe("/a"));
        assertThat(rules.sent("/meta/subscribe")).hasSize(1);
        rules.time.result(rules.client.unsubscribe(second));
        rules.time.result(rules.client.unsubscribe(first));
        assertThat(rules.sent("/meta/unsubscribe")).isEmpty();
        rules.time.result(rules.client.unsubscribe(third));
        rules.time.result(rules.client.unsubscribe(third));
        assertThat(rules.sent("/meta/unsubscribe")).hasSize(1);
        assertThat(rules.server.session().subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p47_a_refused_subscribe_removes_the_handler_and_is_reported(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/meta/subscribe", Answer.refuse("403:/a:subscribe_denied"));
        List<String> seen = new ArrayList<>();
        CompletableFuture<Subscription> subscribing =
                rules.client.subscribe("/a", (BayeuxMessage message) -> seen.add(message.dataJson()));
        assertThat(rules.failure(subscribing, BayeuxRefusedException.class).errorText())
                .isEqualTo("subscribe_denied");
        assertThat(rules.client.subscriptions()).isEmpty();
        rules.server.session().deliver("/a", "1");
        rules.settle();
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p47_a_subscribe_that_was_not_answered_in_time_is_taken_back(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/meta/subscribe", Answer.usual().lost().times(1));
        CompletableFuture<Subscription> subscribed = rules.client.subscribe("/a", message -> {});
        rules.advance(Duration.ofMinutes(1));
        rules.failure(subscribed, OperationTimeoutException.class);
        assertThat(rules.client.subscriptions()).isEmpty();
        assertThat(rules.server.session().subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p48_events_in_front_of_the_subscribe_reply_are_delivered(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type, settings -> settings.messagesPerFrame(100)).open();
        rules.server.on(
                "/meta/subscribe",
                Answer.usual().alsoBefore("{\"channel\":\"/a\",\"data\":1}").also("{\"channel\":\"/a\",\"data\":2}"));
        List<String> seen = rules.subscribe("/a");
        assertThat(seen).containsExactly("1", "2");
    }

    @ParameterizedTest
    @EnumSource
    void p49_events_after_an_unsubscribe_was_asked_for_do_not_reach_the_removed_handler(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> seen = new ArrayList<>();
        Subscription subscription = rules.time.result(
                rules.client.subscribe("/a", (BayeuxMessage message) -> seen.add(message.dataJson())));
        rules.server.publish("/a", "1");
        rules.server.on(
                "/meta/unsubscribe",
                Answer.usual().delay(Duration.ofSeconds(5)).alsoBefore("{\"channel\":\"/a\",\"data\":3}"));
        CompletableFuture<Void> leaving = rules.client.unsubscribe(subscription);
        rules.settle();
        rules.server.session().deliver("/a", "2");
        rules.settle();
        assertThat(leaving).isNotDone();
        rules.advance(Duration.ofSeconds(5));
        rules.time.result(leaving);
        assertThat(seen).containsExactly("1");
    }

    @ParameterizedTest
    @EnumSource
    void p50_listeners_of_service_channels_need_no_subscription_and_a_subscribe_is_sent_if_asked(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        int count = rules.count();
        List<String> heard = new ArrayList<>();
        ListenerHandle handle = rules.client.addListener("/service/echo", message -> heard.add(message.dataJson()));
        rules.settle();
        assertThat(rules.channelsSince(count)).isEmpty();
        rules.server.session().deliver("/service/echo", "1");
        rules.settle();
        assertThat(heard).containsExactly("1");
        rules.server.expireSessions();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));
        rules.server.session().deliver("/service/echo", "2");
        rules.settle();
        assertThat(heard).containsExactly("1", "2");
        assertThat(rules.sent("/meta/subscribe")).isEmpty();
        handle.close();
        rules.settle();
        assertThat(rules.sent("/meta/unsubscribe")).isEmpty();

        rules.subscribe("/service/echo");
        assertThat(rules.sent("/meta/subscribe")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void p51_a_confirmation_that_comes_after_its_session_was_lost_does_not_count(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on(
                "/meta/subscribe", Answer.usual().delay(Duration.ofMillis(200)).times(1));
        rules.server.on("/meta/handshake", Answer.refuse("500::busy").times(2));
        CompletableFuture<Subscription> subscribed = rules.client.subscribe("/a", message -> {});
        rules.settle();
        rules.server.expireSessions();
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.time.result(subscribed).state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(rules.server.session().subscriptions()).containsExactly("/a");
    }

    @ParameterizedTest
    @EnumSource
    void p51_after_a_new_handshake_every_subscription_is_asked_for_again_once(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> a = rules.subscribe("/a");
        List<String> b = rules.subscribe("/b/*");
        rules.subscribe("/b/*");
        rules.subscribe("/c");
        int count = rules.count();
        rules.server.on(
                message -> message.channel().equals("/meta/subscribe")
                        && message.subscriptions().contains("/c"),
                Answer.reply(
                        "{\"channel\":\"/meta/subscribe\",\"id\":\"${id}\",\"successful\":false,"
                                + "\"error\":\"403::gone\",\"subscription\":\"/c\"}",
                        "{\"channel\":\"/meta/subscribe\",\"id\":\"${id}\",\"successful\":true,"
                                + "\"subscription\":[\"/a\",\"/b/*\"]}"));
        rules.server.expireSessions();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));

        List<Received> subscribes = rules.server.received().subList(count, rules.count()).stream()
                .filter(message -> message.channel().equals("/meta/subscribe"))
                .toList();
        assertThat(subscribes).flatExtracting(Received::subscriptions).containsExactlyInAnyOrder("/a", "/b/*", "/c");
        if (type == WEBSOCKET) {
            List<String> since = rules.channelsSince(count);
            assertThat(since.lastIndexOf("/meta/subscribe")).isLessThan(since.indexOf("/meta/connect"));
        }
        assertThat(rules.events(ClientEvent.SubscriptionChanged.class))
                .anyMatch(event -> event.scope().equals("/c") && event.state() == SubscriptionState.FAILED);
        assertThat(rules.client.subscriptions())
                .filteredOn(each -> each.channel().equals("/c"))
                .allSatisfy(each -> {
                    assertThat(each.state()).isEqualTo(SubscriptionState.FAILED);
                    assertThat(each.failure()).containsInstanceOf(BayeuxRefusedException.class);
                });
        rules.server.session().deliver("/a", "1");
        rules.server.session().deliver("/b/x", "2");
        rules.settle();
        assertThat(a).containsExactly("1");
        assertThat(b).containsExactly("2");
    }

    @ParameterizedTest
    @EnumSource
    void p51_a_subscription_whose_restoring_has_no_answer_is_asked_for_again(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> a = rules.subscribe("/a");
        rules.server.on("/meta/subscribe", Answer.usual().lost().times(2));
        rules.server.expireSessions();
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.client.subscriptions())
                .extracting(Subscription::state)
                .containsExactly(SubscriptionState.ACTIVE);
        assertThat(rules.events(ClientEvent.SubscriptionChanged.class))
                .noneMatch(event -> event.state() == SubscriptionState.FAILED);
        rules.server.session().deliver("/a", "1");
        rules.settle();
        assertThat(a).containsExactly("1");
    }
}

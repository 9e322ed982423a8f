package dev.halley.interop.rules;

import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Subscription;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P42–P51: channels and subscriptions. */
@Timeout(60)
@BothWires
class BayeuxChannelRulesIT {
    @Test
    void p42_p45_p52_what_no_server_could_take_is_refused_before_anything_is_sent() {
        try (BayeuxRules rules = new BayeuxRules(WEBSOCKET).open()) {
            int count = rules.count();
            for (String channel : List.of("", "a", "/", "/a//b", "/a b", "/*/a", "/a*", "/a/***", "/meta/connect")) {
                assertThatThrownBy(() -> BayeuxRules.result(rules.client.subscribe(channel)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            for (String channel : List.of("", "a", "/a//b", "/meta/connect", "/a/*", "/**")) {
                assertThatThrownBy(() -> BayeuxRules.result(rules.client.publish(channel, 1)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            rules.publish("/last", 1);
            assertThat(rules.channelsSince(count)).containsExactly("/last");
        }
    }

    @Test
    void p42_a_slash_at_the_end_is_dropped_and_a_filter_is_sent_as_it_is() {
        try (BayeuxRules rules = new BayeuxRules(WEBSOCKET).open()) {
            BayeuxRules.result(rules.client.subscribe("/a/b/"));
            BayeuxRules.result(rules.client.subscribe("/topic/x?Status__c='Open'"));
            rules.publish("/a/b/", 1);
            assertThat(rules.sent("/meta/subscribe"))
                    .flatExtracting(Received::subscriptions)
                    .containsExactly("/a/b", "/topic/x?Status__c='Open'");
            assertThat(rules.sent("/a/b")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p43_p44_patterns_match_by_segments_and_each_handler_gets_an_event_once(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            List<String> one = channelsOf(rules, "/foo/*");
            List<String> deep = channelsOf(rules, "/foo/**");
            List<String> all = channelsOf(rules, "/**");
            List<String> once = new CopyOnWriteArrayList<>();
            Consumer<BayeuxMessage> several = message -> once.add(message.channel());
            for (String channel : List.of("/foo/bar", "/foo/*", "/foo/**", "/**")) {
                BayeuxRules.result(rules.client.subscribe(channel, several));
            }
            List<String> sent =
                    List.of("/foo", "/foo/bar", "/foo/bar/x", "/foobar", "/foobar/x", "/service/foo", "/end");
            sent.forEach(channel -> rules.server.session().deliver(channel, "1"));
            List<String> ordinary = sent.stream()
                    .filter(channel -> !channel.startsWith("/service"))
                    .toList();
            rules.until("all of them", () -> all.contains("/end") && once.size() >= ordinary.size());
            assertThat(all).containsExactlyElementsOf(ordinary);
            // one of its subscriptions gets it, which need not be the same each time
            assertThat(once).containsExactlyInAnyOrderElementsOf(ordinary);
            rules.until("those of each pattern", () -> one.size() == 1 && deep.size() == 2);
            assertThat(one).containsExactly("/foo/bar");
            assertThat(deep).containsExactly("/foo/bar", "/foo/bar/x");
        }
    }

    private static List<String> channelsOf(BayeuxRules rules, String pattern) {
        List<String> channels = new CopyOnWriteArrayList<>();
        BayeuxRules.result(rules.client.subscribe(pattern, (BayeuxMessage message) -> channels.add(message.channel())));
        return channels;
    }

    @ParameterizedTest
    @EnumSource
    void p46_several_channels_are_one_request_and_the_reply_may_come_in_parts(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            List<Subscription> all = BayeuxRules.result(rules.client.subscribeAll(List.of("/a", "/b", "/c/*")));
            assertThat(rules.sent("/meta/subscribe"))
                    .extracting(message -> message.field("subscription"))
                    .containsExactly(List.of("/a", "/b", "/c/*"));
            assertThat(all).extracting(Subscription::state).containsOnly(SubscriptionState.ACTIVE);

            String head = "{\"channel\":\"/meta/subscribe\",\"id\":\"${id}\",\"successful\":";
            rules.server.on(
                    "/meta/subscribe",
                    Answer.reply(
                            head + "true,\"subscription\":\"/d\"}",
                            head + "false,\"error\":\"403::no\",\"subscription\":\"/e\"}",
                            head + "true,\"subscription\":[\"/f\",\"/g\"]}"));
            assertThat(BayeuxRules.failure(
                                    rules.client.subscribeAll(List.of("/d", "/e", "/f", "/g")),
                                    BayeuxRefusedException.class)
                            .errorCode())
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p47_the_second_subscriber_costs_nothing_and_the_last_to_leave_one_request(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            Subscription first = BayeuxRules.result(rules.client.subscribe("/a", (BayeuxMessage message) -> {}));
            Subscription second = BayeuxRules.result(rules.client.subscribe("/a", (BayeuxMessage message) -> {}));
            BayeuxRules.result(rules.client.unsubscribe(second));
            rules.publish("/between", 1);
            assertThat(rules.sent("/meta/subscribe")).hasSize(1);
            assertThat(rules.sent("/meta/unsubscribe")).isEmpty();
            BayeuxRules.result(rules.client.unsubscribe(first));
            assertThat(rules.sent("/meta/unsubscribe")).hasSize(1);
            assertThat(rules.server.session().subscriptions()).isEmpty();

            rules.server.on("/meta/subscribe", Answer.refuse("403:/b:subscribe_denied"));
            List<String> seen = new CopyOnWriteArrayList<>();
            CompletableFuture<Subscription> refused =
                    rules.client.subscribe("/b", (BayeuxMessage message) -> seen.add(message.dataJson()));
            assertThat(BayeuxRules.failure(refused, BayeuxRefusedException.class)
                            .errorText())
                    .isEqualTo("subscribe_denied");
            rules.server.clearRules();
            List<String> others = rules.subscribe("/c");
            rules.server.session().deliver("/b", "1");
            rules.server.session().deliver("/c", "2");
            rules.heard(others, "2");
            assertThat(seen).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void p48_events_in_front_of_the_reply_to_their_subscribe_are_delivered(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, settings -> settings.messagesPerFrame(100)).open()) {
            rules.server.on(
                    "/meta/subscribe",
                    Answer.usual()
                            .alsoBefore("{\"channel\":\"/a\",\"data\":1}")
                            .also("{\"channel\":\"/a\",\"data\":2}"));
            rules.heard(rules.subscribe("/a"), "1", "2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void p49_who_has_asked_to_leave_gets_nothing_more(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, settings -> settings.messagesPerFrame(100)).open()) {
            List<String> seen = new CopyOnWriteArrayList<>();
            Subscription subscription = BayeuxRules.result(
                    rules.client.subscribe("/a", (BayeuxMessage message) -> seen.add(message.dataJson())));
            List<String> other = rules.subscribe("/b");
            rules.server.publish("/a", "1");
            rules.heard(seen, "1");
            rules.server.on(
                    "/meta/unsubscribe",
                    Answer.usual()
                            .delay(Duration.ofMillis(100))
                            .alsoBefore("{\"channel\":\"/a\",\"data\":3}")
                            .also("{\"channel\":\"/b\",\"data\":4}"));
            CompletableFuture<Void> leaving = rules.client.unsubscribe(subscription);
            rules.awaitSent("/meta/unsubscribe", 1);
            rules.server.session().deliver("/a", "2");
            BayeuxRules.result(leaving);
            rules.heard(other, "4");
            assertThat(seen).containsExactly("1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void p50_listening_to_a_service_asks_the_server_nothing_and_subscribing_does(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            List<String> heard = new CopyOnWriteArrayList<>();
            Objects.requireNonNull(rules.client.addListener("/service/echo", message -> heard.add(message.dataJson())));
            rules.server.session().deliver("/service/echo", "1");
            rules.heard(heard, "1");
            rules.rehandshakesAfter(rules.server::expireSessions);
            rules.server.session().deliver("/service/echo", "2");
            rules.heard(heard, "1", "2");
            assertThat(rules.sent("/meta/subscribe")).isEmpty();
            rules.subscribe("/service/echo");
            assertThat(rules.sent("/meta/subscribe")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p51_after_a_new_handshake_each_channel_is_asked_for_once_and_a_refusal_is_told(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            List<String> a = rules.subscribe("/a");
            List<String> b = rules.subscribe("/b/*");
            rules.subscribe("/b/*");
            rules.subscribe("/c");
            int count = rules.count();
            String reply = "{\"channel\":\"/meta/subscribe\",\"id\":\"${id}\",\"successful\":";
            rules.server.on(
                    message -> message.channel().equals("/meta/subscribe")
                            && message.subscriptions().contains("/c"),
                    Answer.reply(
                            reply + "false,\"error\":\"403::gone\",\"subscription\":\"/c\"}",
                            reply + "true,\"subscription\":[\"/a\",\"/b/*\"]}"));
            rules.rehandshakesAfter(rules.server::expireSessions);
            rules.until(
                    "the refusal",
                    () -> rules.events(ClientEvent.SubscriptionChanged.class).stream()
                            .anyMatch(
                                    event -> event.scope().equals("/c") && event.state() == SubscriptionState.FAILED));
            List<Received> since = rules.server.received().subList(count, rules.count());
            assertThat(since)
                    .filteredOn(message -> message.channel().equals("/meta/subscribe"))
                    .flatExtracting(Received::subscriptions)
                    .containsExactlyInAnyOrder("/a", "/b/*", "/c");
            if (type == WEBSOCKET) {
                // two requests over long-polling may overtake each other
                List<String> order = rules.channelsSince(count);
                assertThat(order.lastIndexOf("/meta/subscribe")).isLessThan(order.indexOf("/meta/connect"));
            }
            rules.server.awaitConnectsHeld(1, Await.SOON);
            rules.server.session().deliver("/a", "1");
            rules.server.session().deliver("/b/x", "2");
            rules.heard(a, "1");
            rules.heard(b, "2");
        }
    }
}

package dev.halley.bayeux.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.WireTap;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P21–P31: the server's advice. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AdviceRulesTest {
    @ParameterizedTest
    @EnumSource
    void p21_advice_may_come_in_any_message_and_the_latest_wins(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> seen = rules.subscribe("/a");

        rules.server.session().send("{\"channel\":\"/a\",\"data\":1,\"advice\":{\"interval\":2000}}");
        rules.advance(Duration.ofMinutes(3));
        assertThat(seen).containsExactly("1");
        assertThat(rules.lastGap()).isEqualTo(Duration.ofSeconds(32));

        rules.server.on("/x", Answer.usual().advice("{\"interval\":3000}"));
        rules.publish("/x", 1);
        rules.advance(Duration.ofMinutes(3));
        assertThat(rules.lastGap()).isEqualTo(Duration.ofSeconds(33));

        rules.server.on("/meta/subscribe", Answer.usual().advice("{\"interval\":4000}"));
        rules.subscribe("/b");
        rules.advance(Duration.ofMinutes(3));
        assertThat(rules.lastGap()).isEqualTo(Duration.ofSeconds(34));

        rules.server.on(
                "/meta/connect", Answer.usual().advice("{\"interval\":5000}").times(1));
        rules.advance(Duration.ofMinutes(3));
        assertThat(rules.lastGap()).isEqualTo(Duration.ofSeconds(35));
    }

    @ParameterizedTest
    @EnumSource
    void p21_absent_fields_fall_to_defaults_and_never_to_no_timeout(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type, settings -> settings.interval(Duration.ofSeconds(2))).open();
        rules.server.on("/x", Answer.usual().advice("{\"reconnect\":\"retry\"}"));
        rules.publish("/x", 1);
        rules.advance(Duration.ofMinutes(3));
        assertThat(rules.lastGap()).isEqualTo(Duration.ofSeconds(30));

        rules.server.on("/meta/connect", Answer.none().times(1));
        rules.advance(Duration.ofSeconds(31));
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
        rules.advance(Duration.ofSeconds(40));
        assertThat(rules.events(ClientEvent.Retrying.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void p21_without_any_advice_a_connect_has_a_default_timeout(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on("/meta/handshake", Answer.usual().without("advice"));
        rules.server.on("/meta/connect", Answer.none());
        rules.server.on("/meta/connect", Answer.usual().without("advice").times(1));
        rules.time.result(rules.client.open());
        rules.advance(Duration.ofSeconds(69));
        assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
        rules.advance(Duration.ofSeconds(1));
        assertThat(rules.events(ClientEvent.Retrying.class)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,34", "WEBSOCKET,36"})
    void p22_advice_nested_under_the_transports_name_overrides_the_top_level(ConnectionType type, int seconds) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on(
                "/x",
                Answer.usual()
                        .advice("{\"websocket\":{\"interval\":6000},\"interval\":1000,"
                                + "\"long-polling\":{\"interval\":4000}}"));
        rules.publish("/x", 1);
        rules.advance(Duration.ofMinutes(3));
        assertThat(rules.lastGap()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @EnumSource
    void p22_nested_reconnect_advice_overrides_the_top_level(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on(
                "/meta/connect",
                Answer.usual()
                        .advice("{\"reconnect\":\"none\",\"" + type.wireName() + "\":{\"reconnect\":\"retry\"}}")
                        .times(1));
        rules.advance(Duration.ofMinutes(2));
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void p23_a_failed_connect_with_retry_is_repeated_with_the_same_client_id_after_interval_and_backoff(
            ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        String clientId = rules.server.session().clientId();
        rules.server.on(
                "/meta/connect",
                Answer.refuse("500::out of order")
                        .advice("{\"reconnect\":\"retry\",\"interval\":3000}")
                        .times(2));
        rules.advance(Duration.ofSeconds(31));
        int count = rules.count();
        rules.advance(Duration.ofSeconds(7));
        assertThat(rules.channelsSince(count)).containsOnly("/meta/connect");
        List<Received> connects = rules.server.received().subList(count - 1, rules.count());
        assertThat(connects.size()).isGreaterThanOrEqualTo(3);
        assertThat(RulesHarness.between(connects.get(0), connects.get(1)).toMillis())
                .isGreaterThanOrEqualTo(3_000);
        assertThat(RulesHarness.between(connects.get(1), connects.get(2)).toMillis())
                .isGreaterThanOrEqualTo(3_000);
        assertThat(connects).allMatch(connect -> connect.clientId().orElse("").equals(clientId));
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,true", "LONG_POLLING,false", "WEBSOCKET,true", "WEBSOCKET,false"})
    void p24_advice_handshake_leads_to_a_handshake_and_no_connect_and_subscriptions_come_back(
            ConnectionType type, boolean successful) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> seen = rules.subscribe("/a");
        String old = rules.server.session().clientId();
        Answer answer = successful ? Answer.usual() : Answer.refuse("402::session_unknown");
        rules.answerNextConnect(answer.advice("{\"reconnect\":\"handshake\",\"interval\":0}"), successful);
        rules.server.awaitSubscribed("/a", Duration.ofSeconds(5));
        List<String> since = rules.channels();
        int handshake = since.lastIndexOf("/meta/handshake");
        assertThat(since.get(handshake - 1)).isEqualTo("/meta/connect");
        assertThat(rules.sent("/meta/handshake")).hasSize(2);
        assertThat(since.subList(handshake + 1, since.size())).contains("/meta/connect", "/meta/subscribe");
        assertThat(rules.server.received().subList(handshake + 1, since.size()))
                .noneMatch(message -> message.clientId().orElse("").equals(old));
        rules.forget(old);
        rules.server.publish("/a", "\"again\"");
        assertThat(seen).containsExactly("\"again\"");
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,true", "LONG_POLLING,false", "WEBSOCKET,true", "WEBSOCKET,false"})
    void p25_advice_none_ends_the_client_with_its_reason_fails_what_waits_and_sends_nothing_more(
            ConnectionType type, boolean successful) {
        assertEndedBy("{\"reconnect\":\"none\"}", type, successful);
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,true", "LONG_POLLING,false", "WEBSOCKET,true", "WEBSOCKET,false"})
    void p26_an_unknown_reconnect_value_is_treated_as_none(ConnectionType type, boolean successful) {
        assertEndedBy("{\"reconnect\":\"perhaps\",\"interval\":0}", type, successful);
    }

    private static void assertEndedBy(String advice, ConnectionType type, boolean successful) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/x", Answer.none());
        Answer answer = successful ? Answer.usual() : Answer.refuse("403::go away");
        rules.server.on("/meta/connect", answer.advice(advice));
        rules.subscribe("/a");
        rules.advance(Duration.ofSeconds(successful ? 59 : 29));
        CompletableFuture<BayeuxMessage> publishing = rules.client.publish("/x", 1);
        CompletableFuture<BayeuxMessage> receiving = rules.client.receive();
        rules.advance(Duration.ofSeconds(2));
        int count = rules.count();

        assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
        rules.failure(publishing, ClosedException.class);
        rules.failure(receiving, ClosedException.class);
        HalleyException reason = rules.failure(rules.client.awaitEnd(), HalleyException.class);
        if (successful) {
            assertThat(reason).hasMessageContaining("reconnect none");
        } else {
            assertThat(reason).isInstanceOf(BayeuxRefusedException.class).hasMessageContaining("go away");
        }
        assertThat(rules.failure(rules.client.publish("/x", 2), ClosedException.class))
                .hasCause(reason);
        rules.advance(Duration.ofMinutes(10));
        assertThat(rules.channelsSince(count)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p25_advice_none_in_an_event_ends_the_client_too(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> seen = rules.subscribe("/a");
        rules.server.session().send("{\"channel\":\"/a\",\"data\":1,\"advice\":{\"reconnect\":\"none\"}}");
        rules.settle();
        assertThat(seen).containsExactly("1");
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
        int count = rules.count();
        rules.advance(Duration.ofMinutes(10));
        assertThat(rules.channelsSince(count)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p27_without_advice_the_backoff_grows_with_each_failure_and_starts_anew_after_a_success(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        assertThat(failedConnects(rules)).containsExactly(500L, 1_000L, 2_000L);
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(failedConnects(rules)).containsExactly(500L, 1_000L, 2_000L);
    }

    /** Three connects in a row fail: how long the client waited after each, in milliseconds. */
    private static List<Long> failedConnects(RulesHarness rules) {
        int before = rules.events(ClientEvent.Retrying.class).size();
        rules.server.on("/meta/connect", Answer.refuse("500::out of order").times(3));
        rules.advance(Duration.ofSeconds(35));
        List<ClientEvent.Retrying> retrying = rules.events(ClientEvent.Retrying.class);
        return retrying.subList(before, retrying.size()).stream()
                .map(each -> each.delay().toMillis())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void p27_interval_zero_never_makes_a_hot_loop_of_handshakes(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on(
                "/meta/connect",
                Answer.refuse("402::session_unknown").advice("{\"reconnect\":\"handshake\",\"interval\":0}"));
        rules.advance(Duration.ofSeconds(30));
        int count = rules.count();
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.channelsSince(count)).hasSizeBetween(10, 80);
        assertThat(rules.client.state()).isEqualTo(ConnectionState.RECONNECTING);
    }

    @ParameterizedTest
    @EnumSource
    void p27_interval_zero_never_makes_a_hot_loop_of_connects(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on(
                "/meta/connect", Answer.refuse("500::out of order").advice("{\"reconnect\":\"retry\",\"interval\":0}"));
        rules.advance(Duration.ofSeconds(30));
        int count = rules.count();
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.channelsSince(count)).hasSizeBetween(10, 80);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reconnect\":\"retry\",\"interval\":\"1500\",\"timeout\":\"20000\",\"maxInterval\":\"10000\"}",
                "{\"reconnect\":\"retry\",\"interval\":1500.0,\"timeout\":2.0e4,\"maxInterval\":10000.5}",
                "{\"reconnect\":\"retry\",\"interval\":\"1500.0\",\"timeout\":\"20000.4\",\"maxInterval\":\"1e4\"}"
            })
    void p28_numbers_may_be_text_or_fractions(String advice) {
        RulesHarness rules = new RulesHarness(LONG_POLLING, settings -> settings.timeout(Duration.ofSeconds(20)));
        rules.server.on("/meta/handshake", Answer.usual().advice(advice));
        rules.server.on("/meta/connect", Answer.usual().without("advice"));
        CompletableFuture<?> opening = rules.client.open();
        rules.advance(Duration.ofMinutes(2));
        rules.time.result(opening);
        assertThat(rules.lastGap()).isEqualTo(Duration.ofMillis(21_500));

        rules.server.on("/meta/connect", Answer.none());
        rules.advance(Duration.ofSeconds(22));
        int before = rules.events(ClientEvent.Retrying.class).size();
        assertThat(before).isZero();
        rules.advance(Duration.ofSeconds(30));
        assertThat(rules.events(ClientEvent.Retrying.class)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p29_the_interval_of_a_multiple_clients_advice_is_obeyed(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on(
                "/meta/connect",
                Answer.usual().advice("{\"reconnect\":\"retry\",\"interval\":2000,\"multiple-clients\":true}"));
        rules.advance(Duration.ofMinutes(3));
        assertThat(rules.lastGap()).isEqualTo(Duration.ofSeconds(32));
    }

    @ParameterizedTest
    @EnumSource
    void p29_multiple_clients_are_told_to_the_application_once(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on(
                "/meta/connect",
                Answer.usual().advice("{\"reconnect\":\"retry\",\"interval\":2000,\"multiple-clients\":true}"));
        rules.advance(Duration.ofMinutes(5));
        assertThat(rules.events(ClientEvent.MultipleClients.class))
                .containsExactly(new ClientEvent.MultipleClients(Duration.ofSeconds(2)));
    }

    @Test
    void p29_two_clients_of_one_browser_are_slowed_down_as_the_server_wants_it() {
        List<String> cookies = new ArrayList<>();
        RulesHarness rules = new RulesHarness(builder -> builder.transports(LONG_POLLING)).open();
        rules.sent("/meta/connect")
                .forEach(connect -> cookies.add(
                        connect.headers().first("Cookie").orElseThrow().substring("BAYEUX_BROWSER=".length())));
        AsyncBayeuxClient second =
                rules.client(builder -> builder.transports(LONG_POLLING).cookie("BAYEUX_BROWSER", cookies.get(0)));
        List<ClientEvent> told = new ArrayList<>();
        Objects.requireNonNull(second.onEvent(told::add));
        int count = rules.count();
        rules.time.result(second.open());
        rules.advance(Duration.ofSeconds(20));
        assertThat(told)
                .filteredOn(ClientEvent.MultipleClients.class::isInstance)
                .hasSize(1);
        String own = rules.server.received().get(count + 1).clientId().orElseThrow();
        List<Received> connects = rules.sent("/meta/connect").stream()
                .filter(connect -> connect.clientId().orElse("").equals(own))
                .toList();
        assertThat(connects).hasSizeBetween(8, 13);
    }

    @ParameterizedTest
    @EnumSource
    void p30_advised_hosts_are_tried_in_order_with_the_rest_of_the_url_kept(ConnectionType type) {
        List<String> urls = new ArrayList<>();
        RulesHarness rules = new RulesHarness(builder -> builder.transports(type)
                        .allowHosts("b.example", "c.example:9000")
                        .wireTap(traffic -> {
                            if (traffic.kind() == WireTap.Kind.REQUEST || traffic.kind() == WireTap.Kind.UPGRADE) {
                                urls.add(traffic.url().getAuthority()
                                        + traffic.url().getPath());
                            }
                        }))
                .open();
        List<String> seen = rules.subscribe("/a");
        String old = rules.server.session().clientId();
        urls.clear();
        rules.answerNextConnect(
                Answer.refuse("402::session_unknown")
                        .advice("{\"reconnect\":\"handshake\",\"interval\":0,"
                                + "\"hosts\":[\"evil.example\",\"b.example\",\"c.example:9000\"]}"),
                false);
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(rules.events(ClientEvent.HostRefused.class))
                .containsExactly(new ClientEvent.HostRefused("evil.example"));
        assertThat(urls).contains("b.example:8080/cometd").noneMatch(url -> url.contains("evil"));
        assertThat(RulesHarness.last(urls)).isEqualTo("b.example:8080/cometd");
        rules.server.awaitSubscribed("/a", Duration.ofSeconds(5));
        rules.forget(old);
        rules.server.publish("/a", "1");
        assertThat(seen).containsExactly("1");

        // the first one fails, the next one of the list follows
        rules.advance(Duration.ofSeconds(61));
        urls.clear();
        rules.server.stopListening();
        rules.server.dropConnections();
        rules.advance(Duration.ofSeconds(30));
        assertThat(urls).contains("b.example:8080/cometd", "c.example:9000/cometd");
        assertThat(urls.indexOf("b.example:8080/cometd")).isLessThan(urls.indexOf("c.example:9000/cometd"));
    }

    @Test
    void p30_hosts_of_a_handshake_reply_replace_the_earlier_ones() {
        List<String> hosts = new ArrayList<>();
        RulesHarness rules = new RulesHarness(builder -> builder.transports(LONG_POLLING)
                .allowHosts("b.example", "c.example")
                .wireTap(traffic -> {
                    if (traffic.kind() == WireTap.Kind.REQUEST) {
                        hosts.add(traffic.url().getHost());
                    }
                }));
        rules.open();
        rules.server.on(
                "/meta/handshake",
                Answer.usual()
                        .advice(
                                "{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":30000,\"hosts\":[\"c.example\"]}"));
        rules.answerNextConnect(
                Answer.refuse("402::session_unknown")
                        .advice("{\"reconnect\":\"handshake\",\"interval\":0,\"hosts\":[\"b.example\"]}"),
                false);
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(hosts).contains("b.example").doesNotContain("c.example");
        rules.advance(Duration.ofSeconds(61));
        hosts.clear();
        rules.server.stopListening();
        rules.server.dropConnections();
        rules.advance(Duration.ofSeconds(30));
        assertThat(hosts).contains("c.example");
    }

    @ParameterizedTest
    @EnumSource
    void p31_the_max_interval_is_remembered_when_later_advice_does_not_repeat_it(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on(
                "/meta/handshake",
                Answer.usual()
                        .advice("{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":30000,\"maxInterval\":10000}"));
        rules.open();
        rules.server.on("/x", Answer.usual().advice("{\"reconnect\":\"retry\",\"interval\":0}"));
        rules.publish("/x", 1);
        rules.advance(Duration.ofMinutes(1));
        rules.server.stopListening();
        rules.server.dropConnections();
        rules.advance(Duration.ofSeconds(45));
        int count = rules.count();
        rules.server.listen();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(rules.channelsSince(count)).startsWith("/meta/handshake");
    }
}

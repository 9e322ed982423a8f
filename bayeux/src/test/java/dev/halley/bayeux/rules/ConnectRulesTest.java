package dev.halley.bayeux.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.OperationTimeoutException;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P11–P20: the connect loop. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConnectRulesTest {
    private static final Map<String, Integer> AT_ONCE = Map.of("timeout", 0);

    @ParameterizedTest
    @EnumSource
    void p11_the_first_connect_follows_a_successful_handshake_with_its_client_id_and_transport(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on("/meta/handshake", Answer.usual().delay(Duration.ofSeconds(3)));
        CompletableFuture<AsyncBayeuxClient> opening = rules.client.open();
        rules.advance(Duration.ofMillis(2_999));
        assertThat(rules.channels()).containsExactly("/meta/handshake");
        rules.advance(Duration.ofMillis(1));
        rules.time.result(opening);
        assertThat(rules.sent("/meta/connect")).isNotEmpty().allSatisfy(connect -> {
            assertThat(connect.clientId()).contains(rules.server.session().clientId());
            assertThat(connect.field("connectionType")).isEqualTo(type.wireName());
        });
    }

    @ParameterizedTest
    @EnumSource
    void p11_no_connect_follows_a_refused_handshake(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on("/meta/handshake", Answer.refuse("403::denied"));
        assertThat(rules.failure(rules.client.open(), BayeuxRefusedException.class)
                        .errorCode())
                .isEqualTo(403);
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.sent("/meta/connect")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p12_never_more_than_one_connect_is_outstanding(ConnectionType type) {
        ConnectionType other = type == WEBSOCKET ? LONG_POLLING : WEBSOCKET;
        RulesHarness rules = new RulesHarness(builder -> builder.transports(type, other));
        AtomicInteger beside = new AtomicInteger();
        rules.server.on(
                message -> {
                    if (message.channel().equals("/meta/connect") && rules.server.connectsHeld() > 0) {
                        beside.incrementAndGet();
                    }
                    return false;
                },
                Answer.usual());
        rules.open();
        rules.subscribe("/a");
        for (int round = 0; round < 4; round++) {
            List<CompletableFuture<?>> publishing = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                publishing.add(rules.client.publish("/a", i));
            }
            publishing.forEach(rules.time::result);
            rules.server.dropConnections();
            rules.server.awaitConnectsHeld(1, Duration.ofSeconds(20));
            rules.server.expireSessions();
            rules.server.awaitConnectsHeld(1, Duration.ofSeconds(20));
            rules.advance(Duration.ofSeconds(31));
        }
        // the transport switches at the next handshake
        rules.server.on(
                "/meta/handshake", Answer.usual().with("supportedConnectionTypes", "[\"" + other.wireName() + "\"]"));
        rules.server.expireSessions();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(20));

        assertThat(rules.client.connectionType()).contains(other);
        assertThat(rules.sent("/meta/connect")).hasSizeGreaterThan(20);
        assertThat(beside).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void p13_the_next_connect_waits_for_the_advised_milliseconds_after_the_reply(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type, settings -> settings.interval(Duration.ofMillis(2_500)));
        CompletableFuture<AsyncBayeuxClient> opening = rules.client.open();
        rules.advance(Duration.ofMinutes(2));
        rules.time.result(opening);
        List<Received> connects = rules.sent("/meta/connect");
        assertThat(RulesHarness.between(connects.get(0), connects.get(1))).isEqualTo(Duration.ofMillis(2_500));
        // held for 30 s, then the interval
        assertThat(RulesHarness.between(connects.get(1), connects.get(2))).isEqualTo(Duration.ofMillis(32_500));
        assertThat(RulesHarness.between(connects.get(2), connects.get(3))).isEqualTo(Duration.ofMillis(32_500));
    }

    @ParameterizedTest
    @EnumSource
    void p14_a_negative_interval_stops_the_client_and_says_so(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.answerNextConnect(Answer.usual().advice("{\"reconnect\":\"retry\",\"interval\":-1}"), true);
        int stopped = rules.count();
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(rules.failure(rules.client.awaitEnd(), ClosedException.class))
                .hasMessageContaining("negative interval");
        rules.advance(Duration.ofMinutes(5));
        assertThat(rules.channelsSince(stopped)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p15_the_first_connect_of_a_session_or_after_a_failure_asks_for_an_answer_at_once(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.advance(Duration.ofSeconds(65));
        rules.server.dropConnections();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        rules.server.expireSessions();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));

        List<Object> advice = new ArrayList<>();
        rules.sent("/meta/connect").forEach(connect -> advice.add(connect.field("advice")));
        assertThat(advice).containsExactly(AT_ONCE, null, null, null, AT_ONCE, null, AT_ONCE, null);
    }

    @ParameterizedTest
    @EnumSource
    void p16_a_connect_has_the_advised_timeout_and_the_allowance(ConnectionType type) {
        RulesHarness rules =
                new RulesHarness(builder -> builder.transports(type).requestTimeout(Duration.ofSeconds(7)));
        rules.server.on("/meta/connect", Answer.none().after(1).times(1));
        rules.time.result(rules.client.open());
        rules.advance(Duration.ofMillis(36_999));
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(rules.sent("/meta/connect")).hasSize(2);
        rules.advance(Duration.ofMillis(1));
        assertThat(rules.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void p16_other_messages_have_the_allowance_alone(ConnectionType type) {
        RulesHarness rules =
                new RulesHarness(builder -> builder.transports(type).requestTimeout(Duration.ofSeconds(7))).open();
        rules.server.on("/x", Answer.none());
        CompletableFuture<?> publishing = rules.client.publish("/x", 1);
        rules.advance(Duration.ofMillis(6_999));
        assertThat(publishing).isNotDone();
        rules.advance(Duration.ofMillis(1));
        rules.failure(publishing, OperationTimeoutException.class);

        RulesHarness opening =
                new RulesHarness(builder -> builder.transports(type).requestTimeout(Duration.ofSeconds(7)));
        opening.server.on("/meta/handshake", Answer.none());
        CompletableFuture<?> open = opening.client.open();
        opening.advance(Duration.ofMillis(6_999));
        assertThat(open).isNotDone();
        opening.advance(Duration.ofMillis(1));
        assertThat(open).isCompletedExceptionally();
    }

    @ParameterizedTest
    @EnumSource
    void p17_a_connect_reply_that_is_not_the_outstanding_one_is_ignored_and_its_events_are_delivered(
            ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> seen = rules.subscribe("/a");
        String old = rules.sent("/meta/connect").get(0).id().orElseThrow();
        rules.server.on(
                "/x",
                Answer.usual()
                        .also(
                                "{\"channel\":\"/a\",\"data\":\"late\"}",
                                "{\"channel\":\"/meta/connect\",\"id\":\"" + old
                                        + "\",\"successful\":false,\"advice\":{\"reconnect\":\"none\"}}"));
        int count = rules.count();
        rules.publish("/x", 1);
        assertThat(seen).containsExactly("\"late\"");
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(rules.channelsSince(count)).containsExactly("/x");
        rules.advance(Duration.ofSeconds(31));
        assertThat(rules.sent("/meta/connect")).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void p17_under_acknowledgements_the_events_of_a_late_reply_are_not_delivered_twice(ConnectionType type) {
        RulesHarness rules = new RulesHarness(
                builder -> builder.transports(type).ack(true), settings -> settings.messagesPerFrame(100));
        rules.server.on(
                "/meta/connect", Answer.usual().with("id", "\"999\"").after(1).times(1));
        rules.time.result(rules.client.open());
        List<String> seen = rules.subscribe("/a");
        rules.server.publish("/a", "\"once\"");
        rules.settle();
        assertThat(seen).containsExactly("\"once\"");

        rules.advance(Duration.ofMinutes(2));
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
        rules.server.publish("/a", "\"next\"");
        assertThat(seen).containsExactly("\"once\"", "\"next\"");
    }

    @ParameterizedTest
    @EnumSource
    void p18_events_before_and_behind_the_connect_reply_are_all_delivered_and_the_next_connect_follows(
            ConnectionType type) {
        RulesHarness rules = new RulesHarness(type, settings -> settings.messagesPerFrame(100)).open();
        List<String> seen = rules.subscribe("/a");
        rules.server.on(
                "/meta/connect",
                Answer.usual()
                        .alsoBefore("{\"channel\":\"/a\",\"data\":1}", "{\"channel\":\"/a\",\"data\":2}")
                        .also("{\"channel\":\"/a\",\"data\":3}", "{\"channel\":\"/a\",\"data\":4}")
                        .times(2));
        rules.advance(Duration.ofSeconds(91));
        assertThat(seen).containsExactly("1", "2", "3", "4", "1", "2", "3", "4");
        assertThat(rules.server.connectsHeld()).isEqualTo(1);
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void p18_the_connect_reply_may_stand_first_or_last(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type, settings -> settings.messagesPerFrame(100)).open();
        List<String> seen = rules.subscribe("/a");
        rules.server.on(
                "/meta/connect",
                Answer.usual()
                        .also("{\"channel\":\"/a\",\"data\":1}", "{\"channel\":\"/a\",\"data\":2}")
                        .messages(all -> {
                            List<String> reversed = new ArrayList<>(all);
                            Collections.reverse(reversed);
                            return reversed;
                        })
                        .times(1));
        rules.advance(Duration.ofSeconds(61));
        assertThat(seen).containsExactly("2", "1");
        assertThat(rules.server.connectsHeld()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void p19_an_empty_connect_reply_goes_on_with_the_loop_and_changes_nothing_that_the_user_sees(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        int connects = rules.sent("/meta/connect").size();
        int told = rules.events.size();
        rules.advance(Duration.ofSeconds(95));
        assertThat(rules.sent("/meta/connect")).hasSize(connects + 3);
        assertThat(rules.events).hasSize(told);
        assertThat(rules.events(ClientEvent.StateChanged.class))
                .extracting(ClientEvent.StateChanged::to)
                .containsExactly(ConnectionState.CONNECTING, ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void p20_after_the_advised_max_interval_without_a_connect_a_handshake_follows_and_no_connect(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on("/meta/connect", Answer.usual().advice(advice(10)));
        rules.open();
        outage(rules, Duration.ofSeconds(45));
        int count = rules.count();
        rules.server.listen();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(rules.channelsSince(count)).startsWith("/meta/handshake", "/meta/connect");
    }

    @ParameterizedTest
    @EnumSource
    void p20_within_the_advised_max_interval_a_connect_follows(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type, settings -> settings.maxInterval(Duration.ofMinutes(5)));
        rules.server.on("/meta/connect", Answer.usual().advice(advice(300)));
        rules.open();
        outage(rules, Duration.ofSeconds(45));
        int count = rules.count();
        rules.server.listen();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        assertThat(rules.channelsSince(count)).containsOnly("/meta/connect");
    }

    @ParameterizedTest
    @EnumSource
    void p20_a_server_that_advised_no_max_interval_is_asked_by_a_connect_however_long_it_took(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        Answer advice = Answer.usual().advice("{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":30000}");
        rules.server.on("/meta/handshake", advice);
        rules.server.on("/meta/connect", advice);
        rules.open();
        outage(rules, Duration.ofMinutes(30));
        rules.server.clearRules();
        int count = rules.count();
        rules.server.listen();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        // the server forgot the session meanwhile and says so
        assertThat(rules.channelsSince(count)).startsWith("/meta/connect", "/meta/handshake", "/meta/connect");
    }

    private static String advice(int maxIntervalSeconds) {
        return "{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":30000,\"maxInterval\":" + maxIntervalSeconds
                + "000}";
    }

    private static void outage(RulesHarness rules, Duration duration) {
        rules.server.stopListening();
        rules.server.dropConnections();
        rules.advance(duration);
        assertThat(rules.client.state()).isEqualTo(ConnectionState.RECONNECTING);
    }
}

package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.OperationTimeoutException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.interop.BothWires;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P11–P20: the connect loop. */
@Timeout(60)
@BothWires
class BayeuxConnectRulesIT {
    private static final Map<String, Integer> AT_ONCE = Map.of("timeout", 0);

    @ParameterizedTest
    @EnumSource
    void p12_there_is_one_connect_at_a_time_whatever_is_published_lost_or_switched(ConnectionType type) {
        ConnectionType other = BayeuxRules.other(type);
        AtomicInteger beside = new AtomicInteger();
        try (BayeuxRules rules = new BayeuxRules(builder -> builder.transports(type, other))) {
            rules.server.on(
                    message -> {
                        if (message.channel().equals("/meta/connect") && rules.server.connectsHeld() > 0) {
                            beside.incrementAndGet();
                        }
                        return false;
                    },
                    Answer.usual());
            rules.open();
            for (int round = 0; round < 2; round++) {
                List<CompletableFuture<?>> publishing = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    publishing.add(rules.client.publish("/a", i));
                }
                publishing.forEach(BayeuxRules::result);
                rules.connectedAfter(rules.server::dropConnections);
                rules.rehandshakesAfter(rules.server::expireSessions);
            }
            rules.server.on(
                    "/meta/handshake",
                    Answer.usual().with("supportedConnectionTypes", "[\"" + other.wireName() + "\"]"));
            rules.rehandshakesAfter(rules.server::expireSessions);
            assertThat(rules.client.connectionType()).contains(other);
            assertThat(rules.sent("/meta/connect")).hasSizeGreaterThan(8);
            assertThat(beside).hasValue(0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p13_the_next_connect_waits_for_the_advised_milliseconds(ConnectionType type) {
        Duration interval = Duration.ofMillis(90);
        try (BayeuxRules rules = new BayeuxRules(
                type, settings -> settings.timeout(BayeuxRules.HOLD).interval(interval))) {
            CompletableFuture<?> opening = rules.client.open();
            rules.awaitSent("/meta/connect", 4);
            BayeuxRules.result(opening);
            List<Received> connects = rules.sent("/meta/connect");
            assertThat(BayeuxRules.between(connects.get(0), connects.get(1)))
                    .isGreaterThanOrEqualTo(interval.toMillis());
            long heldToo = interval.plus(BayeuxRules.HOLD).toMillis();
            assertThat(BayeuxRules.between(connects.get(1), connects.get(2))).isGreaterThanOrEqualTo(heldToo);
            assertThat(BayeuxRules.between(connects.get(2), connects.get(3))).isGreaterThanOrEqualTo(heldToo);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p14_a_negative_interval_ends_the_client_and_says_so(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING).open()) {
            rules.server.on("/meta/connect", Answer.usual().advice("{\"reconnect\":\"retry\",\"interval\":-1}"));
            assertThat(BayeuxRules.failure(rules.client.awaitEnd(), ClosedException.class))
                    .hasMessageContaining("negative interval");
            assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
            rules.nothingIsSentAfter(rules.count());
        }
    }

    @ParameterizedTest
    @EnumSource
    void p15_the_first_connect_and_the_first_after_a_failure_ask_for_an_answer_at_once(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            rules.connectedAfter(rules.server::dropConnections);
            rules.rehandshakesAfter(rules.server::expireSessions);
            List<Object> advice = new ArrayList<>();
            rules.sent("/meta/connect").forEach(connect -> advice.add(connect.field("advice")));
            assertThat(advice).containsExactly(AT_ONCE, null, AT_ONCE, null, AT_ONCE, null);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p16_p66_a_connect_may_take_as_long_as_it_is_held_and_the_allowance_and_is_then_replaced(ConnectionType type) {
        Duration allowance = Duration.ofMillis(250);
        try (BayeuxRules rules = new BayeuxRules(
                builder -> builder.transports(type).requestTimeout(allowance),
                settings -> settings.timeout(Duration.ofMillis(300)))) {
            rules.server.on("/meta/connect", Answer.none().after(1).times(1));
            BayeuxRules.result(rules.client.open());
            rules.awaitSent("/meta/connect", 3);
            List<Received> connects = rules.sent("/meta/connect");
            assertThat(BayeuxRules.between(connects.get(1), connects.get(2))).isGreaterThan(450);
            assertThat(rules.events(ClientEvent.Retrying.class)).hasSize(1);
            if (type == ConnectionType.WEBSOCKET) {
                // the socket died in silence, so another one takes its place
                assertThat(connects.get(2).connection())
                        .isGreaterThan(connects.get(1).connection());
            }
            rules.awaitState(ConnectionState.CONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p16_p53_a_publish_has_the_allowance_alone_and_leaves_nothing_behind(ConnectionType type) {
        try (BayeuxRules rules =
                new BayeuxRules(builder -> builder.transports(type).requestTimeout(Duration.ofMillis(200))).open()) {
            rules.server.on("/x", Answer.none());
            long asked = System.nanoTime();
            BayeuxRules.failure(rules.client.publish("/x", 1), OperationTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
            rules.awaitEvents(ClientEvent.Unconfirmed.class, 1);
            // a WebSocket on which nothing comes in time is replaced
            rules.publishWhenConnected("/y", 1);
            BayeuxRules.result(rules.client.closeAsync());
            assertThat(rules.events(ClientEvent.Unconfirmed.class)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p17_a_reply_to_an_old_connect_changes_nothing_and_its_events_are_delivered(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            List<String> seen = rules.subscribe("/a");
            String old = rules.sent("/meta/connect").get(0).id().orElseThrow();
            rules.server.on(
                    "/x",
                    Answer.usual()
                            .also(
                                    "{\"channel\":\"/a\",\"data\":\"late\"}",
                                    "{\"channel\":\"/meta/connect\",\"id\":\"" + old
                                            + "\",\"successful\":false,\"advice\":{\"reconnect\":\"none\"}}"));
            rules.publish("/x", 1);
            rules.heard(seen, "\"late\"");
            rules.publish("/y", 1);
            assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(rules.sent("/meta/connect")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p17_under_acknowledgements_the_events_of_a_late_reply_count_once(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(
                builder -> builder.transports(type).ack(true).requestTimeout(Duration.ofMillis(200)),
                settings -> settings.messagesPerFrame(100).timeout(Duration.ofMillis(300)))) {
            rules.server.on(
                    "/meta/connect",
                    Answer.usual().with("id", "\"999\"").after(1).times(1));
            BayeuxRules.result(rules.client.open());
            List<String> seen = rules.subscribe("/a");
            rules.server.publish("/a", "\"once\"");
            rules.awaitEvents(ClientEvent.Retrying.class, 1);
            rules.awaitState(ConnectionState.CONNECTED);
            rules.server.publish("/a", "\"next\"");
            rules.heard(seen, "\"once\"", "\"next\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void p18_events_in_front_of_and_behind_a_connect_reply_are_all_delivered_and_the_next_connect_follows(
            ConnectionType type) {
        try (BayeuxRules rules =
                new BayeuxRules(type, settings -> settings.messagesPerFrame(100).timeout(BayeuxRules.HOLD)).open()) {
            List<String> seen = rules.subscribe("/a");
            rules.server.on(
                    "/meta/connect",
                    Answer.usual()
                            .alsoBefore("{\"channel\":\"/a\",\"data\":1}", "{\"channel\":\"/a\",\"data\":2}")
                            .also("{\"channel\":\"/a\",\"data\":3}", "{\"channel\":\"/a\",\"data\":4}")
                            .times(2));
            rules.heard(seen, "1", "2", "3", "4", "1", "2", "3", "4");
            rules.awaitSent("/meta/connect", rules.sent("/meta/connect").size() + 1);
            assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p19_a_connect_that_brings_nothing_is_followed_by_the_next_and_nobody_is_told(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING).open()) {
            rules.awaitEvents(ClientEvent.StateChanged.class, 2);
            rules.awaitSent("/meta/connect", 6);
            assertThat(rules.events)
                    .extracting(event -> ((ClientEvent.StateChanged) event).to())
                    .containsExactly(ConnectionState.CONNECTING, ConnectionState.CONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p20_p31_who_was_away_for_longer_than_the_advised_time_begins_with_a_handshake(ConnectionType type) {
        String advice = "{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":60";
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING)) {
            rules.server.on("/meta/handshake", Answer.usual().advice(advice + ",\"maxInterval\":100}"));
            // which later advice need not repeat
            rules.server.on("/meta/connect", Answer.usual().advice(advice + "}"));
            rules.open();
            rules.away();
            BayeuxRules.pause(Duration.ofMillis(300));
            int count = rules.count();
            rules.connectedAfter(rules.server::listen);
            assertThat(rules.channelsSince(count)).startsWith("/meta/handshake", "/meta/connect");
        }
    }

    @ParameterizedTest
    @EnumSource
    void p20_p23_within_that_time_or_where_none_was_advised_a_connect_with_the_same_client_id_follows(
            ConnectionType type) {
        for (String kept : List.of("", ",\"maxInterval\":100000")) {
            Answer advice =
                    Answer.usual().advice("{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":60" + kept + "}");
            try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING)) {
                rules.server.on("/meta/handshake", advice);
                rules.server.on("/meta/connect", advice);
                rules.open();
                String clientId = rules.server.session().clientId();
                rules.away();
                BayeuxRules.pause(Duration.ofMillis(300));
                int count = rules.count();
                rules.connectedAfter(rules.server::listen);
                assertThat(rules.channelsSince(count)).containsOnly("/meta/connect");
                assertThat(rules.server.session().clientId()).isEqualTo(clientId);
            }
        }
    }
}

package dev.halley.interop.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.bayeux.Received;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P21–P31: the server's advice. */
@Timeout(60)
@BothWires
class BayeuxAdviceRulesIT {
    @ParameterizedTest
    @EnumSource
    void p21_advice_may_come_with_any_message_and_the_latest_holds(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING).open()) {
            List<String> seen = rules.subscribe("/a");
            rules.server.on("/meta/connect", Answer.usual().without("advice"));

            rules.server.session().send("{\"channel\":\"/a\",\"data\":1,\"advice\":{\"interval\":60}}");
            rules.heard(seen, "1");
            assertThat(nextGap(rules)).isGreaterThanOrEqualTo(120);

            rules.server.on("/x", Answer.usual().advice("{\"interval\":100}"));
            rules.publish("/x", 1);
            assertThat(nextGap(rules)).isGreaterThanOrEqualTo(160);

            rules.server.on("/meta/subscribe", Answer.usual().advice("{\"interval\":140}"));
            rules.subscribe("/b");
            assertThat(nextGap(rules)).isGreaterThanOrEqualTo(200);
        }
    }

    /** How long after a connect that follows from now on the one behind it comes. */
    private static long nextGap(BayeuxRules rules) {
        int from = rules.sent("/meta/connect").size() + 1;
        rules.awaitSent("/meta/connect", from + 2);
        List<Received> connects = rules.sent("/meta/connect");
        return BayeuxRules.between(connects.get(from), connects.get(from + 1));
    }

    @ParameterizedTest
    @EnumSource
    void p21_what_advice_leaves_out_falls_to_its_default_and_a_connect_still_ends(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(
                builder -> builder.transports(type).requestTimeout(Duration.ofMillis(300)),
                settings -> settings.timeout(BayeuxRules.HOLD).interval(Duration.ofMillis(400)))) {
            rules.server.on("/meta/connect", Answer.usual().without("advice"));
            rules.open();
            rules.server.on("/x", Answer.usual().advice("{\"reconnect\":\"retry\"}"));
            rules.publish("/x", 1);
            assertThat(nextGap(rules)).as("no interval any more").isLessThan(400);
            rules.server.on("/meta/connect", Answer.none().times(1));
            rules.awaitEvents(ClientEvent.Retrying.class, 1);
            rules.awaitState(ConnectionState.CONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p22_advice_under_the_transports_name_comes_before_the_top_level(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING).open()) {
            rules.server.on(
                    "/meta/connect",
                    Answer.usual()
                            .advice("{\"reconnect\":\"none\",\"interval\":1,\"" + type.wireName()
                                    + "\":{\"reconnect\":\"retry\",\"interval\":150},\""
                                    + BayeuxRules.other(type).wireName() + "\":{\"interval\":60000}}"));
            assertThat(nextGap(rules)).isGreaterThanOrEqualTo(150);
            assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p23_a_failed_connect_is_repeated_with_the_same_client_id_after_interval_and_backoff(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING).open()) {
            String clientId = rules.server.session().clientId();
            rules.server.on(
                    "/meta/connect",
                    Answer.refuse("500::out of order")
                            .advice("{\"reconnect\":\"retry\",\"interval\":100}")
                            .times(2));
            rules.awaitEvents(ClientEvent.Retrying.class, 2);
            rules.awaitState(ConnectionState.CONNECTED);
            assertThat(rules.events(ClientEvent.Retrying.class))
                    .allSatisfy(
                            retrying -> assertThat(retrying.delay()).isGreaterThanOrEqualTo(Duration.ofMillis(100)));
            assertThat(rules.sent("/meta/handshake")).hasSize(1);
            assertThat(rules.sent("/meta/connect"))
                    .allMatch(connect -> connect.clientId().orElse("").equals(clientId));
        }
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,true", "LONG_POLLING,false", "WEBSOCKET,true", "WEBSOCKET,false"})
    void p24_advice_handshake_is_a_handshake_and_no_connect_and_subscriptions_come_back(
            ConnectionType type, boolean successful) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING).open()) {
            List<String> seen = rules.subscribe("/a");
            String old = rules.server.session().clientId();
            Answer answer = successful ? Answer.usual() : Answer.refuse("402::session_unknown");
            rules.server.on(
                    "/meta/connect",
                    answer.advice("{\"reconnect\":\"handshake\",\"interval\":0}")
                            .times(1));
            rules.awaitSent("/meta/handshake", 2);
            rules.awaitSent("/meta/subscribe", 2);
            List<Received> all = rules.server.received();
            int handshake = rules.channels().lastIndexOf("/meta/handshake");
            assertThat(all.get(handshake - 1).channel()).isEqualTo("/meta/connect");
            assertThat(all.subList(handshake + 1, all.size()))
                    .noneMatch(message -> message.clientId().orElse("").equals(old));
            rules.forget(old);
            rules.server.awaitSubscribed("/a", Await.SOON);
            rules.server.publish("/a", "\"again\"");
            rules.heard(seen, "\"again\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,none,true", "LONG_POLLING,perhaps,false", "WEBSOCKET,none,false", "WEBSOCKET,perhaps,true"
    })
    void p25_p26_advice_none_or_what_nobody_knows_ends_the_client_with_its_reason(
            ConnectionType type, String reconnect, boolean successful) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING).open()) {
            rules.server.on("/x", Answer.none());
            CompletableFuture<BayeuxMessage> publishing = rules.client.publish("/x", 1);
            CompletableFuture<BayeuxMessage> receiving = rules.client.receive();
            rules.awaitSent("/x", 1);
            Answer answer = successful ? Answer.usual() : Answer.refuse("403::go away");
            rules.server.on("/meta/connect", answer.advice("{\"reconnect\":\"" + reconnect + "\"}"));
            assertThat(BayeuxRules.failure(rules.client.awaitEnd(), HalleyException.class))
                    .hasMessageContaining(successful ? "reconnect none" : "go away");
            BayeuxRules.failure(publishing, ClosedException.class);
            BayeuxRules.failure(receiving, ClosedException.class);
            BayeuxRules.failure(rules.client.publish("/x", 2), ClosedException.class);
            rules.nothingIsSentAfter(rules.count());
        }
    }

    @ParameterizedTest
    @EnumSource
    void p27_without_advice_delays_grow_begin_anew_after_a_success_and_never_make_a_hot_loop(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING).open()) {
            for (int round = 1; round <= 2; round++) {
                rules.server.on(
                        "/meta/connect", Answer.refuse("500::out of order").times(3));
                rules.awaitEvents(ClientEvent.Retrying.class, 3 * round);
                rules.awaitState(ConnectionState.CONNECTED);
                rules.held();
            }
            assertThat(rules.events(ClientEvent.Retrying.class))
                    .extracting(retrying -> retrying.delay().toMillis())
                    .containsExactly(20L, 40L, 80L, 20L, 40L, 80L);
            rules.server.on(
                    "/meta/connect",
                    Answer.refuse("402::session_unknown").advice("{\"reconnect\":\"handshake\",\"interval\":0}"));
            rules.awaitState(ConnectionState.RECONNECTING);
            int count = rules.count();
            BayeuxRules.pause(Duration.ofMillis(500));
            // 20 + 40 + 80 + 160 ms and so on, two messages each; a loop without delay has hundreds
            assertThat(rules.channelsSince(count)).hasSizeBetween(2, 20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"120\"", "120.0", "\"120.0\"", "1.2e2"})
    void p28_numbers_in_advice_may_be_text_or_fractions(String interval) {
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING, BayeuxRules.LOOPING).open()) {
            rules.server.on(
                    "/meta/connect", Answer.usual().advice("{\"reconnect\":\"retry\",\"interval\":" + interval + "}"));
            assertThat(nextGap(rules)).isGreaterThanOrEqualTo(120);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p29_the_application_is_told_of_other_clients_once_and_their_interval_is_kept(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING).open()) {
            rules.server.on(
                    "/meta/connect",
                    Answer.usual().advice("{\"reconnect\":\"retry\",\"interval\":130,\"multiple-clients\":true}"));
            assertThat(nextGap(rules)).isGreaterThanOrEqualTo(130);
            assertThat(rules.events(ClientEvent.MultipleClients.class))
                    .containsExactly(new ClientEvent.MultipleClients(Duration.ofMillis(130)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void p30_the_next_handshake_goes_to_an_advised_host_that_the_application_allowed_and_to_no_other(
            ConnectionType type) {
        try (BayeuxTestServer second = BayeuxTestServer.start()) {
            String host = URI.create(second.url()).getAuthority();
            try (BayeuxRules rules =
                    new BayeuxRules(builder -> builder.transports(type).allowHosts(host), BayeuxRules.LOOPING).open()) {
                List<String> seen = rules.subscribe("/a");
                rules.server.on(
                        "/meta/connect",
                        Answer.refuse("402::session_unknown")
                                .advice("{\"reconnect\":\"handshake\",\"interval\":0,"
                                        + "\"hosts\":[\"evil.example\",\"" + host + "\"]}"));
                second.awaitSubscribed("/a", Await.SOON);
                second.awaitConnectsHeld(1, Await.SOON);
                second.publish("/a", "1");
                rules.heard(seen, "1");
                assertThat(rules.events(ClientEvent.HostRefused.class))
                        .containsExactly(new ClientEvent.HostRefused("evil.example"));
                assertThat(rules.sent("/meta/handshake")).hasSize(1);
            }
        }
    }
}

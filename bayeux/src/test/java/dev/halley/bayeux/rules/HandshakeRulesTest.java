package dev.halley.bayeux.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionState;
import dev.halley.ProtocolException;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.Reply;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P01–P10: the handshake. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HandshakeRulesTest {
    @ParameterizedTest
    @EnumSource
    void p01_a_handshake_names_version_transports_and_id_and_never_a_client_id(ConnectionType type) {
        ConnectionType other = type == WEBSOCKET ? LONG_POLLING : WEBSOCKET;
        RulesHarness rules = new RulesHarness(builder -> builder.transports(type, other)).open();
        rules.server.expireSessions();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));

        List<Received> handshakes = rules.sent("/meta/handshake");
        assertThat(handshakes).hasSize(2);
        for (Received handshake : handshakes) {
            assertThat(handshake.field("version")).isEqualTo("1.0");
            assertThat(handshake.id()).isPresent();
            assertThat(handshake.fieldJson("clientId")).isEmpty();
        }
        assertThat(handshakes.get(0).field("supportedConnectionTypes"))
                .isEqualTo(List.of(type.wireName(), other.wireName()));
        assertThat((List<?>) handshakes.get(1).field("supportedConnectionTypes"))
                .isNotEmpty()
                .first()
                .isEqualTo(type.wireName());
        assertThat(handshakes.get(0).id()).isNotEqualTo(handshakes.get(1).id());
    }

    @ParameterizedTest
    @EnumSource
    void p02_a_handshake_is_alone_and_everything_else_waits_for_its_reply(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on("/meta/handshake", Answer.usual().delay(Duration.ofSeconds(3)));
        CompletableFuture<AsyncBayeuxClient> opening = rules.client.open();
        CompletableFuture<?> subscribing = rules.client.subscribe("/a");
        rules.advance(Duration.ofMillis(2_900));
        assertThat(rules.channels()).containsExactly("/meta/handshake");

        rules.advance(Duration.ofMillis(200));
        rules.time.result(opening);
        rules.time.result(subscribing);
        assertThat(rules.channels()).containsOnlyOnce("/meta/subscribe");
        assertThat(rules.sent("/meta/subscribe").get(0).time())
                .isEqualTo(rules.sent("/meta/handshake").get(0).time().plusSeconds(3));
    }

    @Test
    void p02_p09_what_waits_behind_another_request_goes_out_after_the_new_handshake_with_the_new_client_id() {
        RulesHarness rules = new RulesHarness(LONG_POLLING).open();
        String old = rules.server.session().clientId();
        rules.server.on("/slow", Answer.usual().delay(Duration.ofSeconds(1)));
        rules.server.on("/meta/handshake", Answer.usual().delay(Duration.ofSeconds(3)));
        CompletableFuture<?> slow = rules.client.publish("/slow", 1);
        CompletableFuture<?> waiting = rules.client.publish("/waiting", 1);
        rules.settle();
        rules.server.expireSessions();
        rules.advance(Duration.ofMillis(2_900));
        assertThat(slow).isDone();
        assertThat(rules.sent("/waiting")).isEmpty();
        rules.advance(Duration.ofSeconds(1));
        rules.time.result(waiting);
        assertThat(rules.sent("/waiting")).hasSize(1);
        assertThat(rules.sent("/waiting").get(0).clientId())
                .contains(rules.server.session().clientId())
                .isNotEqualTo(Optional.of(old));
    }

    @ParameterizedTest
    @EnumSource
    void p03_a_reply_without_client_id_fails_the_handshake_and_no_connect_follows(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on("/meta/handshake", Answer.usual().without("clientId"));
        assertThat(rules.failure(rules.client.open(), ProtocolException.class)).hasMessageContaining("has no clientId");
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.sent("/meta/connect")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p03_a_reply_without_a_transport_of_ours_fails_the_handshake_and_no_connect_follows(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on("/meta/handshake", Answer.usual().with("supportedConnectionTypes", "[\"callback-polling\"]"));
        assertThat(rules.failure(rules.client.open(), ProtocolException.class))
                .hasMessageContaining("none of the transports");
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.sent("/meta/connect")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p03_a_reply_without_transports_fails_the_handshake_and_no_connect_follows(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on("/meta/handshake", Answer.usual().without("supportedConnectionTypes"));
        assertThat(rules.failure(rules.client.open(), ProtocolException.class))
                .hasMessageContaining("supportedConnectionTypes");
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.sent("/meta/connect")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "2.0", "1.1beta", "2", "10.0"})
    void p04_a_server_that_asks_for_more_than_our_version_is_refused_and_both_versions_are_named(String version) {
        RulesHarness rules = new RulesHarness(LONG_POLLING);
        rules.server.on(
                "/meta/handshake",
                Answer.usual().with("version", "\"" + version + "\"").with("minimumVersion", "\"" + version + "\""));
        assertThat(rules.failure(rules.client.open(), ProtocolException.class))
                .hasMessageContaining(version)
                .hasMessageContaining("1.0");
        assertThat(rules.sent("/meta/connect")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.0beta", "0.9", "1"})
    void p04_a_server_that_is_content_with_our_version_is_taken(String version) {
        RulesHarness rules = new RulesHarness(LONG_POLLING);
        rules.server.on("/meta/handshake", Answer.usual().with("minimumVersion", "\"" + version + "\""));
        rules.open();
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void p05_the_first_of_our_transports_that_the_server_lists_is_used_with_the_same_client_id() {
        RulesHarness rules = new RulesHarness(
                builder -> builder.transports(WEBSOCKET, LONG_POLLING),
                settings -> settings.connectionTypes("long-polling", "websocket"));
        rules.open();
        assertThat(rules.client.connectionType()).contains(WEBSOCKET);
        assertThat(rules.sent("/meta/connect"))
                .allMatch(connect -> "websocket".equals(connect.field("connectionType")));
    }

    @Test
    void p05_the_client_id_is_kept_when_the_transport_changes_after_the_handshake() {
        RulesHarness rules = new RulesHarness(builder -> builder.transports(WEBSOCKET, LONG_POLLING));
        rules.server.on("/meta/handshake", Answer.usual().with("supportedConnectionTypes", "[\"long-polling\"]"));
        CompletableFuture<AsyncBayeuxClient> opening = rules.client.open();
        rules.settle();
        Received handshake = rules.sent("/meta/handshake").get(0);
        assertThat(handshake.transport()).isEqualTo("websocket");
        Received connect = rules.sent("/meta/connect").get(0);
        assertThat(connect.transport()).isEqualTo("long-polling");
        assertThat(connect.field("connectionType")).isEqualTo("long-polling");
        assertThat(connect.clientId()).contains(rules.server.session().clientId());
        rules.time.result(opening);
        assertThat(rules.client.connectionType()).contains(LONG_POLLING);
    }

    @Test
    void p06_a_client_of_websockets_alone_shakes_hands_over_a_websocket() {
        RulesHarness rules = new RulesHarness(WEBSOCKET, settings -> settings.connectionTypes("websocket")).open();
        assertThat(rules.server.received())
                .isNotEmpty()
                .allMatch(message -> message.transport().equals("websocket"));
        assertThat(rules.sent("/meta/handshake")).hasSize(1);
    }

    @Test
    void p06_the_order_of_the_transports_decides_the_first_attempt_and_its_failure_leads_to_the_next() {
        RulesHarness first = new RulesHarness(builder -> builder.transports(LONG_POLLING, WEBSOCKET)).open();
        assertThat(first.sent("/meta/handshake").get(0).transport()).isEqualTo("long-polling");

        RulesHarness second = new RulesHarness(builder -> builder.transports(WEBSOCKET, LONG_POLLING));
        second.server.refuseUpgrades(Reply.text("no").status(403));
        second.open();
        assertThat(second.sent("/meta/handshake")).hasSize(1);
        assertThat(second.client.connectionType()).contains(LONG_POLLING);
    }

    @ParameterizedTest
    @EnumSource
    void p07_a_refused_handshake_with_advice_handshake_is_repeated_after_interval_and_backoff(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on(
                "/meta/handshake",
                Answer.refuse("403::denied")
                        .advice("{\"reconnect\":\"handshake\",\"interval\":4000}")
                        .times(2));
        rules.server.expireSessions();
        rules.advance(Duration.ofSeconds(20));

        List<Received> handshakes = rules.sent("/meta/handshake");
        assertThat(handshakes).hasSize(4);
        assertThat(RulesHarness.between(handshakes.get(1), handshakes.get(2)).toMillis())
                .isGreaterThanOrEqualTo(4_000);
        assertThat(RulesHarness.between(handshakes.get(2), handshakes.get(3)).toMillis())
                .isGreaterThanOrEqualTo(4_000);
        assertNoConnectBetweenHandshakes(rules);
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"retry", "absent"})
    void p07_a_refused_handshake_with_retry_or_without_advice_is_repeated_with_backoff_and_never_becomes_a_connect(
            String advice) {
        RulesHarness rules = new RulesHarness(LONG_POLLING).open();
        Answer refusal = Answer.refuse("403::denied").times(4);
        rules.server.on(
                "/meta/handshake", advice.equals("absent") ? refusal : refusal.advice("{\"reconnect\":\"retry\"}"));
        rules.server.expireSessions();
        rules.advance(Duration.ofSeconds(30));

        List<Received> handshakes = rules.sent("/meta/handshake");
        assertThat(handshakes).hasSize(6);
        Duration first = RulesHarness.between(handshakes.get(1), handshakes.get(2));
        Duration second = RulesHarness.between(handshakes.get(2), handshakes.get(3));
        assertThat(first).isPositive();
        assertThat(second).isGreaterThan(first);
        assertNoConnectBetweenHandshakes(rules);
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void p07_a_refused_handshake_with_advice_none_ends_the_client_and_nothing_more_is_sent(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/meta/handshake", Answer.refuse("403::denied").advice("{\"reconnect\":\"none\"}"));
        rules.server.expireSessions();
        rules.settle();
        int count = rules.count();
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(rules.failure(rules.client.awaitEnd(), BayeuxRefusedException.class)
                        .errorCode())
                .isEqualTo(403);
        rules.advance(Duration.ofMinutes(5));
        assertThat(rules.channelsSince(count)).isEmpty();
    }

    private static void assertNoConnectBetweenHandshakes(RulesHarness rules) {
        List<String> channels = rules.channels();
        int second = channels.subList(1, channels.size()).indexOf("/meta/handshake") + 1;
        int last = channels.lastIndexOf("/meta/handshake");
        assertThat(channels.subList(second, last + 1)).containsOnly("/meta/handshake");
    }

    @ParameterizedTest
    @EnumSource
    void p08_fields_of_the_application_go_with_the_first_and_the_automatic_handshakes(ConnectionType type) {
        RulesHarness rules = new RulesHarness(builder -> builder.transports(type)
                        .handshakeField("tenant", "acme")
                        .handshakeExt("com.acme.auth", Map.of("token", "t")))
                .open();
        rules.server.expireSessions();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));
        assertThat(rules.sent("/meta/handshake")).hasSize(2).allSatisfy(handshake -> {
            assertThat(handshake.field("tenant")).isEqualTo("acme");
            assertThat(handshake.field("ext")).isEqualTo(Map.of("com.acme.auth", Map.of("token", "t")));
        });
        assertThat(rules.sent("/meta/connect")).allMatch(connect -> connect.field("tenant") == null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"channel", "id", "clientId", "version", "minimumVersion", "supportedConnectionTypes"})
    void p08_reserved_fields_cannot_be_overridden(String field) {
        assertThatThrownBy(() ->
                        AsyncBayeuxClient.builder("http://127.0.0.1/cometd").handshakeField(field, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(field);
    }

    @ParameterizedTest
    @EnumSource
    void p09_a_new_client_id_replaces_the_old_one_in_everything_sent_later_and_in_what_was_queued(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        String old = rules.server.session().clientId();
        rules.server.on("/meta/handshake", Answer.usual().delay(Duration.ofSeconds(2)));
        rules.server.expireSessions();
        CompletableFuture<?> subscribing = rules.client.subscribe("/queued");
        rules.settle();
        int count = rules.count();
        rules.advance(Duration.ofSeconds(3));
        rules.time.result(subscribing);
        rules.time.result(rules.client.publish("/queued", 1));

        String fresh = rules.server.session().clientId();
        assertThat(fresh).isNotEqualTo(old);
        List<Received> later = rules.server.received().subList(count, rules.count());
        assertThat(later)
                .extracting(Received::channel)
                .contains("/meta/connect", "/meta/subscribe", "/queued")
                .doesNotContain("/meta/handshake");
        assertThat(later).allMatch(message -> message.clientId().orElse("").equals(fresh));
    }

    @ParameterizedTest
    @EnumSource
    void p10_events_that_come_with_the_handshake_reply_are_delivered_and_the_connect_follows(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type, settings -> settings.messagesPerFrame(100));
        List<String> seen = new ArrayList<>();
        Objects.requireNonNull(rules.client.addListener("/service/welcome", message -> seen.add(message.dataJson())));
        rules.server.on(
                "/meta/handshake",
                Answer.usual()
                        .with("x-messages", "3")
                        .alsoBefore("{\"channel\":\"/service/welcome\",\"data\":1}")
                        .also(
                                "{\"channel\":\"/service/welcome\",\"data\":2}",
                                "{\"channel\":\"/service/welcome\",\"data\":3}"));
        rules.open();
        assertThat(seen).containsExactly("1", "2", "3");
        assertThat(rules.sent("/meta/connect").get(0).time())
                .isEqualTo(rules.sent("/meta/handshake").get(0).time());
    }

    @Test
    void p10_the_first_connect_waits_for_as_many_events_as_the_handshake_reply_announces() {
        RulesHarness rules = new RulesHarness(WEBSOCKET);
        List<String> seen = new ArrayList<>();
        Objects.requireNonNull(rules.client.addListener("/service/welcome", message -> seen.add(message.dataJson())));
        rules.server.on("/meta/handshake", Answer.usual().with("x-messages", "2"));
        CompletableFuture<AsyncBayeuxClient> opening = rules.client.open();
        rules.settle();
        assertThat(rules.channels()).containsExactly("/meta/handshake");
        rules.server.session().deliver("/service/welcome", "1");
        rules.settle();
        assertThat(rules.channels()).containsExactly("/meta/handshake");
        assertThat(opening).isNotDone();
        rules.server.session().deliver("/service/welcome", "2");
        rules.settle();
        assertThat(seen).containsExactly("1", "2");
        rules.time.result(opening);
        assertThat(rules.channels()).startsWith("/meta/handshake", "/meta/connect");
    }
}

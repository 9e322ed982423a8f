package dev.halley.interop.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionState;
import dev.halley.ProtocolException;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Reply;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** P01–P10: the handshake. */
@Timeout(60)
@BothWires
class BayeuxHandshakeRulesIT {
    private static final Duration A_WHILE = Duration.ofMillis(120);

    @ParameterizedTest
    @EnumSource
    void p01_p09_a_handshake_has_version_transports_and_id_but_no_client_id_and_the_new_one_is_used_from_then_on(
            ConnectionType type) {
        ConnectionType other = BayeuxRules.other(type);
        try (BayeuxRules rules = new BayeuxRules(builder -> builder.transports(type, other)).open()) {
            String old = rules.server.session().clientId();
            rules.server.on("/meta/handshake", Answer.usual().delay(A_WHILE));
            List<CompletableFuture<?>> queued = new ArrayList<>();
            rules.rehandshakesAfter(() -> {
                rules.server.expireSessions();
                rules.awaitSent("/meta/handshake", 2);
                queued.add(rules.client.subscribe("/queued"));
            });
            queued.forEach(BayeuxRules::result);
            rules.publish("/queued", 1);

            List<Received> handshakes = rules.sent("/meta/handshake");
            assertThat(handshakes).hasSize(2).allSatisfy(handshake -> {
                assertThat(handshake.field("version")).isEqualTo("1.0");
                assertThat(handshake.id()).isPresent();
                assertThat(handshake.fieldJson("clientId")).isEmpty();
                assertThat((List<?>) handshake.field("supportedConnectionTypes"))
                        .first()
                        .isEqualTo(type.wireName());
            });
            assertThat(handshakes.get(0).field("supportedConnectionTypes"))
                    .isEqualTo(List.of(type.wireName(), other.wireName()));
            String fresh = rules.server.session().clientId();
            assertThat(fresh).isNotEqualTo(old);
            List<Received> all = rules.server.received();
            List<Received> later = all.subList(all.indexOf(handshakes.get(1)) + 1, all.size());
            assertThat(later).extracting(Received::channel).contains("/meta/connect", "/meta/subscribe", "/queued");
            assertThat(later).allMatch(message -> message.clientId().orElse("").equals(fresh));
        }
    }

    @ParameterizedTest
    @EnumSource
    void p02_p11_a_handshake_is_alone_and_the_connect_and_all_else_wait_for_its_reply(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type)) {
            rules.server.on("/meta/handshake", Answer.usual().delay(A_WHILE));
            CompletableFuture<?> opening = rules.client.open();
            CompletableFuture<?> subscribing = rules.client.subscribe("/a");
            rules.awaitSent("/meta/handshake", 1);
            BayeuxRules.result(opening);
            BayeuxRules.result(subscribing);
            List<Received> all = rules.server.received();
            assertThat(all.get(0).channel()).isEqualTo("/meta/handshake");
            assertThat(BayeuxRules.between(all.get(0), all.get(1))).isGreaterThanOrEqualTo(A_WHILE.toMillis());
            assertThat(rules.sent("/meta/connect")).isNotEmpty().allSatisfy(connect -> {
                assertThat(connect.clientId()).contains(rules.server.session().clientId());
                assertThat(connect.field("connectionType")).isEqualTo(type.wireName());
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LONG_POLLING, clientId, , has no clientId",
        "WEBSOCKET, clientId, , has no clientId",
        "LONG_POLLING, supportedConnectionTypes, , supportedConnectionTypes",
        "WEBSOCKET, supportedConnectionTypes, '[\"callback-polling\"]', none of the transports"
    })
    void p03_a_reply_that_lacks_what_it_needs_fails_the_handshake_and_no_connect_follows(
            ConnectionType type, String field, String value, String words) {
        try (BayeuxRules rules = new BayeuxRules(type)) {
            rules.server.on(
                    "/meta/handshake",
                    value == null
                            ? Answer.usual().without(field)
                            : Answer.usual().with(field, value));
            assertThat(BayeuxRules.failure(rules.client.open(), ProtocolException.class))
                    .hasMessageContaining(words);
            int count = rules.count();
            rules.nothingIsSentAfter(count);
            assertThat(rules.channels()).containsOnly("/meta/handshake");
        }
    }

    @Test
    void p04_a_server_of_a_newer_version_is_refused_and_one_of_ours_or_older_is_taken() {
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING)) {
            rules.server.on(
                    "/meta/handshake", Answer.usual().with("version", "\"1.1\"").with("minimumVersion", "\"1.1\""));
            assertThat(BayeuxRules.failure(rules.client.open(), ProtocolException.class))
                    .hasMessageContaining("1.1")
                    .hasMessageContaining("1.0");
            assertThat(rules.sent("/meta/connect")).isEmpty();
        }
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING)) {
            rules.server.on("/meta/handshake", Answer.usual().with("minimumVersion", "\"1.0beta\""));
            rules.open();
        }
    }

    @Test
    void p05_the_first_of_our_transports_that_the_server_has_is_used_and_a_change_keeps_the_client_id() {
        try (BayeuxRules rules = new BayeuxRules(builder -> builder.transports(WEBSOCKET, LONG_POLLING))) {
            rules.server.on("/meta/handshake", Answer.usual().with("supportedConnectionTypes", "[\"long-polling\"]"));
            rules.open();
            assertThat(rules.sent("/meta/handshake"))
                    .extracting(Received::transport)
                    .containsExactly("websocket");
            assertThat(rules.sent("/meta/connect")).allSatisfy(connect -> {
                assertThat(connect.transport()).isEqualTo("long-polling");
                assertThat(connect.field("connectionType")).isEqualTo("long-polling");
                assertThat(connect.clientId()).contains(rules.server.session().clientId());
            });
            assertThat(rules.client.connectionType()).contains(LONG_POLLING);
        }
    }

    @Test
    void p06_p67_the_first_transport_shakes_hands_and_when_it_is_refused_the_next_one_does() {
        try (BayeuxRules rules = new BayeuxRules(WEBSOCKET, settings -> settings.connectionTypes("websocket"))) {
            rules.open();
            assertThat(rules.server.received())
                    .allMatch(message -> message.transport().equals("websocket"));
        }
        try (BayeuxRules rules = new BayeuxRules(builder -> builder.transports(WEBSOCKET, LONG_POLLING))) {
            rules.server.refuseUpgrades(Reply.text("no").status(403));
            rules.open();
            assertThat(rules.server.received())
                    .allMatch(message -> message.transport().equals("long-polling"));
            assertThat(rules.client.connectionType()).contains(LONG_POLLING);
        }
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,handshake", "LONG_POLLING,retry", "LONG_POLLING,", "WEBSOCKET,handshake", "WEBSOCKET,"})
    void p07_a_refused_handshake_is_repeated_after_the_interval_and_never_becomes_a_connect(
            ConnectionType type, String reconnect) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            Answer refusal = Answer.refuse("403::denied");
            rules.server.on(
                    "/meta/handshake",
                    (reconnect == null
                                    ? refusal
                                    : refusal.advice("{\"reconnect\":\"" + reconnect + "\",\"interval\":80}"))
                            .times(2));
            rules.server.expireSessions();
            rules.awaitSent("/meta/handshake", 4);
            rules.held();
            List<Received> handshakes = rules.sent("/meta/handshake");
            int first = rules.channels().subList(1, rules.count()).indexOf("/meta/handshake") + 1;
            int last = rules.channels().lastIndexOf("/meta/handshake");
            assertThat(rules.channels().subList(first, last + 1)).containsOnly("/meta/handshake");
            long least = reconnect == null ? 20 : 80;
            assertThat(BayeuxRules.between(handshakes.get(1), handshakes.get(2)))
                    .isGreaterThanOrEqualTo(least);
            assertThat(BayeuxRules.between(handshakes.get(2), handshakes.get(3)))
                    .isGreaterThanOrEqualTo(least);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p07_p25_a_refused_handshake_with_advice_none_is_the_end(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            rules.server.on("/meta/handshake", Answer.refuse("403::denied").advice("{\"reconnect\":\"none\"}"));
            rules.server.expireSessions();
            assertThat(BayeuxRules.failure(rules.client.awaitEnd(), BayeuxRefusedException.class)
                            .errorCode())
                    .isEqualTo(403);
            assertThat(rules.client.state()).isEqualTo(ConnectionState.CLOSED);
            rules.nothingIsSentAfter(rules.count());
        }
    }

    @ParameterizedTest
    @EnumSource
    void p08_fields_of_the_application_are_in_each_handshake_and_replace_none_of_the_protocols(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(builder -> builder.transports(type)
                        .handshakeField("tenant", "acme")
                        .handshakeExt("com.acme.auth", Map.of("token", "t")))
                .open()) {
            rules.rehandshakesAfter(rules.server::expireSessions);
            assertThat(rules.sent("/meta/handshake")).hasSize(2).allSatisfy(handshake -> {
                assertThat(handshake.field("tenant")).isEqualTo("acme");
                assertThat(handshake.field("ext")).isEqualTo(Map.of("com.acme.auth", Map.of("token", "t")));
                assertThat(handshake.field("version")).isEqualTo("1.0");
            });
            assertThat(rules.sent("/meta/connect")).allMatch(connect -> connect.field("tenant") == null);
        }
        assertThatThrownBy(() -> BayeuxRules.builder("http://127.0.0.1/cometd").handshakeField("version", "2.0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version");
    }

    @ParameterizedTest
    @EnumSource
    void p10_events_that_come_with_the_handshake_reply_are_delivered_and_the_connect_follows(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, settings -> settings.messagesPerFrame(100))) {
            List<String> seen = listen(rules);
            rules.server.on(
                    "/meta/handshake",
                    Answer.usual()
                            .with("x-messages", "3")
                            .alsoBefore(welcome(1))
                            .also(welcome(2), welcome(3)));
            rules.open();
            rules.heard(seen, "1", "2", "3");
        }
    }

    @Test
    void p10_the_first_connect_waits_for_the_events_that_the_handshake_reply_announces() {
        try (BayeuxRules rules = new BayeuxRules(WEBSOCKET)) {
            List<String> seen = listen(rules);
            rules.server.on("/meta/handshake", Answer.usual().with("x-messages", "2"));
            CompletableFuture<?> opening = rules.client.open();
            rules.server.awaitSessions(1, Await.SOON);
            rules.server.session().deliver("/service/welcome", "1");
            rules.heard(seen, "1");
            rules.nothingIsSentAfter(1);
            assertThat(opening).isNotDone();
            rules.server.session().deliver("/service/welcome", "2");
            BayeuxRules.result(opening);
            rules.heard(seen, "1", "2");
            assertThat(rules.channels()).startsWith("/meta/handshake", "/meta/connect");
        }
    }

    private static List<String> listen(BayeuxRules rules) {
        List<String> seen = new CopyOnWriteArrayList<>();
        Objects.requireNonNull(rules.client.addListener("/service/welcome", message -> seen.add(message.dataJson())));
        return seen;
    }

    private static String welcome(int data) {
        return "{\"channel\":\"/service/welcome\",\"data\":" + data + "}";
    }
}

package dev.halley.interop.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.HalleyException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.ExtensionMessage;
import dev.halley.bayeux.MessageExtension;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Reply;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** P32–P41: messages and ids. */
@Timeout(60)
@BothWires
class BayeuxMessageRulesIT {
    @ParameterizedTest
    @EnumSource
    void p32_each_message_has_an_id_of_its_own_and_ids_that_come_back_as_numbers_match(ConnectionType type) {
        try (BayeuxRules rules =
                new BayeuxRules(type, settings -> settings.numericIds(true).timeout(BayeuxRules.HOLD)).open()) {
            List<String> seen = rules.subscribe("/a");
            rules.publish("/a", 1);
            rules.rehandshakesAfter(rules.server::expireSessions);
            rules.server.awaitSubscribed("/a", Duration.ofSeconds(5));
            rules.publish("/a", 2);
            rules.heard(seen, "1", "2");
            BayeuxRules.result(rules.client.unsubscribe("/a"));
            BayeuxRules.result(rules.client.closeAsync());
            List<Received> all = rules.server.received();
            assertThat(all).allMatch(message -> message.field("id") instanceof String id && id.matches("[A-Za-z0-9]+"));
            assertThat(all)
                    .hasSizeGreaterThan(9)
                    .extracting(message -> message.id().orElseThrow())
                    .doesNotHaveDuplicates();
            // the one whose session had expired
            assertThat(rules.events(ClientEvent.Retrying.class)).hasSizeLessThan(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p33_an_event_with_the_id_or_a_reply_with_the_channel_of_another_is_not_the_reply(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            List<String> seen = rules.subscribe("/a");
            rules.server.on("/a", Answer.usual().delay(Duration.ofMillis(200)));
            CompletableFuture<BayeuxMessage> publishing = rules.client.publish("/a", "mine");
            rules.awaitSent("/a", 1);
            String id = rules.sent("/a").get(0).id().orElseThrow();
            String refusal = "\",\"id\":\"" + id + "\",\"successful\":false,\"error\":\"403::no\"}";
            rules.server.session().send("{\"channel\":\"/b" + refusal);
            rules.server.session().send("{\"channel\":\"/meta/subscribe" + refusal);
            rules.server.session().send("{\"channel\":\"/a\",\"id\":\"" + id + "\",\"data\":\"another's\"}");
            rules.until("the event", () -> seen.contains("\"another's\""));
            assertThat(BayeuxRules.result(publishing).isSuccessful()).isTrue();
            rules.until("the echo", () -> seen.contains("\"mine\""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void p34_replies_without_ids_belong_to_the_request_of_their_channel(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING)) {
            rules.server.on(message -> true, Answer.usual().without("id"));
            rules.open();
            List<String> seen = rules.subscribe("/a");
            rules.publish("/a", 1);
            rules.heard(seen, "1");
            BayeuxRules.result(rules.client.unsubscribe("/a"));
            rules.awaitSent("/meta/connect", 4);
            BayeuxRules.result(rules.client.closeAsync());
            assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
            assertThat(rules.sent("/meta/disconnect")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p35_a_single_object_is_as_good_as_an_array(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING)) {
            rules.server.on(
                    message -> true,
                    Answer.usual()
                            .text(array -> array.contains("},{") ? array : array.substring(1, array.length() - 1)));
            rules.open();
            rules.subscribe("/a");
            rules.publish("/b", 1);
            rules.awaitSent("/meta/connect", 4);
            assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,[]", "LONG_POLLING,''", "WEBSOCKET,[]"})
    void p35_an_answer_without_messages_is_a_failure_of_that_request_alone(ConnectionType type, String body) {
        try (BayeuxRules rules =
                new BayeuxRules(builder -> builder.transports(type).requestTimeout(Duration.ofMillis(300))).open()) {
            rules.server.on("/x", Answer.http(Reply.json(body)));
            BayeuxRules.failure(rules.client.publish("/x", 1), HalleyException.class);
            rules.awaitEvents(ClientEvent.Unconfirmed.class, 1);
            // a WebSocket on which nothing comes in time is replaced
            rules.publishWhenConnected("/y", 1);
            rules.held();
            if (type == LONG_POLLING) {
                rules.connectedAfter(() -> {
                    rules.server.on(
                            "/meta/connect", Answer.http(Reply.json(body)).times(1));
                    rules.server.dropConnections();
                });
            }
            assertThat(rules.sent("/meta/handshake")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p36_what_goes_out_is_an_array_in_utf8_and_never_an_empty_one(ConnectionType type) {
        List<String> out = new CopyOnWriteArrayList<>();
        String text = "grüße € 𝄞 \"\\ \u0000\u2028";
        try (BayeuxRules rules = new BayeuxRules(
                        builder -> builder.transports(type).wireTap(traffic -> {
                            switch (traffic.kind()) {
                                case REQUEST, SENT -> out.add(traffic.text());
                                default -> {}
                            }
                        }),
                        BayeuxRules.LOOPING)
                .open()) {
            rules.publish("/a", text);
            rules.awaitSent("/meta/connect", 4);
            assertThat(rules.sent("/a").get(0).field("data")).isEqualTo(text);
            if (type == LONG_POLLING) {
                assertThat(rules.server.received())
                        .allMatch(message -> message.headers()
                                .first("Content-Type")
                                .orElse("")
                                .replace(" ", "")
                                .equalsIgnoreCase("application/json;charset=UTF-8"));
            }
            assertThat(out)
                    .hasSizeGreaterThan(4)
                    .allSatisfy(body -> assertThat(body).startsWith("[{").endsWith("}]"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void p37_unknown_fields_are_kept_nulls_do_no_harm_and_what_has_no_channel_is_dropped_alone(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, settings -> settings.messagesPerFrame(100))) {
            rules.server.on(
                    message -> true,
                    Answer.usual()
                            .with("error", "null")
                            .with("ext", "null")
                            .with("advice", "null")
                            .with("unheardOf", "{\"a\":[1,{}]}"));
            rules.open();
            List<Object> fields = new CopyOnWriteArrayList<>();
            BayeuxRules.result(
                    rules.client.subscribe("/a", (BayeuxMessage message) -> fields.add(message.field("EventType"))));
            rules.server.on(
                    "/x",
                    Answer.usual()
                            .alsoBefore("{\"data\":0}", event("1"))
                            .also("{\"channel\":null,\"data\":0}", "7", "null", event("2")));
            rules.publish("/x", 1);
            rules.until("both events", () -> fields.size() == 2);
            assertThat(fields).containsExactly("1", "2");
            rules.awaitEvents(ClientEvent.ProtocolViolated.class, 1);
            assertThat(rules.events(ClientEvent.ProtocolViolated.class))
                    .hasSize(1)
                    .allSatisfy(event -> assertThat(event.what()).contains("4"));
        }
    }

    private static String event(String kind) {
        return "{\"EventType\":\"" + kind + "\",\"channel\":\"/a\",\"id\":null,\"advice\":null,\"data\":1,\"x\":null}";
    }

    @ParameterizedTest
    @EnumSource
    void p38_a_reply_in_a_comment_is_read_and_fields_of_old_mean_nothing(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING)) {
            rules.server.on(
                    message -> true,
                    Answer.usual()
                            .with("connectionId", "\"/meta/connections/7\"")
                            .with("authSuccessful", "false")
                            .text(array -> "/*" + array + "*/"));
            rules.open();
            rules.publish("/b", 1);
            rules.awaitSent("/meta/connect", 4);
            assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
            assertThat(rules.server.received())
                    .allMatch(message -> message.fieldJson("connectionId").isEmpty()
                            && message.fieldJson("authSuccessful").isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403:a,b:denied | 403 | a;b | denied",
                "400::a: b: c | 400 | '' | a: b: c",
                "Authentication failed | '' | '' | Authentication failed",
                "'' | '' | '' | ''"
            })
    void p39_p54_the_error_of_a_refused_publish_is_taken_apart(String error, String code, String args, String text) {
        try (BayeuxRules rules = new BayeuxRules(WEBSOCKET).open()) {
            rules.server.on("/x", Answer.refuse(error));
            BayeuxRefusedException refused =
                    BayeuxRules.failure(rules.client.publish("/x", 1), BayeuxRefusedException.class);
            assertThat(refused.errorCode()).isEqualTo(code.isEmpty() ? null : Integer.valueOf(code));
            assertThat(String.join(";", refused.errorArgs())).isEqualTo(args);
            assertThat(refused.errorText()).isEqualTo(text);
            assertThat(rules.events(ClientEvent.Unconfirmed.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void p40_a_meta_reply_that_does_not_say_successful_is_a_failure_and_an_event_without_it_is_one(
            ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type, BayeuxRules.LOOPING).open()) {
            rules.server.on(
                    "/meta/subscribe", Answer.usual().without("successful").times(1));
            assertThat(BayeuxRules.failure(rules.client.subscribe("/a"), BayeuxRefusedException.class))
                    .hasMessageContaining("successful");
            List<String> seen = rules.subscribe("/b");
            rules.server.session().send("{\"channel\":\"/b\",\"id\":\"1\",\"data\":1}");
            rules.heard(seen, "1");
            rules.server.on(
                    "/meta/connect", Answer.usual().without("successful").times(1));
            rules.awaitEvents(ClientEvent.Retrying.class, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p41_what_application_and_extensions_put_into_ext_is_merged(ConnectionType type) {
        MessageExtension extension = new MessageExtension() {
            @Override
            public boolean send(ExtensionMessage message) {
                message.ext().put("trace", "t-1");
                return true;
            }
        };
        try (BayeuxRules rules = new BayeuxRules(builder -> builder.transports(type)
                        .ack(true)
                        .handshakeExt("auth", Map.of("user", "u"))
                        .handshakeExt("auth", Map.of("realm", "r"))
                        .extension(extension))
                .open()) {
            assertThat(rules.sent("/meta/handshake").get(0).field("ext"))
                    .isEqualTo(Map.of("auth", Map.of("user", "u", "realm", "r"), "ack", true, "trace", "t-1"));
            assertThat(((Map<?, ?>) rules.sent("/meta/connect").get(1).field("ext")).keySet())
                    .isEqualTo(Set.of("ack", "trace"));
        }
    }
}

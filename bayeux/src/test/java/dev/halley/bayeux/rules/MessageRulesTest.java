package dev.halley.bayeux.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.SubscriptionState;
import dev.halley.WireTap;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.ExtensionMessage;
import dev.halley.bayeux.MessageExtension;
import dev.halley.bayeux.Subscription;
import dev.halley.testkit.Reply;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** P32–P41: messages, ids and fields. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MessageRulesTest {
    @ParameterizedTest
    @EnumSource
    void p32_each_message_has_an_id_of_its_own_also_after_a_new_handshake(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.subscribe("/a");
        rules.publish("/a", 1);
        rules.server.expireSessions();
        rules.server.awaitSubscribed("/a", Duration.ofSeconds(5));
        rules.publish("/a", 2);
        rules.time.result(rules.client.unsubscribe("/a"));
        rules.time.result(rules.client.closeAsync());

        List<Received> all = rules.server.received();
        assertThat(all).hasSizeGreaterThan(9);
        assertThat(all).allMatch(message -> message.id().orElse("").matches("[A-Za-z0-9]+"));
        assertThat(all).allMatch(message -> message.field("id") instanceof String);
        assertThat(all).extracting(message -> message.id().orElseThrow()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void p32_ids_that_come_back_as_numbers_match(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type, settings -> settings.numericIds(true)).open();
        List<String> seen = rules.subscribe("/a");
        rules.publish("/a", 1);
        assertThat(seen).containsExactly("1");
        rules.time.result(rules.client.unsubscribe("/a"));
        rules.advance(Duration.ofMinutes(2));
        assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
        assertThat(rules.sent("/meta/connect")).hasSizeGreaterThan(4);
    }

    @ParameterizedTest
    @EnumSource
    void p33_an_event_with_the_id_of_a_request_is_no_reply(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> seen = rules.subscribe("/a");
        rules.server.on("/a", Answer.usual().delay(Duration.ofSeconds(5)).times(1));
        CompletableFuture<BayeuxMessage> publishing = rules.client.publish("/a", "mine");
        rules.settle();
        String id = rules.sent("/a").get(0).id().orElseThrow();
        rules.server.session().send("{\"channel\":\"/a\",\"id\":\"" + id + "\",\"data\":\"another's\"}");
        rules.settle();
        assertThat(seen).contains("\"another's\"");
        assertThat(publishing).isNotDone();
        rules.advance(Duration.ofSeconds(5));
        assertThat(rules.time.result(publishing).isSuccessful()).isTrue();
        assertThat(seen).containsExactlyInAnyOrder("\"another's\"", "\"mine\"");
    }

    @ParameterizedTest
    @EnumSource
    void p33_a_reply_on_another_channel_is_not_the_reply(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/a", Answer.usual().delay(Duration.ofSeconds(5)).times(1));
        CompletableFuture<BayeuxMessage> publishing = rules.client.publish("/a", 1);
        rules.settle();
        String id = rules.sent("/a").get(0).id().orElseThrow();
        rules.server
                .session()
                .send("{\"channel\":\"/b\",\"id\":\"" + id + "\",\"successful\":false,\"error\":\"403::no\"}");
        rules.server
                .session()
                .send("{\"channel\":\"/meta/subscribe\",\"id\":\"" + id
                        + "\",\"successful\":false,\"error\":\"403::no\"}");
        rules.settle();
        assertThat(publishing).isNotDone();
        rules.advance(Duration.ofSeconds(5));
        assertThat(rules.time.result(publishing).isSuccessful()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void p34_replies_without_ids_are_matched_by_channel(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on(message -> true, Answer.usual().without("id"));
        rules.open();
        List<String> seen = rules.subscribe("/a");
        rules.publish("/a", 1);
        assertThat(seen).containsExactly("1");
        rules.time.result(rules.client.unsubscribe("/a"));
        rules.advance(Duration.ofMinutes(2));
        assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
        rules.time.result(rules.client.closeAsync());
        assertThat(rules.sent("/meta/disconnect")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void p35_an_object_alone_is_as_good_as_an_array(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on(
                message -> true,
                Answer.usual().text(array -> array.contains("},{") ? array : array.substring(1, array.length() - 1)));
        rules.open();
        rules.subscribe("/a");
        rules.publish("/b", 1);
        rules.advance(Duration.ofMinutes(2));
        assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @CsvSource({"LONG_POLLING,[]", "LONG_POLLING,''", "WEBSOCKET,[]"})
    void p35_an_answer_without_messages_fails_that_request_alone(ConnectionType type, String body) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/x", Answer.http(Reply.json(body)));
        CompletableFuture<BayeuxMessage> publishing = rules.client.publish("/x", 1);
        rules.settle();
        if (type == LONG_POLLING) {
            rules.failure(publishing, HalleyException.class);
        } else {
            // a frame answers nothing in particular
            assertThat(publishing).isNotDone();
            rules.advance(Duration.ofSeconds(10));
            rules.failure(publishing, OperationTimeoutException.class);
        }
        assertThat(rules.events(ClientEvent.Unconfirmed.class)).hasSize(1);
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(15));
        rules.publish("/y", 1);
    }

    @ParameterizedTest
    @CsvSource({"[]", "''"})
    void p35_a_connect_that_is_answered_without_messages_has_failed(String body) {
        RulesHarness rules = new RulesHarness(LONG_POLLING).open();
        rules.answerNextConnect(Answer.http(Reply.json(body)), false);
        assertThat(rules.events(ClientEvent.Retrying.class)).hasSize(1);
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));
        assertThat(rules.sent("/meta/handshake")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void p36_what_goes_out_is_an_array_in_utf8_and_never_an_empty_one(ConnectionType type) {
        List<WireTap.Traffic> out = new ArrayList<>();
        RulesHarness rules = new RulesHarness(builder -> builder.transports(type)
                        .wireTap(traffic -> {
                            if (traffic.kind() == WireTap.Kind.REQUEST || traffic.kind() == WireTap.Kind.SENT) {
                                out.add(traffic);
                            }
                        }))
                .open();
        String text = "grüße € 𝄞 \"\\ \u0000\u2028";
        rules.publish("/a", text);
        rules.subscribe("/a");
        rules.advance(Duration.ofMinutes(10));
        rules.time.result(rules.client.closeAsync());
        assertThat(out)
                .hasSizeGreaterThan(20)
                .allSatisfy(
                        traffic -> assertThat(traffic.text()).startsWith("[{").endsWith("}]"));
        assertThat(rules.sent("/a").get(0).field("data")).isEqualTo(text);
        if (type == LONG_POLLING) {
            assertThat(rules.server.received())
                    .allMatch(message -> message.headers()
                            .first("Content-Type")
                            .orElse("")
                            .replace(" ", "")
                            .equalsIgnoreCase("application/json;charset=UTF-8"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void p37_unknown_fields_are_kept_for_the_application_and_extensions_and_null_fields_do_no_harm(
            ConnectionType type) {
        List<Object> extended = new ArrayList<>();
        MessageExtension extension = new MessageExtension() {
            @Override
            public boolean receive(ExtensionMessage message) {
                if (message.channel().equals("/a")) {
                    extended.add(message.get("EventType"));
                }
                return true;
            }
        };
        RulesHarness rules =
                new RulesHarness(builder -> builder.transports(type).extension(extension));
        rules.server.on(
                message -> true,
                Answer.usual()
                        .with("error", "null")
                        .with("ext", "null")
                        .with("timestamp", "null")
                        .with("unheardOf", "{\"a\":[1,{}]}"));
        rules.open();
        List<Object> fields = new ArrayList<>();
        rules.time.result(
                rules.client.subscribe("/a", (BayeuxMessage message) -> fields.add(message.field("EventType"))));
        rules.server
                .session()
                .send(
                        "{\"EventType\":\"created\",\"channel\":\"/a\",\"id\":null,\"advice\":null,\"data\":1,\"x\":null}");
        rules.settle();
        assertThat(fields).containsExactly("created");
        assertThat(extended).containsExactly("created");
    }

    @ParameterizedTest
    @EnumSource
    void p37_null_advice_is_no_advice(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on(message -> true, Answer.usual().with("advice", "null"));
        rules.open();
        rules.advance(Duration.ofMinutes(2));
        assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p37_a_message_without_channel_is_dropped_and_reported_and_the_rest_is_processed(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> seen = rules.subscribe("/a");
        rules.server.on(
                "/x",
                Answer.usual()
                        .alsoBefore("{\"data\":0}", "{\"channel\":\"/a\",\"data\":1}")
                        .also("{\"channel\":null,\"data\":0}", "7", "null", "{\"channel\":\"/a\",\"data\":2}")
                        .text(frame -> frame));
        rules.publish("/x", 1);
        assertThat(seen).containsExactly("1", "2");
        assertThat(rules.events(ClientEvent.ProtocolViolated.class))
                .hasSize(1)
                .allSatisfy(event -> assertThat(event.what()).contains("4"));
    }

    @ParameterizedTest
    @EnumSource
    void p38_replies_in_a_json_comment_are_read_and_none_is_sent(ConnectionType type) {
        List<String> out = new ArrayList<>();
        RulesHarness rules =
                new RulesHarness(builder -> builder.transports(type).wireTap(traffic -> {
                    if (traffic.kind() == WireTap.Kind.REQUEST || traffic.kind() == WireTap.Kind.SENT) {
                        out.add(traffic.text());
                    }
                }));
        rules.server.on(message -> true, Answer.usual().text(array -> "/*" + array + "*/"));
        rules.open();
        rules.subscribe("/a");
        rules.publish("/b", 1);
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
        assertThat(out).hasSizeGreaterThan(4).noneMatch(text -> text.startsWith("/*"));
    }

    @ParameterizedTest
    @EnumSource
    void p38_connection_id_and_auth_successful_mean_nothing(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on(
                message -> true,
                Answer.usual().with("connectionId", "\"/meta/connections/7\"").with("authSuccessful", "false"));
        rules.open();
        rules.publish("/b", 1);
        assertThat(rules.server.received())
                .allMatch(message -> message.fieldJson("connectionId").isEmpty()
                        && message.fieldJson("authSuccessful").isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403:a,b:denied | 403 | a;b | denied",
                "401::no token | 401 | '' | no token",
                "400::a: b: c | 400 | '' | a: b: c",
                "403:/x:refused: see http://example.com/a | 403 | /x | refused: see http://example.com/a",
                "Authentication failed | '' | '' | Authentication failed",
                "'' | '' | '' | ''"
            })
    void p39_errors_are_taken_apart(String error, String code, String args, String text) {
        RulesHarness rules = new RulesHarness(WEBSOCKET).open();
        rules.server.on("/x", Answer.refuse(error));
        BayeuxRefusedException refused = rules.failure(rules.client.publish("/x", 1), BayeuxRefusedException.class);
        assertThat(refused.errorCode()).isEqualTo(code.isEmpty() ? null : Integer.valueOf(code));
        assertThat(String.join(";", refused.errorArgs())).isEqualTo(args);
        assertThat(refused.errorText()).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource
    void p40_a_meta_reply_without_successful_is_a_failure_and_an_event_without_it_is_an_event(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/meta/subscribe", Answer.usual().without("successful").times(1));
        assertThat(rules.failure(rules.client.subscribe("/a"), BayeuxRefusedException.class))
                .hasMessageContaining("successful");
        List<String> seen = rules.subscribe("/b");
        rules.server.session().send("{\"channel\":\"/b\",\"id\":\"1\",\"data\":1}");
        rules.settle();
        assertThat(seen).containsExactly("1");

        RulesHarness unopened = new RulesHarness(type);
        unopened.server.on("/meta/handshake", Answer.usual().without("successful"));
        unopened.failure(unopened.client.open(), BayeuxRefusedException.class);
        assertThat(unopened.sent("/meta/connect")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p40_a_connect_reply_without_successful_is_a_failed_connect(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.answerNextConnect(Answer.usual().without("successful"), true);
        assertThat(rules.events(ClientEvent.Retrying.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void p41_the_ext_of_application_and_extensions_is_merged(ConnectionType type) {
        MessageExtension extension = new MessageExtension() {
            @Override
            public boolean send(ExtensionMessage message) {
                message.ext().put("trace", "t-1");
                return true;
            }
        };
        RulesHarness rules = new RulesHarness(builder -> builder.transports(type)
                        .ack(true)
                        .handshakeExt("auth", Map.of("user", "u"))
                        .handshakeExt("auth", Map.of("realm", "r"))
                        .extension(extension))
                .open();
        assertThat(rules.sent("/meta/handshake").get(0).field("ext"))
                .isEqualTo(Map.of("auth", Map.of("user", "u", "realm", "r"), "ack", true, "trace", "t-1"));
        assertThat(((Map<?, ?>) rules.sent("/meta/connect").get(1).field("ext")).keySet())
                .isEqualTo(Set.of("ack", "trace"));
    }

    @Test
    void p41_the_ext_of_a_subscription_is_merged_with_an_extensions() {
        MessageExtension extension = new MessageExtension() {
            @Override
            public boolean send(ExtensionMessage message) {
                message.ext().put("trace", "t-1");
                return true;
            }
        };
        RulesHarness rules =
                new RulesHarness(builder -> builder.transports(WEBSOCKET).extension(extension)).open();
        Subscription subscription = rules.time.result(rules.client.subscribe(
                dev.halley.bayeux.SubscriptionRequest.to("/a").ext(Map.of("filter", "x > 1"))));
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(rules.sent("/meta/subscribe").get(0).field("ext"))
                .isEqualTo(Map.of("filter", "x > 1", "trace", "t-1"));
    }
}

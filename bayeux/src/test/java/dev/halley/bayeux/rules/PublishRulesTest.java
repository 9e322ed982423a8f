package dev.halley.bayeux.rules;

import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.OperationTimeoutException;
import dev.halley.RefusedException;
import dev.halley.UnconfirmedException;
import dev.halley.WireTap;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.PublishOptions;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Dialect;
import dev.halley.testkit.bayeux.Received;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P52–P58: publishing. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PublishRulesTest {
    @ParameterizedTest
    @EnumSource
    void p52_a_publish_has_channel_any_json_client_id_and_id(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        for (Object data : Arrays.asList(null, List.of(1, "b"), "text", 7, true, Map.of("a", Map.of()))) {
            rules.publish("/a", data);
        }
        assertThat(rules.sent("/a"))
                .extracting(Received::dataJson)
                .containsExactly("null", "[1,\"b\"]", "\"text\"", "7", "true", "{\"a\":{}}");
        assertThat(rules.sent("/a")).allSatisfy(publish -> {
            assertThat(publish.fieldJson("data")).isPresent();
            assertThat(publish.id()).isPresent();
            assertThat(publish.clientId()).contains(rules.server.session().clientId());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/*", "/a/**", "/**", "/*/b"})
    void p52_a_publish_to_a_pattern_is_refused_before_it_is_sent(String channel) {
        RulesHarness rules = new RulesHarness(WEBSOCKET).open();
        int count = rules.count();
        assertThatThrownBy(() -> rules.time.result(rules.client.publish(channel, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wildcard");
        rules.settle();
        assertThat(rules.channelsSince(count)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p53_publishes_that_are_never_confirmed_end_in_time_and_leave_nothing_behind(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/x", Answer.none());
        for (int i = 0; i < 3; i++) {
            CompletableFuture<BayeuxMessage> publishing = rules.client.publish("/x", i);
            rules.advance(Duration.ofSeconds(10));
            rules.failure(publishing, OperationTimeoutException.class);
            rules.advance(Duration.ofSeconds(10));
        }
        assertThat(rules.events(ClientEvent.Unconfirmed.class)).hasSize(3);
        String late = rules.sent("/x").get(0).id().orElseThrow();
        rules.server.session().send("{\"channel\":\"/x\",\"id\":\"" + late + "\",\"successful\":true}");
        rules.time.result(rules.client.closeAsync());
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.events(ClientEvent.Unconfirmed.class)).hasSize(3);
        rules.server.close();
        assertThat(rules.time.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void p53_where_no_confirmation_is_expected_a_publish_ends_when_it_was_written(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/x", Answer.reply());
        for (int i = 0; i < 3; i++) {
            BayeuxMessage standIn = rules.time.result(
                    rules.client.publish("/x", i, PublishOptions.defaults().noReplyExpected()));
            assertThat(standIn.channel()).isEqualTo("/x");
        }
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.sent("/x")).extracting(Received::dataJson).containsExactly("0", "1", "2");
        assertThat(rules.events(ClientEvent.Unconfirmed.class)).isEmpty();
        assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
        rules.time.result(rules.client.closeAsync());
        assertThat(rules.events(ClientEvent.Unconfirmed.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p54_a_refused_publish_fails_with_the_servers_error(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/x", Answer.refuse("403:denied_by_policy:publish_denied"));
        BayeuxRefusedException refused = rules.failure(rules.client.publish("/x", 1), BayeuxRefusedException.class);
        assertThat(refused.errorCode()).isEqualTo(403);
        assertThat(refused.errorArgs()).containsExactly("denied_by_policy");
        assertThat(refused.errorText()).isEqualTo("publish_denied");
        assertThat(rules.events(ClientEvent.Unconfirmed.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p54_a_publish_whose_connection_broke_fails_in_another_way_than_a_refused_one(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        rules.server.on("/x", Answer.none());
        CompletableFuture<BayeuxMessage> publishing = rules.client.publish("/x", 1);
        rules.settle();
        rules.server.dropConnections();
        rules.settle();
        HalleyException failure = rules.failure(publishing, UnconfirmedException.class);
        assertThat(failure).isNotInstanceOf(RefusedException.class);
        assertThat(rules.events(ClientEvent.Unconfirmed.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void p55_without_a_connection_a_publish_fails_at_once_and_nothing_is_sent_later(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type);
        rules.server.on(
                "/meta/handshake", Answer.usual().delay(Duration.ofSeconds(3)).times(1));
        CompletableFuture<?> opening = rules.client.open();
        rules.settle();
        assertThat(rules.failure(rules.client.publish("/x", 1), ConnectionException.class))
                .hasMessageContaining("nothing was sent");
        rules.advance(Duration.ofSeconds(3));
        rules.time.result(opening);
        rules.server.stopListening();
        rules.server.dropConnections();
        rules.settle();
        assertThat(rules.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(rules.failure(rules.client.publish("/x", 2), ConnectionException.class))
                .hasMessageContaining("nothing was sent");
        rules.server.listen();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.sent("/x")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void p55_by_option_publishes_wait_for_a_connection_and_go_out_in_order_with_the_new_client_id(ConnectionType type) {
        RulesHarness rules =
                new RulesHarness(builder -> builder.transports(type).maxOfflineCount(3));
        PublishOptions queued = PublishOptions.defaults().whileOffline(PublishOptions.WhileOffline.QUEUE);
        rules.server.on("/meta/handshake", Answer.usual().delay(Duration.ofSeconds(3)));
        CompletableFuture<?> opening = rules.client.open();
        CompletableFuture<?> early = rules.client.publish("/x", 1, queued);
        rules.advance(Duration.ofSeconds(3));
        rules.time.result(opening);
        rules.time.result(early);
        String old = rules.server.session().clientId();

        rules.server.expireSessions();
        rules.settle();
        assertThat(rules.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        List<CompletableFuture<?>> waiting = new ArrayList<>();
        for (int i = 2; i <= 4; i++) {
            waiting.add(rules.client.publish("/x", i, queued));
        }
        // the limit
        rules.failure(rules.client.publish("/x", 5, queued), HalleyException.class);
        rules.settle();
        assertThat(rules.sent("/x")).hasSize(1);
        rules.advance(Duration.ofSeconds(3));
        waiting.forEach(rules.time::result);
        assertThat(rules.sent("/x")).extracting(Received::dataJson).containsExactly("1", "2", "3", "4");
        assertThat(rules.sent("/x").subList(1, 4))
                .noneMatch(publish -> publish.clientId().orElse("").equals(old))
                .allMatch(publish -> publish.clientId()
                        .orElse("")
                        .equals(rules.server.session().clientId()));
    }

    @ParameterizedTest
    @EnumSource
    void p56_many_publishes_are_one_array_in_order_and_each_gets_its_own_reply(ConnectionType type) {
        List<String> frames = new ArrayList<>();
        RulesHarness rules = new RulesHarness(
                builder -> builder.transports(type).wireTap(traffic -> {
                    if (traffic.kind() == WireTap.Kind.REQUEST || traffic.kind() == WireTap.Kind.SENT) {
                        frames.add(traffic.text());
                    }
                }),
                settings -> settings.messagesPerFrame(100));
        rules.open();
        frames.clear();
        rules.server.on("/a/13", Answer.refuse("403::thirteen"));
        rules.server.on("/a/2", Answer.usual().messages(all -> {
            List<String> reversed = new ArrayList<>(all);
            Collections.reverse(reversed);
            return reversed;
        }));
        List<CompletableFuture<BayeuxMessage>> publishing = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            publishing.add(rules.client.publish("/a/" + i, i));
        }
        rules.settle();
        for (int i = 0; i < 30; i++) {
            if (i == 13) {
                assertThat(rules.failure(publishing.get(i), BayeuxRefusedException.class)
                                .errorText())
                        .isEqualTo("thirteen");
            } else {
                assertThat(rules.time.result(publishing.get(i)).channel()).isEqualTo("/a/" + i);
            }
        }
        assertThat(rules.sent("/a/*"))
                .extracting(Received::dataJson)
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 30)
                        .mapToObj(String::valueOf)
                        .toList());
        // what waited while the first one was on its way went together
        assertThat(frames).hasSizeBetween(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void p56_a_connect_that_the_server_does_not_hold_leaves_the_loop_as_it_is(ConnectionType type) {
        List<String> frames = new ArrayList<>();
        RulesHarness rules = new RulesHarness(builder -> builder.transports(type)
                        .wireTap(traffic -> {
                            if (traffic.kind() == WireTap.Kind.REQUEST || traffic.kind() == WireTap.Kind.SENT) {
                                frames.add(traffic.text());
                            }
                        }))
                .open();
        rules.server.on(
                "/meta/connect",
                Answer.reply("{\"channel\":\"/meta/connect\",\"id\":\"${id}\",\"successful\":true}")
                        .times(5));
        List<CompletableFuture<BayeuxMessage>> publishing = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            publishing.add(rules.client.publish("/a", i));
        }
        rules.advance(Duration.ofSeconds(31));
        publishing.forEach(rules.time::result);
        assertThat(rules.server.connectsHeld()).isEqualTo(1);
        assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
        assertThat(rules.sent("/meta/connect")).hasSize(8);
        // ours is alone, so that it is held
        assertThat(frames)
                .filteredOn(frame -> frame.contains("/meta/connect"))
                .hasSize(8)
                .allMatch(frame -> frame.indexOf("\"channel\"") == frame.lastIndexOf("\"channel\""));
    }

    @ParameterizedTest
    @EnumSource
    void p57_the_echo_of_an_own_publish_is_an_event_beside_the_confirmation(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        List<String> seen = rules.subscribe("/a");
        BayeuxMessage reply = rules.time.result(rules.client.publish("/a", "mine"));
        assertThat(reply.isSuccessful()).isTrue();
        assertThat(reply.hasData()).isFalse();
        assertThat(seen).containsExactly("\"mine\"");
    }

    @ParameterizedTest
    @EnumSource
    void p58_the_client_id_of_others_is_never_taken_from_an_event(ConnectionType type) {
        RulesHarness rules = new RulesHarness(type).open();
        String own = rules.server.session().clientId();
        List<String> seen = rules.subscribe("/a");
        rules.server.session().send("{\"channel\":\"/a\",\"clientId\":\"another\",\"data\":1}");
        rules.server.on("/a", Answer.usual().with("clientId", "\"another\""));
        rules.publish("/a", 2);
        rules.publish("/a", 3);
        rules.advance(Duration.ofMinutes(1));
        assertThat(seen).startsWith("1");
        assertThat(rules.server.received())
                .filteredOn(message -> !message.channel().equals("/meta/handshake"))
                .allMatch(message -> message.clientId().orElse("").equals(own));
    }

    @ParameterizedTest
    @EnumSource
    void p58_the_own_client_id_is_never_shown(ConnectionType type) {
        for (Dialect dialect : List.of(Dialect.COMETD, Dialect.FAYE)) {
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            List<String> shown = new ArrayList<>();
            RulesHarness rules = new RulesHarness(
                    builder -> builder.transports(type)
                            .logTo(new PrintStream(log, true, StandardCharsets.UTF_8), System.Logger.Level.ALL)
                            .wireTap(traffic -> shown.add(traffic.toString())),
                    settings -> settings.dialect(dialect));
            rules.open();
            List<String> ids = new ArrayList<>();
            ids.add(rules.server.session().clientId());
            List<String> seen = new ArrayList<>();
            rules.time.result(rules.client.subscribe("/a", (BayeuxMessage message) -> seen.add(message.toString())));
            rules.server.session().send("{\"channel\":\"/a\",\"data\":1,\"clientId\":\"" + ids.get(0) + "\"}");
            rules.server.on("/x", Answer.refuse("401:" + ids.get(0) + ":Unknown client"));
            shown.add(rules.time.failure(rules.client.publish("/x", 1)).toString());
            rules.forget(ids.get(0));
            rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
            rules.server.sessions().forEach(session -> ids.add(session.clientId()));
            rules.server.expireSessions();
            rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
            rules.server.sessions().forEach(session -> ids.add(session.clientId()));
            rules.server.nodeSwitch();
            rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
            rules.server.sessions().forEach(session -> ids.add(session.clientId()));
            rules.server.disconnectClients("401:" + ids.get(ids.size() - 1) + ":Unknown client");
            rules.settle();
            shown.add(String.valueOf(rules.time.failure(rules.client.awaitEnd())));
            shown.add(rules.client.toString());
            rules.events.forEach(event -> shown.add(event.toString()));
            shown.add(log.toString(StandardCharsets.UTF_8));

            assertThat(seen).hasSize(1);
            shown.addAll(seen);
            assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(3);
            assertThat(shown.size()).isGreaterThan(20);
            assertThat(log.toString(StandardCharsets.UTF_8)).contains("/meta/connect");
            for (String id : ids) {
                assertThat(shown).noneMatch(text -> text.contains(id));
            }
        }
    }
}

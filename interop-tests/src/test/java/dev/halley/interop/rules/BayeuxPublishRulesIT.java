package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.RefusedException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.PublishOptions;
import dev.halley.interop.BothWires;
import dev.halley.testkit.bayeux.Answer;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** P52–P58: publishing. */
@Timeout(60)
@BothWires
class BayeuxPublishRulesIT {
    @ParameterizedTest
    @EnumSource
    void p52_a_publish_has_channel_any_data_client_id_and_id(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
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
    }

    @ParameterizedTest
    @EnumSource
    void p53_where_no_confirmation_is_expected_a_publish_ends_when_it_was_written(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            rules.server.on("/x", Answer.reply());
            for (int i = 0; i < 3; i++) {
                assertThat(BayeuxRules.result(rules.client.publish(
                                        "/x", i, PublishOptions.defaults().noReplyExpected()))
                                .channel())
                        .isEqualTo("/x");
            }
            rules.awaitSent("/x", 3);
            BayeuxRules.result(rules.client.closeAsync());
            assertThat(rules.sent("/x")).extracting(Received::dataJson).containsExactly("0", "1", "2");
            assertThat(rules.events(ClientEvent.Unconfirmed.class)).isEmpty();
            assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void p54_a_publish_whose_connection_broke_fails_in_another_way_than_a_refused_one(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            rules.server.on("/x", Answer.none());
            CompletableFuture<BayeuxMessage> publishing = rules.client.publish("/x", 1);
            rules.awaitSent("/x", 1);
            rules.server.dropConnections();
            assertThat((HalleyException) BayeuxRules.failure(publishing, UnconfirmedException.class))
                    .isNotInstanceOf(RefusedException.class);
            rules.awaitEvents(ClientEvent.Unconfirmed.class, 1);
            assertThat(rules.sent("/x")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p55_without_a_connection_a_publish_fails_or_waits_and_goes_out_in_order_with_the_new_client_id(
            ConnectionType type) {
        PublishOptions queued = PublishOptions.defaults().whileOffline(PublishOptions.WhileOffline.QUEUE);
        try (BayeuxRules rules =
                new BayeuxRules(builder -> builder.transports(type).maxOfflineCount(3)).open()) {
            String old = rules.server.session().clientId();
            rules.away();
            rules.server.expireSessions();
            assertThat(BayeuxRules.failure(rules.client.publish("/x", 1), ConnectionException.class))
                    .hasMessageContaining("nothing was sent");
            List<CompletableFuture<?>> waiting = new ArrayList<>();
            for (int i = 2; i <= 4; i++) {
                waiting.add(rules.client.publish("/x", i, queued));
            }
            BayeuxRules.failure(rules.client.publish("/x", 5, queued), HalleyException.class);
            rules.server.listen();
            waiting.forEach(BayeuxRules::result);
            assertThat(rules.sent("/x")).extracting(Received::dataJson).containsExactly("2", "3", "4");
            assertThat(rules.sent("/x"))
                    .noneMatch(publish -> publish.clientId().orElse("").equals(old));
        }
    }

    @ParameterizedTest
    @EnumSource
    void p56_publishes_are_arrays_in_order_each_gets_its_own_reply_and_the_connect_goes_alone(ConnectionType type) {
        List<String> frames = new CopyOnWriteArrayList<>();
        try (BayeuxRules rules = new BayeuxRules(
                        builder -> builder.transports(type).wireTap(traffic -> {
                            switch (traffic.kind()) {
                                case REQUEST, SENT -> frames.add(traffic.text());
                                default -> {}
                            }
                        }),
                        settings -> settings.messagesPerFrame(100))
                .open()) {
            rules.server.on("/a/13", Answer.refuse("403::thirteen"));
            rules.server.on("/a/2", Answer.usual().messages(all -> {
                List<String> reversed = new ArrayList<>(all);
                Collections.reverse(reversed);
                return reversed;
            }));
            List<CompletableFuture<BayeuxMessage>> publishing = new ArrayList<>();
            rules.client.batch(() ->
                    IntStream.range(0, 30).forEach(i -> publishing.add(rules.client.publish("/a/" + i, i))));
            for (int i = 0; i < 30; i++) {
                if (i == 13) {
                    assertThat(BayeuxRules.failure(publishing.get(i), BayeuxRefusedException.class)
                                    .errorText())
                            .isEqualTo("thirteen");
                } else {
                    assertThat(BayeuxRules.result(publishing.get(i)).channel()).isEqualTo("/a/" + i);
                }
            }
            assertThat(rules.sent("/a/*"))
                    .extracting(Received::dataJson)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 30).mapToObj(String::valueOf).toList());
            assertThat(frames)
                    .filteredOn(frame -> frame.contains("\"/a/"))
                    .singleElement(STRING)
                    .doesNotContain("/meta/");

            // one that is not held, and so is answered at once: the loop goes on
            rules.server.on(
                    "/meta/connect",
                    Answer.reply("{\"channel\":\"/meta/connect\",\"id\":\"${id}\",\"successful\":true}")
                            .times(3));
            rules.connectedAfter(rules.server::dropConnections);
            // a tap may be told after the server has got it
            rules.until(
                    "all connects are shown",
                    () -> frames.stream()
                                    .filter(frame -> frame.contains("/meta/connect"))
                                    .count()
                            >= rules.sent("/meta/connect").size());
            assertThat(rules.sent("/meta/connect")).hasSizeGreaterThan(5);
            assertThat(frames)
                    .filteredOn(frame -> frame.contains("/meta/connect"))
                    .allMatch(frame -> frame.indexOf("\"channel\"") == frame.lastIndexOf("\"channel\""));
            assertThat(rules.events(ClientEvent.Retrying.class)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void p57_the_echo_of_an_own_publish_is_an_event_beside_the_confirmation(ConnectionType type) {
        try (BayeuxRules rules = new BayeuxRules(type).open()) {
            List<String> seen = rules.subscribe("/a");
            BayeuxMessage reply = BayeuxRules.result(rules.client.publish("/a", "mine"));
            assertThat(reply.isSuccessful()).isTrue();
            assertThat(reply.hasData()).isFalse();
            rules.heard(seen, "\"mine\"");
        }
    }

    @ParameterizedTest
    @EnumSource
    void p58_a_client_id_is_never_taken_from_an_event_and_ours_is_never_shown(ConnectionType type) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        List<String> shown = new CopyOnWriteArrayList<>();
        try (BayeuxRules rules = new BayeuxRules(builder -> builder.transports(type)
                        .logTo(new PrintStream(log, true, StandardCharsets.UTF_8), System.Logger.Level.ALL)
                        .wireTap(traffic -> shown.add(traffic.toString())))
                .open()) {
            String own = rules.server.session().clientId();
            List<String> seen = rules.subscribe("/a");
            rules.server.session().send("{\"channel\":\"/a\",\"clientId\":\"another\",\"data\":1}");
            rules.heard(seen, "1");
            rules.publish("/a", 2);
            assertThat(rules.server.received())
                    .filteredOn(message -> !message.channel().equals("/meta/handshake"))
                    .allMatch(message -> message.clientId().orElse("").equals(own));

            rules.server.on(
                    "/x", Answer.refuse("401:" + own + ":Unknown client").times(2));
            CompletableFuture<?> refused = rules.client.publish("/x", 1);
            rules.awaitSent("/meta/handshake", 2);
            rules.forget(own);
            shown.add(String.valueOf(BayeuxRules.failure(refused, HalleyException.class)));
            rules.awaitState(ConnectionState.CONNECTED);
            List<String> ids = rules.server.received().stream()
                    .flatMap(message -> message.clientId().stream())
                    .distinct()
                    .toList();
            shown.add(rules.client.toString());
            rules.events.forEach(event -> shown.add(event.toString()));
            BayeuxRules.result(rules.client.closeAsync(Duration.ofSeconds(2)));
            shown.add(log.toString(StandardCharsets.UTF_8));
            assertThat(log.toString(StandardCharsets.UTF_8)).contains("/meta/connect");
            assertThat(ids).hasSizeGreaterThan(1);
            for (String id : ids) {
                assertThat(shown).hasSizeGreaterThan(10).noneMatch(text -> text.contains(id));
            }
        }
    }
}

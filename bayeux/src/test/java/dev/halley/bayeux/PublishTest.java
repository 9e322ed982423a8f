package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.OperationTimeoutException;
import dev.halley.OverflowException;
import dev.halley.UnconfirmedException;
import dev.halley.bayeux.PublishOptions.WhileOffline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a publish: options, outages, new sessions, batches; in virtual time over both transports. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PublishTest {
    private static final PublishOptions QUEUED = PublishOptions.defaults().whileOffline(WhileOffline.QUEUE);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static String refusal(String channel, String error) {
        return "{\"channel\":\"" + channel + "\",\"id\":\"$id\",\"successful\":false,\"error\":\"" + error + "\"}";
    }

    /** Takes what the client sent next, whatever order connect and publishes have; the connect is left unanswered. */
    private static List<SessionHarness.Sent> publishes(SessionHarness server, int arrays) {
        List<SessionHarness.Sent> sent = new ArrayList<>();
        for (int i = 0; i < arrays; i++) {
            SessionHarness.Sent next = server.next();
            if (!next.messages.get(0).get("channel").equals("/meta/connect")) {
                sent.add(next);
            }
        }
        return sent;
    }

    private static List<Object> data(List<SessionHarness.Sent> sent) {
        return sent.stream()
                .flatMap(array -> array.messages.stream())
                .map(message -> message.get("data"))
                .toList();
    }

    /** Brings a broken link back with the same session. */
    private static void reconnect(SessionHarness server) {
        server.advance(SECOND);
        server.next("/meta/connect").confirm();
    }

    @ParameterizedTest
    @EnumSource
    void P55_P24_messages_wait_for_the_connection_in_order_and_go_out_with_the_new_client_id(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\",\"interval\":0}}");
        List<CompletableFuture<BayeuxMessage>> publishing = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            publishing.add(server.client.publish("/a", i, QUEUED));
        }
        assertThat(server.time.failure(server.client.publish("/a", 4)))
                .isExactlyInstanceOf(ConnectionException.class)
                .hasMessageContaining("nothing was sent");
        server.handshake("client-2");
        server.next("/meta/connect").confirm();
        List<SessionHarness.Sent> sent = publishes(server, 2);
        assertThat(data(sent)).containsExactly(1, 2, 3);
        assertThat(sent.get(0).messages)
                .allSatisfy(message -> assertThat(message).containsEntry("clientId", "client-2"));
        sent.get(0).confirm();
        publishing.forEach(
                each -> assertThat(server.time.result(each).isSuccessful()).isTrue());
        assertThat(server.events(ClientEvent.Unconfirmed.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P55_messages_published_while_the_client_is_opened_wait_for_the_first_connection(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        assertThat(server.time.failure(server.client.publish("/a", 0, QUEUED))).isInstanceOf(ClosedException.class);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1, QUEUED);
        server.handshake("client-1");
        server.next("/meta/connect").confirm();
        assertThat(server.time.result(opening)).isSameAs(server.client);
        publishes(server, 2).get(0).confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void P55_more_than_the_offline_queue_holds_is_refused(ConnectionType type) {
        SessionHarness server = new SessionHarness(
                type, builder -> builder.transports(type).maxOfflineCount(2).publishDefaults(QUEUED));
        server.breakLink(server.open());
        CompletableFuture<BayeuxMessage> first = server.client.publish("/a", 1);
        CompletableFuture<BayeuxMessage> second = server.client.publish("/a", 2);
        assertThat(server.time.failure(server.client.publish("/a", 3)))
                .isInstanceOf(OverflowException.class)
                .hasMessageStartingWith("offline queue: 2 messages wait to be sent (maxOfflineCount: 2)");
        first.cancel(false);
        CompletableFuture<BayeuxMessage> fourth = server.client.publish("/a", 4);
        reconnect(server);
        List<SessionHarness.Sent> sent = publishes(server, 2);
        assertThat(data(sent)).containsExactly(2, 4);
        sent.get(0).confirm();
        assertThat(server.time.result(second).isSuccessful()).isTrue();
        assertThat(server.time.result(fourth).isSuccessful()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void what_waits_for_a_connection_ends_with_its_deadline_or_with_the_client(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.breakLink(server.open());
        CompletableFuture<BayeuxMessage> late = server.client.publish("/a", 1, QUEUED.deadline(Duration.ofMillis(100)));
        CompletableFuture<BayeuxMessage> patient = server.client.publish("/a", 2, QUEUED);
        server.advance(Duration.ofMillis(100));
        assertThat(server.time.failure(late))
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessage("publish to /a: not confirmed within 100 ms");
        server.client.close();
        assertThat(server.time.failure(patient)).isInstanceOf(ClosedException.class);
        // nothing of them was ever written
        assertThat(server.events(ClientEvent.Unconfirmed.class)).isEmpty();
        assertThat(server.time.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void an_unconfirmed_message_is_sent_again_only_when_attempts_are_left(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> once = server.client.publish("/a", 1);
        CompletableFuture<BayeuxMessage> twice = server.client.publish(
                "/a", 2, PublishOptions.defaults().attempts(2).idempotencyKey("order-17"));
        SessionHarness.Sent sent = server.next("/a");
        if (type == ConnectionType.WEBSOCKET) {
            sent = server.next("/a");
            assertThat(sent.only()).containsEntry("ext", Map.of("idempotencyKey", "order-17"));
        } else {
            sent.confirm();
            assertThat(server.time.result(once).isSuccessful()).isTrue();
            sent = server.next("/a");
        }
        String firstId = (String) sent.only().get("id");
        server.breakLink(sent);
        if (type == ConnectionType.WEBSOCKET) {
            assertThat(server.time.failure(once)).isInstanceOf(UnconfirmedException.class);
            assertThat(server.events(ClientEvent.Unconfirmed.class)).hasSize(1);
            reconnect(server);
        } else {
            server.advance(SECOND);
        }
        assertThat(twice).isNotDone();
        SessionHarness.Sent again =
                type == ConnectionType.WEBSOCKET ? publishes(server, 2).get(0) : server.next("/a");
        assertThat(again.only())
                .containsEntry("data", 2)
                .containsEntry("ext", Map.of("idempotencyKey", "order-17"))
                .doesNotContainEntry("id", firstId);
        again.confirm();
        assertThat(server.time.result(twice).isSuccessful()).isTrue();
        assertThat(server.events(ClientEvent.Unconfirmed.class)).hasSize(type == ConnectionType.WEBSOCKET ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource
    void when_the_last_attempt_is_unconfirmed_the_call_says_so_and_the_event_does(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).requestTimeout(Duration.ofSeconds(3)));
        server.open();
        CompletableFuture<BayeuxMessage> publishing =
                server.client.publish("/a", 1, PublishOptions.defaults().attempts(2));
        server.next("/a");
        if (type == ConnectionType.LONG_POLLING) {
            server.advance(Duration.ofSeconds(4));
            server.next("/a");
            server.advance(Duration.ofSeconds(3));
        } else {
            server.socket().breakConnection();
            reconnect(server);
            publishes(server, 2);
            server.socket().breakConnection();
        }
        assertThat(server.time.failure(publishing))
                .isInstanceOfAny(OperationTimeoutException.class, UnconfirmedException.class);
        assertThat(server.events(ClientEvent.Unconfirmed.class)).hasSize(1);
    }

    @Test
    void P59_over_long_polling_a_message_that_is_sent_again_holds_the_later_ones_that_keep_their_place() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        CompletableFuture<BayeuxMessage> first =
                server.client.publish("/a", 1, PublishOptions.defaults().attempts(3));
        server.next("/a").exchange().respond(503, "<html>busy</html>");
        server.time.runPending();
        CompletableFuture<BayeuxMessage> second = server.client.publish("/a", 2);
        CompletableFuture<BayeuxMessage> hasty =
                server.client.publish("/a", 3, PublishOptions.defaults().ordered(false));
        SessionHarness.Sent overtaking = server.next("/a");
        assertThat(overtaking.only()).containsEntry("data", 3);
        overtaking.confirm();
        server.time.result(hasty);
        assertThat(second).isNotDone();
        server.advance(SECOND);
        SessionHarness.Sent both = server.next("/a");
        assertThat(data(List.of(both))).containsExactly(1, 2);
        both.confirm();
        assertThat(server.time.result(first).isSuccessful()).isTrue();
        assertThat(server.time.result(second).isSuccessful()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void P59_what_is_held_behind_an_earlier_message_waits_no_longer_than_for_a_reply_and_says_for_what(
            boolean gathering) {
        SessionHarness server = new SessionHarness(
                ConnectionType.LONG_POLLING,
                builder -> (gathering ? builder.autoBatch(2, Duration.ofMillis(20)) : builder)
                        .transports(ConnectionType.LONG_POLLING)
                        .requestTimeout(Duration.ofMillis(500)));
        server.open();
        CompletableFuture<BayeuxMessage> first = server.client.publish("/a", 1, QUEUED.attempts(3));
        // both of them are gathered before the first one fails
        server.advance(Duration.ofMillis(20));
        CompletableFuture<BayeuxMessage> held = gathering ? server.client.publish("/a", 2) : null;
        server.time.runPending();
        server.next("/a").exchange().respond(503, "<html>busy</html>");
        server.time.runPending();
        CompletableFuture<BayeuxMessage> later = gathering ? held : server.client.publish("/a", 2);
        server.advance(Duration.ofMillis(520));
        assertThat(first).isNotDone();
        assertThat(server.time.failure(later))
                .isExactlyInstanceOf(OperationTimeoutException.class)
                .hasMessage("publish to /a: not sent within 500 ms, because an earlier message, which keeps its place,"
                        + " waits to be sent again; nothing of it was sent");
        server.assertQuiet();
        assertThat(server.events(ClientEvent.Unconfirmed.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P54_a_refusal_is_final_whatever_the_attempts(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1, QUEUED.attempts(5));
        server.next("/a").answer(refusal("/a", "403:x,y:publish_denied"));
        assertThat(server.time.failure(publishing)).isInstanceOfSatisfying(BayeuxRefusedException.class, refused -> {
            assertThat(refused.errorCode()).isEqualTo(403);
            assertThat(refused.errorArgs()).containsExactly("x", "y");
        });
        assertThat(server.events(ClientEvent.Unconfirmed.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P72_a_publish_that_learns_of_the_lost_session_causes_one_handshake_and_is_sent_again_once(
            ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        List<CompletableFuture<BayeuxMessage>> publishing =
                List.of(server.client.publish("/a", 1), server.client.publish("/a", 2));
        SessionHarness.Sent first = server.next("/a");
        SessionHarness.Sent second = type == ConnectionType.WEBSOCKET ? server.next("/a") : null;
        first.answer(refusal("/a", "402::session_unknown"));
        assertThat(publishing.get(0)).isNotDone();
        if (second != null) {
            second.answer(refusal("/a", "402::session_unknown"));
        }
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        server.handshake("client-2");
        server.next("/meta/connect").confirm();
        SessionHarness.Sent both = publishes(server, 2).get(0);
        assertThat(data(List.of(both))).containsExactly(1, 2);
        assertThat(both.messages).allSatisfy(message -> assertThat(message).containsEntry("clientId", "client-2"));
        List<String> replies = new ArrayList<>();
        for (Map<String, Object> message : both.messages) {
            replies.add(refusal("/a", "402::session_unknown").replace("$id", (String) message.get("id")));
        }
        both.answer(replies.toArray(String[]::new));
        // the second time it is final for what was refused before
        assertThat(server.time.failure(publishing.get(0))).isInstanceOf(BayeuxRefusedException.class);
        server.advance(Duration.ofSeconds(5));
        server.handshake("client-3");
    }

    @ParameterizedTest
    @EnumSource
    void P72_a_call_that_learns_of_the_lost_session_is_asked_again_in_the_new_one(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> calling = server.client.call("/service/x", 1, Duration.ofSeconds(5));
        server.next("/service/x").answer(refusal("/service/x", "403::Unknown client"));
        server.handshake("client-2");
        server.next("/meta/connect").confirm();
        SessionHarness.Sent again = publishes(server, 2).get(0);
        again.answer("{\"channel\":\"/service/x\",\"id\":\"$id\",\"successful\":true,\"data\":\"yes\"}");
        assertThat(server.time.result(calling).data()).isEqualTo("yes");
    }

    @ParameterizedTest
    @EnumSource
    void what_may_not_wait_offline_waits_for_a_new_session_no_longer_than_for_a_reply(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        server.next("/a").answer(refusal("/a", "402::session_unknown"));
        server.next("/meta/handshake");
        server.advance(Duration.ofSeconds(10));
        assertThat(server.time.failure(publishing))
                .isInstanceOf(BayeuxRefusedException.class)
                .hasMessageContaining("402::session_unknown");
    }

    @ParameterizedTest
    @EnumSource
    void P53_a_publish_that_is_never_confirmed_ends_in_time_and_leaves_nothing(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        server.next("/a");
        server.advance(Duration.ofSeconds(10));
        assertThat(server.time.failure(publishing)).isInstanceOf(OperationTimeoutException.class);
        CompletableFuture<Boolean> closing = server.client.closeAsync(Duration.ofHours(1));
        server.time.runPending();
        // nothing is pending, so nothing is waited for
        assertThat(server.client.state()).isNotEqualTo(ConnectionState.CONNECTED);
        server.advance(Duration.ofSeconds(5));
        assertThat(server.time.result(closing)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void P56_a_batch_leaves_as_one_array_in_order_and_each_reply_finds_its_own(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        List<CompletableFuture<BayeuxMessage>> publishing = new ArrayList<>();
        List<CompletableFuture<Subscription>> subscribing = new ArrayList<>();
        server.client.batch(() -> {
            publishing.add(server.client.publish("/a", 1));
            server.client.batch(() -> subscribing.add(server.client.subscribe("/b")));
            publishing.add(server.client.publish("/a", 2));
            server.time.runPending();
            server.wire.assertIdle();
        });
        SessionHarness.Sent batch = server.next();
        assertThat(batch.messages.stream().map(message -> message.get("channel")))
                .containsExactly("/a", "/meta/subscribe", "/a");
        List<String> ids = batch.messages.stream()
                .map(message -> (String) message.get("id"))
                .toList();
        batch.answer(
                refusal("/a", "403::no").replace("$id", ids.get(2)),
                "{\"channel\":\"/meta/subscribe\",\"id\":\"" + ids.get(1)
                        + "\",\"successful\":true,\"subscription\":\"/b\"}",
                "{\"channel\":\"/a\",\"id\":\"" + ids.get(0) + "\",\"successful\":true}");
        assertThat(server.time.result(publishing.get(0)).isSuccessful()).isTrue();
        assertThat(server.time.result(subscribing.get(0)).channel()).isEqualTo("/b");
        assertThat(server.time.failure(publishing.get(1))).isInstanceOf(BayeuxRefusedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_that_throws_is_sent_as_far_as_it_came(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        List<CompletableFuture<BayeuxMessage>> publishing = new ArrayList<>();
        assertThatThrownBy(() -> server.client.batch(() -> {
                    publishing.add(server.client.publish("/a", 1));
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        server.next("/a").confirm();
        assertThat(server.time.result(publishing.get(0)).isSuccessful()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void nobody_waits_inside_of_a_batch(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        BayeuxClient blocking = server.client.blocking();
        assertThatThrownBy(() -> blocking.batch(() -> blocking.publish("/a", 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("publish: called inside of batch()");
        server.wire.assertIdle();
        assertThat(server.events(ClientEvent.Unconfirmed.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void P56_a_batch_is_split_by_bytes_and_keeps_its_order(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).maxBatchBytes(2_000));
        server.open();
        // 300 characters that are 900 bytes as UTF-8
        String text = "\u20ac".repeat(300);
        List<CompletableFuture<BayeuxMessage>> publishing = new ArrayList<>();
        server.client.batch(() -> {
            for (int i = 0; i < 5; i++) {
                publishing.add(server.client.publish("/a", i + text));
            }
        });
        List<Object> arrived = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        while (arrived.size() < 5) {
            SessionHarness.Sent array = server.next("/a");
            sizes.add(array.messages.size());
            array.messages.forEach(message -> arrived.add(message.get("data")));
            array.confirm();
        }
        assertThat(sizes).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(2));
        assertThat(arrived).containsExactly(0 + text, 1 + text, 2 + text, 3 + text, 4 + text);
        publishing.forEach(
                each -> assertThat(server.time.result(each).isSuccessful()).isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void an_automatic_batch_leaves_when_it_is_full_or_its_time_is_over(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).autoBatch(3, Duration.ofMillis(20)));
        server.open();
        List<CompletableFuture<BayeuxMessage>> publishing = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            publishing.add(server.client.publish("/a", i));
        }
        SessionHarness.Sent full = server.next("/a");
        assertThat(data(List.of(full))).containsExactly(1, 2, 3);
        full.confirm();
        server.wire.assertIdle();
        server.advance(Duration.ofMillis(20));
        SessionHarness.Sent rest = server.next("/a");
        assertThat(data(List.of(rest))).containsExactly(4);
        rest.confirm();
        publishing.forEach(
                each -> assertThat(server.time.result(each).isSuccessful()).isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void what_was_gathered_when_the_client_is_closed_is_sent_before_the_disconnect(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).autoBatch(3, SECOND));
        server.open();
        CompletableFuture<BayeuxMessage> gathered = server.client.publish("/a", 5);
        server.assertQuiet();
        CompletableFuture<Void> closing = server.client.closeAsync();
        SessionHarness.Sent last = server.next("/a");
        if (type == ConnectionType.LONG_POLLING) {
            // another connection, which could overtake
            server.assertQuiet();
        }
        last.confirm();
        assertThat(server.time.result(gathered).isSuccessful()).isTrue();
        server.next("/meta/disconnect").confirm();
        server.advance(SECOND);
        assertThat(closing).isCompleted();
    }

    @ParameterizedTest
    @EnumSource
    void a_disconnect_waits_a_second_at_most_for_what_was_published_before(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> unanswered = server.client.publish("/a", 5);
        server.next("/a");
        CompletableFuture<Void> closing = server.client.closeAsync();
        if (type == ConnectionType.LONG_POLLING) {
            server.advance(Duration.ofMillis(999));
            server.assertQuiet();
            server.advance(Duration.ofMillis(1));
        }
        server.next("/meta/disconnect").confirm();
        server.advance(SECOND);
        assertThat(closing).isCompleted();
        assertThat(server.time.failure(unanswered)).isInstanceOf(ClosedException.class);
        assertThat(server.events(ClientEvent.Unconfirmed.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_gathered_is_sent_before_the_deadline_of_a_close_begins_to_count(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).autoBatch(3, SECOND.multipliedBy(60)));
        server.open();
        CompletableFuture<BayeuxMessage> gathered = server.client.publish("/a", 5);
        server.time.runPending();
        CompletableFuture<Boolean> closing = server.client.closeAsync(SECOND);
        server.next("/a").confirm();
        assertThat(server.time.result(gathered).isSuccessful()).isTrue();
        server.next("/meta/disconnect").confirm();
        server.advance(SECOND);
        assertThat(closing).isCompletedWithValue(true);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_gathered_when_the_link_broke_fails_as_not_sent(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).autoBatch(3, Duration.ofMillis(20)));
        SessionHarness.Sent held = server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        CompletableFuture<BayeuxMessage> queued = server.client.publish("/a", 2, QUEUED);
        server.time.runPending();
        server.breakLink(held);
        server.advance(Duration.ofMillis(20));
        assertThat(server.time.failure(publishing)).isExactlyInstanceOf(ConnectionException.class);
        assertThat(queued).isNotDone();
        reconnect(server);
        assertThat(data(publishes(server, 2))).containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource
    void P53_without_an_expected_reply_a_publish_ends_when_it_was_written(ConnectionType type) {
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type)
                        .publishDefaults(PublishOptions.defaults().noReplyExpected()));
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        SessionHarness.Sent sent = server.next("/a");
        if (type == ConnectionType.LONG_POLLING) {
            sent.exchange().respond(200, "");
        }
        BayeuxMessage standIn = server.time.result(publishing);
        assertThat(standIn.channel()).isEqualTo("/a");
        assertThat(standIn.id()).isEqualTo(sent.only().get("id"));
        assertThat(standIn.isSuccessful()).isFalse();
        // nothing waits for a reply, so nothing is late
        server.advance(Duration.ofSeconds(20));
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(server.events(ClientEvent.Unconfirmed.class)).isEmpty();
    }

    @Test
    void P53_over_long_polling_a_refusal_is_heard_though_no_reply_is_expected() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        CompletableFuture<BayeuxMessage> publishing =
                server.client.publish("/a", 1, PublishOptions.defaults().noReplyExpected());
        server.next("/a").answer(refusal("/a", "403::no"));
        assertThat(server.time.failure(publishing)).isInstanceOf(BayeuxRefusedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void P72_refused_credentials_are_renewed_once_and_the_message_is_sent_again(ConnectionType type) {
        List<CompletableFuture<Void>> renewals = new ArrayList<>();
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type).auth(() -> {
                    CompletableFuture<Void> renewal = new CompletableFuture<>();
                    renewals.add(renewal);
                    return renewal;
                }));
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        server.next("/a").answer(refusal("/a", "401::Authentication invalid"));
        CompletableFuture<BayeuxMessage> later = server.client.publish("/a", 2);
        server.time.runPending();
        assertThat(renewals).hasSize(1);
        renewals.get(0).complete(null);
        SessionHarness.Sent both = server.next("/a");
        assertThat(data(List.of(both))).containsExactly(1, 2);
        both.answer(
                refusal("/a", "401::Authentication invalid")
                        .replace("$id", (String) both.messages.get(0).get("id")),
                "{\"channel\":\"/a\",\"id\":\"" + both.messages.get(1).get("id") + "\",\"successful\":true}");
        // once: the second refusal is final
        assertThat(server.time.failure(publishing)).isInstanceOf(BayeuxRefusedException.class);
        assertThat(server.time.result(later).isSuccessful()).isTrue();
        assertThat(renewals).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void credentials_that_can_not_be_renewed_leave_the_refusal_with_the_reason(ConnectionType type) {
        SessionHarness server = new SessionHarness(
                type,
                builder -> builder.transports(type)
                        .auth(() -> CompletableFuture.failedFuture(new IllegalStateException("no login"))));
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        server.next("/a").answer(refusal("/a", "401::Authentication invalid"));
        assertThat(server.time.failure(publishing))
                .isInstanceOf(BayeuxRefusedException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(why -> assertThat(why).hasMessage("authenticate() failed: no login")));
    }

    @Test
    void P62_over_long_polling_http_401_renews_the_credentials_and_sends_again() {
        SessionHarness server = new SessionHarness(
                ConnectionType.LONG_POLLING,
                builder -> builder.transports(ConnectionType.LONG_POLLING)
                        .auth(() -> CompletableFuture.completedFuture(null)));
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        server.next("/a").exchange().respond(401, "who are you?");
        server.time.runPending();
        server.next("/a").confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
    }

    @Test
    void P62_over_long_polling_an_answer_that_will_not_change_is_final_though_the_message_may_wait() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1, QUEUED.attempts(3));
        server.next("/a").exchange().respond(413, "too large");
        assertThat(server.time.failure(publishing)).isInstanceOf(ConnectionException.class);
    }

    @Test
    void over_long_polling_a_request_that_was_not_sent_beside_a_living_connect_is_tried_again_after_a_second() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1, QUEUED);
        server.next("/a").exchange().fail(dev.halley.wire.WireException.Kind.REFUSED);
        server.time.runPending();
        server.wire.assertIdle();
        server.advance(SECOND);
        server.next("/a").confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
        assertThat(server.events(ClientEvent.Unconfirmed.class)).isEmpty();
    }

    /** The consumer asks for the next message only when its publish was confirmed; the server floods it meanwhile. */
    @ParameterizedTest
    @EnumSource
    void a_consumer_that_publishes_from_its_own_loop_under_a_flood_goes_on(ConnectionType type) {
        SessionHarness server = new SessionHarness(
                type, builder -> builder.transports(type).maxPendingCount(10).maxPendingBytes(4_000));
        SessionHarness.Sent held = server.open();
        server.subscribe("/in");
        List<Object> confirmed = new ArrayList<>();
        List<Throwable> refused = new ArrayList<>();
        consume(server.client, confirmed, refused);
        int sent = 0;
        for (int round = 0; round < 200 && confirmed.size() + refused.size() < 600; round++) {
            if (held != null && sent < 600) {
                List<String> flood = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    flood.add("{\"channel\":\"/in\",\"data\":" + sent++ + ",\"padding\":\"" + "x".repeat(60) + "\"}");
                }
                flood.add("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
                held.answer(flood.toArray(String[]::new));
                held = null;
            }
            server.advance(Duration.ofSeconds(1));
            for (SessionHarness.Sent next = server.poll(); next != null; next = server.poll()) {
                if (next.messages.get(0).get("channel").equals("/out")) {
                    next.confirm();
                } else {
                    held = next;
                }
            }
        }
        assertThat(confirmed.size() + refused.size()).isEqualTo(600);
        assertThat(refused).allSatisfy(failure -> assertThat(failure).isInstanceOf(OverflowException.class));
        assertThat(confirmed).isNotEmpty();
        assertThat(server.events(ClientEvent.Dropped.class)).isEmpty();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    private static void consume(AsyncBayeuxClient client, List<Object> confirmed, List<Throwable> refused) {
        CompletableFuture<?> unused = client.receive()
                .thenCompose(message -> client.publish("/out", message.data())
                        .handle((reply, failure) ->
                                failure == null ? confirmed.add(message.data()) : refused.add(failure))
                        .thenAccept(done -> consume(client, confirmed, refused)));
    }

    @ParameterizedTest
    @EnumSource
    void a_payload_that_is_too_large_is_refused_by_the_call_itself(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).maxOutgoingMessageSize(10));
        server.open();
        assertThatThrownBy(() -> server.client.publish("/a", "0123456789"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data: 12 characters of JSON (expected: at most 10; see maxOutgoingMessageSize)");
        CompletableFuture<BayeuxMessage> fits = server.client.publish("/a", "01234567");
        server.next("/a").confirm();
        assertThat(server.time.result(fits).isSuccessful()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void P58_the_client_id_is_in_no_text_of_an_unconfirmed_publish(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 1);
        server.breakLink(server.next("/a"));
        Throwable failure = server.time.failure(publishing);
        assertThat(failure.toString()).doesNotContain("client-1");
        assertThat(server.events.toString()).doesNotContain("client-1");
        assertThat(server.client.toString()).doesNotContain("client-1");
    }

    @ParameterizedTest
    @EnumSource
    void P58_a_client_id_in_an_event_is_not_taken_for_our_own(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer(
                "{\"channel\":\"/a\",\"clientId\":\"somebody-else\",\"data\":1}",
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true,\"clientId\":\"somebody-else\"}");
        assertThat(server.next("/meta/connect").only()).containsEntry("clientId", "client-1");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/a", 2);
        SessionHarness.Sent sent = server.next("/a");
        assertThat(sent.only()).containsEntry("clientId", "client-1");
        sent.confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_batch_of_received_messages_has_what_is_there_and_an_empty_one_ends_in_time(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        CompletableFuture<List<BayeuxMessage>> none = server.client.receiveBatch(10, SECOND);
        server.advance(SECOND);
        assertThat(server.time.result(none)).isEmpty();
        CompletableFuture<List<BayeuxMessage>> two = server.client.receiveBatch(2, SECOND);
        held.answer(
                "{\"channel\":\"/a\",\"data\":1}",
                "{\"channel\":\"/a\",\"data\":2}",
                "{\"channel\":\"/a\",\"data\":3}",
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        assertThat(server.time.result(two).stream().map(BayeuxMessage::data)).containsExactly(1, 2);
        assertThat(server.time.result(server.client.receiveBatch(2, SECOND)).stream()
                        .map(BayeuxMessage::data))
                .containsExactly(3);
        assertThatThrownBy(() -> server.client.receiveBatch(0, SECOND)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void options_are_values_and_refuse_what_makes_no_sense() {
        PublishOptions options = PublishOptions.defaults()
                .attempts(2)
                .deadline(SECOND)
                .idempotencyKey("k")
                .ordered(false)
                .whileOffline(WhileOffline.QUEUE);
        assertThat(options.attempts()).isEqualTo(2);
        assertThat(options.deadline()).contains(SECOND);
        assertThat(options.idempotencyKey()).contains("k");
        assertThat(options.isOrdered()).isFalse();
        assertThat(options.whileOffline()).isEqualTo(WhileOffline.QUEUE);
        assertThat(options.isReplyExpected()).isTrue();
        assertThat(options)
                .isEqualTo(QUEUED.ordered(false)
                        .idempotencyKey("k")
                        .deadline(SECOND)
                        .attempts(2))
                .hasSameHashCodeAs(QUEUED.ordered(false)
                        .idempotencyKey("k")
                        .deadline(SECOND)
                        .attempts(2))
                .isNotEqualTo(PublishOptions.defaults());
        assertThatThrownBy(() -> options.attempts(0)).hasMessage("attempts: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> options.deadline(Duration.ZERO))
                .hasMessage("deadline: PT0S (expected: more than zero)");
        BayeuxClientBuilder builder = BayeuxClient.builder(SessionHarness.URL);
        assertThatThrownBy(() -> builder.autoBatch(1, SECOND)).hasMessage("maxMessages: 1 (expected: from 2 to 100)");
        assertThatThrownBy(() -> builder.maxOfflineCount(-1))
                .hasMessage("maxOfflineCount: -1 (expected: zero or more)");
    }
}

package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.bayeux.annotation.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The acknowledgement extension: what is acknowledged when, and what a lost connection costs. */
class AckTest {
    private SessionHarness h;
    private SessionHarness.Sent held;

    private void open(ConnectionType type, UnaryOperator<BayeuxClientBuilder> options, String ack) {
        h = new SessionHarness(
                type, builder -> options.apply(builder.transports(type).ack(true)));
        CompletableFuture<AsyncBayeuxClient> opening = h.client.open();
        handshake("client-1", ack);
        h.next("/meta/connect").answer(connected(1));
        assertThat(h.time.result(opening)).isSameAs(h.client);
        held = h.next("/meta/connect");
    }

    private void open(ConnectionType type) {
        open(type, builder -> builder, "true");
    }

    private void handshake(String clientId, String ack) {
        SessionHarness.Sent sent = h.next("/meta/handshake");
        assertThat(sent.only().get("ext")).isEqualTo(Map.of("ack", true));
        sent.answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                + "\"clientId\":\"" + clientId + "\",\"supportedConnectionTypes\":[\"websocket\",\"long-polling\"],"
                + "\"ext\":{\"ack\":" + ack + "},"
                + "\"advice\":{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":30000,\"maxInterval\":10000}}");
    }

    private static String connected(long batch) {
        return "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true,\"ext\":{\"ack\":" + batch + "}}";
    }

    private static String event(int number) {
        return "{\"channel\":\"/a\",\"data\":" + number + "}";
    }

    /** The data of a reply, and the reply. */
    private static String[] batch(long batch, int from, int to) {
        List<String> messages = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            messages.add(event(i));
        }
        messages.add(connected(batch));
        return messages.toArray(String[]::new);
    }

    private static Long ack(SessionHarness.Sent connect) {
        assertThat(connect.channel()).isEqualTo("/meta/connect");
        Object ext = connect.only().get("ext");
        return ext == null ? null : ((Number) ((Map<?, ?>) ext).get("ack")).longValue();
    }

    private CompletableFuture<Subscription> confirmed(CompletableFuture<Subscription> subscribing) {
        h.next("/meta/subscribe").confirm();
        assertThat(subscribing).isCompleted();
        return subscribing;
    }

    @ParameterizedTest
    @EnumSource
    void the_handshake_asks_and_each_connect_acknowledges_the_batch_before(ConnectionType type) {
        open(type);
        assertThat(ack(held)).isEqualTo(1L);
        held.answer(connected(2));
        assertThat(ack(h.next("/meta/connect"))).isEqualTo(2L);
    }

    @ParameterizedTest
    @EnumSource
    void a_server_without_the_extension_gets_plain_connects_and_a_lost_link_is_a_gap(ConnectionType type) {
        open(type, builder -> builder, "false");
        assertThat(ack(held)).isNull();
        confirmed(h.client.subscribe("/a", message -> {}));
        h.breakLink(held);
        h.advance(Duration.ofSeconds(1));
        h.next("/meta/connect").confirm();
        assertThat(h.events(ClientEvent.Gap.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void the_batch_of_the_handshake_is_acknowledged_by_the_first_connect(ConnectionType type) {
        h = new SessionHarness(type, builder -> builder.transports(type).ack(true));
        CompletableFuture<AsyncBayeuxClient> opening = h.client.open();
        handshake("client-1", "{\"enabled\":true,\"batch\":7}");
        SessionHarness.Sent connect = h.next("/meta/connect");
        assertThat(ack(connect)).isEqualTo(7L);
        connect.answer(connected(8));
        assertThat(opening).isCompleted();
    }

    /** A client whose handler keeps each message until the test acknowledges it. */
    private List<BayeuxMessage> openManually(ConnectionType type) {
        open(type, builder -> builder.manualAck(true), "true");
        List<BayeuxMessage> messages = new ArrayList<>();
        confirmed(h.client.subscribe("/a", messages::add));
        return messages;
    }

    private static List<Object> data(List<BayeuxMessage> messages) {
        return messages.stream().map(BayeuxMessage::data).toList();
    }

    private void ack(BayeuxMessage message) {
        message.ack();
        h.time.runPending();
    }

    @ParameterizedTest
    @EnumSource
    void the_next_connect_waits_until_the_whole_batch_was_processed(ConnectionType type) {
        List<BayeuxMessage> messages = openManually(type);
        held.answer(batch(2, 1, 2));
        h.assertQuiet();
        ack(messages.get(1));
        h.assertQuiet();
        ack(messages.get(0));
        assertThat(ack(h.next("/meta/connect"))).isEqualTo(2L);
    }

    @ParameterizedTest
    @EnumSource
    void acknowledging_twice_counts_once(ConnectionType type) {
        List<BayeuxMessage> messages = openManually(type);
        held.answer(batch(2, 1, 2));
        ack(messages.get(0));
        ack(messages.get(0));
        h.assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void after_half_of_max_interval_a_connect_goes_with_the_old_ack_and_what_comes_again_is_skipped(
            ConnectionType type) {
        List<BayeuxMessage> messages = openManually(type);
        held.answer(batch(2, 1, 2));
        h.advance(Duration.ofMillis(4_999));
        h.assertQuiet();
        h.advance(Duration.ofMillis(1));
        SessionHarness.Sent again = h.next("/meta/connect");
        assertThat(ack(again)).isEqualTo(1L);

        again.answer(batch(3, 1, 3));
        assertThat(data(messages)).containsExactly(1, 2, 3);
        ack(messages.get(0));
        ack(messages.get(1));
        h.assertQuiet();
        h.advance(Duration.ofSeconds(5));
        SessionHarness.Sent third = h.next("/meta/connect");
        assertThat(ack(third))
                .as("the first batch is processed, the second is not")
                .isEqualTo(2L);
        third.answer(batch(4, 3, 4));
        assertThat(data(messages)).containsExactly(1, 2, 3, 4);
        ack(messages.get(3));
        ack(messages.get(2));
        assertThat(ack(h.next("/meta/connect"))).isEqualTo(4L);
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_of_sixty_seconds_costs_at_most_fifteen_connects_and_sees_nothing_twice(ConnectionType type) {
        List<BayeuxMessage> messages = openManually(type);
        held.answer(batch(2, 1, 10));
        int connects = 0;
        long batch = 3;
        for (int second = 0; second < 60; second++) {
            h.advance(Duration.ofSeconds(1));
            if (second % 5 == 4) {
                SessionHarness.Sent connect = h.next("/meta/connect");
                connects++;
                assertThat(ack(connect)).isEqualTo(1L);
                connect.answer(batch(batch++, 1, 10));
            }
            h.assertQuiet();
        }
        assertThat(connects).isLessThanOrEqualTo(15);
        assertThat(data(messages)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        messages.forEach(this::ack);
        assertThat(ack(h.next("/meta/connect"))).isEqualTo(batch - 1);
        assertThat(h.events(ClientEvent.StateChanged.class))
                .extracting(ClientEvent.StateChanged::to)
                .endsWith(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_link_brings_what_was_not_acknowledged_again_and_is_no_gap(ConnectionType type) {
        List<BayeuxMessage> messages = openManually(type);
        held.answer(batch(2, 1, 2));
        messages.forEach(this::ack);
        SessionHarness.Sent lost = h.next("/meta/connect");
        assertThat(ack(lost)).isEqualTo(2L);
        if (type == ConnectionType.WEBSOCKET) {
            // frames come before the reply that ends their batch
            h.socket().deliverText("[" + event(3) + "]");
            h.time.runPending();
            assertThat(data(messages)).containsExactly(1, 2, 3);
        }
        h.breakLink(lost);
        h.advance(Duration.ofSeconds(1));
        SessionHarness.Sent resumed = h.next("/meta/connect");
        assertThat(ack(resumed)).isEqualTo(2L);
        assertThat(resumed.only()).containsKey("advice");
        resumed.answer(batch(3, 3, 5));
        assertThat(data(messages)).containsExactly(1, 2, 3, 4, 5);
        assertThat(h.events(ClientEvent.Gap.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void what_an_extension_withholds_is_counted_all_the_same(ConnectionType type) {
        Set<Object> seen = new HashSet<>();
        Extension noneTwice = new MessageExtension() {
            @Override
            public boolean receive(ExtensionMessage message) {
                return message.get("data") == null || seen.add(message.get("data"));
            }
        };
        open(type, builder -> builder.manualAck(true).extension(noneTwice), "true");
        List<BayeuxMessage> messages = new ArrayList<>();
        confirmed(h.client.subscribe("/a", messages::add));
        held.answer(batch(2, 1, 2));
        h.advance(Duration.ofSeconds(5));
        SessionHarness.Sent again = h.next("/meta/connect");
        assertThat(ack(again)).isEqualTo(1L);
        again.answer(batch(3, 1, 3));
        assertThat(data(messages)).containsExactly(1, 2, 3);
        messages.forEach(this::ack);
        assertThat(ack(h.next("/meta/connect"))).isEqualTo(3L);
    }

    @Test
    void what_an_old_session_still_brings_is_not_counted_in_the_next_one() {
        List<BayeuxMessage> messages = openManually(ConnectionType.LONG_POLLING);
        CompletableFuture<BayeuxMessage> publishing = h.client.publish("/p", 1);
        SessionHarness.Sent publish = h.next("/p");
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\"}}");
        h.time.runPending();
        SessionHarness.Sent handshaking = h.next("/meta/handshake");
        publish.answer(event(1), "{\"channel\":\"/p\",\"id\":\"$id\",\"successful\":true}");
        assertThat(publishing).isCompleted();
        handshaking.answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                + "\"clientId\":\"client-2\",\"supportedConnectionTypes\":[\"long-polling\"],\"ext\":{\"ack\":true}}");
        SessionHarness.Sent first = h.next();
        SessionHarness.Sent second = h.next();
        SessionHarness.Sent connect = first.channel().equals("/meta/connect") ? first : second;
        (connect == first ? second : first).confirm();
        assertThat(ack(connect)).isEqualTo(-1L);
        connect.answer(batch(1, 7, 7));
        assertThat(data(messages)).containsExactly(1, 7);
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_session_is_a_gap_and_the_next_one_begins_anew(ConnectionType type) {
        List<BayeuxMessage> messages = openManually(type);
        held.answer(batch(2, 1, 1));
        h.advance(Duration.ofSeconds(5));
        h.next("/meta/connect")
                .answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                        + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\"}}");
        handshake("client-2", "true");
        SessionHarness.Sent first = h.next();
        if (first.messages.get(0).get("channel").equals("/meta/subscribe")) {
            first.confirm();
            first = h.next("/meta/connect");
        }
        assertThat(ack(first)).as("nothing of this session was seen").isEqualTo(-1L);
        first.answer(batch(1, 7, 7));
        assertThat(data(messages)).containsExactly(1, 7);
        ack(messages.get(0));
        ack(messages.get(1));
        assertThat(ack(h.next("/meta/connect"))).isEqualTo(1L);
    }

    @ParameterizedTest
    @EnumSource
    void a_message_of_the_stream_is_processed_when_the_next_one_is_asked_for(ConnectionType type) {
        open(type);
        confirmed(h.client.subscribe("/a"));
        held.answer(batch(2, 1, 2));
        assertThat(h.<Object>receive()).isEqualTo(1);
        h.assertQuiet();
        assertThat(h.<Object>receive()).isEqualTo(2);
        h.assertQuiet();
        CompletableFuture<BayeuxMessage> third = h.client.receive();
        assertThat(ack(h.next("/meta/connect"))).isEqualTo(2L);
        assertThat(third).isNotDone();
    }

    @ParameterizedTest
    @EnumSource
    void a_message_for_nobody_holds_nothing_up(ConnectionType type) {
        open(type);
        held.answer(batch(2, 1, 2));
        assertThat(ack(h.next("/meta/connect"))).isEqualTo(2L);
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_that_throws_has_finished(ConnectionType type) {
        open(type);
        confirmed(h.client.subscribe("/a", message -> {
            throw new IllegalStateException("no");
        }));
        held.answer(batch(2, 1, 2));
        assertThat(ack(h.next("/meta/connect"))).isEqualTo(2L);
        assertThat(h.events(ClientEvent.HandlerFailed.class)).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void what_an_unsubscribed_handler_did_not_see_holds_nothing_up(ConnectionType type) {
        open(type);
        h.time.holdHandlers();
        CompletableFuture<Subscription> subscribing = h.client.subscribe("/a", message -> {});
        h.next("/meta/subscribe").confirm();
        h.time.releaseHandlers();
        Subscription subscription = h.time.result(subscribing);
        h.time.holdHandlers();
        held.answer(batch(2, 1, 2));
        h.assertQuiet();
        CompletableFuture<Void> done = h.client.unsubscribe(subscription);
        List<String> channels = List.of(h.next().channel(), h.next().channel());
        assertThat(channels).containsExactlyInAnyOrder("/meta/unsubscribe", "/meta/connect");
        assertThat(done).isNotDone();
    }

    static final class Payloads {
        @dev.halley.bayeux.annotation.Subscription("/a")
        void payload(int number) {}
    }

    static final class Heard {
        @Listener("/service/a")
        void payload(int number) {}
    }

    static final class Messages {
        @Listener("/meta/connect")
        void payload(Object nothing) {}

        @dev.halley.bayeux.annotation.Subscription("/a")
        void message(BayeuxMessage message) {}
    }

    @ParameterizedTest
    @EnumSource
    void manual_acknowledgement_refuses_handlers_that_never_could(ConnectionType type) {
        open(type, builder -> builder.manualAck(true), "true");
        SubscriptionRequest to = SubscriptionRequest.to("/a");
        for (SubscriptionRequest unable : List.of(
                to.handler(int.class, number -> {}),
                to.handler(int.class, (parameters, number) -> {}),
                to.asyncHandler(int.class, number -> CompletableFuture.completedFuture(null)),
                to.batchHandler(int.class, numbers -> {}))) {
            assertThatThrownBy(() -> h.client.subscribe(unable))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("handler of /a: gets the payload alone, so with manualAck(true) nobody can call"
                            + " message.ack() (expected: a handler of BayeuxMessage)");
        }
        assertThatThrownBy(() -> h.client.register(new Payloads())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> h.client.register(new Heard())).isInstanceOf(IllegalArgumentException.class);
        assertThat(h.client.subscriptions()).isEmpty();

        CompletableFuture<Registration> able = h.client.register(new Messages());
        h.next("/meta/subscribe").confirm();
        assertThat(able).isCompleted();
    }

    @ParameterizedTest
    @EnumSource
    void without_manual_acknowledgement_a_handler_of_payloads_is_as_good(ConnectionType type) {
        open(type);
        confirmed(h.client.subscribe("/a", int.class, number -> {}));
        held.answer(batch(2, 1, 2));
        assertThat(ack(h.next("/meta/connect"))).isEqualTo(2L);
    }
}

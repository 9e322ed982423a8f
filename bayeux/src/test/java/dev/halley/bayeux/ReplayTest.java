package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import dev.halley.UnconfirmedException;
import dev.halley.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Subscriptions that go on where they were, at a server with the replay extension. */
class ReplayTest {
    private final Map<String, Long> stored = new LinkedHashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final PositionStore store = new PositionStore() {
        @Override
        public OptionalLong load(String channel) {
            calls.add("load " + channel);
            Long position = stored.get(channel);
            return position == null ? OptionalLong.empty() : OptionalLong.of(position);
        }

        @Override
        public void store(String channel, long position) {
            calls.add("store " + channel + " " + position);
            stored.put(channel, position);
        }
    };

    private final List<Object> handled = new ArrayList<>();
    private SessionHarness h;
    private SessionHarness.Sent held;

    private void open(ConnectionType type, Replay replay, UnaryOperator<BayeuxClientBuilder> options) {
        h = new SessionHarness(
                type, builder -> options.apply(builder.transports(type).replay(replay)));
        CompletableFuture<AsyncBayeuxClient> opening = h.client.open();
        handshake("client-1", true);
        h.next("/meta/connect").confirm();
        assertThat(h.time.result(opening)).isSameAs(h.client);
        held = h.next("/meta/connect");
    }

    private void open(ConnectionType type, Replay replay) {
        open(type, replay, builder -> builder);
    }

    private void handshake(String clientId, boolean supported) {
        SessionHarness.Sent sent = h.next("/meta/handshake");
        assertThat(sent.only().get("ext")).isEqualTo(Map.of("replay", true));
        sent.answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                + "\"clientId\":\"" + clientId + "\",\"supportedConnectionTypes\":[\"websocket\",\"long-polling\"],"
                + (supported ? "\"ext\":{\"replay\":true,\"payload.format\":true}," : "")
                + "\"advice\":{\"reconnect\":\"retry\",\"interval\":0,\"timeout\":110000}}");
    }

    private CompletableFuture<Subscription> subscribe(String channel) {
        return h.client.subscribe(
                channel,
                message -> handled.add(((Map<?, ?>) ((Map<?, ?>) message.data()).get("event")).get("replayId")));
    }

    private SessionHarness.Sent asked(Map<String, ?> positions) {
        SessionHarness.Sent sent = h.next("/meta/subscribe");
        assertPositions(sent.only(), positions);
        return sent;
    }

    private static void assertPositions(Map<String, Object> subscribe, Map<String, ?> positions) {
        assertThat(((Map<?, ?>) subscribe.get("ext")).get("replay")).isEqualTo(positions);
    }

    private static String event(String channel, long replayId) {
        return "{\"channel\":\"" + channel + "\",\"data\":{\"schema\":\"s\",\"event\":{\"createdDate\":\"d\","
                + "\"replayId\":" + replayId + "},\"payload\":{}}}";
    }

    /** Events with the reply to the held connect. */
    private void deliver(String channel, long... replayIds) {
        List<String> messages = new ArrayList<>();
        for (long replayId : replayIds) {
            messages.add(event(channel, replayId));
        }
        messages.add("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        held.answer(messages.toArray(String[]::new));
        held = h.next("/meta/connect");
    }

    private static String refused(long position) {
        return "{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"subscription\":\"/a\",\"successful\":false,"
                + "\"error\":\"400::The replayId {" + position + "} you provided was invalid.\"}";
    }

    @ParameterizedTest
    @EnumSource
    void a_channel_without_a_position_begins_at_the_tip_and_each_processed_one_is_stored(ConnectionType type) {
        open(type, Replay.from(store));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        Subscription subscription = h.time.result(subscribing);
        deliver("/a", 5, 9);
        assertThat(handled).containsExactly(5, 9);
        assertThat(calls).containsExactly("load /a", "store /a 5", "store /a 9");
        assertThat(subscription.position()).hasValue(9);
    }

    @ParameterizedTest
    @EnumSource
    void the_next_process_begins_behind_the_stored_position(ConnectionType type) {
        stored.put("/a", 9L);
        open(type, Replay.from(store).initial(Replay.EARLIEST));
        assertThat(subscribe("/a")).isNotDone();
        asked(Map.of("/a", 9)).confirm();
        assertThat(subscribe("/b")).isNotDone();
        asked(Map.of("/b", -2)).confirm();
    }

    @ParameterizedTest
    @EnumSource
    void what_the_application_asks_for_wins_over_the_store(ConnectionType type) {
        stored.put("/a", 9L);
        open(type, Replay.from(store).initial("/a", 3));
        CompletableFuture<Subscription> subscribing = h.client.subscribe(SubscriptionRequest.to("/a")
                .handler(message -> handled.add(message.channel()))
                .replayFrom(Replay.EARLIEST));
        asked(Map.of("/a", -2)).confirm();
        assertThat(subscribing).isCompleted();
    }

    @ParameterizedTest
    @EnumSource
    void channels_that_are_subscribed_together_are_asked_for_with_one_map(ConnectionType type) {
        stored.put("/a", 9L);
        open(type, Replay.from(store).initial("/c?x=1", 4));
        CompletableFuture<List<Subscription>> all = h.client.subscribeAll(List.of("/a", "/b", "/c?x=1"));
        asked(Map.of("/a", 9, "/b", -1, "/c", 4)).confirm();
        assertThat(all).isNotCompletedExceptionally();
    }

    @ParameterizedTest
    @EnumSource
    void a_position_is_stored_when_everything_before_it_was_processed_too(ConnectionType type) {
        open(type, Replay.from(store), builder -> builder.manualAck(true));
        List<BayeuxMessage> messages = new ArrayList<>();
        CompletableFuture<Subscription> subscribing = h.client.subscribe("/a", messages::add);
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        deliver("/a", 1, 2, 3);
        messages.get(1).ack();
        messages.get(2).ack();
        assertThat(calls).containsExactly("load /a");
        messages.get(0).ack();
        assertThat(calls).containsExactly("load /a", "store /a 3");
    }

    @Test
    void of_a_replay_over_long_polling_each_message_is_stored_behind_which_nothing_lower_comes() {
        open(ConnectionType.LONG_POLLING, Replay.from(store), builder -> builder.manualAck(true));
        List<BayeuxMessage> messages = new ArrayList<>();
        CompletableFuture<Subscription> subscribing = h.client.subscribe("/a", messages::add);
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        // two replies, of which the second came first
        deliver("/a", 4, 5, 1, 2, 3, 6);
        deliver("/a");
        messages.get(0).ack();
        messages.get(1).ack();
        assertThat(calls).containsExactly("load /a");
        messages.get(2).ack();
        messages.get(3).ack();
        messages.get(4).ack();
        messages.get(5).ack();
        assertThat(calls).containsExactly("load /a", "store /a 1", "store /a 2", "store /a 3", "store /a 6");
    }

    @ParameterizedTest
    @EnumSource
    void what_a_former_subscription_processes_late_takes_no_stored_position_back(ConnectionType type) {
        open(type, Replay.from(store), builder -> builder.manualAck(true));
        List<BayeuxMessage> messages = new ArrayList<>();
        CompletableFuture<Subscription> former = h.client.subscribe("/a", messages::add);
        asked(Map.of("/a", -1)).confirm();
        deliver("/a", 1);
        deliver("/a", 2);
        CompletableFuture<Void> off = h.client.unsubscribe(h.time.result(former));
        h.next("/meta/unsubscribe").confirm();
        assertThat(off).isCompleted();
        CompletableFuture<Subscription> present = h.client.subscribe("/a", messages::add);
        asked(Map.of("/a", -1)).confirm();
        assertThat(present).isCompleted();
        deliver("/a", 3);
        deliver("/a", 4);
        messages.get(2).ack();
        messages.get(3).ack();
        h.time.runPending();
        assertThat(stored).containsEntry("/a", 4L);
        messages.get(0).ack();
        messages.get(1).ack();
        h.time.runPending();
        assertThat(stored).containsEntry("/a", 4L);
    }

    @ParameterizedTest
    @EnumSource
    void a_message_of_two_consumers_is_processed_when_both_have_it(ConnectionType type) {
        open(type, Replay.from(store));
        CompletableFuture<Subscription> first = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        CompletableFuture<Subscription> second = h.client.subscribe("/a");
        assertThat(h.time.result(first)).isNotSameAs(h.time.result(second));
        deliver("/a", 1);
        assertThat(handled).containsExactly(1);
        assertThat(calls).containsExactly("load /a");
        BayeuxMessage taken = h.time.result(h.client.receive());
        assertThat(calls).containsExactly("load /a");
        CompletableFuture<BayeuxMessage> next = h.client.receive();
        assertThat(next).isNotDone();
        assertThat(taken.hasData()).isTrue();
        assertThat(calls).containsExactly("load /a", "store /a 1");
    }

    /** Another session begins; confirms what it asks for beside the connects, and holds the second of these. */
    private Map<String, Object> anotherSession() {
        h.advance(Duration.ofSeconds(1));
        handshake("client-2", true);
        List<SessionHarness.Sent> both = List.of(h.next(), h.next());
        both.forEach(SessionHarness.Sent::confirm);
        assertThat(both)
                .extracting(SessionHarness.Sent::channel)
                .containsExactlyInAnyOrder("/meta/subscribe", "/meta/connect");
        held = h.next("/meta/connect");
        return both.get(both.get(0).channel().equals("/meta/subscribe") ? 0 : 1).only();
    }

    /** In the same one the server might write what it replays to the lost link. */
    @ParameterizedTest
    @EnumSource
    void P23_P65_after_a_lost_link_another_session_begins_behind_the_last_accepted_message(ConnectionType type) {
        open(type, Replay.from(store));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        Subscription subscription = h.time.result(subscribing);
        deliver("/a", 5, 9);
        h.breakLink(held);
        assertPositions(anotherSession(), Map.of("/a", 9));
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(h.events(ClientEvent.Gap.class)).isEmpty();
        // the lost reply comes again, and what was accepted is not handled twice
        deliver("/a", 9, 10, 12);
        assertThat(handled).containsExactly(5, 9, 10, 12);
        assertThat(stored).containsEntry("/a", 12L);
    }

    @Test
    void events_in_a_lost_reply_to_a_publish_come_again_though_a_connect_brought_later_ones() {
        open(ConnectionType.LONG_POLLING, Replay.from(store));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        Subscription subscription = h.time.result(subscribing);
        deliver("/a", 5);
        CompletableFuture<BayeuxMessage> publishing = h.client.publish("/up", 1);
        SessionHarness.Sent publish = h.next("/up");
        // its reply has 6, and never comes
        deliver("/a", 7);
        publish.exchange().fail(WireException.Kind.BROKEN);
        assertThat(h.time.failure(publishing)).isInstanceOf(UnconfirmedException.class);
        assertPositions(anotherSession(), Map.of("/a", 5));
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
        deliver("/a", 6, 7, 8);
        assertThat(handled).containsExactly(5, 7, 6, 8);
        assertThat(h.events(ClientEvent.Gap.class)).isEmpty();
    }

    @Test
    void events_in_the_reply_to_a_connect_that_is_left_with_its_session_come_again() {
        open(ConnectionType.LONG_POLLING, Replay.from(store));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        deliver("/a", 5);
        // 6 is on its way with the connect's reply
        CompletableFuture<BayeuxMessage> first = h.client.publish("/up", 1);
        h.next("/up").answer(event("/a", 7), "{\"channel\":\"/up\",\"id\":\"$id\",\"successful\":true}");
        assertThat(h.time.result(first).isSuccessful()).isTrue();
        CompletableFuture<BayeuxMessage> second = h.client.publish("/up", 2);
        h.next("/up").exchange().fail(WireException.Kind.BROKEN);
        assertThat(h.time.failure(second)).isInstanceOf(UnconfirmedException.class);
        assertPositions(anotherSession(), Map.of("/a", 5));
        deliver("/a", 6, 7, 8);
        assertThat(handled).containsExactly(5, 7, 6, 8);
    }

    @Test
    void a_lost_reply_of_a_former_session_takes_nothing_of_the_next_one() {
        open(ConnectionType.LONG_POLLING, Replay.from(store).initial(3));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", 3)).confirm();
        assertThat(subscribing).isCompleted();
        CompletableFuture<BayeuxMessage> publishing = h.client.publish("/up", 1);
        SessionHarness.Sent publish = h.next("/up");
        h.breakLink(held);
        h.advance(Duration.ofSeconds(1));
        handshake("client-2", true);
        h.next("/meta/connect").confirm();
        publish.exchange().fail(WireException.Kind.BROKEN);
        assertThat(h.time.failure(publishing)).isInstanceOf(UnconfirmedException.class);
        h.next("/meta/connect");
        h.next("/meta/subscribe").confirm();
        assertThat(h.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(h.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @Test
    void a_subscribe_that_fails_while_the_client_is_opened_is_asked_for_in_another_session_when_it_is_open() {
        h = new SessionHarness(
                ConnectionType.LONG_POLLING,
                builder -> builder.transports(ConnectionType.LONG_POLLING)
                        .replay(Replay.from(store).initial(3)));
        CompletableFuture<AsyncBayeuxClient> opening = h.client.open();
        handshake("client-1", true);
        SessionHarness.Sent connect = h.next("/meta/connect");
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", 3)).exchange().fail(WireException.Kind.BROKEN);
        h.time.runPending();
        connect.confirm();
        assertThat(h.time.result(opening)).isSameAs(h.client);
        h.next("/meta/connect");
        assertPositions(anotherSession(), Map.of("/a", 3));
        assertThat(h.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @Test
    void events_in_a_reply_that_comes_when_the_connect_is_lost_come_again() {
        open(ConnectionType.LONG_POLLING, Replay.from(store));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        deliver("/a", 5);
        CompletableFuture<BayeuxMessage> publishing = h.client.publish("/up", 1);
        SessionHarness.Sent publish = h.next("/up");
        deliver("/a", 7);
        h.breakLink(held);
        publish.answer(event("/a", 6), "{\"channel\":\"/up\",\"id\":\"$id\",\"successful\":true}");
        assertThat(h.time.result(publishing).isSuccessful()).isTrue();
        assertThat(handled).containsExactly(5, 7);
        assertPositions(anotherSession(), Map.of("/a", 5));
        deliver("/a", 6, 7, 8);
        assertThat(handled).containsExactly(5, 7, 6, 8);
    }

    @ParameterizedTest
    @EnumSource
    void a_subscribe_whose_link_was_lost_is_asked_for_in_another_session(ConnectionType type) {
        open(type, Replay.from(store).initial(3));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        SessionHarness.Sent subscribe = asked(Map.of("/a", 3));
        h.breakLink(held);
        if (type == ConnectionType.LONG_POLLING) {
            subscribe.exchange().fail(WireException.Kind.REFUSED);
        }
        assertPositions(anotherSession(), Map.of("/a", 3));
        assertThat(h.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
        deliver("/a", 4, 5);
        assertThat(handled).containsExactly(4, 5);
    }

    /** Servers replay to a new subscription only: what the lost reply had would not come again. */
    @Test
    void a_subscribe_that_the_server_may_have_taken_is_asked_for_in_another_session() {
        open(ConnectionType.LONG_POLLING, Replay.from(store).initial(3));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", 3)).exchange().fail(WireException.Kind.BROKEN);
        assertPositions(anotherSession(), Map.of("/a", 3));
        assertThat(h.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_link_before_the_first_message_of_a_channel_is_a_gap(ConnectionType type) {
        open(type, Replay.from(store));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        h.breakLink(held);
        assertPositions(anotherSession(), Map.of("/a", -1));
        assertThat(h.events(ClientEvent.Gap.class)).hasSize(1);
    }

    private SessionHarness.Sent newSession() {
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"403::Unknown client\",\"advice\":{\"reconnect\":\"handshake\"}}");
        handshake("client-2", true);
        SessionHarness.Sent first = h.next();
        SessionHarness.Sent second = h.next();
        boolean connectFirst = first.messages.get(0).get("channel").equals("/meta/connect");
        (connectFirst ? first : second).confirm();
        held = null;
        return connectFirst ? second : first;
    }

    @ParameterizedTest
    @EnumSource
    void a_new_session_goes_on_behind_the_last_accepted_message_without_a_gap(ConnectionType type) {
        open(type, Replay.from(store), builder -> builder.manualAck(true));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        deliver("/a", 5, 9);
        SessionHarness.Sent again = newSession();
        assertPositions(again.only(), Map.of("/a", 9));
        again.confirm();
        assertThat(calls).as("nothing was acknowledged").containsExactly("load /a");
        assertThat(h.events(ClientEvent.Gap.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_position_fails_the_subscribe_by_default(ConnectionType type) {
        stored.put("/a", 7L);
        open(type, Replay.from(store));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", 7)).answer(refused(7));
        assertThat(h.time.failure(subscribing)).isInstanceOf(BayeuxRefusedException.class);
        assertThat(h.client.subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Replay.WhenRefused.class)
    void a_position_refused_to_an_automatic_subscribe_is_dealt_with_by_the_policy(Replay.WhenRefused policy) {
        open(ConnectionType.LONG_POLLING, Replay.from(store).whenRefused(policy));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        Subscription subscription = h.time.result(subscribing);
        deliver("/a", 5);
        newSession().answer(refused(5));
        if (policy == Replay.WhenRefused.FAIL) {
            h.time.runPending();
            assertThat(subscription.state()).isEqualTo(SubscriptionState.FAILED);
            assertThat(subscription.failure()).containsInstanceOf(BayeuxRefusedException.class);
            return;
        }
        SessionHarness.Sent next = h.next();
        if (next.messages.get(0).get("channel").equals("/meta/connect")) {
            next = h.next();
        }
        assertPositions(next.only(), Map.of("/a", policy == Replay.WhenRefused.EARLIEST ? -2 : -1));
        next.confirm();
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(h.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(gap.lastPosition()).isEqualTo("5"))
                .satisfies(gap -> assertThat(gap.lostAt()).isAfter(Instant.EPOCH));
    }

    @ParameterizedTest
    @EnumSource
    void the_application_decides_about_a_refused_position_three_times_at_most(ConnectionType type) {
        stored.put("/a", 7L);
        List<RefusedPosition> asked = new ArrayList<>();
        open(type, Replay.from(store).whenRefused(refused -> {
            asked.add(refused);
            return OptionalLong.of(refused.position() - 1);
        }));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        for (long position = 7; position > 3; position--) {
            asked(Map.of("/a", (int) position)).answer(refused(position));
        }
        assertThat(h.time.failure(subscribing)).isInstanceOf(BayeuxRefusedException.class);
        assertThat(asked).extracting(RefusedPosition::position).containsExactly(7L, 6L, 5L);
    }

    @ParameterizedTest
    @EnumSource
    void a_stored_position_that_is_refused_leaves_a_gap_of_unknown_begin(ConnectionType type) {
        stored.put("/a", 7L);
        open(type, Replay.from(store).whenRefused(Replay.WhenRefused.LATEST));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", 7)).answer(refused(7));
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        assertThat(h.events(ClientEvent.Gap.class)).singleElement().satisfies(gap -> {
            assertThat(gap.lastPosition()).isEqualTo("7");
            assertThat(gap.lostAt()).isEqualTo(Instant.EPOCH);
        });
    }

    @ParameterizedTest
    @EnumSource
    void another_refusal_is_not_taken_for_a_refused_position(ConnectionType type) {
        stored.put("/a", 7L);
        open(type, Replay.from(store).whenRefused(Replay.WhenRefused.LATEST));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", 7))
                .answer("{\"channel\":\"/meta/subscribe\",\"id\":\"$id\",\"subscription\":\"/a\","
                        + "\"successful\":false,\"error\":\"403:denied:subscribe_denied\"}");
        assertThat(h.time.failure(subscribing)).isInstanceOf(BayeuxRefusedException.class);
    }

    @ParameterizedTest
    @EnumSource
    void messages_beyond_the_window_are_not_recognised(ConnectionType type) {
        open(type, Replay.from(store).window(2));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        deliver("/a", 1, 2, 3, 3, 2, 1);
        assertThat(handled).containsExactly(1, 2, 3, 1);
    }

    @ParameterizedTest
    @EnumSource
    void a_pattern_keeps_one_position_and_knows_messages_by_their_channel(ConnectionType type) {
        open(type, Replay.from(store));
        CompletableFuture<Subscription> subscribing = subscribe("/data/*");
        asked(Map.of("/data/*", -1)).confirm();
        assertThat(subscribing).isCompleted();
        deliver("/data/x", 1);
        deliver("/data/y", 1);
        assertThat(handled).containsExactly(1, 1);
        assertThat(calls).containsExactly("load /data/*", "store /data/* 1", "store /data/* 1");
    }

    @ParameterizedTest
    @EnumSource
    void a_server_without_the_extension_gets_plain_subscribes(ConnectionType type) {
        h = new SessionHarness(type, builder -> builder.transports(type).replay(Replay.from(store)));
        CompletableFuture<AsyncBayeuxClient> opening = h.client.open();
        handshake("client-1", false);
        h.next("/meta/connect").confirm();
        assertThat(opening).isCompleted();
        held = h.next("/meta/connect");
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        SessionHarness.Sent sent = h.next("/meta/subscribe");
        assertThat(sent.only()).doesNotContainKey("ext");
        sent.confirm();
        assertThat(subscribing).isCompleted();
        deliver("/a", 1);
        assertThat(calls).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_can_not_load_fails_the_subscribe(ConnectionType type) {
        open(type, Replay.from(failing(true)));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        assertThat(h.time.failure(subscribing))
                .isInstanceOf(PositionStoreException.class)
                .hasMessageStartingWith("the position of /a can't be loaded: ");
        h.assertQuiet();
        assertThat(h.client.subscriptions()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_store_that_can_not_store_is_told_and_messages_go_on(ConnectionType type) {
        open(type, Replay.from(failing(false)));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        deliver("/a", 1, 2);
        assertThat(handled).containsExactly(1, 2);
        assertThat(h.events(ClientEvent.HandlerFailed.class))
                .hasSize(2)
                .allSatisfy(failed -> assertThat(failed.cause()).isInstanceOf(PositionStoreException.class));
    }

    private static PositionStore failing(boolean alsoLoad) {
        return new PositionStore() {
            @Override
            public OptionalLong load(String channel) {
                if (alsoLoad) {
                    throw new IllegalStateException("no disk");
                }
                return OptionalLong.empty();
            }

            @Override
            public void store(String channel, long position) {
                throw new IllegalStateException("no disk");
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void what_the_end_of_the_client_discards_is_not_stored(ConnectionType type) {
        open(type, Replay.from(store));
        CompletableFuture<Subscription> subscribing = subscribe("/a");
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        deliver("/a", 1);
        h.time.holdHandlers();
        deliver("/a", 2, 3);
        CompletableFuture<Void> aborted = h.client.abort();
        h.time.runPending();
        h.time.releaseHandlers();
        h.time.runPending();
        assertThat(aborted).isCompleted();
        assertThat(handled).containsExactly(1);
        assertThat(stored).containsExactly(Map.entry("/a", 1L));
    }

    @ParameterizedTest
    @EnumSource
    void what_comes_while_a_closing_client_finishes_its_work_is_not_stored(ConnectionType type) {
        open(type, Replay.from(store));
        CompletableFuture<Void> working = new CompletableFuture<>();
        CompletableFuture<Subscription> subscribing =
                h.client.subscribe(SubscriptionRequest.to("/a").asyncHandler(message -> working));
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        deliver("/a", 1);
        CompletableFuture<Boolean> closing = h.client.closeAsync(Duration.ofSeconds(30));
        h.time.runPending();
        deliver("/a", 2);
        assertThat(h.events(ClientEvent.Dropped.class)).hasSize(1);
        working.complete(null);
        h.next("/meta/disconnect").confirm();
        h.advance(Duration.ofSeconds(1));
        assertThat(h.time.result(closing)).isTrue();
        assertThat(stored).containsExactly(Map.entry("/a", 1L));
    }

    @ParameterizedTest
    @EnumSource
    void data_that_looks_like_a_position_and_is_none_is_delivered(ConnectionType type) {
        open(type, Replay.from(store));
        List<String> payloads = new ArrayList<>();
        CompletableFuture<Subscription> subscribing =
                h.client.subscribe("/a", message -> payloads.add(message.dataJson()));
        asked(Map.of("/a", -1)).confirm();
        assertThat(subscribing).isCompleted();
        List<String> odd = List.of(
                "1",
                "[]",
                "{\"event\":1}",
                "{\"event\":{}}",
                "{\"event\":{\"replayId\":null}}",
                "{\"event\":{\"replayId\":\"x\"}}",
                "{\"event\":{\"replayId\":1.5}}",
                "null");
        Consumer<String> deliver = data -> held.answer(
                "{\"channel\":\"/a\",\"data\":" + data + "}",
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        for (String data : odd) {
            deliver.accept(data);
            held = h.next("/meta/connect");
        }
        assertThat(payloads).isEqualTo(odd);
        assertThat(calls).containsExactly("load /a");
    }

    @Test
    void positions_and_windows_are_checked() {
        assertThatThrownBy(() -> Replay.inMemory().initial(-3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("position: -3 (expected: -1 for new messages, -2 for all, or a message's position)");
        assertThatThrownBy(() -> Replay.inMemory().initial("/a", -3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Replay.inMemory().window(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("window: -1 (expected: zero or more)");
    }
}

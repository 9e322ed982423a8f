package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import dev.halley.wire.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session that one client leaves and another one goes on with. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SessionSnapshotTest {
    private static final String EVENT = "{\"channel\":\"/a/b\",\"data\":1}";

    private static SessionSnapshot detached(ConnectionType type) {
        SessionHarness first = new SessionHarness(type);
        first.open();
        first.subscribe("/a/*");
        CompletableFuture<SessionSnapshot> detaching = first.client.detach();
        first.advance(Duration.ofSeconds(2));
        SessionSnapshot snapshot = first.time.result(detaching);
        assertThat(first.client.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(first.wire.open()).isZero();
        assertThat(first.time.timers()).isZero();
        return SessionSnapshot.parse(snapshot.toJson());
    }

    private static SessionHarness resuming(ConnectionType type, SessionSnapshot snapshot) {
        return new SessionHarness(type, builder -> builder.transports(type).resume(snapshot));
    }

    @ParameterizedTest
    @EnumSource
    void another_client_goes_on_with_the_session_and_its_subscriptions(ConnectionType type) {
        SessionHarness second = resuming(type, detached(type));
        CompletableFuture<AsyncBayeuxClient> opening = second.client.open();
        SessionHarness.Sent connect = second.next("/meta/connect");
        assertThat(connect.only()).containsEntry("clientId", "client-1").containsEntry("advice", Map.of("timeout", 0));
        connect.answer(EVENT, "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        assertThat(second.time.result(opening)).isSameAs(second.client);
        SessionHarness.Sent held = second.next("/meta/connect");
        List<Object> seen = new ArrayList<>();
        Subscription subscription =
                second.time.result(second.client.subscribe("/a/*", message -> seen.add(message.data())));
        assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
        second.time.runPending();
        assertThat(seen).containsExactly(1);
        assertThat(second.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(gap.scope()).isEqualTo("/a/*"));
        held.answer(EVENT, "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        assertThat(seen).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_session_that_the_server_forgot_is_made_anew_with_a_gap(ConnectionType type) {
        SessionHarness second = resuming(type, detached(type));
        CompletableFuture<AsyncBayeuxClient> opening = second.client.open();
        second.next("/meta/connect")
                .answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                        + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"none\"}}");
        second.handshake("client-2");
        second.next("/meta/connect").confirm();
        assertThat(second.time.result(opening)).isSameAs(second.client);
        second.next("/meta/connect");
        second.subscribe("/a/*");
        assertThat(second.events(ClientEvent.Gap.class)).hasSize(1);
    }

    private static SessionHarness.Sent handshaken(SessionHarness server, String ext) {
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.next("/meta/handshake")
                .answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                        + "\"clientId\":\"client-1\",\"supportedConnectionTypes\":[\"websocket\",\"long-polling\"],"
                        + "\"ext\":" + ext + "}");
        server.next("/meta/connect").confirm();
        server.time.result(opening);
        return server.next("/meta/connect");
    }

    private static SessionSnapshot left(SessionHarness server) {
        CompletableFuture<SessionSnapshot> detaching = server.client.detach();
        server.advance(Duration.ofSeconds(2));
        return SessionSnapshot.parse(server.time.result(detaching).toJson());
    }

    private static String event(int number) {
        return "{\"channel\":\"/a\",\"data\":" + number + "}";
    }

    @ParameterizedTest
    @EnumSource
    void the_acknowledgements_go_on_where_they_were_even_where_nobody_asks_for_them(ConnectionType type) {
        SessionHarness first =
                new SessionHarness(type, builder -> builder.transports(type).ack(true));
        CompletableFuture<AsyncBayeuxClient> opening = first.client.open();
        first.next("/meta/handshake")
                .answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                        + "\"clientId\":\"client-1\",\"supportedConnectionTypes\":[\"websocket\",\"long-polling\"],"
                        + "\"ext\":{\"ack\":true}}");
        first.next("/meta/connect").answer(connected(7));
        first.time.result(opening);
        first.next("/meta/connect");
        CompletableFuture<SessionSnapshot> detaching = first.client.detach();
        first.advance(Duration.ofSeconds(2));
        SessionSnapshot snapshot =
                SessionSnapshot.parse(first.time.result(detaching).toJson());

        SessionHarness second = resuming(type, snapshot);
        CompletableFuture<AsyncBayeuxClient> resuming = second.client.open();
        SessionHarness.Sent connect = second.next("/meta/connect");
        assertThat(connect.only()).containsEntry("ext", Map.of("ack", 7));
        connect.answer(connected(8));
        second.time.result(resuming);
        assertThat(second.next("/meta/connect").only()).containsEntry("ext", Map.of("ack", 8));
    }

    private static String connected(int batch) {
        return "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true,\"ext\":{\"ack\":" + batch + "}}";
    }

    @ParameterizedTest
    @EnumSource
    void another_client_acknowledges_on_where_the_first_one_was_and_misses_nothing(ConnectionType type) {
        SessionHarness first =
                new SessionHarness(type, builder -> builder.transports(type).ack(true));
        SessionHarness.Sent held = handshaken(first, "{\"ack\":true}");
        first.subscribe("/a");
        held.answer(connected(4));
        first.next("/meta/connect").answer(event(1), connected(5));
        SessionSnapshot snapshot = left(first);

        SessionHarness second = new SessionHarness(
                type, builder -> builder.transports(type).ack(true).resume(snapshot));
        CompletableFuture<AsyncBayeuxClient> opening = second.client.open();
        SessionHarness.Sent connect = second.next("/meta/connect");
        assertThat(connect.only()).containsEntry("ext", Map.of("ack", 4));
        // both were not acknowledged, and the second of them was never sent before
        connect.answer(event(1), event(2), connected(6));
        second.time.result(opening);
        // they wait for their handler, and the server keeps them until they had it
        second.assertQuiet();
        List<Object> seen = new ArrayList<>();
        second.time.result(second.client.subscribe("/a", message -> seen.add(message.data())));
        SessionHarness.Sent lost = second.next("/meta/connect");
        assertThat(lost.only()).containsEntry("ext", Map.of("ack", 6));
        lost.answer(event(3), connected(7));
        assertThat(seen).containsExactly(1, 2, 3);
        assertThat(second.events(ClientEvent.Gap.class)).isEmpty();
    }

    /** A client that goes on with a session that has two channels and acknowledges. */
    private static SessionHarness.Sent resumedWithTwo(SessionHarness[] resumed, ConnectionType type) {
        SessionHarness first =
                new SessionHarness(type, builder -> builder.transports(type).ack(true));
        SessionHarness.Sent held = handshaken(first, "{\"ack\":true}");
        first.subscribe("/a");
        first.subscribe("/b");
        held.answer(connected(4));
        first.next("/meta/connect");
        SessionSnapshot snapshot = left(first);
        SessionHarness second = new SessionHarness(
                type, builder -> builder.transports(type).ack(true).resume(snapshot));
        resumed[0] = second;
        CompletableFuture<AsyncBayeuxClient> opening = second.client.open();
        second.next("/meta/connect").answer(event(1), connected(5));
        second.time.result(opening);
        second.assertQuiet();
        second.advance(Duration.ofSeconds(5));
        SessionHarness.Sent connect = second.next("/meta/connect");
        assertThat(connect.only()).containsEntry("ext", Map.of("ack", 4));
        return connect;
    }

    @ParameterizedTest
    @EnumSource
    void what_waits_for_a_channel_that_nobody_subscribes_again_goes_to_the_stream_after_30_s(ConnectionType type) {
        SessionHarness[] resumed = new SessionHarness[1];
        SessionHarness.Sent connect = resumedWithTwo(resumed, type);
        SessionHarness second = resumed[0];
        connect.answer(event(1), connected(6));
        for (int seconds = 5; seconds < 25; seconds += 5) {
            second.advance(Duration.ofSeconds(5));
            connect = second.next("/meta/connect");
            assertThat(connect.only()).containsEntry("ext", Map.of("ack", 4));
            connect.answer(event(1), connected(6));
        }
        second.advance(Duration.ofSeconds(5));
        assertThat(second.next("/meta/connect").only()).containsEntry("ext", Map.of("ack", 6));
        assertThat(second.<Object>receive()).isEqualTo(1);
        assertThat(second.events(ClientEvent.Dropped.class)).isEmpty();
        Subscription late = second.time.result(second.client.subscribe("/a", message -> {}));
        assertThat(late.state()).isEqualTo(SubscriptionState.ACTIVE);
        assertThat(second.events(ClientEvent.Gap.class))
                .extracting(ClientEvent.Gap::scope)
                .containsExactly("/a");
    }

    @ParameterizedTest
    @EnumSource
    void what_waits_for_a_channel_of_a_session_that_is_lost_is_dropped_and_said(ConnectionType type) {
        SessionHarness[] resumed = new SessionHarness[1];
        SessionHarness.Sent connect = resumedWithTwo(resumed, type);
        SessionHarness second = resumed[0];
        connect.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\",\"interval\":0}}");
        assertThat(second.events(ClientEvent.Dropped.class))
                .containsExactly(new ClientEvent.Dropped("/a", 1, ClientEvent.DropReason.DISCARDED));
    }

    @ParameterizedTest
    @EnumSource
    void another_client_replays_from_the_position_that_was_stored(ConnectionType type) {
        PositionStore store = PositionStore.inMemory();
        SessionHarness first =
                new SessionHarness(type, builder -> builder.transports(type).replay(Replay.from(store)));
        handshaken(first, "{\"replay\":true}");
        first.subscribe("/a");
        store.store("/a", 7);
        SessionSnapshot snapshot = left(first);

        SessionHarness second = new SessionHarness(
                type,
                builder -> builder.transports(type).replay(Replay.from(store)).resume(snapshot));
        // another session brings everything, and no link of the former client can take anything of it
        SessionHarness.Sent held = handshaken(second, "{\"replay\":true}");
        List<Object> seen = new ArrayList<>();
        CompletableFuture<Subscription> subscribing =
                second.client.subscribe("/a", message -> seen.add(message.dataJson()));
        SessionHarness.Sent asked = second.next("/meta/subscribe");
        assertThat(asked.only()).containsEntry("ext", Map.of("replay", Map.of("/a", 7)));
        asked.confirm();
        assertThat(subscribing).isCompleted();
        held.answer(
                "{\"channel\":\"/a\",\"data\":{\"event\":{\"replayId\":8}}}",
                "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        second.time.runPending();
        assertThat(seen).hasSize(1);
        assertThat(store.load("/a")).hasValue(8);
        assertThat(second.events(ClientEvent.Gap.class)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void without_a_stored_position_another_client_hears_of_the_gap(ConnectionType type) {
        SessionHarness first =
                new SessionHarness(type, builder -> builder.transports(type).replay(Replay.inMemory()));
        handshaken(first, "{\"replay\":true}");
        first.subscribe("/a");
        SessionSnapshot snapshot = left(first);
        SessionHarness second = new SessionHarness(
                type,
                builder -> builder.transports(type).replay(Replay.inMemory()).resume(snapshot));
        handshaken(second, "{\"replay\":true}");
        second.subscribe("/a");
        assertThat(second.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(gap.scope()).isEqualTo("/a"));
    }

    @Test
    void the_cookies_go_along() {
        SessionHarness first = new SessionHarness(ConnectionType.LONG_POLLING);
        CompletableFuture<AsyncBayeuxClient> opening = first.client.open();
        SessionHarness.Sent handshake = first.next("/meta/handshake");
        handshake
                .exchange()
                .respond(
                        200,
                        Headers.empty().plus("Set-Cookie", "BAYEUX_BROWSER=secret; Path=/; HttpOnly"),
                        "[{\"channel\":\"/meta/handshake\",\"id\":\""
                                + handshake.only().get("id")
                                + "\",\"successful\":true,\"clientId\":\"client-1\",\"version\":\"1.0\","
                                + "\"supportedConnectionTypes\":[\"long-polling\"]}]");
        first.next("/meta/connect").confirm();
        first.time.result(opening);
        SessionSnapshot snapshot = first.time.result(first.client.detach());
        assertThat(snapshot.toString()).doesNotContain("secret").doesNotContain("client-1");
        SessionHarness second = resuming(ConnectionType.LONG_POLLING, snapshot);
        second.client.open();
        assertThat(second.next("/meta/connect").exchange().request().headers().first("Cookie"))
                .contains("BAYEUX_BROWSER=secret");
    }

    @Test
    void the_snapshot_is_used_once() {
        SessionHarness second = resuming(ConnectionType.LONG_POLLING, detached(ConnectionType.LONG_POLLING));
        second.client.open();
        second.next("/meta/connect").confirm();
        second.next("/meta/connect");
        CompletableFuture<Void> closing = second.client.closeAsync();
        second.next("/meta/disconnect").confirm();
        second.time.result(closing);
        second.client.open();
        second.next("/meta/handshake");
    }

    @Test
    void misuse_is_said_without_secrets() {
        SessionHarness closed = new SessionHarness(ConnectionType.LONG_POLLING);
        assertThat(closed.time.failure(closed.client.detach())).isInstanceOf(ClosedException.class);
        for (String json : List.of("", "{}", "[1]", "{\"version\":1,\"clientId\":\"client-1\"}", "nonsense")) {
            assertThatThrownBy(() -> SessionSnapshot.parse(json))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("SessionSnapshot.toJson()")
                    .hasMessageNotContaining("client-1");
        }
        SessionSnapshot elsewhere = detached(ConnectionType.LONG_POLLING);
        assertThatThrownBy(() -> AsyncBayeuxClient.builder("http://other/cometd")
                        .wire(closed.wire.provider())
                        .resume(elsewhere)
                        .buildAsync(closed.time.kernel()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("resume: the session is at");
    }

    @Test
    void P10_the_first_connect_waits_for_the_messages_that_came_with_the_handshake() {
        SessionHarness server = new SessionHarness(ConnectionType.WEBSOCKET);
        server.client.open();
        server.next("/meta/handshake")
                .answer(
                        EVENT,
                        "{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                                + "\"clientId\":\"c\",\"supportedConnectionTypes\":[\"websocket\"],\"x-messages\":3}");
        assertThat(server.socket().sent()).hasSize(1);
        server.socket().deliverText("[" + EVENT + "]");
        server.time.runPending();
        assertThat(server.socket().sent()).hasSize(1);
        server.socket().deliverText("[" + EVENT + "]");
        server.next("/meta/connect");
    }

    @Test
    void P10_messages_that_never_come_hold_the_connect_back_for_5_s_only() {
        SessionHarness server = new SessionHarness(ConnectionType.WEBSOCKET);
        server.client.open();
        server.next("/meta/handshake")
                .answer("{\"channel\":\"/meta/handshake\",\"id\":\"$id\",\"successful\":true,\"version\":\"1.0\","
                        + "\"clientId\":\"c\",\"supportedConnectionTypes\":[\"websocket\"],\"x-messages\":1}");
        server.advance(Duration.ofSeconds(5));
        server.next("/meta/connect");
    }

    @Test
    void the_gap_begins_where_the_stream_was_whole_last() {
        SessionHarness first = new SessionHarness(ConnectionType.LONG_POLLING);
        SessionHarness.Sent held = first.open();
        first.subscribe("/a/*");
        held.answer(EVENT, "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true}");
        Instant whole = first.time.kernel().time().now();
        SessionHarness.Sent lost = first.next("/meta/connect");
        first.advance(Duration.ofSeconds(20));
        first.breakLink(lost);
        CompletableFuture<SessionSnapshot> detaching = first.client.detach();
        first.advance(Duration.ofSeconds(2));
        SessionHarness second = resuming(ConnectionType.LONG_POLLING, first.time.result(detaching));
        second.client.open();
        second.next("/meta/connect").confirm();
        second.next("/meta/connect");
        second.time.result(second.client.subscribe("/a/*", message -> {}));
        assertThat(second.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(gap.lostAt()).isEqualTo(whole));
    }

    @ParameterizedTest
    @EnumSource
    void P29_several_clients_are_told_of_when_the_server_knows_of_them_from_the_start(ConnectionType type) {
        SessionHarness server = new SessionHarness(type);
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        server.handshake("client-1");
        String advised = "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true,"
                + "\"advice\":{\"reconnect\":\"retry\",\"interval\":2000,\"multiple-clients\":true}}";
        server.next("/meta/connect").answer(advised);
        server.time.result(opening);
        server.advance(Duration.ofSeconds(2));
        server.next("/meta/connect").answer(advised);
        assertThat(server.events(ClientEvent.MultipleClients.class)).hasSize(1);
    }
}

package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.SubscriptionState;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The everyday operations, with CometD and with Faye, over each transport, in each face. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class ExchangeIT {
    private final Map<Server, Peer> running = new EnumMap<>(Server.class);

    enum Server {
        COMETD(CometdServer::start),
        FAYE(FayeServer::start);

        private final Supplier<Peer> source;

        Server(Supplier<Peer> source) {
            this.source = source;
        }

        Peer start() {
            return source.get();
        }
    }

    record Tick(int id, String symbol, double price) {}

    static Stream<Arguments> everything() {
        return onEachServer(Matrix.everything());
    }

    static Stream<Arguments> handlers() {
        return onEachServer(Matrix.handlers());
    }

    private static Stream<Arguments> onEachServer(Stream<Arguments> clients) {
        return clients.flatMap(client ->
                Stream.of(Server.values()).map(server -> Arguments.of(server, client.get()[0], client.get()[1])));
    }

    private FaceClient open(Server server, ConnectionType transport, Face face) {
        Peer peer = running.computeIfAbsent(server, Server::start);
        return face.open(Clients.builder(peer.url(), transport));
    }

    @AfterAll
    void stop() {
        running.values().forEach(Peer::close);
    }

    @ParameterizedTest
    @MethodSource("everything")
    void publishes_with_reply_and_receives_in_order(Server server, ConnectionType transport, Face face) {
        try (FaceClient client = open(server, transport, face)) {
            Subscription subscription = client.subscribe("/order/stream");
            assertThat(subscription.state()).isEqualTo(SubscriptionState.ACTIVE);
            for (int i = 0; i < 20; i++) {
                BayeuxMessage reply = client.publish("/order/stream", Map.of("n", i));
                assertThat(reply.isSuccessful()).isTrue();
                assertThat(reply.channel()).isEqualTo("/order/stream");
            }
            for (int i = 0; i < 20; i++) {
                BayeuxMessage message = client.receive();
                assertThat(message.channel()).isEqualTo("/order/stream");
                assertThat(message.data()).isEqualTo(Map.of("n", i));
            }
            assertThat(client.client.connectionType()).contains(transport);
            assertThat(client.client.hasPendingMessages()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("everything")
    void payloads_arrive_as_they_were_sent(Server server, ConnectionType transport, Face face) {
        String large = "0123456789äöü€\uD83D\uDE00".repeat(10_000);
        List<Object> payloads = List.of(
                -1,
                3_000_000_000L,
                1.5,
                true,
                "",
                "quote \" backslash \\ newline \n line separator \u2028 emoji \uD83D\uDE00",
                // no array directly in an array: CometD 9.0.0 refuses that over long-polling with status 400
                List.of(1, "two", Map.of("three", List.of())),
                Map.of("deep", Map.of("er", List.of(Map.of()))),
                large);
        try (FaceClient client = open(server, transport, face)) {
            client.subscribe("/payload/stream");
            for (Object payload : payloads) {
                client.publish("/payload/stream", payload);
                assertThat(client.receive().data()).isEqualTo(payload);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void a_handler_gets_records(Server server, ConnectionType transport, Face face) {
        BlockingQueue<Tick> ticks = new LinkedBlockingQueue<>();
        try (FaceClient client = open(server, transport, face)) {
            client.subscribe("/record/ticks", Tick.class, ticks::add);
            client.publish("/record/ticks", new Tick(1, "HAL", 9.5));
            client.publish("/record/ticks", Map.of("id", 2, "symbol", "LEY", "price", 1, "unknown", "field"));
            assertThat(Await.next(ticks, Await.SOON, "first tick")).isEqualTo(new Tick(1, "HAL", 9.5));
            assertThat(Await.next(ticks, Await.SOON, "second tick")).isEqualTo(new Tick(2, "LEY", 1));
        }
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void wildcard_handlers_get_what_their_pattern_matches(Server server, ConnectionType transport, Face face) {
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        try (FaceClient client = open(server, transport, face)) {
            client.subscribe("/wild/a/b", message -> got.add("exact " + message.channel()));
            client.subscribe("/wild/*", message -> got.add("one " + message.channel()));
            client.subscribe("/wild/**", message -> got.add("deep " + message.channel()));
            for (String channel : List.of("/wild/a/b", "/wild/a", "/wild/a/b/c", "/tame/a")) {
                client.publish(channel, "x");
            }
            client.publish("/wild/end", "x");
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                all.add(Await.next(got, Await.SOON, "seven messages, and there were " + all));
            }
            assertThat(all)
                    .containsExactlyInAnyOrder(
                            "exact /wild/a/b",
                            "deep /wild/a/b",
                            "one /wild/a",
                            "deep /wild/a",
                            "deep /wild/a/b/c",
                            "one /wild/end",
                            "deep /wild/end");
            assertThat(got).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("everything")
    void unsubscribing_stops_the_messages(Server server, ConnectionType transport, Face face) {
        try (FaceClient client = open(server, transport, face)) {
            client.subscribe("/stop/me");
            client.subscribe("/stop/other");
            client.publish("/stop/me", 1);
            assertThat(client.receive().data()).isEqualTo(1);
            client.unsubscribe("/stop/me");
            assertThat(client.client.subscriptions())
                    .extracting(Subscription::channel)
                    .containsExactly("/stop/other");
            client.publish("/stop/me", 2);
            client.publish("/stop/other", 3);
            assertThat(client.receive().data()).isEqualTo(3);
            client.subscribe("/stop/me");
            client.publish("/stop/me", 4);
            assertThat(client.receive().data()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @MethodSource("everything")
    void two_clients_talk_to_each_other(Server server, ConnectionType transport, Face face) {
        try (FaceClient one = open(server, transport, face);
                FaceClient two = open(server, transport, face)) {
            one.subscribe("/two/to/one");
            two.subscribe("/two/from/one");
            for (int i = 0; i < 10; i++) {
                one.publish("/two/from/one", i);
                assertThat(two.receive().data()).isEqualTo(i);
                two.publish("/two/to/one", i);
                assertThat(one.receive().data()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_service_call_gets_its_answer_only(ConnectionType transport, Face face) {
        try (FaceClient client = open(Server.COMETD, transport, face)) {
            client.subscribe("/call/stream");
            for (int i = 0; i < 5; i++) {
                BayeuxMessage answer = client.call(CometdServer.ECHO, Map.of("question", i), Await.SOON);
                assertThat(answer.data()).isEqualTo(Map.of("question", i));
            }
            client.publish("/call/stream", "after");
            assertThat(client.receive().data()).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_refused_subscription_leaves_nothing_subscribed(ConnectionType transport, Face face) {
        try (FaceClient client = open(Server.COMETD, transport, face)) {
            String channel = "/forbidden/by/**/nobody";
            assertThatThrownBy(() -> client.subscribe(channel)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> client.subscribe("no/slash")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> client.subscribe("/meta/connect")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> client.publish("/a/*", 1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(client.client.subscriptions()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void the_servers_refusal_is_thrown_with_its_words(ConnectionType transport, Face face) {
        try (CometdServer server = CometdServer.refusing("/refused");
                FaceClient client = face.open(Clients.builder(server.url(), transport))) {
            assertThatThrownBy(() -> client.subscribe("/refused"))
                    .isInstanceOfSatisfying(BayeuxRefusedException.class, refusal -> {
                        assertThat(refusal.errorCode()).isEqualTo(403);
                        assertThat(refusal).hasMessageContaining("/refused");
                    });
            assertThatThrownBy(() -> client.publish("/refused", 1)).isInstanceOf(BayeuxRefusedException.class);
            assertThat(client.client.subscriptions()).isEmpty();
            client.subscribe("/allowed");
            client.publish("/allowed", 1);
            assertThat(client.receive(Duration.ofSeconds(10))).isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#faces")
    void the_default_client_falls_back_to_long_polling_where_there_is_no_websocket(Face face) {
        try (CometdServer server = CometdServer.start(true, Map.of());
                FaceClient client = face.open(BayeuxClient.builder(server.url().toString()))) {
            assertThat(client.client.connectionType()).contains(ConnectionType.LONG_POLLING);
            client.subscribe("/fall/back");
            client.publish("/fall/back", "works");
            assertThat(client.receive().data()).isEqualTo("works");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#faces")
    void the_default_client_prefers_websocket(Face face) {
        Peer peer = running.computeIfAbsent(Server.COMETD, Server::start);
        try (FaceClient client = face.open(BayeuxClient.builder(peer.url().toString()))) {
            assertThat(client.client.connectionType()).contains(ConnectionType.WEBSOCKET);
        }
    }
}

package dev.halley.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.OperationInterruptedException;
import dev.halley.engineio.EngineTransport;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.SocketIoTestServer;
import dev.halley.testkit.socketio.SocketIoTestServerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole client over a scripted server, in virtual time: each version of the protocol over each transport. */
class SessionEndToEndTest {
    private final VirtualTime time = new VirtualTime();
    private final List<ClientEvent> events = new ArrayList<>();

    /** How client and server talk. */
    enum Way {
        V4_POLLING(4, EngineTransport.POLLING),
        V4_WEBSOCKET(4, EngineTransport.WEBSOCKET),
        V4_UPGRADE(4, EngineTransport.POLLING, EngineTransport.WEBSOCKET),
        V3_POLLING(3, EngineTransport.POLLING),
        V3_WEBSOCKET(3, EngineTransport.WEBSOCKET),
        V3_UPGRADE(3, EngineTransport.POLLING, EngineTransport.WEBSOCKET);

        private final int version;
        private final List<EngineTransport> transports;

        Way(int version, EngineTransport... transports) {
            this.version = version;
            this.transports = List.of(transports);
        }

        SocketIoTestServerBuilder server() {
            return SocketIoTestServer.builder().versions(version);
        }
    }

    private AsyncSocketIoClient client(SocketIoTestServer server, Way way) {
        AsyncSocketIoClient client = AsyncSocketIoClient.builder()
                .wire(server.wire())
                .engine(engine -> engine.withTransports(way.transports))
                .buildAsync(time.kernel());
        client.onEvent(events::add);
        return client;
    }

    private void connect(AsyncSocketIoClient client, ConnectOptions options) {
        CompletableFuture<AsyncSocketIoClient> connect = client.connect(options);
        time.advance(Duration.ofSeconds(2));
        time.result(connect);
    }

    @ParameterizedTest
    @EnumSource
    void events_and_acknowledgements_go_both_ways_with_text_and_bytes(Way way) {
        try (SocketIoTestServer server = way.server().namespaces("/chat").inVirtualTime(time)) {
            server.namespace("/chat").on("echo", packet -> {
                packet.session().emit("echo", packet.args().toArray());
                packet.ack(packet.args().toArray());
            });
            AsyncSocketIoClient client = client(server, way);
            AsyncNamespace chat = client.namespace("/chat");
            List<String> heard = new ArrayList<>();
            chat.on("echo", event -> heard.add(event.get(0) + " " + ((byte[]) event.get(1)).length));
            chat.onCall("ask", String.class, question -> question + "!");
            connect(client, ConnectOptions.to(server.url()).namespaces("/chat"));

            CompletableFuture<Args> call = chat.call("echo", "text", new byte[] {1, 2, 3});
            time.advance(Duration.ofSeconds(1));
            Args answer = time.result(call);
            assertThat(answer.get(0)).isEqualTo("text");
            assertThat((byte[]) answer.get(1)).containsExactly(1, 2, 3);
            assertThat(heard).containsExactly("text 3");

            CompletableFuture<List<Object>> asked =
                    server.namespace("/chat").session().call("ask", "who");
            time.advance(Duration.ofSeconds(1));
            assertThat(time.result(asked)).isEqualTo(List.of("who!"));

            CompletableFuture<Void> disconnect = client.disconnect();
            time.advance(Duration.ofSeconds(1));
            time.result(disconnect);
            assertThat(server.violations()).isEmpty();
            assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_thousand_events_each_way_keep_their_order_also_while_the_transport_changes(Way way) {
        try (SocketIoTestServer server = way.server().inVirtualTime(time)) {
            List<Object> atServer = new ArrayList<>();
            List<Integer> atClient = new ArrayList<>();
            server.on("up", packet -> atServer.add(packet.args().get(0)));
            AsyncSocketIoClient client = client(server, way);
            client.on("down", Integer.class, atClient::add);
            CompletableFuture<AsyncSocketIoClient> connect = client.connect(ConnectOptions.to(server.url()));
            time.runPending();
            List<CompletableFuture<Void>> emits = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                Object payload = i % 10 == 0 ? new byte[] {1} : "x";
                emits.add(client.emit("up", i, payload));
                server.emit("down", i, payload);
                if (i % 25 == 0) {
                    time.advance(Duration.ofMillis(1));
                }
            }
            time.advance(Duration.ofSeconds(2));
            time.result(connect);
            time.result(CompletableFuture.allOf(emits.toArray(CompletableFuture[]::new)));
            List<Integer> all = IntStream.range(0, 1_000).boxed().toList();
            assertThat(atServer.stream()
                            .map(number -> ((Number) number).intValue())
                            .toList())
                    .isEqualTo(all);
            // what the server sent before the client had joined was for nobody
            assertThat(atClient)
                    .isEqualTo(all.subList(1_000 - atClient.size(), 1_000))
                    .hasSizeGreaterThan(900);
            assertThat(server.violations()).isEmpty();
            assertThat(events).noneMatch(ClientEvent.Dropped.class::isInstance);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = "V4.*")
    void with_recovery_a_connection_cut_every_three_seconds_misses_nothing_and_sees_nothing_twice(Way way) {
        try (SocketIoTestServer server =
                way.server().recovery(Duration.ofMinutes(2)).inVirtualTime(time)) {
            List<Integer> seen = new ArrayList<>();
            AsyncSocketIoClient client = client(server, way);
            client.on("n", Integer.class, seen::add);
            connect(client, ConnectOptions.to(server.url()));
            for (int i = 0; i < 600; i++) {
                server.emit("n", i);
                time.advance(Duration.ofMillis(100));
                if (i % 30 == 29) {
                    server.dropConnections();
                }
            }
            time.advance(Duration.ofSeconds(30));
            assertThat(seen).isEqualTo(IntStream.range(0, 600).boxed().toList());
            assertThat(client.isRecovered()).isTrue();
            assertThat(events).noneMatch(ClientEvent.Gap.class::isInstance);
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_recovery_everything_missing_is_in_a_reported_gap_and_emits_wait(Way way) {
        try (SocketIoTestServer server = way.server().inVirtualTime(time)) {
            List<Object> got = Collections.synchronizedList(new ArrayList<>());
            server.on("up", packet -> got.add(packet.args().get(0)));
            AsyncSocketIoClient client = client(server, way);
            connect(client, ConnectOptions.to(server.url()));
            server.stopListening();
            server.dropConnections();
            time.advance(Duration.ofSeconds(1));
            List<CompletableFuture<Void>> emits = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                emits.add(client.emit("up", i));
            }
            time.advance(Duration.ofSeconds(10));
            server.listen();
            time.advance(Duration.ofSeconds(20));
            time.result(CompletableFuture.allOf(emits.toArray(CompletableFuture[]::new)));
            assertThat(new HashSet<>(got)).hasSize(10);
            assertThat(events.stream().filter(ClientEvent.Gap.class::isInstance))
                    .hasSize(1);
            assertThat(server.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void credentials_reach_the_server_at_each_join(Way way) {
        try (SocketIoTestServer server = way.server().namespaces("/admin").inVirtualTime(time)) {
            AsyncSocketIoClient client = client(server, way);
            connect(
                    client,
                    ConnectOptions.to(server.url()).onlyNamespaces("/admin").auth(Map.of("token", "t")));
            assertThat(server.namespace("/admin").session().auth()).isEqualTo(Map.of("token", "t"));
            server.dropConnections();
            time.advance(Duration.ofSeconds(10));
            assertThat(server.namespace("/admin").session().auth()).isEqualTo(Map.of("token", "t"));
            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void whoever_gives_up_to_wait_for_the_end_or_to_sleep_leaves_no_timer() {
        try (SocketIoTestServer server = Way.V4_WEBSOCKET.server().inVirtualTime(time)) {
            AsyncSocketIoClient client = client(server, Way.V4_WEBSOCKET);
            connect(client, ConnectOptions.to(server.url()));
            int before = time.timers();
            CompletableFuture<Boolean> end = client.awaitEnd(Duration.ofDays(1));
            CompletableFuture<Void> sleep = client.sleep(Duration.ofDays(1));
            time.runPending();
            assertThat(time.timers()).isEqualTo(before + 2);
            assertThat(end.cancel(false)).isTrue();
            assertThat(sleep.cancel(false)).isTrue();
            time.runPending();
            assertThat(time.timers()).isEqualTo(before);
            CompletableFuture<Boolean> late = client.awaitEnd(Duration.ofSeconds(1));
            time.advance(Duration.ofSeconds(1));
            assertThat(time.result(late)).isFalse();
            CompletableFuture<Boolean> ended = client.awaitEnd(Duration.ofDays(1));
            CompletableFuture<Void> disconnect = client.disconnect();
            time.advance(Duration.ofSeconds(1));
            time.result(disconnect);
            assertThat(time.result(ended)).isTrue();
        }
    }

    @Test
    void a_thread_that_is_interrupted_while_it_waits_for_the_end_leaves_no_timer() {
        try (SocketIoTestServer server = Way.V4_WEBSOCKET.server().inVirtualTime(time)) {
            AsyncSocketIoClient client = client(server, Way.V4_WEBSOCKET);
            connect(client, ConnectOptions.to(server.url()));
            int before = time.timers();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> client.blocking().awaitEnd(Duration.ofDays(1)))
                    .isInstanceOf(OperationInterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
            time.runPending();
            assertThat(time.timers()).isEqualTo(before);
            CompletableFuture<Void> disconnect = client.disconnect();
            time.advance(Duration.ofSeconds(1));
            time.result(disconnect);
        }
    }
}

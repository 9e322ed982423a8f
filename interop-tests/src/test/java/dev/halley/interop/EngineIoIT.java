package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The raw engine against npm's engine.io 6 (version 4) and 3 (version 3). */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class EngineIoIT {
    private NodeEngineIo current;
    private NodeEngineIo old;

    @BeforeAll
    void start() {
        current = server(EngineVersion.V4, "");
        old = server(EngineVersion.V3, "");
    }

    @AfterAll
    void stop() {
        for (NodeEngineIo server : new NodeEngineIo[] {current, old}) {
            if (server != null) {
                server.close();
            }
        }
    }

    static Stream<Arguments> everything() {
        return Stream.of(EngineVersion.values())
                .flatMap(version -> Stream.of(SocketIoRoute.values())
                        .flatMap(route -> Stream.of(false, true).map(async -> Arguments.of(version, route, async))));
    }

    private static NodeEngineIo server(EngineVersion version, String more) {
        return NodeEngineIo.start("{\"version\":" + version.number() + more + "}");
    }

    private NodeEngineIo server(EngineVersion version) {
        return version == EngineVersion.V4 ? current : old;
    }

    /** A WebSocket's first words are the same in both versions: without Socket.IO above, nothing tells which one it is. */
    private static UnaryOperator<EngineOptions> options(EngineVersion version, SocketIoRoute route) {
        return options -> route == SocketIoRoute.WEBSOCKET ? options.withVersion(version) : options;
    }

    private static EngineUser open(NodeEngineIo server, EngineVersion version, SocketIoRoute route, boolean async) {
        return EngineUser.of(async, server.url(), route, options(version, route))
                .open();
    }

    @ParameterizedTest
    @MethodSource("everything")
    void text_and_bytes_come_back_as_they_were(EngineVersion version, SocketIoRoute route, boolean async) {
        try (EngineUser user = open(server(version), version, route, async)) {
            assertThat(user.client().handshake().orElseThrow().version()).isEqualTo(version);
            for (int round = 0; round < 2; round++) {
                for (String text :
                        List.of("plain", "hé ☃ \uD83D\uDE00 \u2028", "", "4", "{\"a\":[1]}", "x".repeat(50_000))) {
                    user.send(text);
                    assertThat(user.next()).isEqualTo(text);
                }
                byte[] all = new byte[256];
                for (int i = 0; i < all.length; i++) {
                    all[i] = (byte) i;
                }
                user.send(all);
                assertThat(user.next()).isEqualTo(EngineUser.ints(all));
                // the second time on the transport that was changed to
                user.awaitRoute(route);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everything")
    void nothing_is_lost_doubled_or_reordered_under_load_both_ways(
            EngineVersion version, SocketIoRoute route, boolean async) {
        int count = 1_000;
        try (EngineUser user = open(server(version), version, route, async)) {
            user.send("flood " + count);
            CompletableFuture<?>[] sent = new CompletableFuture<?>[count];
            for (int n = 0; n < count; n++) {
                sent[n] = n % 2 == 0
                        ? user.client().async().send("take " + n)
                        : user.client().async().send(java.nio.ByteBuffer.wrap(bytes(n)));
            }
            for (int n = 0; n < count; n++) {
                assertThat(user.next()).isEqualTo(n % 2 == 0 ? "item " + n : EngineUser.ints(bytes(n)));
            }
            Await.value(CompletableFuture.allOf(sent), "everything sent");
            user.send("taken");
            assertThat(user.next()).isEqualTo("taken " + count);
            user.awaitRoute(route);
            assertThat(user.events).noneMatch(EngineEvent.UpgradeFailed.class::isInstance);
        }
    }

    private static byte[] bytes(int n) {
        return new byte[] {1, (byte) n, (byte) (n >> 8)};
    }

    @ParameterizedTest
    @MethodSource("everything")
    void bytes_can_be_forced_into_text(EngineVersion version, SocketIoRoute route, boolean async) {
        try (EngineUser user = EngineUser.of(
                        async,
                        server(version).url(),
                        route,
                        options -> options(version, route).apply(options).withForceBase64(true))
                .open()) {
            for (int round = 0; round < 2; round++) {
                user.send((byte) 0, (byte) 255, (byte) 127);
                assertThat(user.next()).isEqualTo(List.of(0, 255, 127));
                user.awaitRoute(route);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everything")
    void a_quiet_session_lives_by_its_heartbeats(EngineVersion version, SocketIoRoute route, boolean async) {
        try (NodeEngineIo quick = server(version, ",\"pingInterval\":100,\"pingTimeout\":10000");
                EngineUser user = open(quick, version, route, async)) {
            user.awaitRoute(route);
            user.events.clear();
            Await.until(
                    Await.SOON,
                    () -> "heartbeats: " + user.events,
                    () -> user.events.stream()
                                    .filter(EngineEvent.Heartbeat.class::isInstance)
                                    .count()
                            >= 5);
            user.send("alive");
            assertThat(user.next()).isEqualTo("alive");
            assertThat(user.client().isOpen()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("everything")
    void what_is_too_large_for_the_server_ends_the_session_and_many_small_ones_are_split(
            EngineVersion version, SocketIoRoute route, boolean async) {
        try (NodeEngineIo small = server(version, ",\"maxHttpBufferSize\":1000");
                EngineUser user = EngineUser.of(
                                async,
                                small.url(),
                                route,
                                options -> options(version, route)
                                        .apply(options)
                                        // version 3 does not say
                                        .withAssumedMaxPayload(1_000))
                        .open()) {
            int count = 100;
            CompletableFuture<?>[] sent = new CompletableFuture<?>[count];
            for (int n = 0; n < count; n++) {
                sent[n] = user.client().async().send("take " + n + " " + "x".repeat(300));
            }
            Await.value(CompletableFuture.allOf(sent), "everything sent");
            user.send("taken");
            assertThat(user.next()).isEqualTo("taken " + count);
            user.awaitRoute(route);
            CompletableFuture<EngineClose> end = user.end();
            CompletableFuture<Void> tooLarge = user.client().async().send("y".repeat(2_000));
            EngineClose close = user.awaitClosed(end);
            assertThat(close.reason()).isIn(Reason.TRANSPORT_ERROR, Reason.TRANSPORT_CLOSE);
            if (route == SocketIoRoute.POLLING) {
                // the refusal, or what the poll hears of the session that the server ended for it
                assertThat(close.description()).containsAnyOf("413", "ended", "closed", "reset", "the session is over");
                assertThatThrownBy(() -> Await.value(tooLarge, "one too large"))
                        .isInstanceOf(dev.halley.ConnectionException.class);
            } else {
                assertThat(close.code()).isEqualTo(1009);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everything")
    void each_side_can_close_and_the_other_hears_why(EngineVersion version, SocketIoRoute route, boolean async) {
        try (NodeEngineIo server = server(version, "");
                EngineUser user = open(server, version, route, async)) {
            user.awaitRoute(route);
            CompletableFuture<EngineClose> byServer = user.end();
            // over polling the end may come before the answer to what asked for it
            CompletableFuture<Void> asked = user.client().async().send("close");
            assertThat(user.awaitClosed(byServer).reason()).isEqualTo(Reason.TRANSPORT_CLOSE);
            assertThat(server.closed()).isEqualTo("forced close");
            Await.until(Await.SOON, "an end of the message that asked for it", asked::isDone);
            assertThat(user.client().isOpen()).isFalse();

            user.open().awaitRoute(route);
            CompletableFuture<EngineClose> byClient = user.end();
            user.close();
            assertThat(Await.value(byClient, "end by the client").reason()).isEqualTo(Reason.CLIENT);
            assertThat(server.closed()).isEqualTo("transport close");

            user.open().awaitRoute(route);
            CompletableFuture<EngineClose> byNobody = user.end();
            CompletableFuture<Void> cutting = user.client().async().send("cut");
            EngineClose cut = user.awaitClosed(byNobody);
            assertThat(cut.reason()).as(cut.toString()).isIn(Reason.TRANSPORT_ERROR, Reason.TRANSPORT_CLOSE);
            assertThat(cut.description()).isNotEmpty();
            Await.until(Await.SOON, "an end of the message that asked for it", cutting::isDone);
        }
    }

    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void a_server_of_the_other_version_is_an_error_that_names_the_setting(SocketIoRoute route) {
        try (EngineUser chosenOld = EngineUser.of(
                false, server(EngineVersion.V4).url(), route, options -> options.withVersion(EngineVersion.V3))) {
            assertThatThrownBy(chosenOld::open)
                    .isInstanceOf(dev.halley.HalleyException.class)
                    .hasMessageContaining("version");
            assertThat(chosenOld.client().awaitClosed(Duration.ofSeconds(5))).isPresent();
        }
        if (route != SocketIoRoute.WEBSOCKET) {
            try (EngineUser chosenNew = EngineUser.of(
                    true, server(EngineVersion.V3).url(), route, options -> options.withVersion(EngineVersion.V4))) {
                assertThatThrownBy(chosenNew::open)
                        .isInstanceOf(dev.halley.HalleyException.class)
                        .hasMessageContaining("version");
            }
        }
    }

    /** The engine alone, with Socket.IO written by hand. */
    @ParameterizedTest
    @EnumSource(SocketIoRoute.class)
    void the_engine_of_the_java_server_too(SocketIoRoute route) {
        for (boolean async : new boolean[] {false, true}) {
            try (EmbeddedPeer server = EmbeddedPeer.start();
                    EngineUser user = EngineUser.of(
                                    async, server.url(), route, options -> options.withPath("/socket.io"))
                            .open()) {
                user.send("0");
                assertThat(user.next()).asString().startsWith("0{\"sid\":");
                assertThat(user.next()).isEqualTo("2[\"welcome\",\"/\"]");
                for (int n = 0; n < 200; n++) {
                    user.send("2[\"echo\"," + n + "]");
                }
                for (int n = 0; n < 200; n++) {
                    assertThat(user.next()).isEqualTo("2[\"echo\"," + n + "]");
                }
                user.awaitRoute(route);
                user.send("51-[\"echo\",{\"_placeholder\":true,\"num\":0}]");
                user.send((byte) 0, (byte) 255);
                assertThat(user.next()).asString().startsWith("51-[\"echo\"");
                assertThat(user.next()).isEqualTo(List.of(0, 255));
            }
        }
    }
}

package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Reply;
import dev.halley.testkit.socketio.Answer;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.EngineRequest;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** E4-12 to E4-18, E3-05 and E3-08: heartbeats, and the change from polling to a WebSocket. */
@Timeout(60)
@BothWires
class EngineUpgradeRulesIT {
    private static final Duration BEAT = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMillis(400);

    @ParameterizedTest
    @EnumSource
    void e4_12_a_ping_is_answered_with_what_it_carries_and_the_client_sends_none(EngineTransport transport) {
        try (EngineRules rules = new EngineRules(EngineRules.of(transport)).open()) {
            rules.connection().ping("hello");
            rules.until(
                    "a pong",
                    () -> rules.connection().received().contains(EnginePacket.of(EnginePacket.Type.PONG, "hello")));
            assertThat(rules.connection().received()).noneMatch(packet -> packet.type() == EnginePacket.Type.PING);
            rules.assertAlive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void e4_13_e4_14_without_pings_the_connection_is_dead_whatever_else_travels(EngineTransport transport) {
        try (EngineRules rules = new EngineRules(
                SocketIoTestServer.builder().pingInterval(BEAT).pingTimeout(PATIENCE), EngineRules.of(transport))) {
            rules.open();
            rules.until("two beats", () -> pongs(rules) >= 2);
            rules.server.withholdHeartbeats(true);
            long deadline = System.nanoTime() + Await.SOON.toNanos();
            while (rules.client.isOpen() && System.nanoTime() < deadline) {
                rules.server.connections().forEach(connection -> connection.send("traffic"));
                CompletableFuture<Void> unused = rules.client.send("traffic");
                BayeuxRules.pause(Duration.ofMillis(20));
            }
            assertThat(rules.closed().reason()).isEqualTo(EngineClose.Reason.PING_TIMEOUT);
        }
    }

    private static long pongs(EngineRules rules) {
        return rules.connection().received().stream()
                .filter(packet -> packet.type() == EnginePacket.Type.PONG)
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void e4_14_a_slow_handler_does_not_delay_the_answer_to_a_ping(EngineTransport transport) {
        CountDownLatch slow = new CountDownLatch(1);
        try (EngineRules rules = new EngineRules(
                        SocketIoTestServer.builder(),
                        EngineRules.of(transport),
                        builder -> builder.onMessage(message -> Await.latch(slow, Await.SOON, "the test")))
                .open()) {
            rules.connection().send("work");
            rules.connection().ping("now");
            rules.until("a pong", () -> pongs(rules) == 1);
            slow.countDown();
        }
    }

    @Test
    void e4_15_what_only_one_side_has_is_not_tried() {
        for (EngineRules rules : List.of(
                new EngineRules(SocketIoTestServer.builder().offerUpgrades(false), EngineRules.DEFAULTS),
                new EngineRules(options -> options.withUpgrade(false)))) {
            try (rules) {
                rules.open();
                rules.assertAlive();
                BayeuxRules.pause(Duration.ofMillis(50));
                assertThat(rules.server.requests()).noneMatch(EngineRequest::isUpgrade);
                assertThat(rules.client.transport()).contains(EngineTransport.POLLING);
            }
        }
    }

    enum Failure {
        REFUSED(rules -> rules.server.refuseUpgrades(Reply.of(403))),
        HANGS(rules -> rules.server.onRequest(EngineRequest::isUpgrade, Answer.none())),
        DROPPED(rules -> rules.server.onRequest(
                EngineRequest::isUpgrade, Answer.http(Reply.dropConnection(Reply.Ending.RESET)))),
        NO_ANSWER(rules -> rules.server.dropPackets(packet -> packet.type() == EnginePacket.Type.PONG)),
        ANOTHER_ANSWER(rules -> rules.server.changePackets((connection, packet) ->
                List.of(packet.type() == EnginePacket.Type.PONG ? EnginePacket.raw("3nonsense") : packet)));

        private final Consumer<EngineRules> effect;

        Failure(Consumer<EngineRules> effect) {
            this.effect = effect;
        }
    }

    @ParameterizedTest
    @EnumSource
    void e4_15_e4_18_an_upgrade_that_fails_in_any_way_leaves_the_session_on_polling(Failure failure) {
        try (EngineRules rules = new EngineRules(options -> options.withUpgradeTimeout(Duration.ofMillis(200)))) {
            failure.effect.accept(rules);
            rules.open();
            load(rules, 60);
            rules.until(
                    "the failure",
                    () -> !rules.events(EngineEvent.UpgradeFailed.class).isEmpty());
            assertComplete(rules, 60);
            assertThat(rules.client.transport()).contains(EngineTransport.POLLING);
            rules.assertAlive();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void e4_16_e3_08_nothing_is_lost_doubled_or_reordered_through_the_upgrade(int version) {
        for (int delay = 0; delay <= 40; delay += 20) {
            Duration some = Duration.ofMillis(delay);
            try (EngineRules rules = new EngineRules(
                    SocketIoTestServer.builder().versions(version), options -> version(options, version))) {
                rules.server.onRequest(EngineRequest::isUpgrade, Answer.usual().delay(some));
                rules.server.onRequest(
                        request -> request.method().equals("POST"),
                        Answer.usual().delay(some));
                rules.open();
                load(rules, 150);
                rules.awaitTransport("websocket");
                assertComplete(rules, 150);
                assertThat(rules.client.transport()).contains(EngineTransport.WEBSOCKET);
                // the last of polling, and the first of the socket
                assertThat(rules.connection().received())
                        .filteredOn(packet -> packet.type() == EnginePacket.Type.UPGRADE)
                        .hasSize(1);
                rules.assertAlive();
            }
        }
    }

    private static EngineOptions version(EngineOptions options, int version) {
        return options.withVersion(version == 3 ? EngineVersion.V3 : EngineVersion.V4);
    }

    /** Numbered messages both ways. */
    private static void load(EngineRules rules, int count) {
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(rules.client.send("n" + i));
            rules.connection().send("n" + i);
            if (i % 10 == 0) {
                BayeuxRules.pause(Duration.ofMillis(2));
            }
        }
        sent.forEach(each -> Await.value(each, "send"));
    }

    private static void assertComplete(EngineRules rules, int count) {
        List<String> expected = IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
        rules.until(
                "all messages",
                () -> rules.heard.size() >= count
                        && rules.connection().messages().size() >= count);
        assertThat(rules.heard).isEqualTo(expected);
        assertThat(rules.connection().messages()).isEqualTo(expected);
        rules.assertCorrect();
    }

    @Test
    void e4_17_noops_end_polls_and_are_not_heard_of_and_the_upgrade_waits_for_no_ping() {
        try (EngineRules rules = new EngineRules(EngineRules.DEFAULTS)) {
            rules.server.changePackets((connection, packet) -> packet.type() == EnginePacket.Type.PONG
                    ? List.of(EnginePacket.raw("6"), packet, EnginePacket.raw("6"))
                    : List.of(packet));
            rules.open();
            // pings come every 25 s
            rules.server.awaitTransport("websocket", Duration.ofSeconds(10));
            rules.connection().send(EnginePacket.raw("6"), EnginePacket.raw("6"), EnginePacket.message("x"));
            rules.hears("x");
            rules.assertAlive();
        }
        try (EngineRules rules = new EngineRules(EngineRules.POLLING).open()) {
            rules.connection().send(EnginePacket.raw("6"), EnginePacket.raw("6"));
            rules.connection().send("y");
            rules.hears("y");
            rules.assertAlive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void e3_05_the_client_pings_and_gives_a_server_up_that_does_not_answer(EngineTransport transport) {
        try (EngineRules rules = new EngineRules(
                SocketIoTestServer.builder().versions(3).pingInterval(BEAT).pingTimeout(PATIENCE),
                options -> options.withTransports(transport).withVersion(EngineVersion.V3))) {
            rules.open();
            rules.until(
                    "three pings",
                    () -> rules.connection().received().stream()
                                    .filter(packet -> packet.type() == EnginePacket.Type.PING)
                                    .count()
                            >= 3);
            rules.assertCorrect();
            rules.server.withholdHeartbeats(true);
            assertThat(rules.closed().reason()).isEqualTo(EngineClose.Reason.PING_TIMEOUT);
        }
    }
}

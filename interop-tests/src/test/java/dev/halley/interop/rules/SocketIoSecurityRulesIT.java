package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineTransport;
import dev.halley.interop.BothWires;
import dev.halley.testkit.socketio.ConnectAnswer;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SEC-01 to SEC-03 and SEC-06: servers that mean no good. */
@Timeout(60)
@BothWires
class SocketIoSecurityRulesIT {
    @ParameterizedTest
    @EnumSource
    void sec_01_attachments_are_limited_in_number_and_bytes(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(
                        SocketIoTestServer.builder(),
                        builder -> SocketIoRules.over(transport)
                                .apply(builder)
                                .maxAttachments(3)
                                .maxAttachmentBytes(100))
                .open("/")) {
            rules.session().emit("fits", new byte[10], new byte[90]);
            rules.until("what fits", () -> rules.heard.size() == 1);
            rules.heard.clear();
            rules.session().emit("big", new byte[10], new byte[91]);
            rules.hears("disconnect / parse error", "connect /");
            rules.awaitConnected();
            rules.session().emit("many", new byte[1], new byte[1], new byte[1], new byte[1]);
            rules.hears("disconnect / parse error", "connect /");
        }
    }

    @Test
    void sec_02_random_packets_do_nothing_worse_than_end_the_connection() {
        Random random = new Random(11);
        String likely = "0123456789-/,[]{}\":_placeholder true num x";
        try (SocketIoRules rules = new SocketIoRules().open("/")) {
            for (int round = 0; round < 60; round++) {
                StringBuilder packet = new StringBuilder(random.nextBoolean() ? "2[" : "51-[");
                for (int length = random.nextInt(30); length > 0; length--) {
                    packet.append(likely.charAt(random.nextInt(likely.length())));
                }
                String text = packet.toString();
                byte[] bytes = new byte[random.nextInt(5)];
                random.nextBytes(bytes);
                rules.server
                        .connections()
                        .forEach(each -> each.send(EnginePacket.message(text), EnginePacket.binary(bytes)));
                rules.awaitConnected();
            }
            rules.until("the state", () -> rules.client.state() == ConnectionState.CONNECTED);
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"depth", "number", "namespace", "id"})
    void sec_03_what_is_too_deep_or_too_long_ends_the_connection(String dimension) {
        String bad = switch (dimension) {
            case "depth" -> "2[\"x\"," + "[".repeat(100_000) + "]".repeat(100_000) + "]";
            case "number" -> "2[\"x\"," + "1".repeat(100_000) + "]";
            case "namespace" -> "2/" + "n".repeat(100_000) + ",[\"x\"]";
            default -> "2" + "1".repeat(100_000) + "[\"x\"]";
        };
        for (EngineTransport transport : EngineTransport.values()) {
            try (SocketIoRules rules = new SocketIoRules(transport).open("/")) {
                rules.raw(bad);
                rules.hears("disconnect / parse error", "connect /");
            }
        }
    }

    @Test
    void sec_03_what_waits_to_be_sent_has_a_limit() {
        try (SocketIoRules rules =
                new SocketIoRules(SocketIoTestServer.builder(), builder -> builder.maxBuffered(3)).open("/")) {
            rules.server.stopListening();
            rules.server.dropConnections();
            rules.until("the loss", () -> !rules.client.isConnected());
            List<CompletableFuture<Void>> waiting =
                    List.of(rules.client.emit("n", 1), rules.client.emit("n", 2), rules.client.emit("n", 3));
            SocketIoRules.failure(rules.client.emit("n", 4), RuntimeException.class);
            rules.server.listen();
            waiting.forEach(SocketIoRules::result);
            rules.until("all of them", () -> rules.server.received("n").size() == 3);
        }
    }

    @Test
    void sec_06_a_refusal_is_not_answered_by_a_loop() {
        try (SocketIoRules rules = new SocketIoRules()) {
            rules.server.namespace("/").answerConnects(connect -> ConnectAnswer.refuse("expired"));
            SocketIoRules.failure(
                    rules.client.connect(rules.to("/")
                            .waitTimeout(Duration.ofMillis(500))
                            .auth(request -> CompletableFuture.completedFuture(Map.of("token", "old")))),
                    RuntimeException.class);
            BayeuxRules.pause(Duration.ofMillis(300));
            assertThat(rules.server.received()).hasSizeBetween(1, 12);
        }
    }

    @Test
    void sec_06_attempts_to_connect_again_are_paced_and_differ() {
        try (SocketIoRules rules = new SocketIoRules(
                        SocketIoTestServer.builder(),
                        builder -> builder.reconnectPolicy(ReconnectPolicy.exponentialBackoff()
                                .initialDelay(Duration.ofMillis(50))
                                .maxDelay(Duration.ofMillis(100))
                                .proportionalJitter(0.5)))
                .open("/")) {
            rules.server.allowHandshakes(request -> false);
            int before = rules.server.requests().size();
            rules.lose();
            BayeuxRules.pause(Duration.ofMillis(700));
            // at least 25, 50, 50, ... ms apart
            assertThat(rules.server.requests().size() - before).isBetween(2, 16);
            List<Duration> delays = rules.events.stream()
                    .filter(ClientEvent.Retrying.class::isInstance)
                    .map(event -> ((ClientEvent.Retrying) event).delay())
                    .toList();
            assertThat(delays).hasSizeGreaterThan(2);
            assertThat(delays.stream().distinct().count()).isGreaterThan(delays.size() / 2);
            rules.server.allowHandshakes(request -> true);
            rules.awaitConnected();
        }
    }
}

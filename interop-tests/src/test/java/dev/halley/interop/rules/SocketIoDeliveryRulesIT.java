package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.engineio.EngineTransport;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.socketio.Args;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.ReceivedPacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S5-10 and S5-17 to S5-19: in which order things come and go, and what is kept over an outage. */
@Timeout(60)
@BothWires
class SocketIoDeliveryRulesIT {
    private static final Duration KEPT = Duration.ofMinutes(2);

    @ParameterizedTest
    @EnumSource
    void s5_10_emits_of_several_threads_never_mix_packets_and_attachments(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport).open("/")) {
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int t = 0; t < 3; t++) {
                int who = t;
                threads.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 40; i++) {
                        SocketIoRules.result(rules.client.emit(
                                "b", who, i, new byte[] {(byte) who, (byte) i}, new byte[] {(byte) i}));
                    }
                }));
            }
            threads.forEach(SocketIoRules::result);
            rules.until("all of them", () -> rules.server.received("b").size() == 120);
            assertThat(rules.server.received("b")).allSatisfy(event -> {
                byte who = ((Number) event.args().get(0)).byteValue();
                byte number = ((Number) event.args().get(1)).byteValue();
                assertThat(event.args().get(2)).isEqualTo(new byte[] {who, number});
                assertThat(event.args().get(3)).isEqualTo(new byte[] {number});
            });
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s5_17_what_comes_before_the_answer_to_connect_is_delivered_after_it_in_order(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport)) {
            rules.server.changePackets(
                    (connection, packet) -> packet.text().startsWith("0{") && packet.type() == EnginePacket.Type.MESSAGE
                            ? List.of(
                                    EnginePacket.message("2[\"early\",1]"),
                                    EnginePacket.message("2[\"early\",2]"),
                                    packet,
                                    EnginePacket.message("2[\"late\",3]"))
                            : List.of(packet));
            assertThat(SocketIoRules.result(rules.client.connect(rules.to("/"))))
                    .isSameAs(rules.client);
            rules.hears("early [1]", "early [2]", "connect /", "late [3]");
        }
    }

    @ParameterizedTest
    @EnumSource
    void s5_18_what_was_emitted_offline_goes_out_in_order_before_what_connect_handlers_emit(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport).open("/")) {
            var unused = rules.client.onConnect(connected -> SocketIoRules.result(rules.client.emit("n", "connect")));
            rules.server.stopListening();
            rules.server.dropConnections();
            rules.until("the loss", () -> !rules.client.isConnected());
            List<CompletableFuture<Void>> emitted = new ArrayList<>();
            List<Object> expected = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                emitted.add(rules.client.emit("n", i));
                expected.add(i);
            }
            CompletableFuture<Args> call = rules.client.call("n", "call");
            expected.add("call");
            expected.add("connect");
            rules.server.listen();
            emitted.forEach(SocketIoRules::result);
            rules.until("all of them", () -> rules.server.received("n").size() == expected.size());
            assertThat(rules.server.received("n"))
                    .extracting(event -> event.args().get(0))
                    .containsExactlyElementsOf(expected);
            rules.server.received("n").get(20).ack("kept");
            assertThat(SocketIoRules.result(call).toList()).containsExactly("kept");
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s5_19_recovery_brings_what_was_missed_in_order_and_nothing_twice(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(
                        SocketIoTestServer.builder().recovery(KEPT), SocketIoRules.over(transport))
                .open("/")) {
            for (int i = 0; i < 60; i++) {
                rules.server.emit("n", i);
                if (i % 20 == 10) {
                    rules.lose();
                }
                BayeuxRules.pause(Duration.ofMillis(3));
            }
            rules.until("the last", () -> rules.heard.contains("n [59]"));
            assertThat(rules.heard.stream().filter(line -> line.startsWith("n ")))
                    .containsExactlyElementsOf(IntStream.range(0, 60)
                            .mapToObj(i -> "n [" + i + "]")
                            .toList());
            assertThat(rules.client.isRecovered()).isTrue();
            assertThat(rules.events).noneMatch(event -> event instanceof ClientEvent.Gap);
            rules.assertCorrect();
        }
    }

    @Test
    void s5_19_the_position_is_that_of_the_last_event_whose_handlers_have_finished() {
        CountDownLatch slow = new CountDownLatch(1);
        try (SocketIoRules rules =
                new SocketIoRules(SocketIoTestServer.builder().recovery(KEPT)).open("/")) {
            var unused = rules.client.on("slow", event -> {
                rules.heard.add("slow");
                Await.latch(slow, Await.SOON, "the test");
            });
            rules.server.emit("n", 1);
            rules.hears("n [1]");
            rules.server.emit("slow");
            rules.hears("slow");
            rules.lose();
            rules.until("the next connection", () -> connects(rules).size() == 2);
            Map<?, ?> asked = (Map<?, ?>) connects(rules).get(1).payload();
            assertThat(asked.containsKey("pid")).isTrue();
            assertThat(asked.containsKey("offset")).isTrue();
            slow.countDown();
            // its handler had not finished, so the server sends it again or it is known to be the same
            rules.until("the connection", () -> rules.client.isRecovered());
            rules.server.emit("n", 2);
            rules.until("what follows", () -> rules.heard.contains("n [2]"));
            assertThat(rules.heard.stream().filter("n [1]"::equals)).isEmpty();
        }
    }

    @Test
    void s5_19_where_the_server_begins_anew_the_gap_is_reported_and_the_position_forgotten() {
        try (SocketIoRules rules =
                new SocketIoRules(SocketIoTestServer.builder().recovery(KEPT)).open("/")) {
            assertThat(connects(rules).get(0).payload()).isNull();
            rules.server.emit("n", 1);
            rules.hears("n [1]");
            rules.server.restart();
            rules.awaitEvents(ClientEvent.Gap.class);
            rules.until("a connection", () -> rules.heard.contains("connect /"));
            assertThat(rules.client.isRecovered()).isFalse();
            rules.lose();
            rules.until("a third connection", () -> connects(rules).size() == 3);
            assertThat(connects(rules).get(2).payload())
                    .isInstanceOfSatisfying(
                            Map.class,
                            asked -> assertThat(asked.containsKey("offset")).isFalse());
        }
    }

    private static List<ReceivedPacket> connects(SocketIoRules rules) {
        return rules.server.received().stream()
                .filter(packet -> packet.kind() == ReceivedPacket.Kind.CONNECT)
                .toList();
    }
}

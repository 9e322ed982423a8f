package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.MessageRefusedException;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Frame;
import dev.halley.testkit.Reply;
import dev.halley.testkit.socketio.Answer;
import dev.halley.testkit.socketio.EngineConnection;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.EngineRequest;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** E4-05 to E4-10, E4-19, E4-20, E4-23 and E4-27: packets over each transport. */
@Timeout(60)
@BothWires
class EngineTransportRulesIT {
    @ParameterizedTest
    @CsvSource({"POLLING,9", "POLLING,''", "POLLING,b!", "WEBSOCKET,9", "WEBSOCKET,''", "WEBSOCKET,x"})
    void e4_05_no_packet_or_one_of_an_unknown_type_ends_the_session_and_what_came_before_is_delivered(
            EngineTransport transport, String bad) {
        try (EngineRules rules = new EngineRules(EngineRules.of(transport)).open()) {
            rules.connection()
                    .send(
                            EnginePacket.message("good"),
                            EnginePacket.message(""),
                            EnginePacket.raw(bad),
                            EnginePacket.message("never"));
            assertThat(rules.closed().reason()).isEqualTo(EngineClose.Reason.PARSE_ERROR);
            rules.hears("good", "");
        }
    }

    @ParameterizedTest
    @EnumSource
    void e4_06_bytes_travel_both_ways_and_may_be_none(EngineTransport transport) {
        try (EngineRules rules = new EngineRules(EngineRules.of(transport)).open()) {
            Await.value(rules.client.send(ByteBuffer.wrap(new byte[] {1, 2, -1})), "send");
            Await.value(rules.client.send(ByteBuffer.allocate(0)), "send");
            rules.until("both", () -> rules.connection().received().size() == 2);
            assertThat(rules.connection().received())
                    .containsExactly(EnginePacket.binary((byte) 1, (byte) 2, (byte) -1), EnginePacket.binary());
            rules.connection().send(EnginePacket.binary((byte) 'A', (byte) 'B'), EnginePacket.binary());
            rules.hears("b:AB", "b:");
            rules.assertCorrect();
        }
    }

    @Test
    void e4_07_a_payload_is_split_at_its_separator_up_to_the_first_wrong_packet() {
        try (EngineRules rules = new EngineRules(EngineRules.POLLING).open()) {
            rules.until("a poll", () -> rules.connection().isPollHeld());
            rules.connection().answerPoll(Reply.text("4one\u001ebQUI=\u001e4grüße €"));
            rules.hears("one", "b:AB", "grüße €");
            rules.until("a poll", () -> rules.connection().isPollHeld());
            rules.connection().answerPoll(Reply.text("4four\u001ex\u001e4never"));
            assertThat(rules.closed().reason()).isEqualTo(EngineClose.Reason.PARSE_ERROR);
            rules.hears("one", "b:AB", "grüße €", "four");
        }
    }

    @Test
    void e4_08_what_is_posted_is_text_and_its_answer_ok_may_call_itself_a_page_but_a_page_is_none() {
        try (EngineRules rules = new EngineRules(EngineRules.POLLING).open()) {
            rules.server.onRequest(
                    request -> request.method().equals("POST"),
                    Answer.usual().transform(reply -> reply.header("Content-Type", "text/html")));
            rules.send("grüße");
            EngineRequest post = rules.requests("POST").get(0);
            assertThat(post.header("Content-Type").orElse("").replace(" ", ""))
                    .isEqualToIgnoringCase("text/plain;charset=UTF-8");
            assertThat(post.body()).isEqualTo("4grüße".getBytes(StandardCharsets.UTF_8));
            rules.server.onRequest(
                    request -> request.method().equals("POST"),
                    Answer.http(Reply.text("<html>Login</html>").header("Content-Type", "text/html")));
            CompletableFuture<Void> unused = rules.client.send("again");
            assertThat(rules.closed().reason()).isEqualTo(EngineClose.Reason.TRANSPORT_ERROR);
        }
    }

    @Test
    void e4_09_e4_27_under_load_there_is_one_poll_and_one_post_of_sixteen_packets_at_a_time() {
        try (EngineRules rules = new EngineRules(EngineRules.POLLING).open()) {
            rules.server.onRequest(
                    request -> request.method().equals("POST"), Answer.usual().delay(Duration.ofMillis(20)));
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                texts.add("n" + i);
                rules.connection().send("d" + i);
            }
            rules.send(texts.toArray(String[]::new));
            rules.until("all of them", () -> rules.heard.size() == 100);
            assertThat(rules.connection().messages()).isEqualTo(texts);
            assertThat(rules.requests("POST"))
                    .hasSizeGreaterThanOrEqualTo(7)
                    .allSatisfy(post -> assertThat(post.text().split("\u001e")).hasSizeLessThanOrEqualTo(16));
            // the server would have ended the session
            rules.assertCorrect();
            assertThat(rules.client.isOpen()).isTrue();
        }
    }

    @Test
    void e4_10_a_poll_that_the_server_holds_longer_than_any_request_may_take_is_left_alone() {
        try (EngineRules rules = new EngineRules(
                        SocketIoTestServer.builder().pingInterval(Duration.ofMillis(500)),
                        options -> options.withTransports(EngineTransport.POLLING)
                                .withRequestTimeout(Duration.ofMillis(100)))
                .open()) {
            rules.until("two pongs", () -> pongs(rules) >= 2);
            rules.assertAlive();
            assertThat(rules.server.allConnections()).hasSize(1);
        }
    }

    private static long pongs(EngineRules rules) {
        return rules.connection().received().stream()
                .filter(packet -> packet.type() == EnginePacket.Type.PONG)
                .count();
    }

    @ParameterizedTest
    @EnumSource
    void e4_19_a_close_of_the_server_needs_no_further_poll(EngineTransport transport) {
        try (EngineRules rules = new EngineRules(EngineRules.of(transport)).open()) {
            rules.connection().send("last");
            rules.server.closeConnections();
            assertThat(rules.closed().reason()).isEqualTo(EngineClose.Reason.TRANSPORT_CLOSE);
            rules.hears("last");
            int count = rules.server.requests().size();
            BayeuxRules.pause(Duration.ofMillis(100));
            assertThat(rules.server.requests()).hasSize(count);
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @CsvSource({"polling", "websocket", "upgrade"})
    void e4_19_a_close_of_the_client_sends_what_waits_and_tells_the_server(String route) {
        try (EngineRules rules = new EngineRules(
                switch (route) {
                    case "polling" -> EngineRules.POLLING;
                    case "websocket" -> EngineRules.WEBSOCKET;
                    default -> EngineRules.DEFAULTS;
                })) {
            // an upgrade is under way when the client closes
            rules.server.onRequest(EngineRequest::isUpgrade, Answer.usual().delay(Duration.ofMillis(50)));
            rules.server.onRequest(
                    request -> request.method().equals("POST"), Answer.usual().delay(Duration.ofMillis(30)));
            rules.open();
            EngineConnection connection = rules.connection();
            List<CompletableFuture<Void>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(rules.client.send("n" + i));
            }
            Await.value(rules.client.closeAsync(), "close");
            waiting.forEach(each -> Await.value(each, "the end of a message that waited"));
            assertThat(BayeuxRules.failure(rules.client.send("late"), RuntimeException.class))
                    .isNotNull();
            assertThat(connection.messages()).hasSize(20).startsWith("n0").endsWith("n19");
            rules.until("the server's end", () -> connection.closeReason().isPresent());
            assertThat(connection.closeReason()).contains("transport close");
            assertThat(rules.closed().reason()).isEqualTo(EngineClose.Reason.CLIENT);
            rules.assertCorrect();
        }
    }

    @Test
    void e4_20_bodies_have_no_more_bytes_than_the_server_takes() {
        try (EngineRules rules =
                new EngineRules(SocketIoTestServer.builder().maxPayload(2_000), EngineRules.POLLING).open()) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                texts.add(i + "€".repeat(i * 5 % 300));
            }
            rules.send(texts.toArray(String[]::new));
            assertThat(rules.connection().messages()).isEqualTo(texts);
            assertThat(rules.requests("POST"))
                    .allSatisfy(post -> assertThat(post.body().length).isLessThanOrEqualTo(2_000));
            rules.assertCorrect();
        }
    }

    @Test
    void e4_20_a_packet_that_is_too_large_for_any_request_goes_alone_and_is_told_apart() {
        try (EngineRules rules =
                new EngineRules(SocketIoTestServer.builder().maxPayload(2_000), EngineRules.POLLING).open()) {
            CompletableFuture<Void> small = rules.client.send("small");
            CompletableFuture<Void> large = rules.client.send("x".repeat(3_000));
            Await.value(small, "send");
            MessageRefusedException refused = BayeuxRules.failure(large, MessageRefusedException.class);
            assertThat(refused.isTooLarge()).isTrue();
            assertThat(refused).hasMessageContaining("3001 bytes").hasMessageContaining("maxPayload: 2000");
            assertThat(rules.closed().reason()).isEqualTo(EngineClose.Reason.TRANSPORT_ERROR);
        }
    }

    @Test
    void e4_23_each_packet_is_a_message_fragments_are_put_together_and_text_is_utf8() {
        try (EngineRules rules = new EngineRules(EngineRules.WEBSOCKET).open()) {
            rules.send("a", "b€");
            rules.until("both", () -> rules.connection().messages().equals(List.of("a", "b€")));
            rules.connection().sendFrame(Frame.text("4he").notLast());
            rules.connection().sendFrame(Frame.continuation("l").notLast());
            rules.connection().sendFrame(Frame.continuation("lo €"));
            rules.hears("hello €");
            rules.connection().sendFrame(Frame.of(Frame.Kind.TEXT, new byte[] {'4', (byte) 0xC3, (byte) 0x28}));
            assertThat(rules.closed().reason())
                    .isIn(EngineClose.Reason.TRANSPORT_ERROR, EngineClose.Reason.PARSE_ERROR);
            rules.hears("hello €");
        }
    }

    @Test
    void e4_23_a_message_above_the_limit_ends_the_session_whole_or_in_fragments() {
        for (boolean whole : new boolean[] {true, false}) {
            try (EngineRules rules = new EngineRules(
                            SocketIoTestServer.builder(),
                            EngineRules.WEBSOCKET,
                            builder -> builder.maxMessageSize(10_000))
                    .open()) {
                String text = "4" + "x".repeat(6_000);
                if (whole) {
                    rules.connection().sendFrame(Frame.text(text + text));
                } else {
                    rules.connection().sendFrame(Frame.text(text).notLast());
                    rules.connection().sendFrame(Frame.continuation(text).notLast());
                }
                EngineClose close = rules.closed();
                assertThat(close.reason()).isNotEqualTo(EngineClose.Reason.CLIENT);
                assertThat(close.description()).contains("10000");
                assertThat(rules.heard).isEmpty();
            }
        }
    }
}

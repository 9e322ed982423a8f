package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.AsyncEngineIoClient;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** E3-01 to E3-08: servers of Engine.IO 3. */
@Timeout(60)
@BothWires
class EngineVersionThreeRulesIT {
    private static final UnaryOperator<EngineOptions> V3 = options -> options.withVersion(EngineVersion.V3);

    private static EngineRules rules(UnaryOperator<EngineOptions> options) {
        return new EngineRules(SocketIoTestServer.builder().versions(3), all -> options.apply(V3.apply(all)));
    }

    static Stream<Arguments> transports() {
        return Stream.of(EngineTransport.values())
                .flatMap(transport -> Stream.of(Arguments.of(transport, false), Arguments.of(transport, true)));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void e3_01_to_e3_04_texts_of_any_width_and_bytes_travel_both_ways(EngineTransport transport, boolean base64) {
        try (EngineRules rules = rules(
                        options -> options.withTransports(transport).withForceBase64(base64))
                .open()) {
            rules.send("a€\ud83d\ude00", "");
            Await.value(rules.client.send(ByteBuffer.wrap(new byte[] {1, 2, -1})), "send");
            rules.until("all of them", () -> rules.connection().received().size() == 3);
            assertThat(rules.connection().received())
                    .containsExactly(
                            EnginePacket.message("a€\ud83d\ude00"),
                            EnginePacket.message(""),
                            EnginePacket.binary((byte) 1, (byte) 2, (byte) -1));
            rules.connection()
                    .send(
                            EnginePacket.message("a€\ud83d\ude00"),
                            EnginePacket.binary((byte) 'A'),
                            EnginePacket.binary(),
                            EnginePacket.message(""));
            rules.hears("a€\ud83d\ude00", "b:A", "b:", "");
            rules.assertCorrect();
        }
    }

    @Test
    void e3_01_e3_02_what_is_posted_has_lengths_in_utf16_units_and_bytes_in_base64() {
        try (EngineRules rules = rules(EngineRules.POLLING).open()) {
            rules.send("hello €\ud83d\ude00");
            Await.value(rules.client.send(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})), "send");
            assertThat(rules.requests("POST"))
                    .extracting(post -> post.text())
                    .containsExactly("10:4hello €\ud83d\ude00", "10:b4AQIDBA==");
            assertThat(rules.server.requests())
                    .allSatisfy(request -> assertThat(request.parameter("b64")).contains("1"));
        }
    }

    @Test
    void e3_03_a_payload_of_bytes_is_read() {
        byte[] payload = {0, 3, (byte) 0xFF, '4', (byte) 0xC3, (byte) 0xA4, 1, 3, (byte) 0xFF, 4, 'A', 'B'};
        try (EngineRules rules = rules(EngineRules.POLLING).open()) {
            rules.until("a poll", () -> rules.connection().isPollHeld());
            rules.connection()
                    .answerPoll(Reply.ok()
                            .header("Content-Type", "application/octet-stream")
                            .body(payload));
            rules.hears("ä", "b:AB");
        }
    }

    @Test
    void e3_04_on_a_websocket_a_byte_stands_before_binary_data() {
        try (ScriptedServer server = ScriptedServer.start();
                EngineRules rules = new EngineRules(EngineRules.DEFAULTS)) {
            server.onRequest(request -> Reply.upgrade(WebSocketScript.accept()));
            AsyncEngineIoClient client = rules.client(
                    "http://" + server.http().getAuthority(),
                    options -> EngineRules.WEBSOCKET.apply(V3.apply(options)),
                    builder -> builder);
            var opening = client.open();
            ScriptedSocket socket = server.takeSocket(Await.SOON);
            // E3-07: no upgrades here
            socket.sendText("0{\"sid\":\"S3\",\"pingInterval\":25000,\"pingTimeout\":5000}");
            assertThat(Await.value(opening, "open")).isSameAs(client);
            Await.value(client.send(ByteBuffer.wrap(new byte[] {9})), "send");
            assertThat(socket.takeBinary(Await.SOON)).containsExactly(4, 9);
            socket.sendBinary((byte) 4, (byte) 'A');
            rules.hears("b:A");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x:42", "3:42", "2:421", ":", "99999999999999999999:4"})
    void e3_06_a_wrong_length_is_a_parse_error(String body) {
        try (EngineRules rules = rules(EngineRules.POLLING).open()) {
            rules.until("a poll", () -> rules.connection().isPollHeld());
            rules.connection().answerPoll(Reply.text(body));
            assertThat(rules.closed().reason()).isEqualTo(EngineClose.Reason.PARSE_ERROR);
        }
    }

    @Test
    void e3_07_upgrades_may_be_missing_and_the_first_payload_may_bring_more() {
        try (EngineRules rules = rules(EngineRules.DEFAULTS)) {
            rules.server.changeHandshakes(told -> {
                Map<String, Object> changed = new LinkedHashMap<>(told);
                changed.remove("upgrades");
                return changed;
            });
            rules.open();
            assertThat(rules.client.handshake().orElseThrow().upgrades()).isEmpty();
            rules.assertAlive();
        }
        String open = "0{\"sid\":\"S3\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":5000}";
        try (ScriptedServer server = ScriptedServer.start();
                EngineRules rules = new EngineRules(EngineRules.DEFAULTS)) {
            server.onRequest(request -> request.parameter("sid").isPresent()
                    ? Reply.hang()
                    : Reply.text(open.length() + ":" + open + "2:40"));
            // and the version is found out
            AsyncEngineIoClient client = rules.client(
                    "http://" + server.http().getAuthority(),
                    EngineRules.POLLING,
                    builder -> builder.closeTimeout(Duration.ofMillis(100)));
            assertThat(Await.value(client.open(), "open")).isSameAs(client);
            rules.hears("0");
            assertThat(client.handshake().orElseThrow().version()).isEqualTo(EngineVersion.V3);
        }
    }

    @Test
    void e3_08_there_is_no_max_payload_and_a_post_has_a_limit_all_the_same() {
        try (EngineRules rules = rules(options ->
                        options.withTransports(EngineTransport.POLLING).withAssumedMaxPayload(2_000))
                .open()) {
            assertThat(rules.client.handshake().orElseThrow().maxPayload()).isZero();
            String[] texts = new String[30];
            Arrays.fill(texts, "x".repeat(300));
            rules.send(texts);
            assertThat(rules.requests("POST"))
                    .hasSizeGreaterThan(4)
                    .allSatisfy(post -> assertThat(post.body().length).isLessThanOrEqualTo(2_000));
            assertThat(rules.connection().messages()).isEqualTo(List.of(texts));
            rules.assertCorrect();
        }
    }
}

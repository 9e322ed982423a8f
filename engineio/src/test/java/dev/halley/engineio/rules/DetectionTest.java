package dev.halley.engineio.rules;

import static dev.halley.engineio.rules.EngineHarness.OPEN;
import static dev.halley.engineio.rules.EngineHarness.polling;
import static dev.halley.engineio.rules.EngineHarness.query;
import static dev.halley.engineio.rules.EngineHarness.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineVersion;
import dev.halley.testkit.Frame;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.wire.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Which version a server speaks, and version 3 itself. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DetectionTest {
    private static final String OPEN3 =
            "0{\"sid\":\"S3\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":5000}";
    private static final String REFUSED = "{\"code\":5,\"message\":\"Unsupported protocol version\"}";

    private final EngineHarness engine = new EngineHarness();

    private static String v3(String... packets) {
        StringBuilder payload = new StringBuilder();
        for (String packet : packets) {
            payload.append(packet.length()).append(':').append(packet);
        }
        return payload.toString();
    }

    @Test
    void e3_07_a_payload_with_lengths_switches_to_version_3_and_is_remembered() {
        engine.connect(polling());
        PendingExchange first = engine.get();
        assertThat(query(first.uri())).containsEntry("EIO", "4");
        first.respond(200, v3(OPEN3, "40"));
        engine.time.runPending();
        assertThat(engine.heard).containsExactly("open", "text:0", "read");
        assertThat(engine.handshake.version()).isEqualTo(EngineVersion.V3);
        PendingExchange get = engine.get();
        assertThat(query(get.uri()))
                .containsEntry("EIO", "3")
                .containsEntry("sid", "S3")
                .containsEntry("b64", "1");
        engine.send("hello", "€", ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
        assertThat(engine.post().text()).isEqualTo("6:4hello2:4€10:b4AQIDBA==");
        get.respond(200, v3("1"));
        engine.time.runPending();
        engine.connect(polling());
        assertThat(query(engine.get().uri())).containsEntry("EIO", "3");
    }

    @Test
    void error_code_5_tries_the_other_version_once() {
        engine.connect(polling());
        engine.get().respond(400, REFUSED);
        PendingExchange second = engine.get();
        assertThat(query(second.uri())).containsEntry("EIO", "3");
        second.respond(400, REFUSED);
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("closed:transport error");
        assertThat(engine.close.description()).contains("code 5");
        engine.assertNothingSent();
    }

    @Test
    void error_code_5_of_a_refused_websocket_does_so_too() {
        engine.connect(webSocket());
        engine.wire.takeSocket().refuse(400, Headers.empty(), REFUSED);
        engine.time.runPending();
        assertThat(query(engine.wire.takeSocket().uri())).containsEntry("EIO", "3");
    }

    @Test
    void a_server_that_was_renewed_is_found_again() {
        engine.inContext(() -> engine.engine.learn(EngineVersion.V3));
        engine.connect(polling());
        engine.get().respond(400, REFUSED);
        PendingExchange second = engine.get();
        assertThat(query(second.uri())).containsEntry("EIO", "4");
        second.respond(200, "0" + OPEN);
        engine.time.runPending();
        assertThat(engine.engine.version()).isEqualTo(EngineVersion.V4);
    }

    @Test
    void an_unasked_40_on_a_websocket_is_version_3() {
        engine.connect(webSocket());
        PendingSocket socket = engine.wire.takeSocket().accept();
        socket.deliverTexts(OPEN3, "40", "4x");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:0", "text:x");
        assertThat(engine.handshake.version()).isEqualTo(EngineVersion.V3);
        engine.send(ByteBuffer.wrap(new byte[] {9}));
        // E3-04
        assertThat(socket.takeSent()).isEqualTo(Frame.of(Frame.Kind.BINARY, (byte) 4, (byte) 9));
        socket.deliverBinary((byte) 4, (byte) 1, (byte) 2);
        engine.time.runPending();
        assertThat(engine.messages()).endsWith("binary:1 2");
    }

    @Test
    void a_websocket_without_that_greeting_is_version_4_after_a_moment() {
        engine.connect(webSocket());
        PendingSocket socket = engine.wire.takeSocket().accept();
        socket.deliverText(OPEN3);
        engine.time.advance(Duration.ofMillis(249));
        assertThat(engine.heard).isEmpty();
        engine.time.advance(Duration.ofMillis(1));
        assertThat(engine.heard).containsExactly("open");
        assertThat(engine.handshake.version()).isEqualTo(EngineVersion.V4);
        assertThat(socket.sent()).isEmpty();
    }

    @Test
    void a_websocket_that_names_max_payload_need_not_wait() {
        engine.openSocket();
        assertThat(engine.heard).startsWith("open");
    }

    @Test
    void a_chosen_version_that_the_server_does_not_speak_names_the_setting() {
        engine.connect(polling().withVersion(EngineVersion.V4));
        engine.get().respond(200, v3(OPEN3));
        engine.time.runPending();
        assertThat(engine.close.reason()).isEqualTo(Reason.PARSE_ERROR);
        assertThat(engine.close.description()).contains("version: V4 (expected: V3, or none to detect it");

        EngineHarness old = new EngineHarness();
        old.connect(polling().withVersion(EngineVersion.V3));
        old.get().respond(200, "0" + OPEN);
        old.time.runPending();
        assertThat(old.close.description()).contains("version: V3 (expected: V4, or none to detect it");

        EngineHarness refused = new EngineHarness();
        refused.connect(polling().withVersion(EngineVersion.V3));
        refused.get().respond(400, REFUSED);
        refused.time.runPending();
        assertThat(refused.close.description()).contains("code 5", "version");
        refused.assertNothingSent();
    }

    @Test
    void e3_03_reads_payloads_of_bytes() {
        engine.connect(polling().withVersion(EngineVersion.V3));
        engine.get().respond(200, v3(OPEN3));
        byte[] payload = {0, 3, (byte) 0xFF, '4', (byte) 0xC3, (byte) 0xA4, 1, 3, (byte) 0xFF, 4, 7, 8};
        engine.get()
                .respond(200, Headers.empty().plus("Content-Type", "application/octet-stream"), new byte[][] {payload});
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:ä", "binary:7 8");
    }

    @Test
    void text_that_calls_itself_bytes_is_read_as_text() {
        Headers bytes = Headers.empty().plus("Content-Type", "application/octet-stream");
        engine.connect(polling());
        engine.get().respond(200, bytes, new byte[][] {("0" + OPEN).getBytes(StandardCharsets.UTF_8)});
        PendingExchange get = engine.get();
        assertThat(query(get.uri())).containsEntry("EIO", "4");
        get.respond(200, bytes, new byte[][] {"4\u00e4\u001ebBwg=".getBytes(StandardCharsets.UTF_8)});
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:\u00e4", "binary:7 8");
    }

    @Test
    void e3_08_upgrades_as_version_4_does() {
        engine.connect(EngineOptions.defaults());
        engine.get().respond(200, v3(OPEN3));
        engine.time.runPending();
        PendingSocket socket = engine.wire.takeSocket();
        assertThat(query(socket.uri())).containsEntry("EIO", "3").doesNotContainKey("b64");
        PendingExchange get = engine.get();
        socket.accept();
        socket.deliverText("3probe");
        get.respond(200, v3("6"));
        engine.time.runPending();
        assertThat(engine.sentFrames(socket)).containsExactly("2probe", "5");
    }
}

package dev.halley.engineio.rules;

import static dev.halley.engineio.rules.EngineHarness.OPEN;
import static dev.halley.engineio.rules.EngineHarness.OPEN_UPGRADE;
import static dev.halley.engineio.rules.EngineHarness.polling;
import static dev.halley.engineio.rules.EngineHarness.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.TransportOptions;
import dev.halley.engineio.internal.session.EngineTarget;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.wire.Headers;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HandshakeRulesTest {
    private final EngineHarness engine = new EngineHarness();

    @Test
    void e4_01_the_first_request_has_the_version_the_transport_and_the_users_query() {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("token", "a&b ä=c+");
        own.put("EIO", "9");
        own.put("sid", "mine");
        engine.connect(
                "http://127.0.0.1:3000?room=7%2F8&transport=pigeon&j=1&t=x",
                Headers.empty(), polling().withQuery(own));
        PendingExchange get = engine.get();
        assertThat(query(get.uri()))
                .containsEntry("EIO", "4")
                .containsEntry("transport", "polling")
                .containsEntry("room", "7%2F8")
                .containsEntry("token", "a%26b%20%C3%A4%3Dc%2B")
                .doesNotContainKeys("sid", "j", "b64");
        assertThat(query(get.uri()).get("t")).isNotEqualTo("x");
        assertThat(get.uri().getRawQuery().split("EIO=")).hasSize(2);
    }

    @Test
    void e4_02_maps_schemes_and_paths() {
        assertThat(first("http://h", polling())).startsWith("http://h/engine.io/?");
        assertThat(first("ws://h:80", polling())).startsWith("http://h/engine.io/?");
        assertThat(first("wss://h:443", polling())).startsWith("https://h/engine.io/?");
        assertThat(first("https://h:80/ns#x", polling())).startsWith("https://h:80/engine.io/?");
        assertThat(first("http://[::1]:3000", polling())).startsWith("http://[::1]:3000/engine.io/?");
        assertThat(first("http://h", polling().withPath("socket.io"))).startsWith("http://h/socket.io/?");
        assertThat(first("http://h", polling().withPath("/a/b/").withAddTrailingSlash(false)))
                .startsWith("http://h/a/b?");
        assertThat(first("http://h", polling().withTimestampRequests(false))).doesNotContain("t=1", "&t=");
        assertThat(first("http://h", polling().withTimestampParameter("ts"))).contains("&ts=");
    }

    private static String first(String url, EngineOptions options) {
        return new EngineHarness()
                .connect(url, Headers.empty(), options)
                .get()
                .uri()
                .toString();
    }

    @Test
    void e4_02_a_websocket_has_its_own_scheme_and_options() {
        engine.connect(
                "https://h",
                Headers.empty(),
                EngineHarness.webSocket()
                        .withSubprotocols(List.of("chat"))
                        .withTransportOptions(
                                EngineTransport.WEBSOCKET,
                                new TransportOptions(
                                        "/ws",
                                        Map.of("only", "here"),
                                        Headers.empty().plus("X-Ws", "1"))));
        PendingSocket socket = engine.wire.takeSocket();
        assertThat(socket.uri().toString()).startsWith("wss://h/ws/?EIO=4&transport=websocket&only=here");
        assertThat(socket.request().subprotocols()).containsExactly("chat");
        assertThat(socket.request().headers().first("X-Ws")).contains("1");
    }

    @Test
    void refuses_an_url_that_is_none() {
        assertThatThrownBy(() -> engine.engine.connect(
                        new EngineTarget(URI.create("ftp://h"), Headers.empty(), polling()), engine))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: http, https, ws or wss");
    }

    @Test
    void e4_03_tolerates_a_missing_max_payload_and_numbers_as_strings() {
        engine.connect(polling());
        engine.get()
                .respond(200, "0{\"sid\":\"x\",\"pingInterval\":\"1000\",\"pingTimeout\":2000.0,\"more\":{\"a\":[1]}}");
        engine.time.runPending();
        assertThat(engine.handshake.pingInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(engine.handshake.pingTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(engine.handshake.upgrades()).isEmpty();
        assertThat(engine.handshake.maxPayload()).isZero();
        assertThat(engine.handshake.toString()).doesNotContain("x,");
        engine.send("x".repeat(600_000));
        engine.send("y".repeat(600_000));
        PendingExchange post = engine.post();
        assertThat(post.text()).hasSize(600_001);
    }

    @Test
    void e4_03_anything_but_an_open_packet_first_fails_the_attempt() {
        for (String bad : List.of(
                "4hello",
                "0{}",
                "0[]",
                "0",
                "0{\"sid\":\"\"}",
                "0{\"sid\":\"x\",\"pingInterval\":0}",
                "0{\"sid\":\"x\",\"pingTimeout\":\"soon\"}",
                "hello",
                "",
                "<html><body>Login</body></html>")) {
            EngineHarness fresh = new EngineHarness().connect(polling());
            fresh.get().respond(200, bad);
            fresh.time.runPending();
            assertThat(fresh.heard).as(bad).hasSize(1);
            assertThat(fresh.heard.get(0)).startsWith("closed:");
            assertThat(fresh.close.description()).isNotBlank();
            fresh.time.advance(Duration.ofMinutes(1));
            assertThat(fresh.time.timers()).isZero();
        }
    }

    @Test
    void e4_04_the_sid_is_on_every_later_request_and_not_on_the_next_session() {
        engine.openPolling();
        PendingExchange get = engine.get();
        assertThat(query(get.uri())).containsEntry("sid", "S1");
        engine.send("a");
        PendingExchange post = engine.post();
        assertThat(query(post.uri())).containsEntry("sid", "S1").containsEntry("EIO", "4");
        assertThat(query(post.uri()).get("t")).isNotEqualTo(query(get.uri()).get("t"));
        get.respond(200, "1");
        engine.time.runPending();
        engine.connect(polling());
        assertThat(query(engine.get().uri())).doesNotContainKey("sid");
    }

    @Test
    void e4_11_headers_and_cookies_are_on_every_request_and_on_the_upgrade() {
        engine.connect(
                "http://127.0.0.1:3000",
                Headers.empty().plus("Authorization", "Bearer t"),
                EngineOptions.defaults()
                        .withTransportOptions(
                                EngineTransport.POLLING,
                                new TransportOptions(
                                        null, Map.of(), Headers.empty().plus("X-Poll", "1"))));
        engine.get().respond(200, Headers.empty().plus("Set-Cookie", "lb=7; Path=/"), "0" + OPEN_UPGRADE);
        PendingExchange get = engine.get();
        engine.send("a");
        PendingExchange post = engine.post();
        for (Headers headers : List.of(get.request().headers(), post.request().headers())) {
            assertThat(headers.first("Authorization")).contains("Bearer t");
            assertThat(headers.first("X-All")).contains("yes");
            assertThat(headers.first("X-Poll")).contains("1");
            // E4-24
            assertThat(headers.first("Cookie")).contains("lb=7");
        }
        Headers upgrade = engine.wire.takeSocket().request().headers();
        assertThat(upgrade.first("Authorization")).contains("Bearer t");
        assertThat(upgrade.first("X-All")).contains("yes");
        assertThat(upgrade.first("Cookie")).contains("lb=7");
        assertThat(upgrade.first("X-Poll")).isEmpty();
    }

    @Test
    void e4_24_cookies_are_replayed_by_path() {
        engine.connect(polling());
        engine.get().respond(200, Headers.empty().plus("Set-Cookie", "lb=7; Path=/other"), "0" + OPEN);
        assertThat(engine.get().request().headers().first("Cookie")).isEmpty();
    }

    @Test
    void e4_21_a_handshake_that_is_refused_tells_status_and_words() {
        engine.connect(polling());
        engine.get().respond(403, "{\"code\":4,\"message\":\"Forbidden\"}");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("closed:transport error");
        assertThat(engine.close.description()).contains("403", "'Forbidden' (code 4)");
        assertThat(engine.engine.version()).isNull();
    }

    @Test
    void e4_21_a_page_in_the_midst_of_a_session_is_told_as_such_and_a_wrong_content_type_alone_is_not() {
        engine.connect(polling());
        Headers html = Headers.empty().plus("Content-Type", "text/html");
        engine.get().respond(200, html, "0" + OPEN);
        engine.get().respond(200, html, "4a");
        engine.get().respond(200, html, "<!DOCTYPE html><p>Log in");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:a", "closed:transport error");
        assertThat(engine.close.description()).contains("an HTML page", "Log in");
    }

    @Test
    void learns_the_version() {
        engine.openPolling();
        assertThat(engine.engine.version()).isEqualTo(EngineVersion.V4);
        assertThat(engine.handshake.version()).isEqualTo(EngineVersion.V4);
        assertThat(engine.session.sid()).isEqualTo("S1");
    }
}

package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.engineio.AsyncEngineIoClient;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.socketio.Answer;
import dev.halley.testkit.socketio.EngineRequest;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** E4-01 to E4-04, E4-11, E4-21, E4-22, E4-24: how sessions begin, and what their requests have in common. */
@Timeout(60)
@BothWires
class EngineHandshakeRulesIT {
    private static final String OPEN = "0{\"sid\":\"S1\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}";

    @ParameterizedTest
    @EnumSource
    void e4_01_the_first_request_names_version_and_transport_and_keeps_the_query_of_the_application(
            EngineTransport transport) {
        Map<String, String> own = new LinkedHashMap<>();
        own.put("token", "a&b ä=c+");
        own.put("EIO", "9");
        own.put("sid", "mine");
        try (EngineRules rules = new EngineRules(EngineRules.DEFAULTS)) {
            AsyncEngineIoClient client = rules.client(
                    rules.server.url() + "/?room=7%2F8&transport=pigeon&j=1&t=x",
                    options -> options.withTransports(transport).withQuery(own),
                    builder -> builder);
            assertThat(Await.value(client.open(), "open")).isSameAs(client);
            EngineRequest first = rules.server.requests().get(0);
            assertThat(first.isUpgrade()).isEqualTo(transport == EngineTransport.WEBSOCKET);
            assertThat(first.parameter("EIO")).contains("4");
            assertThat(first.parameter("transport"))
                    .contains(transport == EngineTransport.WEBSOCKET ? "websocket" : "polling");
            assertThat(first.parameter("room")).contains("7/8");
            assertThat(first.parameter("token")).contains("a&b ä=c+");
            assertThat(first.parameter("sid")).isEmpty();
            assertThat(first.parameter("j")).isEmpty();
            assertThat(first.query().split("EIO=")).hasSize(2);
        }
    }

    @Test
    void e4_02_path_scheme_and_port_are_those_of_url_and_options() {
        assertThat(target("http", options -> options)).startsWith("/engine.io/?");
        assertThat(target("ws", options -> options)).startsWith("/engine.io/?");
        assertThat(target("http", options -> options.withPath("socket.io"))).startsWith("/socket.io/?");
        assertThat(target("http", options -> options.withPath("/a/b/").withAddTrailingSlash(false)))
                .startsWith("/a/b?");
        assertThat(target("http", EngineRules.WEBSOCKET))
                .startsWith("/engine.io/?")
                .contains("transport=websocket");
    }

    /** What a server gets asked for. */
    private static String target(String scheme, UnaryOperator<EngineOptions> options) {
        try (ScriptedServer server = ScriptedServer.start();
                EngineRules rules = new EngineRules(EngineRules.DEFAULTS)) {
            server.onRequest(request -> Reply.of(503));
            String authority = server.http().getAuthority();
            AsyncEngineIoClient client =
                    rules.client(scheme + "://" + authority, options, builder -> builder.gzip(false));
            BayeuxRules.failure(client.open(), HalleyException.class);
            Request request = server.takeRequest(Await.SOON);
            assertThat(request.header("Host")).contains(authority);
            assertThat(URI.create("http://" + authority).getPort()).isNotEqualTo(80);
            return request.target();
        }
    }

    @ParameterizedTest
    @EnumSource
    void e4_03_numbers_may_be_text_and_max_payload_may_be_missing(EngineTransport transport) {
        try (EngineRules rules = new EngineRules(EngineRules.of(transport))) {
            rules.server.changeHandshakes(told -> {
                Map<String, Object> changed = new LinkedHashMap<>(told);
                changed.put("pingInterval", "25000");
                changed.put("pingTimeout", 20000.0);
                changed.put("more", Map.of("a", List.of(1)));
                changed.remove("maxPayload");
                return changed;
            });
            rules.open();
            assertThat(rules.client.handshake().orElseThrow().pingInterval()).isEqualTo(Duration.ofSeconds(25));
            assertThat(rules.client.handshake().orElseThrow().maxPayload()).isZero();
            rules.assertAlive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4hello", "0{}", "0", "0{\"sid\":\"x\",\"pingInterval\":0}", "hello", ""})
    void e4_03_anything_but_an_open_packet_fails_the_attempt(String first) {
        try (EngineRules rules = new EngineRules(EngineRules.POLLING)) {
            rules.server.onRequest(request -> true, Answer.http(Reply.text(first)));
            assertThat(BayeuxRules.failure(rules.client.open(), HalleyException.class))
                    .message()
                    .isNotBlank();
            assertThat(rules.heard).isEmpty();
        }
    }

    @Test
    void e4_03_what_follows_the_open_packet_in_its_payload_is_processed() {
        try (EngineRules rules = new EngineRules(
                SocketIoTestServer.builder(),
                EngineRules.POLLING,
                builder -> builder.closeTimeout(Duration.ofMillis(100)))) {
            rules.server.onRequest(
                    request -> request.parameter("sid").isEmpty(), Answer.http(Reply.text(OPEN + "\u001e4first")));
            rules.server.onRequest(request -> request.parameter("sid").isPresent(), Answer.none());
            rules.open();
            rules.hears("first");
        }
    }

    @ParameterizedTest
    @EnumSource
    void e4_04_e4_11_e4_24_every_later_request_has_sid_headers_and_cookies_and_a_new_session_has_a_new_sid(
            EngineTransport first) {
        try (EngineRules rules = new EngineRules(
                SocketIoTestServer.builder().cookie("io"),
                first == EngineTransport.POLLING ? EngineRules.DEFAULTS : EngineRules.WEBSOCKET,
                builder -> builder.header("Authorization", "Bearer t").cookie("own", "1"))) {
            rules.open();
            rules.awaitTransport("websocket");
            rules.send("x");
            String sid = rules.connection().sid();
            List<EngineRequest> requests = rules.server.requests();
            assertThat(requests).allSatisfy(request -> {
                assertThat(request.parameter("EIO")).contains("4");
                assertThat(request.header("Authorization")).contains("Bearer t");
                assertThat(request.header("Cookie").orElse("")).contains("own=1");
            });
            assertThat(requests.subList(1, requests.size())).allSatisfy(request -> {
                assertThat(request.parameter("sid")).contains(sid);
                assertThat(request.header("Cookie").orElse("")).contains("io=" + sid);
            });
            assertThat(requests.stream().filter(EngineRequest::isUpgrade)).hasSize(1);
            rules.assertCorrect();

            rules.server.dropConnections();
            assertThat(rules.closed().reason())
                    .isIn(EngineClose.Reason.TRANSPORT_CLOSE, EngineClose.Reason.TRANSPORT_ERROR);
            int count = rules.server.requests().size();
            AsyncEngineIoClient next = rules.client(rules.server.url(), EngineRules.DEFAULTS, builder -> builder);
            assertThat(Await.value(next.open(), "open")).isSameAs(next);
            assertThat(rules.server.requests().get(count).parameter("sid")).isEmpty();
            assertThat(rules.connection().sid()).isNotEqualTo(sid);
        }
    }

    @Test
    void e4_24_a_cookie_of_another_path_stays_away() {
        try (EngineRules rules = new EngineRules(EngineRules.POLLING)) {
            rules.server.onRequest(
                    request -> request.parameter("sid").isEmpty(),
                    Answer.usual()
                            .transform(reply -> reply.addHeader("Set-Cookie", "there=1; Path=/other")
                                    .addHeader("Set-Cookie", "here=2; Path=/engine.io")
                                    .addHeader("Set-Cookie", "safe=3; Path=/; Secure")
                                    .addHeader("Set-Cookie", "gone=4; Path=/; Max-Age=0")));
            rules.open();
            rules.send("x");
            assertThat(rules.requests("POST"))
                    .allSatisfy(post -> assertThat(post.header("Cookie")).contains("here=2"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void e4_21_a_refused_beginning_fails_with_status_and_words(EngineTransport transport) {
        try (EngineRules rules = new EngineRules(EngineRules.of(transport))) {
            rules.server.allowHandshakes(request -> false);
            ConnectionException refused = BayeuxRules.failure(rules.client.open(), ConnectionException.class);
            assertThat(refused).hasMessageContaining("403").hasMessageContaining("Forbidden");
            assertThat(refused.details().status()).isEqualTo(403);
            assertThat(rules.server.requests()).hasSize(1);
        }
    }

    @Test
    void e4_21_an_unknown_session_ends_with_status_and_code_and_is_not_asked_for_again() {
        try (EngineRules rules = new EngineRules(EngineRules.POLLING).open()) {
            String sid = rules.connection().sid();
            rules.server.forgetConnections();
            EngineClose close = rules.closed();
            assertThat(close.reason()).isEqualTo(EngineClose.Reason.TRANSPORT_ERROR);
            assertThat(close.description())
                    .contains("400", "Session ID unknown", "code 1")
                    .doesNotContain(sid);
            int count = rules.server.requests().size();
            BayeuxRules.pause(Duration.ofMillis(150));
            assertThat(rules.server.requests()).hasSize(count);
        }
    }

    @ParameterizedTest
    @EnumSource
    void e4_22_a_session_may_be_of_one_transport_alone(EngineTransport transport) {
        try (EngineRules rules = new EngineRules(EngineRules.of(transport)).open()) {
            rules.assertAlive();
            BayeuxRules.pause(Duration.ofMillis(50));
            assertThat(rules.server.requests())
                    .allMatch(request -> request.isUpgrade() == (transport == EngineTransport.WEBSOCKET));
        }
    }

    @Test
    void e4_22_the_next_transport_is_tried_only_while_opening_and_only_if_wanted() {
        UnaryOperator<EngineOptions> both =
                options -> options.withTransports(EngineTransport.WEBSOCKET, EngineTransport.POLLING);
        try (EngineRules rules = new EngineRules(both)) {
            rules.server.refuseUpgrades(Reply.of(403));
            BayeuxRules.failure(rules.client.open(), ConnectionException.class);
            assertThat(rules.requests("GET")).hasSize(1);
        }
        try (EngineRules rules = new EngineRules(options -> both.apply(options).withTryAllTransports(true))) {
            rules.server.refuseUpgrades(Reply.of(403));
            rules.open();
            assertThat(rules.client.transport()).contains(EngineTransport.POLLING);
            // one that breaks between two polls costs nothing
            rules.until("a poll", () -> rules.connection().isPollHeld());
            rules.server.dropConnections();
            assertThat(rules.closed().reason()).isNotEqualTo(EngineClose.Reason.CLIENT);
            assertThat(rules.server.allConnections()).hasSize(1);
        }
    }
}

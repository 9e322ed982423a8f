package dev.halley.testkit.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.internal.json.JsonValues;
import dev.halley.testkit.Reply;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.EnginePacket.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The lower layer behaves like the JavaScript server, and is as strict. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EngineServerTest {
    private final VirtualTime time = new VirtualTime();
    private final SocketIoTestServer server =
            SocketIoTestServer.builder().engineOnly().inVirtualTime(time);
    private final RawClient client = new RawClient(time, server).path("/engine.io/");

    @AfterEach
    void close() {
        server.close();
        assertThat(time.timers()).as("timers left behind").isZero();
    }

    @Test
    void e4_03_a_handshake_tells_of_the_session() {
        assertThat(client.open())
                .containsEntry("sid", server.connection().sid())
                .containsEntry("upgrades", List.of("websocket"))
                .containsEntry("pingInterval", 25_000)
                .containsEntry("pingTimeout", 20_000)
                .containsEntry("maxPayload", 1_000_000);
        assertThat(server.connection().transport()).isEqualTo("polling");
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void messages_travel_both_ways_and_e4_07_those_that_wait_share_a_payload() {
        client.open();
        assertThat(client.post("4hello\u001ebAQID").text()).isEqualTo("ok");
        server.connection().send("one");
        server.connection().send(EnginePacket.binary((byte) 1), EnginePacket.message("two"));

        assertThat(client.get().text()).isEqualTo("4one\u001ebAQ==\u001e4two");
        assertThat(server.connection().received())
                .containsExactly(EnginePacket.message("hello"), EnginePacket.binary((byte) 1, (byte) 2, (byte) 3));
    }

    @Test
    void a_poll_is_held_until_there_is_something() {
        client.open();
        RawClient.Exchange poll = client.get();
        assertThat(poll.isPending()).isTrue();
        assertThat(server.connection().isPollHeld()).isTrue();

        server.connection().send("x");

        assertThat(poll.text()).isEqualTo("4x");
        assertThat(poll.headers.first("Content-Type")).contains("text/plain; charset=UTF-8");
    }

    @Test
    void e4_12_it_pings_and_ends_what_does_not_answer() {
        client.open();
        RawClient.Exchange poll = client.get();
        time.advance(Duration.ofSeconds(25));
        assertThat(poll.text()).isEqualTo("2");
        EngineConnection connection = server.connection();
        assertThat(client.post("3").text()).isEqualTo("ok");
        poll = client.get();
        time.advance(Duration.ofSeconds(25));
        assertThat(poll.text()).isEqualTo("2");
        poll = client.get();
        time.advance(Duration.ofSeconds(20));

        assertThat(poll.text()).isEqualTo("1");
        assertThat(connection.closeReason()).contains("ping timeout");
        assertThat(client.get().text()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void e4_12_a_ping_from_the_client_and_a_wrong_pong_are_violations() {
        client.open();
        server.connection().ping("a");
        assertThat(client.post("3b").text()).isEqualTo("ok");
        assertThat(server.violations()).containsExactly("pong: b (expected: a)");
        EngineConnection connection = server.connection();
        assertThat(client.post("2").text()).isEqualTo("ok");

        assertThat(connection.closeReason()).contains("transport error");
        assertThat(server.violations()).hasSize(2);
    }

    @Test
    void e4_09_two_gets_or_two_posts_at_once_end_the_session() {
        client.open();
        RawClient.Exchange first = client.get();
        RawClient.Exchange second = client.get();
        assertThat(second.status).isEqualTo(400);
        assertThat(first.text()).isEqualTo("1");

        client.open();
        server.onRequest(
                request -> request.method().equals("POST"),
                Answer.usual().delay(Duration.ofSeconds(1)).times(1));
        RawClient.Exchange post = client.post("4a");
        assertThat(post.isPending()).isTrue();
        assertThat(client.post("4b").status).isEqualTo(400);
        time.advance(Duration.ofSeconds(1));

        assertThat(server.allConnections())
                .allSatisfy(each -> assertThat(each.closeReason()).contains("transport error"));
        assertThat(server.violations()).hasSize(2);
    }

    @Test
    void e4_10_an_aborted_poll_ends_the_session() {
        client.open();
        EngineConnection connection = server.connection();
        RawClient.Exchange poll = client.get();
        poll.abort();
        time.runPending();

        assertThat(connection.closeReason()).contains("transport error");
    }

    @Test
    void e4_21_requests_that_make_no_sense_get_an_error_with_a_code() {
        client.open();
        assertThat(error("GET", "?EIO=4&transport=pigeon")).isEqualTo("Transport unknown");
        assertThat(error("GET", "?EIO=4&transport=polling&sid=x")).isEqualTo("Session ID unknown");
        assertThat(error("POST", "?EIO=4&transport=polling")).isEqualTo("Bad handshake method");
        assertThat(error("GET", "?EIO=4&transport=websocket")).isEqualTo("Bad request");
        assertThat(error("GET", "?EIO=4&transport=websocket&sid=" + client.sid)).isEqualTo("Bad request");
        assertThat(error("GET", "?EIO=3&transport=polling")).isEqualTo("Unsupported protocol version");
        server.allowHandshakes(request -> request.header("Authorization").isPresent());
        assertThat(error("GET", "?EIO=4&transport=polling")).isEqualTo("Forbidden");
    }

    @SuppressWarnings("unchecked")
    private String error(String method, String query) {
        RawClient.Exchange exchange = client.request(method, query, null, "");
        Map<String, Object> body = (Map<String, Object>) JsonValues.parse(exchange.text());
        assertThat(exchange.status).isEqualTo(body.get("code").equals(4) ? 403 : 400);
        return String.valueOf(body.get("message"));
    }

    @Test
    void e4_05_bad_packets_end_the_session_with_a_parse_error_after_those_before_them() {
        for (String bad : List.of("", "x", "7", "4ok\u001e", "b!", "4ok\u001e9")) {
            client.open();
            EngineConnection connection = server.connection();
            assertThat(client.post(bad).status).as(bad).isEqualTo(400);
            assertThat(connection.closeReason()).contains("parse error");
            assertThat(connection.messages()).isEqualTo(bad.startsWith("4ok") ? List.of("ok") : List.of());
        }
        assertThat(server.violations()).hasSize(6);
    }

    @Test
    void e4_08_a_binary_post_is_refused_and_another_content_type_is_noted() {
        client.open();
        assertThat(client.request("POST", client.query("polling"), new byte[] {52}, "application/json")
                        .text())
                .isEqualTo("ok");
        assertThat(server.violations()).hasSize(1);
        assertThat(client.request("POST", client.query("polling"), new byte[] {4}, "application/octet-stream").status)
                .isEqualTo(400);
        assertThat(server.connections()).isEmpty();
    }

    @Test
    void e4_20_a_body_beyond_the_limit_gets_413_and_e4_27_so_do_not_too_many_packets() {
        client.open();
        assertThat(client.post("4" + "x".repeat(1_000_000)).status).isEqualTo(413);
        assertThat(server.connection().isOpen()).isTrue();
        assertThat(client.post("4" + "x".repeat(999_999)).text()).isEqualTo("ok");
        assertThat(client.post("4x" + "\u001e4x".repeat(15)).text()).isEqualTo("ok");

        assertThat(client.post("4x" + "\u001e4x".repeat(16)).status).isEqualTo(400);
        assertThat(server.violations()).singleElement().asString().contains("17 packets");
    }

    @Test
    void e4_19_a_close_of_the_client_completes_its_poll() {
        client.open();
        EngineConnection connection = server.connection();
        RawClient.Exchange poll = client.get();
        assertThat(client.post("1").text()).isEqualTo("ok");

        assertThat(poll.text()).isEqualTo("6");
        assertThat(connection.closeReason()).contains("transport close");
    }

    @Test
    void e4_19_a_close_of_the_server_comes_after_what_is_queued() {
        client.open();
        EngineConnection connection = server.connection();
        connection.send("last");
        connection.close();
        assertThat(connection.isOpen()).isTrue();
        assertThat(client.get().text()).isEqualTo("4last");
        assertThat(client.get().text()).isEqualTo("6\u001e1");
        assertThat(connection.closeReason()).contains("forced close");

        client.open();
        RawClient.Exchange poll = client.get();
        server.closeConnections();
        assertThat(poll.text()).isEqualTo("1");
    }

    @Test
    void e4_19_a_close_that_nobody_fetches_is_over_after_thirty_seconds() {
        client.open();
        EngineConnection connection = server.connection();
        connection.close();
        time.advance(Duration.ofSeconds(30));

        assertThat(connection.closeReason()).contains("forced close");
    }

    @Test
    void e4_22_a_websocket_alone_is_a_session() {
        RawClient.Socket socket = client.socket();
        assertThat(client.opened(socket.take())).containsEntry("upgrades", List.of());
        EngineConnection connection = server.connection();
        client.send(socket, "4hi");
        client.send(socket, (byte) 1, (byte) 2);
        connection.send(EnginePacket.message("a"), EnginePacket.binary((byte) 9));

        assertThat(connection.received())
                .containsExactly(EnginePacket.message("hi"), EnginePacket.binary((byte) 1, (byte) 2));
        assertThat(socket.take()).isEqualTo("4a");
        assertThat(socket.binaries).containsExactly(new byte[] {9});
        connection.close();
        time.runPending();
        assertThat(socket.closeCode).isEqualTo(1000);
        assertThat(connection.closeReason()).contains("forced close");
    }

    @Test
    void the_end_of_the_websocket_is_the_end_of_the_session() {
        RawClient.Socket socket = client.socket();
        EngineConnection connection = server.connection();
        assertThat(socket.link.sendClose(1000, "")).isNotNull();
        time.runPending();
        assertThat(connection.closeReason()).contains("transport close");

        socket = client.socket();
        server.connection().drop();
        assertThat(socket.failure).isNotNull();
        assertThat(server.connections()).isEmpty();
    }

    @Test
    void e4_15_an_upgrade_takes_a_probe_and_an_end_and_loses_nothing() {
        client.open();
        RawClient.Exchange poll = client.get();
        RawClient.Socket socket = client.socket();
        client.send(socket, "2probe");
        assertThat(socket.take()).isEqualTo("3probe");
        server.connection().send("before");
        assertThat(poll.text()).isEqualTo("4before");
        server.connection().send("after");
        client.send(socket, "5");

        assertThat(socket.take()).isEqualTo("4after");
        assertThat(server.connection().transport()).isEqualTo("websocket");
        assertThat(server.violations()).isEmpty();
        assertThat(client.get().text()).contains("Bad request");
    }

    @Test
    void e4_17_a_probe_releases_the_poll_soon() {
        client.open();
        RawClient.Socket socket = client.socket();
        client.send(socket, "2probe");
        RawClient.Exchange poll = client.get();
        time.advance(Duration.ofMillis(99));
        assertThat(poll.isPending()).isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(poll.text()).isEqualTo("6");
        poll = client.get();
        time.advance(Duration.ofMillis(100));
        assertThat(poll.text()).isEqualTo("6");
        client.send(socket, "5");
        assertThat(server.connection().transport()).isEqualTo("websocket");
    }

    @Test
    void e4_16_an_upgrade_while_a_poll_waits_is_a_violation() {
        client.open();
        RawClient.Exchange poll = client.get();
        RawClient.Socket socket = client.socket();
        client.send(socket, "2probe");
        client.send(socket, "5");

        assertThat(poll.text()).isEqualTo("1");
        assertThat(server.violations()).containsExactly("upgrade while a GET or POST is in flight");
    }

    @Test
    void e4_18_an_upgrade_that_does_not_end_is_given_up_and_the_session_lives() {
        client.open();
        RawClient.Socket socket = client.socket();
        time.advance(Duration.ofSeconds(10));
        assertThat(socket.closeCode).isEqualTo(1000);
        assertThat(client.post("4still").text()).isEqualTo("ok");

        socket = client.socket();
        client.send(socket, "4early");
        assertThat(socket.closeCode).isEqualTo(1000);
        assertThat(server.violations()).singleElement().asString().contains("packet during an upgrade");
        assertThat(server.connection().messages()).containsExactly("still");
    }

    @Test
    void e4_09_there_is_one_websocket_for_a_session() {
        client.open();
        RawClient.Socket first = client.socket();
        RawClient.Socket second = client.socket();

        assertThat(second.closeCode).isEqualTo(1000);
        client.send(first, "2probe");
        assertThat(first.take()).isEqualTo("3probe");
        assertThat(server.violations()).hasSize(1);
    }

    @Test
    void rules_change_answers_and_refuse_websockets() {
        server.onRequest(
                request -> request.method().equals("GET") && !request.isUpgrade(),
                Answer.http(Reply.of(503).body("<html>")).times(1));
        assertThat(client.get().status).isEqualTo(503);
        client.open();
        server.refuseUpgrades(Reply.of(403));
        assertThat(client.socket().failure.status()).isEqualTo(403);
        server.onRequest(
                request -> request.method().equals("POST"), Answer.usual().lost());
        assertThat(client.post("4x").isPending()).isTrue();
        assertThat(server.connection().messages()).containsExactly("x");
        server.clearRules();
        server.onRequest(request -> true, Answer.error(1));
        assertThat(client.get().text()).isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    @Test
    void packets_can_be_dropped_changed_and_sent_as_they_must_not_be() {
        server.dropPackets(packet -> packet.type() == Type.PING);
        server.changeHandshakes(handshake -> {
            handshake.put("pingInterval", "25000");
            handshake.remove("maxPayload");
            return handshake;
        });
        assertThat(client.open()).containsEntry("pingInterval", "25000").doesNotContainKey("maxPayload");
        RawClient.Exchange poll = client.get();
        time.advance(Duration.ofSeconds(25));
        assertThat(poll.isPending()).isTrue();
        server.connection().send(EnginePacket.raw("9nonsense"), EnginePacket.of(Type.NOOP, ""));
        assertThat(poll.text()).isEqualTo("9nonsense\u001e6");
        poll = client.get();
        server.connection().answerPoll(Reply.text("<html>").status(502));
        assertThat(poll.status).isEqualTo(502);
    }

    @Test
    void without_heartbeats_nothing_is_sent_and_nothing_missed() {
        server.withholdHeartbeats(true);
        client.open();
        RawClient.Exchange poll = client.get();
        time.advance(Duration.ofMinutes(5));
        assertThat(poll.isPending()).isTrue();
        server.withholdHeartbeats(false);
        time.advance(Duration.ofSeconds(25));
        assertThat(poll.text()).isEqualTo("2");
    }

    @Test
    void a_session_that_was_forgotten_is_unknown() {
        client.open();
        RawClient.Exchange poll = client.get();
        server.forgetConnections();
        assertThat(poll.text()).contains("Session ID unknown");
        assertThat(client.post("4x").status).isEqualTo(400);
    }

    @Test
    void broken_connections_end_their_sessions_and_nobody_listens_when_told_so() {
        client.open();
        EngineConnection connection = server.connection();
        RawClient.Exchange poll = client.get();
        server.stopListening();
        server.dropConnections();
        assertThat(poll.failure).isNotNull();
        assertThat(connection.closeReason()).contains("transport error");
        assertThat(client.get().failure).isNotNull();
        server.listen();
        client.open();
        server.awaitConnections(1, Duration.ZERO);
        server.restart();
        assertThat(server.connections()).isEmpty();
        assertThatThrownBy(() -> server.awaitConnections(1, Duration.ofSeconds(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no 1 connections within PT1S");
    }

    @Test
    void e4_24_sessions_may_be_bound_to_a_cookie() {
        try (SocketIoTestServer sticky =
                SocketIoTestServer.builder().engineOnly().cookie("io").inVirtualTime(time)) {
            RawClient visitor = new RawClient(time, sticky).path("/engine.io/");
            visitor.open();
            assertThat(visitor.post("4x").text()).isEqualTo("ok");
            visitor.forgetCookie();
            assertThat(visitor.post("4x").text()).contains("Session ID unknown");
        }
    }

    @Test
    void requests_are_logged_with_what_they_brought() {
        client.open();
        assertThat(client.post("4ä").text()).isEqualTo("ok");

        EngineRequest post =
                server.requests(request -> request.method().equals("POST")).get(0);
        assertThat(post.path()).isEqualTo("/engine.io/");
        assertThat(post.parameter("EIO")).contains("4");
        assertThat(post.parameter("sid")).contains(client.sid);
        assertThat(post.parameter("b64")).isEmpty();
        assertThat(post.text()).isEqualTo("4ä");
        assertThat(post.body()).isEqualTo("4ä".getBytes(StandardCharsets.UTF_8));
        assertThat(post.number()).isEqualTo(2);
        assertThat(post.time()).isEqualTo(time.now());
    }

    @Test
    void packets_can_be_delayed_and_stay_in_order() {
        client.open();
        RawClient.Socket socket =
                new RawClient(time, server).path("/engine.io/").socket();
        assertThat(socket.take()).startsWith("0{");
        RawClient.Exchange poll = client.get();
        server.delayPackets(Duration.ofSeconds(2));
        server.connections().forEach(connection -> connection.send("a"));
        time.advance(Duration.ofSeconds(1));
        server.connections().forEach(connection -> connection.send("b"));
        assertThat(poll.isPending()).isTrue();
        assertThat(socket.texts).isEmpty();
        time.advance(Duration.ofSeconds(2));

        assertThat(poll.text()).isEqualTo("4a");
        assertThat(socket.texts).containsExactly("4a", "4b");
    }
}

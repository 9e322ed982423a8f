package dev.halley.testkit.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testkit.VirtualTime;
import dev.halley.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Without rules the server behaves like CometD. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BayeuxTestServerTest {
    private final VirtualTime time = new VirtualTime();
    private final BayeuxTestServer server = BayeuxTestServer.inVirtualTime(time);
    private final MemoryClient client = new MemoryClient(time, server);

    @AfterEach
    void close() {
        server.close();
        assertThat(time.timers()).as("timers left behind").isZero();
    }

    @Test
    void handshake_gives_a_client_id_transports_advice_and_a_cookie() {
        Map<String, Object> reply = client.handshake("");

        assertThat(reply)
                .containsEntry("channel", "/meta/handshake")
                .containsEntry("id", "1")
                .containsEntry("successful", true)
                .containsEntry("version", "1.0")
                .containsEntry("clientId", server.session().clientId())
                .containsEntry("advice", Map.of("reconnect", "retry", "interval", 0, "timeout", 30_000));
        assertThat(reply.get("supportedConnectionTypes"))
                .isEqualTo(List.of("websocket", "long-polling", "callback-polling"));
    }

    @Test
    void the_first_connect_is_answered_at_once_and_the_next_one_is_held_for_thirty_seconds() {
        client.handshake("");
        assertThat(client.connect("").message())
                .containsEntry("successful", true)
                .doesNotContainKey("advice");

        MemoryClient.Exchange held = client.connect("");
        assertThat(server.connectsHeld()).isEqualTo(1);
        time.advance(Duration.ofMillis(29_999));
        assertThat(held.isPending()).isTrue();
        time.advance(Duration.ofMillis(1));

        assertThat(held.message()).containsEntry("successful", true).doesNotContainKey("advice");
        assertThat(server.connectsHeld()).isZero();
    }

    @Test
    void p56_a_connect_with_timeout_zero_or_among_others_is_not_held() {
        client.open();

        assertThat(client.connect("\"advice\":{\"timeout\":0}").message()).containsEntry("successful", true);
        MemoryClient.Exchange batch = client.post("[" + client.message("/meta/connect", "\"connectionType\":\"x\"")
                + "," + client.message("/chat", "\"data\":1") + "]");
        assertThat(batch.messages()).hasSize(2);
    }

    @Test
    void p60_a_session_belongs_to_its_cookie() {
        client.open();
        client.forgetCookie();

        Map<String, Object> reply = client.connect("").message();

        assertThat(reply)
                .containsEntry("successful", false)
                .containsEntry("error", "402::session_unknown")
                .containsEntry("advice", Map.of("reconnect", "handshake", "interval", 0));
    }

    @Test
    void an_event_answers_the_connect_that_is_held() {
        client.open();
        client.subscribe("/chat/*");
        MemoryClient.Exchange held = client.connect("");

        server.publish("/chat/demo", "{\"text\": \"hi\"}");
        server.publish("/other", "1");

        assertThat(held.text()).startsWith("[{\"channel\":\"/chat/demo\",\"data\":{\"text\": \"hi\"}},");
        assertThat(held.messages().get(1)).containsEntry("channel", "/meta/connect");
    }

    @Test
    void p57_the_sender_gets_its_own_message_before_the_reply_of_its_publish() {
        client.open();
        client.subscribe("/chat");

        List<Map<String, Object>> answer = client.send("/chat", "\"data\":[1]").messages();

        assertThat(answer.get(0)).isEqualTo(Map.of("channel", "/chat", "data", List.of(1)));
        assertThat(answer.get(1)).containsEntry("successful", true).doesNotContainKey("data");
    }

    @Test
    void p46_channels_may_be_an_array_and_p43_wildcards_match_by_segments() {
        client.open();
        assertThat(client.send("/meta/subscribe", "\"subscription\":[\"/a/*\",\"/b/**\"]")
                        .message())
                .containsEntry("subscription", List.of("/a/*", "/b/**"));
        assertThat(server.session().subscriptions()).containsExactly("/a/*", "/b/**");

        for (String channel : List.of("/a", "/a/1", "/a/1/2", "/b", "/b/1/2", "/bb/1")) {
            server.publish(channel, "\"" + channel + "\"");
        }

        assertThat(client.connect("").messages())
                .extracting(message -> message.get("data"))
                .containsExactly("/a/1", "/b/1/2", null);
        client.send("/meta/unsubscribe", "\"subscription\":[\"/a/*\",\"/b/**\"]");
        assertThat(server.session().subscriptions()).isEmpty();
    }

    @Test
    void services_are_confirmed_and_invalid_channels_refused() {
        client.open();

        assertThat(client.send("/service/echo", "\"data\":1").message()).containsEntry("successful", true);
        assertThat(client.send("chat", "\"data\":1").message()).containsEntry("error", "405::channel_invalid");
        assertThat(client.send("/meta/foo", "").message())
                .containsEntry("error", "403:denied_by_security_policy:channel_create_denied");
        assertThat(client.send("/meta/unsubscribe", "\"subscription\":\"/nobody\"")
                        .message())
                .containsEntry("error", "400::channel_missing");
        assertThat(client.subscribe("chat")).containsEntry("error", "403::subscription_invalid");
        assertThat(client.subscribe("/meta/connect"))
                .containsEntry("error", "403:denied_by_security_policy:subscribe_denied");
        assertThat(client.send("/meta/subscribe", "").message()).containsEntry("error", "403::subscription_missing");
        assertThat(client.post("{\"id\":\"1\"}").message()).containsEntry("error", "400::channel_missing");
        assertThat(client.post("nonsense").status).isEqualTo(400);
        assertThat(client.post("[]").status).isEqualTo(500);
        assertThat(client.post("[{\"channel\":\"/service/x\",\"id\":5,\"clientId\":\"" + client.clientId + "\"}]")
                        .message())
                .containsEntry("id", "5");
    }

    @Test
    void a_session_ends_when_no_connect_comes_within_the_interval() {
        client.open();
        time.advance(Duration.ofMillis(9_999));
        assertThat(server.sessions()).hasSize(1);
        MemoryClient.Exchange held = client.connect("");
        time.advance(Duration.ofSeconds(30));
        assertThat(held.complete).isTrue();

        time.advance(Duration.ofSeconds(10));

        assertThat(server.sessions()).isEmpty();
        assertThat(client.connect("").message()).containsEntry("error", "402::session_unknown");
    }

    @Test
    void a_connect_whose_client_went_away_is_forgotten_and_its_events_wait() {
        client.open();
        client.subscribe("/chat");
        MemoryClient.Exchange held = client.connect("");
        held.abort();
        time.runPending();
        assertThat(server.connectsHeld()).isZero();

        server.publish("/chat", "1");
        assertThat(server.session().queued()).isEqualTo(1);
        assertThat(client.connect("").messages()).hasSize(2);
    }

    @Test
    void two_sessions_of_one_browser_are_told_of_each_other() {
        client.open();
        MemoryClient.Exchange held = client.connect("");
        String first = client.clientId;
        client.open();

        assertThat(client.connect("").message())
                .containsEntry("advice", Map.of("reconnect", "retry", "interval", 2_000, "multiple-clients", true));
        assertThat(client.clientId).isNotEqualTo(first);
        assertThat(held.isPending()).isTrue();
    }

    @Test
    void a_websocket_carries_everything_and_events_come_by_themselves() {
        MemoryClient.Socket socket = client.socket();
        Map<String, Object> reply = client.over(
                        socket, "/meta/handshake", "\"version\":\"1.0\",\"supportedConnectionTypes\":[\"websocket\"]")
                .get(0);
        client.clientId = (String) reply.get("clientId");
        assertThat(client.over(socket, "/meta/connect", "\"advice\":{\"timeout\":0}"))
                .hasSize(1);
        assertThat(client.over(socket, "/meta/connect", "")).isEmpty();
        client.over(socket, "/meta/subscribe", "\"subscription\":\"/chat\"");

        server.publish("/chat", "1");
        assertThat(socket.take()).extracting(message -> message.get("data")).containsExactly(1);
        assertThat(server.connectsHeld()).isEqualTo(1);
        assertThat(client.over(socket, "/chat", "\"data\":2"))
                .extracting(message -> message.get("channel"))
                .containsExactly("/chat", "/chat");

        time.advance(Duration.ofSeconds(30));
        assertThat(socket.take()).extracting(message -> message.get("channel")).containsExactly("/meta/connect");
        assertThat(server.session().transport()).isEqualTo("websocket");
    }

    @Test
    void over_a_websocket_a_batch_is_answered_together_and_held_with_its_connect() {
        MemoryClient.Socket socket = client.socket();
        client.clientId =
                (String) client.over(socket, "/meta/handshake", "").get(0).get("clientId");
        client.over(socket, "/meta/connect", "");
        client.over(socket, "/meta/subscribe", "\"subscription\":\"/chat\"");

        client.post(socket, client.message("/chat", "\"data\":1") + "," + client.message("/chat", "\"data\":2"));
        assertThat(socket.texts).hasSize(3);
        assertThat(socket.take()).hasSize(4);

        client.post(socket, client.message("/service/x", "") + "," + client.message("/meta/connect", ""));
        assertThat(socket.texts).isEmpty();
        time.advance(Duration.ofSeconds(30));
        assertThat(socket.texts).hasSize(1);
        assertThat(socket.take()).hasSize(2);
    }

    @Test
    void a_connect_takes_the_place_of_the_one_that_is_held() {
        client.open();
        MemoryClient.Exchange old = client.connect("");

        MemoryClient.Exchange held = client.connect("");

        assertThat(old.status).isEqualTo(500);
        assertThat(held.isPending()).isTrue();
    }

    @Test
    void the_interval_is_advised_when_told() {
        try (BayeuxTestServer telling =
                BayeuxTestServer.builder().adviseMaxInterval(true).inVirtualTime(time)) {
            assertThat(new MemoryClient(time, telling).handshake(""))
                    .containsEntry(
                            "advice",
                            Map.of("reconnect", "retry", "interval", 0, "timeout", 30_000, "maxInterval", 10_000));
        }
    }

    @Test
    void disconnect_ends_the_session_and_the_connect_that_is_held() {
        client.open();
        MemoryClient.Exchange held = client.connect("");

        assertThat(client.send("/meta/disconnect", "").message()).containsEntry("successful", true);

        assertThat(held.message()).containsEntry("advice", Map.of("reconnect", "none"));
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void the_log_has_every_message_with_what_surrounds_it() {
        time.advance(Duration.ofSeconds(7));
        client.open();
        client.send("/service/x", "\"data\": {\"a\" : 1.50}");

        Received received = server.take("/service/*", Duration.ZERO);

        assertThat(received.channel()).isEqualTo("/service/x");
        assertThat(received.id()).contains("3");
        assertThat(received.clientId()).contains(client.clientId);
        assertThat(received.dataJson()).isEqualTo("{\"a\" : 1.50}");
        assertThat(received.field("data")).isEqualTo(Map.of("a", 1.5));
        assertThat(received.transport()).isEqualTo("long-polling");
        assertThat(received.connection()).isEqualTo(3);
        assertThat(received.number()).isEqualTo(3);
        assertThat(received.time()).isEqualTo(time.now());
        assertThat(received.headers().first("Cookie")).isPresent();
        assertThat(received).hasToString("message 3 on /service/x over long-polling");
        assertThat(server.received()).hasSize(3);
        assertThat(server.received("/meta/*")).hasSize(2);
    }

    @Test
    void waiting_in_memory_moves_time_and_ends_with_it() {
        client.open();
        assertThatThrownBy(() -> server.take("/chat", Duration.ofSeconds(5)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no message on /chat within PT5S");
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(5));

        server.awaitSessions(0, Duration.ofSeconds(20));
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void sessions_can_be_expired_disconnected_or_lost_with_their_node() {
        client.open();
        MemoryClient.Exchange held = client.connect("");
        server.expireSessions();
        assertThat(held.message())
                .containsEntry("error", "402::session_unknown")
                .containsEntry("advice", Map.of("reconnect", "handshake", "interval", 0));

        client.open();
        held = client.connect("");
        server.disconnectClients();
        assertThat(held.messages().get(0)).isEqualTo(Map.of("channel", "/meta/disconnect", "successful", true));
        assertThat(held.messages().get(1))
                .containsEntry("successful", true)
                .containsEntry("advice", Map.of("reconnect", "none"));

        client.open();
        held = client.connect("");
        server.disconnectClients("403::Unknown client");
        assertThat(held.messages().get(1)).containsEntry("error", "403::Unknown client");

        client.open();
        held = client.connect("");
        server.nodeSwitch();
        assertThat(held.failure.kind()).isEqualTo(WireException.Kind.BROKEN);
        assertThat(client.connect("").message()).containsEntry("error", "402::session_unknown");
    }

    @Test
    void nobody_is_let_in_while_the_server_does_not_listen_and_sessions_survive_dropped_connections() {
        client.open();
        MemoryClient.Exchange held = client.connect("");
        server.stopListening();
        server.dropConnections();

        assertThat(held.failure.kind()).isEqualTo(WireException.Kind.BROKEN);
        assertThat(client.connect("").failure.kind()).isEqualTo(WireException.Kind.REFUSED);
        assertThat(client.socket().failure.kind()).isEqualTo(WireException.Kind.REFUSED);

        server.listen();
        assertThat(client.connect("").isPending()).isTrue();
        server.restart();
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void a_session_can_be_sent_anything() {
        client.open();
        MemoryClient.Exchange held = client.connect("");

        server.session().deliver("/service/private", "{}");
        assertThat(held.messages().get(0)).containsEntry("channel", "/service/private");
        server.session().send("17");
        assertThat(client.connect("").text()).startsWith("[17,{");
        assertThat(server.session().isAlive()).isTrue();
    }
}

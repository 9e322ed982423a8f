package dev.halley.testkit.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testkit.Reply;
import dev.halley.testkit.VirtualTime;
import dev.halley.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Each answer can be another one. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AnswerTest {
    private final VirtualTime time = new VirtualTime();
    private final BayeuxTestServer server = BayeuxTestServer.inVirtualTime(time);
    private final MemoryClient client = new MemoryClient(time, server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void a_refusal_with_advice_comes_as_often_as_it_was_asked_for() {
        server.on(
                "/meta/handshake",
                Answer.refuse("403::handshake_denied")
                        .advice("{\"reconnect\":\"none\"}")
                        .times(2));

        for (int i = 0; i < 2; i++) {
            assertThat(client.handshake(""))
                    .containsEntry("successful", false)
                    .containsEntry("error", "403::handshake_denied")
                    .containsEntry("advice", Map.of("reconnect", "none"));
        }
        assertThat(server.sessions()).isEmpty();
        assertThat(client.handshake("")).containsEntry("successful", true);
    }

    @Test
    void the_newest_rule_wins_and_first_messages_can_be_left_alone() {
        client.open();
        server.on("/service/*", Answer.reply("{\"channel\":\"/old\"}"));
        server.on("/service/x", Answer.reply("{\"channel\":\"/new\"}").after(1).times(1));

        List<Object> channels = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            channels.add(client.send("/service/x", "\"data\":1").message().get("channel"));
        }
        assertThat(channels).containsExactly("/old", "/new", "/old");

        server.clearRules();
        assertThat(client.send("/service/x", "\"data\":1").message()).containsEntry("channel", "/service/x");
    }

    @Test
    void templates_take_up_what_came() {
        client.open();
        server.on(
                "/service/echo", Answer.usual().also("{\"channel\":\"${channel}\",\"id\":\"${id}\",\"data\":${data}}"));
        server.on(
                "/meta/subscribe",
                Answer.reply("{\"channel\":\"${channel}\",\"clientId\":\"${clientId}\",\"x\":\"${subscription}\"}"));

        assertThat(client.send("/service/echo", "\"data\":{\"a\":1}").messages().get(1))
                .isEqualTo(Map.of("channel", "/service/echo", "id", "3", "data", Map.of("a", 1)));
        assertThat(client.subscribe("/chat"))
                .isEqualTo(Map.of("channel", "/meta/subscribe", "clientId", client.clientId, "x", "/chat"));
        assertThat(server.session().subscriptions()).isEmpty();
    }

    @Test
    void fields_of_the_usual_reply_can_be_set_and_left_out_also_when_it_was_held() {
        client.open();
        server.on(
                "/meta/connect",
                Answer.usual().with("id", "7").without("successful").advice("{\"timeout\":\"1\"}"));

        MemoryClient.Exchange held = client.connect("");
        assertThat(held.isPending()).isTrue();
        time.advance(Duration.ofSeconds(30));

        assertThat(held.text()).isEqualTo("[{\"channel\":\"/meta/connect\",\"id\":7,\"advice\":{\"timeout\":\"1\"}}]");
    }

    @Test
    void messages_can_be_reordered_and_the_text_changed() {
        client.open();
        client.subscribe("/chat");
        server.on("/chat", Answer.usual().messages(all -> {
            List<String> reversed = new ArrayList<>(all);
            Collections.reverse(reversed);
            return reversed;
        }));
        server.on("/service/comment", Answer.usual().text(text -> "/*" + text + "*/"));
        server.on("/service/before", Answer.usual().alsoBefore("{\"channel\":\"/first\"}"));

        assertThat(client.send("/chat", "\"data\":1").messages().get(0)).containsEntry("successful", true);
        assertThat(client.send("/service/comment", "\"data\":1").text())
                .startsWith("/*[{")
                .endsWith("}]*/");
        assertThat(client.send("/service/before", "\"data\":1").messages().get(0))
                .containsEntry("channel", "/first");
    }

    @Test
    void an_http_reply_takes_the_place_of_the_whole_answer() {
        server.on(
                "/meta/handshake",
                Answer.http(Reply.text("<html>").status(503).header("Retry-After", "2"))
                        .times(1));

        MemoryClient.Exchange refused = client.send("/meta/handshake", "");
        assertThat(refused.status).isEqualTo(503);
        assertThat(refused.headers.first("Retry-After")).contains("2");
        assertThat(refused.text()).isEqualTo("<html>");
        assertThat(server.sessions()).isEmpty();
    }

    @Test
    void an_answer_can_be_cut_delayed_lost_or_never_made() {
        client.open();
        client.subscribe("/chat");
        server.on("/service/cut", Answer.usual().transform(reply -> reply.cutAfter(5, Reply.Ending.RESET)));
        server.on("/service/late", Answer.usual().delay(Duration.ofSeconds(3)));
        server.on("/service/none", Answer.none());
        server.on("/chat", Answer.usual().lost());

        MemoryClient.Exchange cut = client.send("/service/cut", "\"data\":1");
        assertThat(cut.text()).isEqualTo("[{\"ch");
        assertThat(cut.failure.kind()).isEqualTo(WireException.Kind.BROKEN);

        MemoryClient.Exchange late = client.send("/service/late", "\"data\":1");
        time.advance(Duration.ofMillis(2_999));
        assertThat(late.isPending()).isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(late.message()).containsEntry("successful", true);

        assertThat(client.send("/service/none", "\"data\":1").isPending()).isTrue();

        MemoryClient.Exchange held = client.connect("");
        MemoryClient.Exchange lost = client.send("/chat", "\"data\":1");
        time.advance(Duration.ofMinutes(5));
        assertThat(lost.isPending()).isTrue();
        assertThat(held.complete).isTrue();
    }

    @Test
    void a_body_can_be_compressed_and_come_slowly() {
        client.open();
        server.on(
                "/service/slow",
                Answer.usual()
                        .transform(reply ->
                                reply.trickle(10, Duration.ofSeconds(1)).header("X-Slow", "yes")));
        server.on("/service/gzip", Answer.usual().transform(Reply::gzip));

        MemoryClient.Exchange slow = client.send("/service/slow", "\"data\":1");
        assertThat(slow.text()).hasSize(10);
        time.advance(Duration.ofSeconds(2));
        assertThat(slow.text()).hasSize(30);
        time.advance(Duration.ofSeconds(7));
        assertThat(slow.message()).containsEntry("channel", "/service/slow");
        assertThat(slow.headers.first("X-Slow")).contains("yes");
        assertThat(client.send("/service/gzip", "\"data\":1").headers.first("Content-Encoding"))
                .contains("gzip");
    }

    @Test
    void over_a_websocket_the_same_rules_hold() {
        MemoryClient.Socket socket = client.socket();
        server.on("/meta/handshake", Answer.refuse("500::later").times(1));
        assertThat(client.over(socket, "/meta/handshake", "").get(0)).containsEntry("error", "500::later");
        client.clientId = (String) client.over(
                        socket, "/meta/handshake", "\"version\":\"1.0\",\"supportedConnectionTypes\":[\"websocket\"]")
                .get(0)
                .get("clientId");
        server.on("/service/late", Answer.usual().delay(Duration.ofSeconds(1)));
        server.on("/service/html", Answer.http(Reply.text("<html>")));
        server.on("/service/cut", Answer.usual().transform(reply -> reply.cutAfter(7, Reply.Ending.FIN)));

        assertThat(client.over(socket, "/service/late", "\"data\":1")).isEmpty();
        assertThat(client.over(socket, "/service/now", "\"data\":1")).hasSize(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(socket.take()).hasSize(1);

        assertThat(socket.link.sendText("[" + client.message("/service/html", "\"data\":1") + "]"))
                .isNotNull();
        time.runPending();
        assertThat(socket.texts).containsExactly("<html>");
        socket.texts.clear();

        client.over(socket, "/service/cut", "\"data\":1");
        assertThat(socket.unfinished()).isEqualTo("[{\"chan");
        assertThat(socket.failure.kind()).isEqualTo(WireException.Kind.BROKEN);
    }

    @Test
    void upgrades_can_be_refused() {
        server.refuseUpgrades(Reply.text("busy").status(503));
        assertThat(client.socket().failure.kind()).isEqualTo(WireException.Kind.UPGRADE_REFUSED);

        server.acceptUpgrades();
        assertThat(client.socket().link).isNotNull();
    }

    @Test
    void what_a_rule_throws_and_what_is_no_json_fails_the_test() {
        assertThatThrownBy(() -> server.publish("/chat", "{oops}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dataJson: {oops} (expected: JSON)");
        assertThatThrownBy(() -> Answer.usual().advice("none")).isInstanceOf(IllegalArgumentException.class);

        server.on(
                message -> {
                    throw new IllegalStateException("mine");
                },
                Answer.none());
        assertThatThrownBy(() -> client.handshake(""))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
    }

    @Test
    void what_a_rule_throws_about_a_connect_that_was_held_is_thrown_at_the_end() {
        VirtualTime other = new VirtualTime();
        BayeuxTestServer failing = BayeuxTestServer.inVirtualTime(other);
        MemoryClient victim = new MemoryClient(other, failing).open();
        failing.on("/meta/connect", Answer.usual().text(text -> {
            throw new IllegalStateException("mine");
        }));

        assertThat(victim.connect("").isPending()).isTrue();
        other.advance(Duration.ofSeconds(30));

        assertThatThrownBy(failing::close).isInstanceOf(AssertionError.class).hasRootCauseMessage("mine");
    }
}

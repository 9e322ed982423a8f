package dev.halley.testkit.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testkit.VirtualTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The upper layer behaves like the JavaScript server, and is as strict. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SocketIoServerTest {
    private static final Duration NOW = Duration.ZERO;

    private final VirtualTime time = new VirtualTime();
    private final SocketIoTestServer server =
            SocketIoTestServer.builder().namespaces("/chat").inVirtualTime(time);
    private final RawClient client = new RawClient(time, server);

    @AfterEach
    void close() {
        server.close();
        assertThat(time.timers()).as("timers left behind").isZero();
    }

    @Test
    void s5_02_namespaces_are_joined_one_by_one_and_none_is_implied() {
        client.open();
        RawClient.Exchange poll = client.get();
        assertThat(poll.isPending()).isTrue();
        assertThat(client.post("40{\"token\":\"t\"}\u001e40/chat,").text()).isEqualTo("ok");

        NamespaceSession root = server.namespace("/").session();
        NamespaceSession chat = server.namespace("/chat").session();
        assertThat(poll.text())
                .isEqualTo("40{\"sid\":\"" + root.id() + "\"}\u001e40/chat,{\"sid\":\"" + chat.id() + "\"}");
        assertThat(root.auth()).isEqualTo(Map.of("token", "t"));
        assertThat(chat.auth()).isNull();
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void s5_05_an_unknown_namespace_is_refused_and_so_is_whom_the_test_refuses() {
        client.open();
        server.namespace("/").answerNextConnects(ConnectAnswer.refuse("no", Map.of("code", 7)));
        assertThat(client.post("40/other,\u001e40").text()).isEqualTo("ok");
        assertThat(client.get().text())
                .isEqualTo(
                        "44/other,{\"message\":\"Invalid namespace\"}\u001e44{\"message\":\"no\",\"data\":{\"code\":7}}");
        assertThat(client.post("40").text()).isEqualTo("ok");
        assertThat(client.get().text()).startsWith("40{");
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void connects_are_decided_by_what_they_bring_and_perhaps_later_or_never() {
        server.namespace("/")
                .answerConnects(connect -> Map.of("token", "good").equals(connect.payload())
                        ? ConnectAnswer.accept().delay(Duration.ofSeconds(2))
                        : ConnectAnswer.refuseWith("bad"));
        server.namespace("/chat").answerConnects(connect -> ConnectAnswer.ignore());
        client.open();
        assertThat(client.post("40\u001e40/chat,").text()).isEqualTo("ok");
        assertThat(client.get().text()).isEqualTo("44\"bad\"");
        assertThat(client.post("40{\"token\":\"good\"}").text()).isEqualTo("ok");
        RawClient.Exchange poll = client.get();
        time.advance(Duration.ofMillis(1999));
        assertThat(poll.isPending()).isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(poll.text()).startsWith("40{\"sid\"");
        server.awaitJoined("/", NOW);
    }

    @Test
    void s5_02_what_is_sent_before_connect_or_after_disconnect_or_twice_ends_the_connection() {
        for (String wrong :
                List.of("42[\"x\"]", "40\u001e40", "40\u001e41\u001e42[\"x\"]", "44{}", "43[1]", "430[1]")) {
            client.open();
            EngineConnection connection = server.connection();
            RawClient.Exchange unused = client.get();
            assertThat(client.post(wrong).text()).as(wrong).isEqualTo("ok");
            time.advance(Duration.ofSeconds(30));
            assertThat(connection.closeReason()).as(wrong).contains("forced close");
        }
        assertThat(server.violations()).hasSize(6);
    }

    @Test
    void a_connection_without_a_namespace_is_closed_after_forty_five_seconds() {
        client.open();
        EngineConnection connection = server.connection();
        time.advance(Duration.ofSeconds(25));
        assertThat(client.get().text()).isEqualTo("2");
        assertThat(client.post("3").text()).isEqualTo("ok");
        RawClient.Exchange poll = client.get();
        time.advance(Duration.ofSeconds(20));
        assertThat(poll.text()).isEqualTo("1");
        assertThat(connection.closeReason()).contains("forced close");
    }

    @Test
    void events_travel_both_ways_with_any_arguments() {
        server.on("echo", event -> event.session().emit("echo", event.args().toArray()));
        client.join();
        assertThat(client.post("42[\"echo\",1,\"two\",null,{\"a\":[true]}]").text())
                .isEqualTo("ok");

        assertThat(client.get().text()).isEqualTo("42[\"echo\",1,\"two\",null,{\"a\":[true]}]");
        ReceivedPacket event = server.take("echo", NOW);
        assertThat(event.args()).containsExactly(1, "two", null, Map.of("a", List.of(true)));
        assertThat(event.namespace()).isEqualTo("/");
        assertThat(event.asksForAck()).isFalse();
        assertThat(server.received("echo")).containsExactly(event);
    }

    @Test
    void s5_07_events_are_acknowledged_when_the_test_says_so() {
        server.on("ask", event -> event.ack("yes", 1));
        client.join();
        assertThat(client.post("4212[\"ask\"]\u001e4213[\"other\"]").text()).isEqualTo("ok");
        assertThat(client.get().text()).isEqualTo("4312[\"yes\",1]");
        server.take("other", NOW).ack();
        assertThat(client.get().text()).isEqualTo("4313[]");
    }

    @Test
    void s5_08_acks_of_the_client_complete_calls_and_one_too_many_is_a_violation() {
        client.join();
        CompletableFuture<List<Object>> answer = server.namespace("/").session().call("how", 1);
        assertThat(client.get().text()).isEqualTo("420[\"how\",1]");
        assertThat(client.post("430[\"so\",2]").text()).isEqualTo("ok");
        assertThat(time.result(answer)).containsExactly("so", 2);
        assertThat(server.violations()).isEmpty();

        assertThat(client.post("430[]").text()).isEqualTo("ok");
        assertThat(server.violations()).hasSize(1);
        assertThat(server.connection().isOpen()).isTrue();
    }

    @Test
    void s5_09_attachments_follow_their_packet_both_ways() {
        client.join();
        assertThat(client.post(
                                "452-[\"up\",{\"_placeholder\":true,\"num\":0},{\"b\":{\"_placeholder\":true,\"num\":1}}]"
                                        + "\u001ebAQ==\u001ebAg==")
                        .text())
                .isEqualTo("ok");
        ReceivedPacket up = server.take("up", NOW);
        assertThat(up.args().get(0)).isEqualTo(new byte[] {1});
        assertThat(((Map<?, ?>) up.args().get(1)).get("b")).isEqualTo(new byte[] {2});

        server.emit("down", Map.of("x", new byte[] {3}), List.of(new byte[] {4}));
        assertThat(client.get().text())
                .isEqualTo(
                        "452-[\"down\",{\"x\":{\"_placeholder\":true,\"num\":0}},[{\"_placeholder\":true,\"num\":1}]]"
                                + "\u001ebAw==\u001ebBA==");
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void s5_09_placeholders_in_another_order_are_a_violation() {
        client.join();
        assertThat(client.post("452-[\"up\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]"
                                + "\u001ebAQ==\u001ebAg==")
                        .text())
                .isEqualTo("ok");
        assertThat(server.take("up", NOW).args().get(0)).isEqualTo(new byte[] {2});
        assertThat(server.violations()).singleElement().asString().contains("depth first");
    }

    @Test
    void s5_13_packets_that_are_none_end_the_connection() {
        List<String> bad = List.of(
                "45",
                "451",
                "45a-",
                "451.23-",
                "49",
                "42{}",
                "42abc[\"x\"]",
                "442[\"some\"",
                "40[]",
                "41{}",
                "42[null]",
                "42[true]",
                "42[\"connect\"]",
                "4511-[\"x\"]",
                "451-[\"x\"]\u001e42[\"y\"]",
                "bAQ==",
                "451-[\"x\",{\"_placeholder\":true,\"num\":1}]\u001ebAQ==",
                "431");
        for (String packet : bad) {
            client.open();
            EngineConnection connection = server.connection();
            RawClient.Exchange unused = client.get();
            assertThat(client.post("40\u001e" + packet).text()).as(packet).isEqualTo("ok");
            time.advance(Duration.ofSeconds(30));
            assertThat(connection.closeReason()).as(packet).contains("forced close");
        }
        assertThat(server.violations()).hasSize(bad.size());
    }

    @Test
    void s5_15_one_namespace_or_all_are_left_by_either_side() {
        client.open();
        assertThat(client.post("40\u001e40/chat,").text()).isEqualTo("ok");
        assertThat(client.get().text()).contains("40/chat,");
        NamespaceSession chat = server.namespace("/chat").session();
        NamespaceSession root = server.namespace("/").session();
        chat.disconnect();
        assertThat(client.get().text()).isEqualTo("41/chat,");
        assertThat(chat.disconnectReason()).contains("server namespace disconnect");
        assertThat(client.post("41").text()).isEqualTo("ok");

        assertThat(root.disconnectReason()).contains("client namespace disconnect");
        assertThat(server.connection().isOpen()).isTrue();
        chat.emit("nobody hears it");
        assertThat(client.get().isPending()).isTrue();
    }

    @Test
    void everybody_in_a_namespace_gets_what_is_emitted_there() {
        RawClient other = new RawClient(time, server).join();
        client.join();
        server.namespace("/chat").emit("x");
        server.emit("news", 1);

        assertThat(client.get().text()).isEqualTo("42[\"news\",1]");
        assertThat(other.get().text()).isEqualTo("42[\"news\",1]");
    }

    @Test
    void s5_19_what_was_missed_comes_before_the_answer_to_connect() {
        SocketIoTestServer keeping =
                SocketIoTestServer.builder().recovery(Duration.ofMinutes(2)).inVirtualTime(time);
        RawClient mobile = new RawClient(time, keeping);
        mobile.open();
        assertThat(mobile.post("40").text()).isEqualTo("ok");
        String connected = mobile.get().text();
        NamespaceSession before = keeping.namespace("/").session();
        keeping.emit("a", 1);
        String first = mobile.get().text();
        String offset = first.substring(first.indexOf(",\"") + 2, first.indexOf("\"]"));
        String pid = connected.substring(connected.indexOf("\"pid\":\"") + 7, connected.indexOf("\"}"));
        mobile.get();
        keeping.dropConnections();
        keeping.emit("b", 2);
        before.emitVolatile("v");
        keeping.emit("c", new byte[] {3});

        mobile.open();
        assertThat(mobile.post("40{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}")
                        .text())
                .isEqualTo("ok");
        String[] packets = mobile.get().text().split("\u001e");
        assertThat(packets[0]).startsWith("42[\"b\",2,\"");
        assertThat(packets[1]).startsWith("451-[\"c\",");
        assertThat(packets[2]).isEqualTo("bAw==");
        assertThat(packets[3]).isEqualTo("40{\"sid\":\"" + before.id() + "\",\"pid\":\"" + pid + "\"}");
        assertThat(keeping.namespace("/").session().isRecovered()).isTrue();

        mobile.get();
        keeping.dropConnections();
        time.advance(Duration.ofSeconds(121));
        mobile.open();
        assertThat(mobile.post("40{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}")
                        .text())
                .isEqualTo("ok");
        assertThat(mobile.get().text()).startsWith("40{").doesNotContain(pid);
        keeping.close();
    }

    @Test
    void s5_24_packets_may_be_messagepack() {
        SocketIoTestServer packed = SocketIoTestServer.builder().msgPack().inVirtualTime(time);
        packed.on("ask", event -> event.ack(event.args().toArray()));
        RawClient binary = new RawClient(time, packed);
        RawClient.Socket socket = binary.socket();
        binary.opened(socket.take());
        binary.send(socket, new MsgPackWriter().write(Map.of("type", 0, "nsp", "/")));
        assertThat(packed.namespace("/").sessions()).hasSize(1);
        List<Object> values = Arrays.asList(
                "ask",
                1,
                -33,
                300,
                70_000L,
                5_000_000_000L,
                1.5,
                true,
                null,
                "ä".repeat(300),
                new byte[] {1, 2},
                List.of(1),
                Map.of("k", "v"),
                new MsgPackExtension(5, new byte[] {9}));
        binary.send(socket, new MsgPackWriter().write(Map.of("type", 2, "nsp", "/", "id", 3, "data", values)));

        ReceivedPacket ask = packed.take("ask", NOW);
        assertThat(ask.args()).hasSize(13).contains(5_000_000_000L, 1.5, null, new MsgPackExtension(5, new byte[] {9}));
        assertThat(ask.args().get(9)).isEqualTo(new byte[] {1, 2});
        binary.send(socket, new byte[] {(byte) 0xc1});
        assertThat(packed.violations()).hasSize(1);
        assertThat(packed.connections()).isEmpty();
        packed.close();
    }

    @Test
    void a_handler_that_throws_is_the_tests_failure() {
        SocketIoTestServer broken = SocketIoTestServer.inVirtualTime(time);
        broken.on("x", event -> {
            throw new IllegalStateException("no");
        });
        RawClient visitor = new RawClient(time, broken).join();
        assertThat(visitor.post("42[\"x\"]").isPending()).isTrue();
        assertThatThrownBy(broken::close).isInstanceOf(AssertionError.class).hasMessageContaining("no");
    }

    @Test
    void take_waits_in_virtual_time() {
        assertThatThrownBy(() -> server.take("x", Duration.ofSeconds(3)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no event x within PT3S");
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }
}

package dev.halley.testkit.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Engine.IO 3 with Socket.IO 4, as servers of 2.x have it, and those of 4.x that allow it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class VersionThreeTest {
    private final VirtualTime time = new VirtualTime();
    private final SocketIoTestServer server =
            SocketIoTestServer.builder().versions(3).namespaces("/admin").inVirtualTime(time);
    private final RawClient client = new RawClient(time, server, 3);

    @AfterEach
    void close() {
        server.close();
        assertThat(time.timers()).as("timers left behind").isZero();
    }

    private RawClient.Exchange open() {
        client.sid = "";
        RawClient.Exchange handshake = client.get();
        String text = handshake.text();
        int colon = text.indexOf(':');
        int end = colon + 1 + Integer.parseInt(text.substring(0, colon));
        assertThat(client.opened(text.substring(colon + 1, end)))
                .doesNotContainKey("maxPayload")
                .containsKey("pingInterval");
        assertThat(text.substring(end)).isEqualTo("2:40");
        return handshake;
    }

    @Test
    void s4_01_the_first_payload_has_the_connect_too() {
        open();
        NamespaceSession session = server.namespace("/").session();
        assertThat(session.id()).isEqualTo(server.connection().sid());
        assertThat(server.connection().version()).isEqualTo(3);
        assertThat(server.received()).isEmpty();
    }

    @Test
    void s4_01_a_server_of_both_versions_connects_a_little_later() {
        SocketIoTestServer both = SocketIoTestServer.builder().versions(4, 3).inVirtualTime(time);
        RawClient old = new RawClient(time, both, 3);
        assertThat(old.get().text()).doesNotContain("40");
        old.sid = both.connection().sid();
        assertThat(old.get().text()).isEqualTo("2:40");
        assertThat(new RawClient(time, both, 4).open()).containsKey("maxPayload");
        both.close();
    }

    @Test
    void e3_01_lengths_are_counted_in_utf16() {
        open();
        assertThat(client.post("12:42[\"hello€\"]9:42[\"\ud83d\ude00x\"]").status)
                .isEqualTo(200);
        assertThat(server.received("hello€")).hasSize(1);
        assertThat(server.received("\ud83d\ude00x")).hasSize(1);
        server.emit("€");
        assertThat(client.get().text()).isEqualTo("7:42[\"€\"]");
    }

    @Test
    void e3_02_with_b64_bytes_are_text() {
        RawClient.Exchange handshake = client.request("GET", "?EIO=3&transport=polling&b64=1", null, "");
        assertThat(handshake.status).isEqualTo(200);
        client.sid = server.connection().sid();
        server.emit("b", new byte[] {1, 2, 3, 4});

        assertThat(client.get().text()).isEqualTo("39:451-[\"b\",{\"_placeholder\":true,\"num\":0}]10:b4AQIDBA==");
        assertThat(client.post("39:451-[\"b\",{\"_placeholder\":true,\"num\":0}]10:b4AQIDBA==")
                        .text())
                .isEqualTo("ok");
        assertThat(server.received("b").get(0).args().get(0)).isEqualTo(new byte[] {1, 2, 3, 4});
    }

    @Test
    void e3_03_otherwise_payloads_with_bytes_are_bytes() {
        open();
        server.emit("b", new byte[] {7});
        RawClient.Exchange poll = client.get();
        assertThat(poll.headers.first("Content-Type")).contains("application/octet-stream");
        byte[] text = "451-[\"b\",{\"_placeholder\":true,\"num\":0}]".getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[4 + text.length + 5];
        body[1] = 3;
        body[2] = 9;
        body[3] = (byte) 255;
        System.arraycopy(text, 0, body, 4, text.length);
        int at = 4 + text.length;
        body[at] = 1;
        body[at + 1] = 2;
        body[at + 2] = (byte) 255;
        body[at + 3] = 4;
        body[at + 4] = 7;
        assertThat(poll.bytes()).isEqualTo(body);

        assertThat(client.request("POST", client.query("polling"), body, "application/octet-stream")
                        .text())
                .isEqualTo("ok");
        assertThat(server.received("b").get(0).args().get(0)).isEqualTo(new byte[] {7});
        assertThat(server.violations()).isEmpty();
    }

    @Test
    void e3_04_binary_frames_begin_with_the_type() {
        RawClient.Socket socket = client.socket();
        client.opened(socket.take());
        assertThat(socket.take()).isEqualTo("40");
        server.emit("b", new byte[] {7});
        time.runPending();
        assertThat(socket.take()).startsWith("451-");
        assertThat(socket.binaries).containsExactly(new byte[] {4, 7});
        client.send(socket, "451-[\"b\",{\"_placeholder\":true,\"num\":0}]");
        client.send(socket, (byte) 4, (byte) 8);
        assertThat(server.received("b").get(0).args().get(0)).isEqualTo(new byte[] {8});
        client.send(socket, (byte) 1);
        assertThat(server.violations()).hasSize(1);
    }

    @Test
    void e3_05_the_client_pings_and_is_given_up_when_it_does_not() {
        open();
        EngineConnection connection = server.connection();
        time.advance(Duration.ofSeconds(44));
        assertThat(client.post("6:2hello").text()).isEqualTo("ok");
        assertThat(client.get().text()).isEqualTo("6:3hello");
        time.advance(Duration.ofSeconds(44));
        assertThat(connection.isOpen()).isTrue();
        time.advance(Duration.ofSeconds(1));
        assertThat(connection.closeReason()).contains("ping timeout");

        open();
        assertThat(client.post("1:3").text()).isEqualTo("ok");
        assertThat(server.violations()).hasSize(1);
        assertThat(server.connections()).isEmpty();
    }

    @Test
    void e3_06_bad_lengths_are_parse_errors() {
        for (String bad : List.of("", "x:42", "3:42", "2:421", "2:40:", ":", "99999999999:4")) {
            open();
            EngineConnection connection = server.connection();
            assertThat(client.post(bad).status).as(bad).isEqualTo(400);
            assertThat(connection.closeReason()).contains("parse error");
        }
    }

    @Test
    void s4_02_credentials_are_in_the_query_and_s4_03_ids_have_the_namespace() {
        open();
        assertThat(client.post("24:40/admin?token=1234&x=y,").text()).isEqualTo("ok");
        assertThat(client.get().text()).isEqualTo("9:40/admin,");
        NamespaceSession admin = server.namespace("/admin").session();
        assertThat(admin.auth()).isEqualTo(Map.of("token", "1234", "x", "y"));
        assertThat(admin.id()).isEqualTo("/admin#" + client.sid);
    }

    @Test
    void s4_04_errors_are_texts() {
        open();
        server.namespace("/admin").answerNextConnects(ConnectAnswer.refuse("Not authorized"));
        assertThat(client.post("9:40/admin,11:40/nowhere,").text()).isEqualTo("ok");
        assertThat(client.get().text()).isEqualTo("25:44/admin,\"Not authorized\"30:44/nowhere,\"Invalid namespace\"");
    }

    @Test
    void an_upgrade_works_as_in_version_four() {
        open();
        RawClient.Socket socket = client.socket();
        client.send(socket, "2probe");
        assertThat(socket.take()).isEqualTo("3probe");
        client.send(socket, "5");
        assertThat(server.connection().transport()).isEqualTo("websocket");
        client.send(socket, "2");
        assertThat(socket.take()).isEqualTo("3");
    }
}

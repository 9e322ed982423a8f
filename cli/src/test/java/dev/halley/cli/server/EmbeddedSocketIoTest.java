package dev.halley.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server against raw HTTP and WebSocket of the JDK, so that it is known to be right before a client meets it. */
@Timeout(60)
class EmbeddedSocketIoTest {
    private static final String BYTES = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3});
    private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    @Test
    void polling_joins_a_namespace_and_gets_echo_and_ack() throws Exception {
        try (EmbeddedSocketIo server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT)) {
            String session = session(server);
            assertThat(post(session, "40/chat,")).isEqualTo("ok");
            assertThat(get(session)).startsWith("40/chat,{\"sid\":");
            // only now: the server answers the handshake before it tells of the socket
            assertThat(server.sessions()).isEqualTo(1);

            assertThat(post(session, "42/chat,7[\"echo\",\"hé\",{\"a\":[1,null]},null]"))
                    .isEqualTo("ok");
            assertThat(get(session))
                    .isEqualTo(
                            "42/chat,[\"echo\",\"hé\",{\"a\":[1,null]},null]\u001e43/chat,7[\"hé\",{\"a\":[1,null]},null]");
        }
    }

    @Test
    void binary_comes_back_over_polling() throws Exception {
        try (EmbeddedSocketIo server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT)) {
            String session = session(server);
            assertThat(post(session, "40")).isEqualTo("ok");
            assertThat(get(session)).startsWith("40{\"sid\":");
            assertThat(post(session, "451-[\"echo\"," + PLACEHOLDER + "]\u001eb" + BYTES))
                    .isEqualTo("ok");
            assertThat(get(session))
                    .startsWith("451-[\"echo\",{")
                    .contains("\"_placeholder\":true")
                    .endsWith("\u001eb" + BYTES);
        }
    }

    @Test
    void a_body_that_arrives_in_parts_is_read_whole() throws Exception {
        try (EmbeddedSocketIo server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT)) {
            String session = session(server);
            assertThat(post(session, "40")).isEqualTo("ok");
            assertThat(get(session)).startsWith("40{\"sid\":");
            String text = "x".repeat(2_000_000);
            assertThat(post(session, "42[\"echo\",\"" + text + "\"]")).isEqualTo("ok");
            assertThat(get(session)).isEqualTo("42[\"echo\",\"" + text + "\"]");
        }
    }

    @Test
    void a_session_goes_on_over_websocket_after_the_upgrade() throws Exception {
        try (EmbeddedSocketIo server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT)) {
            String session = session(server);
            assertThat(post(session, "40")).isEqualTo("ok");
            assertThat(get(session)).startsWith("40{\"sid\":");

            Inbox inbox = new Inbox();
            WebSocket socket = open(session.replace("polling", "websocket"), inbox);
            socket.sendText("2probe", true).join();
            assertThat(inbox.next()).isEqualTo("3probe");
            socket.sendText("5", true).join();
            socket.sendText("420[\"echo\",1]", true).join();
            assertThat(inbox.next()).isEqualTo("42[\"echo\",1]");
            assertThat(inbox.next()).isEqualTo("430[1]");
            socket.sendText("451-[\"echo\",null,{\"a\":[" + PLACEHOLDER + "]}]", true)
                    .join();
            socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
            assertThat(inbox.next()).startsWith("451-[\"echo\",null,{\"a\":[{");
            assertThat(inbox.next()).isEqualTo("binary " + BYTES);
            socket.abort();
        }
    }

    @Test
    void engine_io_3_is_spoken_too() throws Exception {
        try (EmbeddedSocketIo server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT)) {
            Inbox inbox = new Inbox();
            WebSocket socket = open(server.url() + "/socket.io/?EIO=3&transport=websocket", inbox);
            assertThat(inbox.next()).startsWith("0{\"sid\"");
            assertThat(inbox.next()).startsWith("40");
            socket.sendText("2", true).join();
            assertThat(inbox.next()).isEqualTo("3");
            socket.sendText("42[\"echo\",\"x\"]", true).join();
            assertThat(inbox.next()).isEqualTo("42[\"echo\",\"x\"]");
            socket.abort();
        }
    }

    @Test
    void a_namespace_that_does_not_exist_is_refused() throws Exception {
        try (EmbeddedSocketIo server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT)) {
            String session = session(server);
            assertThat(post(session, "40/nobody,")).isEqualTo("ok");
            assertThat(get(session)).isEqualTo("44/nobody,{\"message\":\"Invalid namespace\"}");
        }
    }

    @Test
    void a_request_without_a_query_and_one_of_an_unknown_session_are_bad_requests() throws Exception {
        try (EmbeddedSocketIo server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT)) {
            assertThat(get(server.url() + "/socket.io/")).isEqualTo("{\"code\":0,\"message\":\"Transport unknown\"}");
            assertThat(get(server.url() + "/socket.io/?EIO=4&transport=polling&sid=nobody"))
                    .contains("\"code\": 1");
        }
    }

    @Test
    void a_drop_ends_sockets_without_goodbye_and_a_restart_on_the_same_port_knows_no_session() throws Exception {
        try (EmbeddedSocketIo server = EmbeddedSocketIo.start(EmbeddedSocketIo.Settings.DEFAULT)) {
            URI url = server.url();
            String session = session(server);
            Inbox inbox = new Inbox();
            WebSocket socket = open(url + "/socket.io/?EIO=4&transport=websocket", inbox);
            assertThat(inbox.next()).startsWith("0{\"sid\"");
            socket.sendText("40", true).join();
            assertThat(inbox.next()).startsWith("40{\"sid\"");
            assertThat(server.sessions()).isEqualTo(2);

            server.drop();
            // 1006: the connection ended and no close frame had been read.
            assertThat(inbox.end()).matches("close 1006|error .*");
            assertThat(socket.isInputClosed()).isTrue();
            assertThatThrownBy(() -> get(session)).isInstanceOf(ConnectException.class);
            assertThat(server.sessions()).isZero();

            server.restart();
            assertThat(server.url()).isEqualTo(url);
            assertThat(get(session)).contains("\"code\": 1");
        }
    }

    /** The URL of a new polling session. */
    private String session(EmbeddedSocketIo server) throws IOException, InterruptedException {
        String handshake = server.url() + "/socket.io/?EIO=4&transport=polling";
        Matcher sid = Pattern.compile("^0\\{\"sid\": ?\"([^\"]+)\"").matcher(get(handshake));
        assertThat(sid.find()).isTrue();
        return handshake + "&sid=" + sid.group(1);
    }

    private WebSocket open(String url, Inbox inbox) {
        return http.newWebSocketBuilder()
                .buildAsync(URI.create("ws" + url.substring(4)), inbox)
                .join();
    }

    private String get(String url) throws IOException, InterruptedException {
        return send(request(url).build());
    }

    private String post(String url, String body) throws IOException, InterruptedException {
        return send(request(url)
                .header("Content-Type", "text/plain;charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder request(String url) {
        return HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}

package dev.halley.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server against raw HTTP and WebSocket of the JDK, so that it is known to be right before a client meets it. */
@Timeout(60)
class EmbeddedServerTest {
    private static final String HANDSHAKE = "[{\"id\":\"1\",\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
            + "\"supportedConnectionTypes\":[\"websocket\",\"long-polling\"]}]";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    @Test
    void long_polling_subscribes_publishes_and_receives() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(0, false)) {
            String session = clientId(post(server.url(), HANDSHAKE));
            String subscribed = post(
                    server.url(),
                    "[{\"id\":\"2\",\"channel\":\"/meta/subscribe\",\"subscription\":\"/chat\",\"clientId\":\""
                            + session + "\"}]");
            assertThat(subscribed).contains("\"successful\":true");
            String published = post(
                    server.url(),
                    "[{\"id\":\"3\",\"channel\":\"/chat\",\"data\":{\"n\":7},\"clientId\":\"" + session + "\"}]");
            String polled = post(server.url(), connect("4", session, "long-polling"));
            assertThat(published + polled)
                    .contains("\"id\":\"3\"")
                    .contains("{\"n\":7}")
                    .contains("/meta/connect");
        }
    }

    @Test
    void websocket_gets_the_echo_with_the_id_of_the_request() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(0, false)) {
            Inbox inbox = new Inbox();
            WebSocket socket = open(server.url(), inbox);
            socket.sendText(HANDSHAKE, true).join();
            String session = clientId(inbox.next());
            socket.sendText(connect("2", session, "websocket"), true).join();
            assertThat(inbox.next()).contains("/meta/connect");
            socket.sendText(
                            "[{\"id\":\"77\",\"channel\":\"/service/echo\",\"data\":\"hé\",\"clientId\":\"" + session
                                    + "\"}]",
                            true)
                    .join();
            String answer = inbox.next();
            if (!answer.contains("\"data\"")) {
                answer = inbox.next();
            }
            assertThat(answer)
                    .contains("\"channel\":\"/service/echo\"")
                    .contains("\"id\":\"77\"")
                    .contains("\"data\":\"hé\"")
                    .contains("\"successful\":true");
            socket.abort();
        }
    }

    @Test
    void a_drop_ends_sockets_without_goodbye_and_a_restart_on_the_same_port_knows_no_session() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(0, false)) {
            URI url = server.url();
            Inbox inbox = new Inbox();
            WebSocket socket = open(url, inbox);
            socket.sendText(HANDSHAKE, true).join();
            String session = clientId(inbox.next());

            server.drop();
            // 1006: the connection ended and no close frame had been read.
            assertThat(inbox.end()).matches("close 1006|error .*");
            assertThatThrownBy(() -> post(url, HANDSHAKE)).isInstanceOf(ConnectException.class);

            server.restart();
            assertThat(server.url()).isEqualTo(url);
            assertThat(post(url, connect("9", session, "long-polling"))).contains("402::session_unknown");
            assertThat(post(url, HANDSHAKE)).contains("\"successful\":true");
        }
    }

    @Test
    void http_only_offers_no_websocket() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start(0, true)) {
            assertThat(post(server.url(), HANDSHAKE)).contains("long-polling").doesNotContain("websocket");
            assertThatThrownBy(() -> open(server.url(), new Inbox()))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
        }
    }

    @Test
    void a_port_in_use_is_said() throws Exception {
        try (EmbeddedServer first = EmbeddedServer.start(0, false)) {
            int port = first.url().getPort();
            assertThatThrownBy(() -> EmbeddedServer.start(port, false))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + port);
        }
    }

    private WebSocket open(URI url, Inbox inbox) {
        return http.newWebSocketBuilder()
                .buildAsync(URI.create("ws" + url.toString().substring(4)), inbox)
                .join();
    }

    private String post(URI url, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static String connect(String id, String session, String type) {
        return "[{\"id\":\"" + id + "\",\"channel\":\"/meta/connect\",\"connectionType\":\"" + type
                + "\",\"clientId\":\"" + session + "\",\"advice\":{\"timeout\":0}}]";
    }

    private static String clientId(String handshakeReply) {
        Matcher id = Pattern.compile("\"clientId\":\"([^\"]+)\"").matcher(handshakeReply);
        assertThat(id.find()).as(handshakeReply).isTrue();
        return id.group(1);
    }
}

package dev.halley.testkit.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testkit.Reply;
import dev.halley.testkit.TestTls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same server over sockets. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class SocketFrontTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

    private HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private CompletableFuture<HttpResponse<String>> get(SocketIoTestServer server, String target) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(server.url() + target)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String post(SocketIoTestServer server, String sid, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + POLLING + "&sid=" + sid))
                .header("Content-Type", "text/plain;charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .get(10, TimeUnit.SECONDS)
                .body();
    }

    private String open(SocketIoTestServer server) throws Exception {
        assertThat(text(get(server, POLLING))).startsWith("0{");
        return server.connection().sid();
    }

    private static String text(CompletableFuture<HttpResponse<String>> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS).body();
    }

    /** What a WebSocket brought. */
    private static final class Inbox implements WebSocket.Listener {
        private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            messages.add(data.toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            messages.add(bytes);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            messages.add("closed " + code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            messages.add("broken");
        }

        Object take() throws InterruptedException {
            Object message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            return message;
        }
    }

    private WebSocket socket(SocketIoTestServer server, String more, Inbox inbox) throws Exception {
        String url = server.url().replaceFirst("http", "ws") + "/socket.io/?EIO=4&transport=websocket" + more;
        return http.newWebSocketBuilder().buildAsync(URI.create(url), inbox).get(10, TimeUnit.SECONDS);
    }

    @Test
    void polls_are_held_until_there_is_something_and_events_travel_both_ways() throws Exception {
        try (SocketIoTestServer server = SocketIoTestServer.start()) {
            server.on("ask", event -> event.ack("yes"));
            String sid = open(server);
            assertThat(post(server, sid, "40")).isEqualTo("ok");
            server.awaitJoined("/", SOON);
            assertThat(text(get(server, POLLING + "&sid=" + sid))).startsWith("40{");
            var poll = get(server, POLLING + "&sid=" + sid);
            assertThat(post(server, sid, "421[\"ask\",2]")).isEqualTo("ok");

            assertThat(text(poll)).isEqualTo("431[\"yes\"]");
            assertThat(server.take("ask", SOON).args()).containsExactly(2);
            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void an_upgrade_works_with_binary_behind_it() throws Exception {
        try (SocketIoTestServer server = SocketIoTestServer.start()) {
            String sid = open(server);
            assertThat(post(server, sid, "40")).isEqualTo("ok");
            assertThat(text(get(server, POLLING + "&sid=" + sid))).startsWith("40{");
            Inbox inbox = new Inbox();
            WebSocket socket = socket(server, "&sid=" + sid, inbox);
            socket.sendText("2probe", true).get(10, TimeUnit.SECONDS);
            assertThat(inbox.take()).isEqualTo("3probe");
            socket.sendText("5", true).get(10, TimeUnit.SECONDS);
            server.awaitTransport("websocket", SOON);
            server.emit("b", new byte[] {1});

            assertThat(inbox.take()).isEqualTo("451-[\"b\",{\"_placeholder\":true,\"num\":0}]");
            assertThat(inbox.take()).isEqualTo(new byte[] {1});
            server.closeConnections();
            assertThat(inbox.take()).isEqualTo("closed 1000");
            server.awaitConnections(0, SOON);
            assertThat(server.violations()).isEmpty();
        }
    }

    @Test
    void heartbeats_are_in_real_time() throws Exception {
        try (SocketIoTestServer server = SocketIoTestServer.builder()
                .pingInterval(Duration.ofMillis(50))
                .pingTimeout(Duration.ofMillis(50))
                .start()) {
            Inbox inbox = new Inbox();
            socket(server, "", inbox);
            assertThat((String) inbox.take()).startsWith("0{");
            assertThat(inbox.take()).isEqualTo("2");
            assertThat(inbox.take()).isEqualTo("closed 1000");
            server.awaitConnections(0, SOON);
            assertThat(server.allConnections().get(0).closeReason()).contains("ping timeout");
        }
    }

    @Test
    void a_client_that_goes_away_is_noticed_and_connections_break_when_told_so() throws Exception {
        try (SocketIoTestServer server = SocketIoTestServer.start()) {
            String sid = open(server);
            var poll = get(server, POLLING + "&sid=" + sid);
            Inbox inbox = new Inbox();
            WebSocket socket = socket(server, "", inbox);
            server.awaitConnections(2, SOON);
            socket.abort();
            server.awaitConnections(1, SOON);
            server.stopListening();
            server.dropConnections();

            server.awaitConnections(0, SOON);
            assertThatThrownBy(() -> poll.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
            assertThatThrownBy(() -> get(server, POLLING).get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IOException.class);
            server.listen();
            open(server);
        }
    }

    @Test
    void rules_and_delays_hold_too() throws Exception {
        try (SocketIoTestServer server = SocketIoTestServer.start()) {
            server.onRequest(request -> true, Answer.http(Reply.of(503)).times(1));
            assertThat(get(server, POLLING).get(10, TimeUnit.SECONDS).statusCode())
                    .isEqualTo(503);
            server.onRequest(
                    EngineRequest::isUpgrade,
                    Answer.usual().delay(Duration.ofMillis(50)).times(1));
            server.delayPackets(Duration.ofMillis(20));
            Inbox inbox = new Inbox();
            socket(server, "", inbox);
            assertThat((String) inbox.take()).startsWith("0{");
            server.refuseUpgrades(Reply.of(403));
            assertThatThrownBy(() -> socket(server, "", new Inbox())).hasMessageContaining("WebSocketHandshake");
        }
    }

    @Test
    void it_can_have_tls() throws Exception {
        TestTls tls = TestTls.create("localhost");
        try (SocketIoTestServer server =
                SocketIoTestServer.builder().tls(tls.serverContext()).start()) {
            assertThat(server.url()).startsWith("https://localhost:");
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(tls.clientContext())
                    .build();
            open(server);
        }
    }
}

package dev.halley.testkit.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.internal.json.JsonValues;
import dev.halley.testkit.Reply;
import dev.halley.testkit.TestTls;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private HttpClient http = client();

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .cookieHandler(new CookieManager())
                .build();
    }

    private CompletableFuture<HttpResponse<String>> post(String url, String messages) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .POST(HttpRequest.BodyPublishers.ofString("[" + messages + "]"))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static List<Map<String, Object>> messages(CompletableFuture<HttpResponse<String>> answer) throws Exception {
        return list(answer.get(10, TimeUnit.SECONDS).body());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(String json) {
        return (List<Map<String, Object>>) Objects.requireNonNull(JsonValues.parse(json));
    }

    private String open(String url) throws Exception {
        String handshake = "{\"channel\":\"/meta/handshake\",\"supportedConnectionTypes\":[\"long-polling\"]}";
        String clientId =
                (String) messages(post(url + "/handshake", handshake)).get(0).get("clientId");
        messages(post(url, message(clientId, "/meta/connect", "")));
        return clientId;
    }

    private static String message(String clientId, String channel, String fields) {
        return "{\"channel\":\"" + channel + "\",\"clientId\":\"" + clientId + "\"" + fields + "}";
    }

    @Test
    void long_polls_are_held_until_there_is_an_event() throws Exception {
        try (BayeuxTestServer server = BayeuxTestServer.start()) {
            String id = open(server.url());
            messages(post(server.url(), message(id, "/meta/subscribe", ",\"subscription\":\"/chat\"")));
            server.awaitSubscribed("/chat", SOON);
            var held = post(server.url() + "/connect", message(id, "/meta/connect", ""));
            server.awaitConnectsHeld(1, SOON);

            server.publish("/chat", "{\"text\":\"hi\"}");

            assertThat(messages(held)).hasSize(2);
            assertThat(server.take("/meta/subscribe", SOON).subscriptions()).containsExactly("/chat");
        }
    }

    @Test
    void a_client_that_goes_away_is_noticed() throws Exception {
        try (BayeuxTestServer server = BayeuxTestServer.start()) {
            String id = open(server.url());
            var held = post(server.url(), message(id, "/meta/connect", ""));
            server.awaitConnectsHeld(1, SOON);

            server.dropConnections();

            server.awaitConnectsHeld(0, SOON);
            assertThatThrownBy(() -> held.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(java.io.IOException.class);
            assertThat(server.sessions()).hasSize(1);
        }
    }

    @Test
    void holds_and_sessions_end_in_real_time() throws Exception {
        try (BayeuxTestServer server = BayeuxTestServer.builder()
                .timeout(Duration.ofMillis(50))
                .maxInterval(Duration.ofMillis(50))
                .start()) {
            String id = open(server.url());
            assertThat(messages(post(server.url(), message(id, "/meta/connect", ""))))
                    .hasSize(1);
            server.awaitSessions(0, SOON);
        }
    }

    @Test
    void replies_can_be_cut_and_ports_closed() throws Exception {
        try (BayeuxTestServer server = BayeuxTestServer.start()) {
            server.on(
                    "/meta/handshake",
                    Answer.usual()
                            .transform(reply -> reply.cutAfter(10, Reply.Ending.RESET))
                            .times(1));
            assertThatThrownBy(() -> open(server.url())).hasCauseInstanceOf(java.io.IOException.class);
            http = client();
            open(server.url());
            server.stopListening();
            server.nodeSwitch();
            assertThatThrownBy(() -> open(server.url())).hasCauseInstanceOf(java.io.IOException.class);
            server.listen();
            // the JDK may not have seen yet that its pooled connections were closed
            http = client();
            open(server.url());
            server.restart();
            http = client();
            open(server.url());
            assertThat(server.sessions()).hasSize(1);
        }
    }

    @Test
    void websockets_get_events_by_themselves_until_they_are_dropped() throws Exception {
        try (BayeuxTestServer server = BayeuxTestServer.start()) {
            Texts texts = new Texts();
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create(server.url().replaceFirst("http", "ws")), texts)
                    .get(10, TimeUnit.SECONDS);
            socket.sendText("[{\"channel\":\"/meta/handshake\",\"id\":\"1\"}]", true);
            String id = (String) texts.next().get("clientId");
            socket.sendText("[" + message(id, "/meta/subscribe", ",\"subscription\":\"/chat\"") + "]", true)
                    .get(10, TimeUnit.SECONDS);
            assertThat(texts.next()).containsEntry("successful", true);
            socket.sendText("[" + message(id, "/meta/connect", "") + "]", true).get(10, TimeUnit.SECONDS);
            assertThat(texts.next()).containsEntry("channel", "/meta/connect");
            socket.sendText("[" + message(id, "/meta/connect", "") + "]", true).get(10, TimeUnit.SECONDS);
            server.awaitConnectsHeld(1, SOON);

            for (int i = 0; i < 100; i++) {
                server.publish("/chat", Integer.toString(i));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(texts.next()).containsEntry("data", i);
            }
            server.session().deliver("/service/x", "1");
            assertThat(texts.next()).containsEntry("channel", "/service/x");

            server.on("/service/none", Answer.http(Reply.dropConnection(Reply.Ending.RESET)));
            socket.sendText("[" + message(id, "/service/none", "") + "]", true).get(10, TimeUnit.SECONDS);
            texts.ended.get(10, TimeUnit.SECONDS);
            server.awaitConnectsHeld(0, SOON);
        }
    }

    @Test
    void tls_is_spoken_on_localhost() throws Exception {
        TestTls tls = TestTls.create("localhost");
        try (BayeuxTestServer server =
                BayeuxTestServer.builder().tls(tls.serverContext()).path("/x").start()) {
            HttpClient secure =
                    HttpClient.newBuilder().sslContext(tls.clientContext()).build();
            HttpRequest request = HttpRequest.newBuilder(URI.create(server.url()))
                    .POST(HttpRequest.BodyPublishers.ofString("[]"))
                    .build();
            assertThat(secure.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("no message\n");
            assertThat(server.url()).startsWith("https://localhost:").endsWith("/x");
        }
    }

    @Test
    void a_server_over_sockets_has_no_wire_and_is_for_posts() throws Exception {
        try (BayeuxTestServer server = BayeuxTestServer.start()) {
            assertThatThrownBy(server::wire)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("wire: the server runs over sockets (expected: inVirtualTime)");
            HttpRequest get = HttpRequest.newBuilder(URI.create(server.url())).build();
            assertThat(http.send(get, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void what_a_rule_throws_is_thrown_at_the_end() throws Exception {
        BayeuxTestServer server = BayeuxTestServer.start();
        server.on("/meta/handshake", Answer.usual().text(text -> {
            throw new IllegalStateException("mine");
        }));
        assertThatThrownBy(() -> open(server.url())).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(server::close).isInstanceOf(AssertionError.class).hasRootCauseMessage("mine");
    }

    private static final class Texts implements WebSocket.Listener {
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            texts.add(text.toString());
            socket.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended.complete(null);
        }

        private Map<String, Object> next() throws InterruptedException {
            return list(Objects.requireNonNull(texts.poll(10, TimeUnit.SECONDS), "no text came"))
                    .get(0);
        }
    }
}

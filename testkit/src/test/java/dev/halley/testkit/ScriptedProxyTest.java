package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScriptedProxyTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ScriptedServer origin = ScriptedServer.start();
    private final ScriptedServer proxy = ScriptedServer.start().proxy();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(ProxySelector.of(proxy.address()))
            .build();

    @AfterEach
    void close() {
        proxy.close();
        origin.close();
    }

    @Test
    void sends_absolute_requests_on_and_keeps_the_connection() throws Exception {
        proxy.mapHost("realtime.example", origin.address());
        origin.handle(
                "/x", request -> Reply.text("got " + request.text()).chunked(2).header("X-Origin", "1"));
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> reply = client.send(
                    HttpRequest.newBuilder(URI.create("http://realtime.example/x?q=1"))
                            .POST(BodyPublishers.ofString("body"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(reply.body()).isEqualTo("got body");
            assertThat(reply.headers().firstValue("x-origin")).contains("1");
            assertThat(proxy.takeRequest(SOON).target()).isEqualTo("http://realtime.example/x?q=1");
            Request seen = origin.takeRequest(SOON);
            assertThat(seen.target()).isEqualTo("/x?q=1");
            assertThat(seen.header("Host")).contains("realtime.example");
        }
        assertThat(proxy.acceptedConnections()).isEqualTo(1);
    }

    @Test
    void tunnels_websockets() throws Exception {
        origin.handle("/ws", Reply.upgrade(WebSocketScript.accept().onText(ScriptedSocket::sendText)));
        CompletableFuture<String> text = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(origin.ws("/ws"), new WebSocket.Listener() {
                    @Override
                    public java.util.concurrent.CompletionStage<?> onText(
                            WebSocket from, CharSequence data, boolean last) {
                        text.complete(data.toString());
                        return null;
                    }
                })
                .get();
        socket.sendText("through", true).get();
        assertThat(text.get()).isEqualTo("through");
        Request connect = proxy.takeRequest(SOON);
        assertThat(connect.method()).isEqualTo("CONNECT");
        assertThat(connect.target()).isEqualTo("localhost:" + origin.port());
        origin.dropConnections();
        proxy.awaitOpenConnections(0, SOON);
    }

    @Test
    void tunnels_tls() throws Exception {
        TestTls tls = TestTls.create("secure.example");
        try (ScriptedServer secure = ScriptedServer.start(tls.serverContext())) {
            secure.handle("/x", Reply.text("secret"));
            proxy.mapHost("secure.example", secure.address());
            HttpClient through = HttpClient.newBuilder()
                    .proxy(ProxySelector.of(proxy.address()))
                    .sslContext(tls.clientContext())
                    .build();
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://secure.example/x"))
                    .build();
            assertThat(through.send(request, BodyHandlers.ofString()).body()).isEqualTo("secret");
            assertThat(proxy.takeRequest(SOON).target()).isEqualTo("secure.example:443");
        }
    }

    @Test
    void asks_for_credentials() throws Exception {
        proxy.proxy("me", "secret");
        origin.handle("/x", Reply.text("x"));
        HttpRequest plain = HttpRequest.newBuilder(origin.http("/x")).build();
        HttpResponse<String> refused = client.send(plain, BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(407);
        assertThat(refused.headers().firstValue("proxy-authenticate")).contains("Basic realm=\"scripted\"");
        HttpRequest allowed = HttpRequest.newBuilder(origin.http("/x"))
                .header("Proxy-Authorization", "Basic bWU6c2VjcmV0")
                .build();
        assertThat(client.send(allowed, BodyHandlers.ofString()).body()).isEqualTo("x");
        assertThat(origin.takeRequest(SOON).header("Proxy-Authorization")).isEmpty();
        assertThatThrownBy(() -> client.newWebSocketBuilder()
                        .buildAsync(origin.ws("/ws"), new WebSocket.Listener() {})
                        .get())
                .hasMessageContaining("");
        assertThat(origin.requests()).hasSize(1);
    }

    @Test
    void answers_502_when_the_origin_is_away_and_itself_where_a_handler_fits() throws Exception {
        origin.stopAccepting();
        HttpRequest request = HttpRequest.newBuilder(origin.http("/x")).build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(502);
        proxy.handle(r -> r.target().startsWith("http://"), r -> Reply.of(418));
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(418);
    }
}

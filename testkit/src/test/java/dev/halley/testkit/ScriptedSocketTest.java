package dev.halley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScriptedSocketTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final ScriptedServer server = ScriptedServer.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Events events = new Events();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void upgrades_with_headers_and_a_subprotocol() throws Exception {
        server.handle(
                "/ws", Reply.upgrade(WebSocketScript.accept().subprotocol("two").addHeader("Set-Cookie", "a=1")));
        WebSocket client = http.newWebSocketBuilder()
                .header("X-Mine", "1")
                .subprotocols("one", "two")
                .buildAsync(server.ws("/ws"), events)
                .get();
        assertThat(client.getSubprotocol()).isEqualTo("two");
        ScriptedSocket socket = server.takeSocket(SOON);
        assertThat(socket.request().header("x-mine")).contains("1");
        assertThat(socket.request().isUpgrade()).isTrue();
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void echoes_by_callback() throws Exception {
        WebSocket client = open(WebSocketScript.accept()
                .onOpen(socket -> socket.sendText("welcome"))
                .onText(ScriptedSocket::sendText)
                .onBinary((socket, bytes) -> socket.sendBinary(bytes)));
        assertThat(events.next()).isEqualTo("text welcome true");
        client.sendText("hällo", true).get();
        assertThat(events.next()).isEqualTo("text hällo true");
        client.sendBinary(ByteBuffer.wrap(new byte[70_000]), true).get();
        int total = 0;
        String event;
        do {
            event = events.next();
            total += Integer.parseInt(event.split(" ")[1]);
        } while (event.endsWith("false"));
        assertThat(total).isEqualTo(70_000);
    }

    @Test
    void shows_frames_and_messages_masked_as_the_client_sent_them() throws Exception {
        WebSocket client = open(WebSocketScript.accept());
        ScriptedSocket socket = server.takeSocket(SOON);
        client.sendText("ab", false).get();
        client.sendPing(ByteBuffer.wrap(new byte[] {'p'})).get();
        client.sendText("cd", true).get();
        Frame first = socket.takeFrame(SOON);
        assertThat(first.kind()).isEqualTo(Frame.Kind.TEXT);
        assertThat(first.isLast()).isFalse();
        assertThat(first.isMasked()).isTrue();
        assertThat(first.text()).isEqualTo("ab");
        assertThat(socket.takeFrame(Frame.Kind.CONTINUATION, SOON).text()).isEqualTo("cd");
        assertThat(socket.takeFrame(SOON).kind()).isEqualTo(Frame.Kind.PING);
        assertThat(socket.takeText(SOON)).isEqualTo("abcd");
        assertThat(events.next()).isEqualTo("pong p");
    }

    @Test
    void sends_fragments_pings_and_several_messages_at_once() throws Exception {
        WebSocket client = open(WebSocketScript.accept());
        ScriptedSocket socket = server.takeSocket(SOON);
        socket.sendFragments("a", "b", "c");
        assertThat(events.next()).isEqualTo("text a false");
        assertThat(events.next()).isEqualTo("text b false");
        assertThat(events.next()).isEqualTo("text c true");
        socket.sendTexts("x", "y".repeat(300));
        assertThat(events.next()).isEqualTo("text x true");
        assertThat(events.next()).isEqualTo("text " + "y".repeat(300) + " true");
        socket.sendPing("hey");
        assertThat(events.next()).isEqualTo("ping hey");
        assertThat(socket.takeFrame(Frame.Kind.PONG, SOON).text()).isEqualTo("hey");
        socket.sendPong("unasked");
        assertThat(events.next()).isEqualTo("pong unasked");
        assertThat(client.isInputClosed()).isFalse();
    }

    @Test
    void echoes_the_close_code_and_ends_the_connection() throws Exception {
        WebSocket client = open(WebSocketScript.accept());
        ScriptedSocket socket = server.takeSocket(SOON);
        client.sendClose(4001, "bye").get();
        Frame close = socket.takeFrame(SOON);
        assertThat(close.closeCode()).isEqualTo(4001);
        assertThat(close.closeReason()).isEqualTo("bye");
        assertThat(events.next()).isEqualTo("close 4001 ");
        socket.awaitEnd(SOON);
        assertThat(socket.isOpen()).isFalse();
        assertThatThrownBy(() -> socket.sendText("late")).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> socket.takeFrame(SOON))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the connection ended");
    }

    @Test
    void closes_with_a_code_or_without() throws Exception {
        open(WebSocketScript.accept().onOpen(socket -> socket.sendClose(1012, "restart")));
        assertThat(events.next()).isEqualTo("close 1012 restart");
        server.takeSocket(SOON).awaitEnd(SOON);
        open(WebSocketScript.accept().onOpen(ScriptedSocket::sendClose));
        assertThat(events.next()).isEqualTo("close 1005 ");
    }

    @Test
    void ends_the_connection_in_three_ways() throws Exception {
        open(WebSocketScript.accept());
        server.takeSocket(SOON).close();
        assertThat(events.next()).isEqualTo("close 1006 ");
        open(WebSocketScript.accept());
        server.takeSocket(SOON).reset();
        assertThat(events.next()).isEqualTo("error");
        open(WebSocketScript.accept());
        server.takeSocket(SOON).shutdownOutput();
        assertThat(events.next()).isEqualTo("close 1006 ");
    }

    @Test
    void sends_what_no_server_should() throws Exception {
        open(WebSocketScript.accept());
        server.takeSocket(SOON).sendFrames(Frame.text("masked").mask());
        assertThat(events.next()).isEqualTo("error");
        open(WebSocketScript.accept());
        server.takeSocket(SOON).sendRaw(new byte[] {(byte) 0xff, 0x00});
        assertThat(events.next()).isEqualTo("error");
    }

    @Test
    void refuses_an_upgrade_with_status_and_body() {
        server.handle("/ws", Reply.of(403).body("no"));
        assertThatThrownBy(() -> http.newWebSocketBuilder()
                        .buildAsync(server.ws("/ws"), events)
                        .get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
    }

    @Test
    void upgrades_later() throws Exception {
        CompletableFuture<Reply> later = new CompletableFuture<>();
        server.handle("/ws", Reply.later(later));
        CompletableFuture<WebSocket> client = http.newWebSocketBuilder().buildAsync(server.ws("/ws"), events);
        server.takeRequest(SOON);
        assertThat(client).isNotDone();
        later.complete(Reply.upgrade(WebSocketScript.accept().onText(ScriptedSocket::sendText)));
        client.get().sendText("x", true).get();
        assertThat(events.next()).isEqualTo("text x true");
    }

    @Test
    void answers_400_to_a_request_that_is_no_upgrade() throws Exception {
        server.handle("/ws", Reply.upgrade(WebSocketScript.accept()));
        HttpRequest request = HttpRequest.newBuilder(server.http("/ws")).build();
        assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
    }

    @Test
    void reads_only_when_it_may() throws Exception {
        WebSocket client = open(WebSocketScript.accept().withoutReading());
        ScriptedSocket socket = server.takeSocket(SOON);
        client.sendText("held", true).get();
        assertThatThrownBy(() -> socket.takeFrame(Duration.ofMillis(50))).hasMessageContaining("no frame within");
        socket.resumeReading();
        assertThat(socket.takeText(SOON)).isEqualTo("held");
        socket.stopReading();
        client.sendText("again", true).get();
        assertThatThrownBy(() -> socket.takeText(Duration.ofMillis(50))).hasMessageContaining("no message within");
    }

    @Test
    void leaves_pings_and_closes_unanswered_when_told() throws Exception {
        WebSocket client =
                open(WebSocketScript.accept().ignorePings().ignoreClose().onText(ScriptedSocket::sendText));
        client.sendPing(ByteBuffer.allocate(0)).get();
        client.sendText("after", true).get();
        assertThat(events.next()).isEqualTo("text after true");
        ScriptedSocket socket = server.takeSocket(SOON);
        client.sendClose(1000, "").get();
        assertThat(socket.takeFrame(Frame.Kind.CLOSE, SOON).closeCode()).isEqualTo(1000);
        assertThat(socket.isOpen()).isTrue();
    }

    @Test
    void a_failing_callback_fails_the_test_at_close() throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        try (ScriptedServer failing = ScriptedServer.start()) {
            failing.handle(
                    "/ws",
                    Reply.upgrade(WebSocketScript.accept()
                            .onText((socket, text) -> {
                                throw new AssertionError("unexpected " + text);
                            })
                            .onEnd(socket -> ended.complete(null))));
            WebSocket client = http.newWebSocketBuilder()
                    .buildAsync(failing.ws("/ws"), events)
                    .get();
            client.sendText("x", true).get();
            client.sendClose(1000, "").get();
            ended.get(5, TimeUnit.SECONDS);
            assertThatThrownBy(failing::close)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("unexpected x");
        }
    }

    private WebSocket open(WebSocketScript script) throws Exception {
        server.handle("/ws", Reply.upgrade(script));
        return http.newWebSocketBuilder().buildAsync(server.ws("/ws"), events).get();
    }

    private static final class Events implements WebSocket.Listener {
        private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            String event = queue.poll(5, TimeUnit.SECONDS);
            assertThat(event).as("an event of the client").isNotNull();
            return event;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            queue.add("text " + data + " " + last);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            queue.add("binary " + data.remaining() + " " + last);
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            queue.add("ping " + java.nio.charset.StandardCharsets.UTF_8.decode(message));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            queue.add("pong " + java.nio.charset.StandardCharsets.UTF_8.decode(message));
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            queue.add("close " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            queue.add("error");
        }
    }
}

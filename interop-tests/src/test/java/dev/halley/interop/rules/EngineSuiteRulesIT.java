package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.AsyncEngineIoClient;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineIoClient;
import dev.halley.engineio.EngineMessage;
import dev.halley.engineio.EngineTransport;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Frame;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The suite that comes with the specification of Engine.IO says what a server must do when its client sends this and that.
 * Here the server sends and expects the same, byte for byte, and the client is ours.
 */
@Timeout(60)
@BothWires
class EngineSuiteRulesIT {
    private final ByteServer server = new ByteServer();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private AsyncEngineIoClient client;

    private CompletableFuture<AsyncEngineIoClient> opening(EngineTransport... transports) {
        client = EngineIoClient.builder(server.url())
                .logOff()
                .closeTimeout(Duration.ofMillis(200))
                .options(options -> options.withTransports(transports))
                .onMessage(this::hear)
                .buildAsync();
        return client.open();
    }

    private void hear(EngineMessage message) {
        heard.add(
                message instanceof EngineMessage.Binary binary
                        ? "b:" + StandardCharsets.ISO_8859_1.decode(binary.data())
                        : ((EngineMessage.Text) message).text());
    }

    private void openPolling() {
        assertThat(Await.value(opening(EngineTransport.POLLING), "open")).isSameAs(client);
    }

    private ScriptedSocket openWebSocket() {
        CompletableFuture<AsyncEngineIoClient> opening = opening(EngineTransport.WEBSOCKET);
        ScriptedSocket socket = server.socket();
        assertThat(Await.value(opening, "open")).isSameAs(client);
        return socket;
    }

    private void hears(String... expected) {
        for (String each : expected) {
            assertThat(Await.next(heard, Await.SOON, each)).isEqualTo(each);
        }
    }

    private EngineClose.Reason closed() {
        return Await.value(client.closed(), "the end").reason();
    }

    @AfterEach
    void close() {
        Await.value(client.closeAsync(), "close");
        server.close();
    }

    @Test
    void e4_01_e4_04_handshake_over_polling() {
        openPolling();
        Request first = server.server.takeRequest(Await.SOON);
        assertThat(first.method()).isEqualTo("GET");
        assertThat(first.target()).startsWith("/engine.io/?").contains("EIO=4", "transport=polling");
        assertThat(first.parameter("sid")).isEmpty();
        assertThat(server.server.takeRequest(Await.SOON).parameter("sid")).contains("S1");
    }

    @Test
    void e4_01_handshake_over_a_websocket() {
        ScriptedSocket socket = openWebSocket();
        assertThat(socket.request().target()).startsWith("/engine.io/?").contains("EIO=4", "transport=websocket");
        assertThat(socket.request().parameter("sid")).isEmpty();
    }

    @Test
    void e4_05_e4_07_messages_over_polling() {
        openPolling();
        Await.value(client.send("hello"), "the call");
        assertThat(server.post()).isEqualTo("4hello");
        server.poll("4hello");
        server.poll("4test1\u001e4test2\u001e4test3");
        server.poll("4hello\u001ebAQIDBA==");
        hears("hello", "test1", "test2", "test3", "hello", "b:\1\2\3\4");
        Await.value(client.send(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})), "the call");
        assertThat(server.post()).isEqualTo("bAQIDBA==");
        server.poll("abc");
        assertThat(closed()).isEqualTo(EngineClose.Reason.PARSE_ERROR);
    }

    @Test
    void e4_05_e4_06_e4_23_messages_over_a_websocket() {
        ScriptedSocket socket = openWebSocket();
        Await.value(client.send("hello"), "the call");
        assertThat(socket.takeText(Await.SOON)).isEqualTo("4hello");
        socket.sendText("4hello");
        Await.value(client.send(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})), "the call");
        assertThat(socket.takeBinary(Await.SOON)).containsExactly(1, 2, 3, 4);
        socket.sendBinary((byte) 1, (byte) 2, (byte) 3, (byte) 4);
        hears("hello", "b:\1\2\3\4");
        socket.sendText("abc");
        assertThat(closed()).isEqualTo(EngineClose.Reason.PARSE_ERROR);
    }

    @Test
    void e4_12_e4_13_heartbeat_over_polling() {
        server.beating(Duration.ofMillis(300), Duration.ofMillis(200));
        openPolling();
        for (int i = 0; i < 3; i++) {
            server.poll("2");
            assertThat(server.post()).isEqualTo("3");
        }
        assertThat(closed()).isEqualTo(EngineClose.Reason.PING_TIMEOUT);
    }

    @Test
    void e4_12_e4_13_heartbeat_over_a_websocket() {
        server.beating(Duration.ofMillis(300), Duration.ofMillis(200));
        ScriptedSocket socket = openWebSocket();
        for (int i = 0; i < 3; i++) {
            socket.sendText("2");
            assertThat(socket.takeText(Await.SOON)).isEqualTo("3");
        }
        assertThat(closed()).isEqualTo(EngineClose.Reason.PING_TIMEOUT);
        socket.awaitEnd(Await.SOON);
    }

    @Test
    void e4_19_close_over_polling() {
        openPolling();
        // who closes before the first poll was sent sends none
        CompletableFuture<Reply> poll = server.poll();
        CompletableFuture<Void> closing = client.closeAsync();
        assertThat(server.post()).isEqualTo("1");
        poll.complete(Reply.text("6"));
        Await.value(closing, "close");
        assertThat(closed()).isEqualTo(EngineClose.Reason.CLIENT);
    }

    @Test
    void e4_19_close_over_a_websocket() {
        ScriptedSocket socket = openWebSocket();
        CompletableFuture<Void> closing = client.closeAsync();
        assertThat(socket.takeFrame(Await.SOON).kind()).isEqualTo(Frame.Kind.CLOSE);
        Await.value(closing, "close");
        assertThat(closed()).isEqualTo(EngineClose.Reason.CLIENT);
        socket.awaitEnd(Await.SOON);
    }

    @Test
    void e4_15_e4_16_e4_17_upgrade() {
        server.offeringUpgrade();
        assertThat(Await.value(opening(EngineTransport.POLLING, EngineTransport.WEBSOCKET), "open"))
                .isSameAs(client);
        ScriptedSocket socket = server.upgrade();
        assertThat(socket.request().parameter("sid")).contains("S1");
        assertThat(socket.request().parameter("transport")).contains("websocket");
        assertThat(socket.takeText(Await.SOON)).isEqualTo("2probe");
        socket.sendText("3probe");
        // the poll that waits is ended by the server
        server.poll("6");
        assertThat(socket.takeText(Await.SOON)).isEqualTo("5");
        Await.value(client.send("hello"), "the call");
        assertThat(socket.takeText(Await.SOON)).isEqualTo("4hello");
        socket.sendText("4hello");
        hears("hello");
        assertThat(client.transport()).contains(EngineTransport.WEBSOCKET);
        int requests = server.server.requests().size();
        BayeuxRules.pause(Duration.ofMillis(60));
        assertThat(server.server.requests()).as("no request beside the socket").hasSize(requests);
    }
}

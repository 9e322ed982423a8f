package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionState;
import dev.halley.engineio.EngineTransport;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.NamespaceRefusedException;
import dev.halley.testkit.ScriptedSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The suite that comes with the specification of Socket.IO says what a server must do when its client sends this and that.
 * Here the server sends and expects the same, byte for byte, and the client is ours.
 */
@Timeout(60)
@BothWires
class SocketIoSuiteRulesIT {
    private static final String CUSTOM = "/custom";

    private final ByteServer server = new ByteServer();
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final AsyncSocketIoClient client = AsyncSocketIoClient.builder()
            .logOff()
            .engineLogOff()
            .engine(engine -> engine.withTransports(EngineTransport.WEBSOCKET))
            .buildAsync();
    private ScriptedSocket socket;

    private CompletableFuture<AsyncSocketIoClient> connecting(ConnectOptions options) {
        CompletableFuture<AsyncSocketIoClient> connecting = client.connect(options);
        socket = server.socket();
        return connecting;
    }

    private ConnectOptions to(String... namespaces) {
        return ConnectOptions.to(server.url()).onlyNamespaces(namespaces);
    }

    /** In the root, and what comes is put down. */
    private void connect() {
        var unused = client.onUnhandled(
                event -> heard.add(event.name() + " " + event.args().toList()));
        CompletableFuture<AsyncSocketIoClient> connecting = connecting(to("/"));
        expect("40");
        socket.sendText("40{\"sid\":\"N1\"}");
        assertThat(Await.value(connecting, "connect")).isSameAs(client);
    }

    private void expect(String text) {
        assertThat(socket.takeText(Await.SOON)).isEqualTo(text);
    }

    @AfterEach
    void close() {
        Await.value(client.abort(), "abort");
        server.close();
    }

    @Test
    void s5_02_s5_03_the_main_namespace_is_joined() {
        connect();
        assertThat(client.sid()).contains("N1");
        assertThat(socket.request().target()).startsWith("/socket.io/?").contains("EIO=4");
    }

    @Test
    void s5_04_the_main_namespace_is_joined_with_a_payload() {
        CompletableFuture<AsyncSocketIoClient> connecting = connecting(to("/").auth(Map.of("token", "123")));
        expect("40{\"token\":\"123\"}");
        socket.sendText("40{\"sid\":\"N1\"}");
        Await.value(connecting, "connect");
    }

    @Test
    void s5_01_s5_02_a_custom_namespace_is_joined_with_and_without_a_payload() {
        CompletableFuture<AsyncSocketIoClient> connecting = connecting(to(CUSTOM, "/second")
                .auth(request -> CompletableFuture.completedFuture(
                        request.namespace().equals(CUSTOM) ? Map.of("token", "abc") : null)));
        assertThat(List.of(socket.takeText(Await.SOON), socket.takeText(Await.SOON)))
                .containsExactlyInAnyOrder("40/custom,{\"token\":\"abc\"}", "40/second,");
        socket.sendText("40/custom,{\"sid\":\"N2\"}");
        socket.sendText("40/second,{\"sid\":\"N3\"}");
        Await.value(connecting, "connect");
        assertThat(client.namespace(CUSTOM).sid()).contains("N2");
    }

    @Test
    void s5_05_an_unknown_namespace_is_refused() {
        connect();
        var joining = client.namespace("/random").join();
        expect("40/random,");
        socket.sendText("44/random,{\"message\":\"Invalid namespace\"}");
        assertThat(BayeuxRules.failure(joining, NamespaceRefusedException.class).errorText())
                .isEqualTo("Invalid namespace");
        assertThat(client.isConnected()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void s5_15_s5_16_a_namespace_is_left_by_either_side(boolean byServer) {
        CompletableFuture<AsyncSocketIoClient> connecting = connecting(to("/", CUSTOM));
        assertThat(List.of(socket.takeText(Await.SOON), socket.takeText(Await.SOON)))
                .containsExactlyInAnyOrder("40", "40/custom,");
        socket.sendTexts("40{\"sid\":\"N1\"}", "40/custom,{\"sid\":\"N2\"}");
        Await.value(connecting, "connect");
        if (byServer) {
            socket.sendText("41/custom,");
            Await.until(Await.SOON, "the end", () -> !client.namespace(CUSTOM).isConnected());
            assertThat(client.isConnected()).isTrue();
            socket.sendText("41");
            Await.until(Await.SOON, "the end", () -> client.state() == ConnectionState.CLOSED);
        } else {
            Await.value(client.namespace(CUSTOM).disconnect(), "disconnect");
            expect("41/custom,");
            assertThat(client.isConnected()).isTrue();
            CompletableFuture<Void> ended = client.disconnect();
            expect("41");
            Await.value(ended, "disconnect");
        }
        socket.awaitEnd(Await.SOON);
    }

    @Test
    void s5_01_a_plain_text_packet_both_ways() {
        connect();
        Await.value(client.emit("message", 1, "2", Map.of("3", List.of(true))), "the call");
        expect("42[\"message\",1,\"2\",{\"3\":[true]}]");
        socket.sendText("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
        assertThat(Await.next(heard, Await.SOON, "the event")).isEqualTo("message-back [1, 2, {3=[true]}]");
    }

    @Test
    void s5_09_s5_10_a_packet_with_attachments_both_ways() {
        connect();
        Await.value(client.emit("message", new byte[] {1, 2, 3}, new byte[] {4, 5, 6}), "the call");
        expect("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        assertThat(socket.takeBinary(Await.SOON)).containsExactly(1, 2, 3);
        assertThat(socket.takeBinary(Await.SOON)).containsExactly(4, 5, 6);
        List<byte[]> got = new CopyOnWriteArrayList<>();
        var unused = client.on("message-back", event -> {
            got.add(event.args().get(0, byte[].class));
            got.add(event.args().get(1, byte[].class));
        });
        socket.sendText("452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        socket.sendBinary((byte) 1, (byte) 2, (byte) 3);
        socket.sendBinary((byte) 4, (byte) 5, (byte) 6);
        Await.until(Await.SOON, "the event", () -> got.size() == 2);
        assertThat(got).containsExactly(new byte[] {1, 2, 3}, new byte[] {4, 5, 6});
    }

    @Test
    void s5_07_s5_08_a_packet_with_an_acknowledgement_both_ways() {
        connect();
        var unused = client.onCall(
                "message-with-ack", event -> Args.of(event.args().toList().toArray()));
        socket.sendText("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
        expect("43456[1,\"2\",{\"3\":[false]}]");
        CompletableFuture<Args> call = client.call("ask", "x");
        expect("420[\"ask\",\"x\"]");
        socket.sendText("430[1,\"2\",null]");
        assertThat(Await.value(call, "the answer").toList()).isEqualTo(Arrays.asList(1, "2", null));
    }

    @Test
    void s5_14_a_packet_with_attachments_and_an_acknowledgement_both_ways() {
        connect();
        var unused = client.onCall("message-with-ack", byte[].class, bytes -> bytes);
        socket.sendText("451-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0}]");
        socket.sendBinary((byte) 1, (byte) 2, (byte) 3);
        expect("461-789[{\"_placeholder\":true,\"num\":0}]");
        assertThat(socket.takeBinary(Await.SOON)).containsExactly(1, 2, 3);
        CompletableFuture<Args> call = client.call("ask", new byte[] {7});
        expect("451-0[\"ask\",{\"_placeholder\":true,\"num\":0}]");
        assertThat(socket.takeBinary(Await.SOON)).containsExactly(7);
        socket.sendText("461-0[{\"_placeholder\":true,\"num\":0}]");
        socket.sendBinary((byte) 8);
        assertThat(Await.value(call, "the answer").get(0, byte[].class)).containsExactly(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4abc", "42{}", "42abc[\"message-with-ack\",1,\"2\",{\"3\":[false]}]"})
    void s5_12_s5_13_s5_22_an_invalid_format_ends_the_connection(String bad) {
        connect();
        socket.sendText(bad);
        socket.awaitEnd(Await.SOON);
        Await.until(Await.SOON, "the end", () -> !client.isConnected());
    }
}

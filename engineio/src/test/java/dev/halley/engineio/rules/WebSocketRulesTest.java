package dev.halley.engineio.rules;

import static dev.halley.engineio.rules.EngineHarness.OPEN;
import static dev.halley.engineio.rules.EngineHarness.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.testkit.Frame;
import dev.halley.testkit.PendingSocket;
import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WebSocketRulesTest {
    private final EngineHarness engine = new EngineHarness();

    @Test
    void e4_06_binary_is_a_raw_frame_and_may_be_empty() {
        PendingSocket socket = engine.openSocket();
        CompletableFuture<Void> sent = engine.send(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.allocate(0));
        assertThat(socket.takeSent()).isEqualTo(Frame.of(Frame.Kind.BINARY, new byte[] {1, 2}));
        assertThat(socket.takeSent()).isEqualTo(Frame.of(Frame.Kind.BINARY));
        assertThat(sent).isCompleted();
        socket.deliverBinary((byte) 7, (byte) 8);
        socket.deliverBinary();
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "binary:7 8", "binary:");
    }

    @Test
    void forced_base64_is_text_and_asks_the_server_for_the_same() {
        engine.connect(webSocket().withForceBase64(true));
        PendingSocket socket = engine.wire.takeSocket().accept();
        assertThat(EngineHarness.query(socket.uri())).containsEntry("b64", "1");
        socket.deliverTexts("0" + OPEN, "bAQID");
        engine.send(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(socket.takeText()).isEqualTo("bAQID");
        assertThat(engine.messages()).containsExactly("open", "binary:1 2 3");
    }

    @Test
    void e4_23_each_packet_is_a_message_and_fragments_are_put_together() {
        PendingSocket socket = engine.openSocket();
        CompletableFuture<Void> sent = engine.send("a", "b");
        assertThat(socket.takeText()).isEqualTo("4a");
        assertThat(socket.takeText()).isEqualTo("4b");
        assertThat(sent).isCompleted();
        socket.deliverParts("4he", "llo");
        socket.deliverTexts("4x", "4y");
        engine.time.runPending();
        assertThat(engine.heard).containsExactly("open", "read", "text:hello", "read", "text:x", "text:y", "read");
    }

    @Test
    void e4_19_closes_with_a_close_frame_after_what_waits() {
        PendingSocket socket = engine.openSocket();
        socket.holdSends();
        CompletableFuture<Void> sent = engine.send("a");
        engine.inContext(engine.session::close);
        assertThat(engine.sentFrames(socket)).containsExactly("4a");
        socket.completeSend();
        assertThat(engine.sentFrames(socket)).containsExactly("4a", Frame.Kind.CLOSE);
        assertThat(sent).isCompleted();
        socket.deliverText("4late");
        socket.completeSend();
        socket.deliverClose(1000, "");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:late", "closed:forced close");
        engine.time.advance(Duration.ofMinutes(1));
        assertThat(engine.time.timers()).isZero();
    }

    @Test
    void a_close_packet_of_the_server_ends_the_session() {
        PendingSocket socket = engine.openSocket();
        socket.deliverTexts("4a", "1", "4b");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:a", "closed:transport close");
    }

    @Test
    void tells_the_close_code_of_the_server() {
        PendingSocket socket = engine.openSocket();
        socket.deliverClose(1009, "too big");
        engine.time.runPending();
        assertThat(engine.close.reason()).isEqualTo(Reason.TRANSPORT_CLOSE);
        assertThat(engine.close.code()).isEqualTo(1009);
        assertThat(engine.close.description()).contains("1009 too big");
    }

    @Test
    void e4_05_an_unknown_type_or_an_empty_packet_closes() {
        for (String bad : List.of("7", "", "x", "b*")) {
            EngineHarness fresh = new EngineHarness();
            fresh.openSocket().deliverText(bad);
            fresh.time.runPending();
            assertThat(fresh.messages()).containsExactly("open", "closed:parse error");
        }
        engine.openSocket().deliverText("4");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:");
    }

    @Test
    void what_was_being_written_is_unconfirmed_and_what_waited_is_not() {
        PendingSocket socket = engine.openSocket();
        socket.holdSends();
        CompletableFuture<Void> written = engine.send("a");
        CompletableFuture<Void> waiting = engine.send("b");
        socket.breakConnection();
        engine.time.runPending();
        assertThat(engine.close.reason()).isIn(Reason.TRANSPORT_ERROR, Reason.TRANSPORT_CLOSE);
        assertThat(engine.time.failure(written)).isInstanceOf(UnconfirmedException.class);
        assertThat(engine.time.failure(waiting))
                .isInstanceOf(ConnectionException.class)
                .isNotInstanceOf(UnconfirmedException.class);
    }

    @Test
    void many_short_messages_are_given_to_the_socket_at_once_though_not_without_end() {
        PendingSocket socket = engine.openSocket();
        socket.holdSends();
        for (int i = 0; i < 1000; i++) {
            engine.send("a" + i);
        }
        // its answer goes before what waits, and behind what the socket has
        socket.deliverText("2");
        socket.releaseSends();
        engine.time.runPending();
        assertThat(engine.sentFrames(socket).indexOf("3")).isBetween(200, 300);
        assertThat(engine.sentFrames(socket)).hasSize(1001).endsWith("4a999");
    }

    @Test
    void a_message_behind_a_full_window_can_be_withdrawn() {
        PendingSocket socket = engine.openSocket();
        socket.holdSends();
        for (int i = 0; i < 16; i++) {
            engine.send("1234".repeat(250));
        }
        CompletableFuture<Void> withdrawn = engine.send("b");
        CompletableFuture<Void> kept = engine.send("c");
        engine.inContext(() -> assertThat(withdrawn.cancel(false)).isTrue());
        socket.releaseSends();
        engine.time.runPending();
        assertThat(kept).isCompleted();
        assertThat(engine.sentFrames(socket)).hasSize(17).endsWith("4c").doesNotContain("4b");
    }

    @Test
    void e4_22_tries_the_next_transport_only_while_opening() {
        engine.connect(EngineOptions.defaults()
                .withTransports(EngineTransport.WEBSOCKET, EngineTransport.POLLING)
                .withTryAllTransports(true));
        engine.wire.takeSocket().fail(WireException.Kind.REFUSED);
        engine.get().respond(200, "0" + EngineHarness.OPEN_UPGRADE);
        engine.get().fail(WireException.Kind.BROKEN);
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "closed:transport error");
        assertThat(engine.post().text()).as("a farewell").isEqualTo("1");
        engine.assertNothingSent();
    }

    @Test
    void e4_22_fails_when_the_first_transport_cannot_be_opened() {
        engine.connect(EngineOptions.defaults().withTransports(EngineTransport.WEBSOCKET, EngineTransport.POLLING));
        engine.wire.takeSocket().refuse(403, Headers.empty(), "{\"code\":4,\"message\":\"Forbidden\"}");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("closed:transport error");
        assertThat(engine.close.description()).contains("403", "Forbidden", "code 4");
        engine.assertNothingSent();
    }

    @Test
    void gives_up_a_socket_on_which_the_server_never_says_open() {
        engine.connect(webSocket());
        PendingSocket socket = engine.wire.takeSocket().accept();
        engine.time.advance(Duration.ofSeconds(20));
        assertThat(engine.messages()).containsExactly("closed:transport error");
        assertThat(engine.close.description()).contains("connect timeout of 20000 ms");
        assertThat(socket.isAborted()).isTrue();
    }

    @Test
    void an_attempt_that_is_closed_is_given_up() {
        engine.connect(webSocket());
        PendingSocket socket = engine.wire.takeSocket();
        engine.inContext(engine.session::close);
        assertThat(engine.messages()).containsExactly("closed:forced close");
        assertThat(socket.isAborted()).isTrue();
        assertThat(engine.time.timers()).isZero();
    }
}

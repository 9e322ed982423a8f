package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientObserver;
import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.WireTap;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.Observers;
import dev.halley.wire.Headers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BinarySocketTest extends PolicyTest {
    private final Handler handler = new Handler();

    private static final class Handler implements WebSocketHandler {
        final List<String> events = new ArrayList<>();
        final List<ByteBuffer> binary = new ArrayList<>();
        WebSocketSession session;
        ConnectionException failure;

        @Override
        public void onOpen(WebSocketSession opened) {
            session = opened;
        }

        @Override
        public void onText(char[] text, int length) {
            events.add(new String(text, 0, length));
        }

        @Override
        public boolean takesBinary() {
            return true;
        }

        @Override
        public void onBinary(ByteBuffer data) {
            binary.add(data);
            events.add("binary " + data.remaining());
        }

        @Override
        public void onReadComplete() {
            events.add("|");
        }

        @Override
        public void onClosed(int code, String reason) {
            events.add("closed " + code);
        }

        @Override
        public void onFailed(ConnectionException failed) {
            failure = failed;
            events.add("failed");
        }
    }

    private FakeWire.Socket open(HttpAgent agent) {
        agent.open(WebSocketOrder.to(URL), handler);
        wire.socket().open("Sec-WebSocket-Protocol", "chat", "X-Node", "7");
        return wire.socket();
    }

    @Test
    void binary_messages_are_put_together_and_belong_to_the_handler() {
        FakeWire.Socket socket = open(agent());
        socket.binary(true, 1, 2);
        socket.binary(false, 3);
        socket.binary(false);
        socket.binary(true, 4, 5);
        socket.binary(true);
        socket.text("text");
        assertThat(handler.events).containsExactly("binary 2", "binary 3", "binary 0", "text");
        assertThat(handler.binary.get(0)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(handler.binary.get(1)).isEqualTo(ByteBuffer.wrap(new byte[] {3, 4, 5}));
        assertThat(socket.demand).isEqualTo(1);
    }

    @Test
    void a_binary_message_of_exactly_the_limit_passes_and_a_longer_one_cuts_the_socket() {
        FakeWire.Socket socket = open(agent());
        socket.binary(true, new int[100]);
        socket.binary(false, new int[60]);
        socket.binary(false, new int[41]);
        assertThat(handler.events).containsExactly("binary 100", "failed");
        assertThat(handler.failure)
                .hasMessageContaining("binary message longer than maxMessageSize: 100")
                .hasCauseInstanceOf(ProtocolException.class);
        assertThat(socket.aborted).isTrue();
    }

    @Test
    void a_throttled_socket_reads_a_binary_message_to_its_end_only() {
        FakeWire.Socket socket = open(agent());
        handler.session.reading(Reading.THROTTLED);
        socket.binary(false, 1);
        assertThat(socket.demand).isEqualTo(1);
        socket.demand--;
        socket.listener.onPing();
        assertThat(socket.demand).as("the message is not complete").isEqualTo(1);
        socket.binary(true, 2);
        assertThat(socket.demand).isZero();
    }

    @Test
    void binary_messages_are_discarded_after_a_close_while_reading_was_stopped() {
        FakeWire.Socket socket = open(agent());
        handler.session.reading(Reading.STOPPED);
        socket.binary(true, 1);
        handler.session.close(1000, "", Duration.ofSeconds(1));
        time.runPending();
        socket.binary(true, 2);
        socket.listener.onClose(1000, "");
        assertThat(handler.events).containsExactly("binary 1", "closed 1000");
    }

    @Test
    void s5_10_text_and_binary_go_out_in_the_order_of_the_calls() {
        FakeWire.Socket socket = open(agent());
        socket.takesAtOnce = false;
        ByteBuffer data = ByteBuffer.wrap(new byte[] {9, 1, 2, 3}, 1, 3);
        CompletableFuture<Void> head = handler.session.send("head");
        CompletableFuture<Void> attachment = handler.session.send(data, false);
        handler.session.send("next", false);
        assertThat(socket.sent).containsExactly("head");
        socket.sends.get(0).complete(null);
        assertThat(head).isCompleted();
        assertThat(attachment).isNotDone();
        socket.sends.get(1).complete(null);
        assertThat(attachment).isCompleted();
        assertThat(socket.sent).containsExactly("head", "binary 3 plain", "next plain");
        assertThat(data.remaining()).as("the caller's buffer").isEqualTo(3);
    }

    @Test
    void what_the_reply_to_the_upgrade_said_is_there() {
        open(agent());
        assertThat(handler.session.subprotocol()).contains("chat");
        assertThat(handler.session.replyHeaders().first("x-node")).contains("7");
    }

    @Test
    void an_order_can_do_without_compression_and_with_a_time_of_its_own() {
        agent().open(
                        new WebSocketOrder(URL, List.of("a"), Headers.of("X", "1"), false, Duration.ofSeconds(2)),
                        handler);
        assertThat(wire.socket().request.compression()).isFalse();
        assertThat(wire.socket().request.subprotocols()).containsExactly("a");
        assertThat(wire.socket().request.headers().first("X")).contains("1");
        time.advance(Duration.ofSeconds(2));
        assertThat(handler.failure).hasMessageContaining("2000 ms");
    }

    @Test
    void a_tap_shows_how_long_binary_messages_are_and_an_observer_counts_them() {
        List<String> seen = new ArrayList<>();
        WireTap shown = traffic -> seen.add(traffic.kind() + " " + traffic.text());
        Observers counting = Observers.of(
                List.of(new ClientObserver() {
                    @Override
                    public void onBinarySent(int bytes) {
                        seen.add("sent " + bytes);
                    }

                    @Override
                    public void onBinaryReceived(int bytes) {
                        seen.add("received " + bytes);
                    }
                }),
                Runnable::run,
                new ClientLog("test", System.getLogger("test"), null));
        Tap tap = new Tap(
                shown, counting, Runnable::run, time, () -> null, new ClientLog("t", System.getLogger("t"), null));
        HttpAgent agent =
                new HttpAgent(wire, settings(Headers.empty(), null), cookies, time.kernel(), time.handlers, tap);
        FakeWire.Socket socket = open(agent);
        seen.clear();
        handler.session.send(ByteBuffer.allocate(2), true);
        socket.binary(true, 1, 2, 3);
        assertThat(seen)
                .containsExactly("sent 2", "SENT (binary, 2 bytes)", "received 3", "RECEIVED (binary, 3 bytes)");
        seen.clear();
        agent.send(HttpOrder.post(URL, "application/octet-stream", new byte[4], TIMEOUT)
                .takingBytes());
        wire.last().reply(200, Headers.of("Content-Type", "application/octet-stream"), new byte[5]);
        assertThat(seen).containsExactly("REQUEST (binary, 4 bytes)", "REPLY (binary, 5 bytes)");
    }
}

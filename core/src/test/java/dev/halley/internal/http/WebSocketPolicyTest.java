package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.UnconfirmedException;
import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import dev.halley.wire.WireException.Kind;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class WebSocketPolicyTest extends PolicyTest {
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final Handler handler = new Handler();

    private static final class Handler implements WebSocketHandler {
        final List<String> events = new ArrayList<>();
        WebSocketSession session;
        ConnectionException failure;
        Runnable onText = () -> {};

        @Override
        public void onOpen(WebSocketSession opened) {
            session = opened;
            events.add("open");
        }

        @Override
        public void onText(char[] text, int length) {
            events.add(new String(text, 0, length));
            onText.run();
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

    private WebSocketAttempt attempt(HttpAgent agent) {
        return agent.openWebSocket(URL, List.of("cometd"), handler);
    }

    private FakeWire.Socket open() {
        attempt(agent());
        wire.socket().open();
        handler.events.clear();
        return wire.socket();
    }

    private static Throwable cause(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        try {
            throw new AssertionError(future.join());
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    // Opening.

    @Test
    void p64_the_url_becomes_one_of_websocket_and_headers_and_cookies_go_along() {
        cookies.store(URL, Headers.of("Set-Cookie", "BAYEUX_BROWSER=abc; Path=/"));
        attempt(agent(
                Headers.of("Origin", "http://here"),
                uri -> CompletableFuture.completedFuture(Map.of("Authorization", "Bearer t"))));
        time.runPending();
        FakeWire.Socket socket = wire.socket();
        assertThat(socket.request.uri()).hasToString("ws://example.com/cometd");
        assertThat(socket.request.subprotocols()).containsExactly("cometd");
        assertThat(socket.request.headers())
                .isEqualTo(Headers.of(
                        "Origin", "http://here", "Authorization", "Bearer t", "Cookie", "BAYEUX_BROWSER=abc"));
        agent().openWebSocket(URI.create("https://example.com:8443"), List.of(), handler);
        assertThat(wire.socket().request.uri()).hasToString("wss://example.com:8443/");
    }

    @Test
    void p60_the_cookies_of_an_upgrade_are_kept() {
        attempt(agent());
        wire.socket().open("Set-Cookie", "BAYEUX_BROWSER=xyz; Path=/");
        assertThat(cookies.cookieHeader(URL)).contains("BAYEUX_BROWSER=xyz");
    }

    @Test
    void a_socket_that_does_not_open_in_time_is_given_up_and_one_that_opens_later_cut() {
        attempt(agent());
        time.advance(Duration.ofSeconds(5));
        assertThat(handler.events).containsExactly("failed");
        assertThat(handler.failure).hasMessageContaining("5000 ms");
        assertThat(wire.socket().attemptAborted).isTrue();
        wire.socket().open();
        assertThat(wire.socket().aborted).isTrue();
        assertThat(handler.events).containsExactly("failed");
        assertThat(time.timers()).isZero();
    }

    @Test
    void an_aborted_attempt_fails_once_and_not_on_the_callers_thread() {
        WebSocketAttempt attempt = attempt(agent());
        attempt.abort();
        attempt.abort();
        assertThat(handler.events).isEmpty();
        time.runPending();
        assertThat(handler.events).containsExactly("failed");
        assertThat(wire.socket().attemptAborted).isTrue();
        wire.socket().listener.onFailure(FakeWire.failure(Kind.ABORTED));
        assertThat(handler.events).containsExactly("failed");
        assertThat(time.timers()).isZero();
    }

    @Test
    void an_attempt_aborted_while_the_provider_thinks_opens_nothing_that_stays() {
        CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
        WebSocketAttempt attempt = attempt(agent(Headers.empty(), uri -> answer));
        time.runPending();
        attempt.abort();
        time.runPending();
        answer.complete(Map.of());
        assertThat(handler.events).containsExactly("failed");
        assertThat(wire.sockets).isEmpty();
        assertThat(time.timers()).isZero();
    }

    @Test
    void aborting_the_attempt_after_it_opened_does_nothing() {
        WebSocketAttempt attempt = attempt(agent());
        wire.socket().open();
        attempt.abort();
        time.runPending();
        assertThat(handler.events).containsExactly("open");
        assertThat(wire.socket().aborted).isFalse();
    }

    @Test
    void a_provider_that_fails_and_a_wire_that_refuses_fail_the_attempt() {
        attempt(agent(Headers.empty(), uri -> CompletableFuture.failedFuture(new IllegalStateException())));
        time.runPending();
        assertThat(handler.events).containsExactly("failed");
        wire.refusal = new IllegalArgumentException("no SOCKS");
        attempt(agent());
        assertThat(handler.failure).hasMessageContaining("no SOCKS");
        assertThat(wire.sockets).isEmpty();
    }

    @Test
    void p67_a_refused_upgrade_shows_status_and_body_and_its_cookies_are_kept() {
        attempt(agent());
        wire.socket()
                .listener
                .onFailure(new WireException(
                        Kind.UPGRADE_REFUSED,
                        "refused",
                        null,
                        404,
                        Headers.of("Set-Cookie", "a=1"),
                        ByteBuffer.wrap("nothing here".getBytes(StandardCharsets.UTF_8))));
        assertThat(handler.failure)
                .hasMessageContaining("usually listen at /cometd")
                .hasMessageContaining("nothing here");
        assertThat(handler.failure.details().status()).isEqualTo(404);
        assertThat(handler.failure.details().fatal()).isTrue();
        assertThat(handler.failure.details().transport()).isEqualTo("websocket");
        assertThat(cookies.cookieHeader(URL)).contains("a=1");
        assertThat(time.timers()).isZero();
    }

    // Receiving.

    @Test
    void parts_become_messages_and_each_callback_asks_for_the_next() {
        FakeWire.Socket socket = open();
        assertThat(socket.demand).isEqualTo(1);
        socket.text("one");
        socket.part("t", false);
        socket.demand--;
        socket.listener.onText(CharBuffer.wrap("xwx").subSequence(1, 2), false);
        socket.demand--;
        socket.listener.onPing();
        socket.part("o", true);
        socket.listener.onReadComplete();
        socket.text("");
        assertThat(handler.events).containsExactly("one", "two", "|", "");
        assertThat(socket.demand).isEqualTo(1);
    }

    @Test
    void a_message_of_exactly_the_limit_passes_and_a_longer_one_cuts_the_socket() {
        FakeWire.Socket socket = open();
        socket.text("x".repeat(100));
        socket.part("x".repeat(60), false);
        socket.part("x".repeat(41), false);
        assertThat(handler.events).containsExactly("x".repeat(100), "failed");
        assertThat(handler.failure)
                .hasMessageContaining("maxMessageSize: 100")
                .hasCauseInstanceOf(ProtocolException.class);
        assertThat(socket.aborted).isTrue();
        socket.part("x", true);
        socket.listener.onClose(1000, "");
        assertThat(handler.events).hasSize(2);
    }

    @Test
    void p64_a_binary_message_cuts_the_socket() {
        FakeWire.Socket socket = open();
        socket.listener.onBinary(ByteBuffer.allocate(1), true);
        assertThat(handler.events).containsExactly("failed");
        assertThat(handler.failure).hasCauseInstanceOf(ProtocolException.class);
        assertThat(socket.aborted).isTrue();
    }

    @Test
    void a_broken_and_an_ill_behaved_connection_fail_the_handler() {
        open().listener.onFailure(FakeWire.failure(Kind.BROKEN));
        assertThat(handler.failure).hasMessageContaining("was lost").hasCauseInstanceOf(WireException.class);
        open().listener.onFailure(FakeWire.failure(Kind.PROTOCOL));
        assertThat(handler.failure).hasCauseInstanceOf(ProtocolException.class);
    }

    @Test
    void throttled_reading_reads_once_per_100_ms_and_pings_pass() {
        FakeWire.Socket socket = open();
        handler.session.reading(Reading.THROTTLED);
        socket.text("1");
        assertThat(socket.demand).isZero();
        time.advance(Duration.ofMillis(99));
        assertThat(socket.demand).isZero();
        time.advance(Duration.ofMillis(1));
        assertThat(socket.demand).isEqualTo(1);
        socket.demand--;
        socket.listener.onPing();
        assertThat(socket.demand).as("a ping is free").isEqualTo(1);
        for (int i = 0; i < 163; i++) {
            socket.text("x".repeat(100));
            assertThat(socket.demand).as("small messages make one read").isEqualTo(1);
        }
        socket.text("x".repeat(100));
        assertThat(socket.demand).isZero();
        time.advance(Duration.ofMillis(100));
        assertThat(socket.demand).isEqualTo(1);
    }

    @Test
    void an_unfinished_message_is_read_to_its_end_when_throttled() {
        FakeWire.Socket socket = open();
        handler.session.reading(Reading.THROTTLED);
        socket.part("a", false);
        assertThat(socket.demand).isEqualTo(1);
        socket.part("b", true);
        assertThat(socket.demand).isZero();
    }

    @Test
    void stopped_reading_asks_for_nothing_until_it_is_opened_again() {
        FakeWire.Socket socket = open();
        handler.session.reading(Reading.THROTTLED);
        socket.text("1");
        handler.session.reading(Reading.STOPPED);
        time.advance(Duration.ofMinutes(1));
        assertThat(socket.demand).isZero();
        assertThat(time.timers()).isZero();
        handler.session.reading(Reading.OPEN);
        assertThat(socket.demand).as("not within the call").isZero();
        time.runPending();
        assertThat(socket.demand).isEqualTo(1);
        handler.session.reading(Reading.OPEN);
        time.runPending();
        assertThat(socket.demand).isEqualTo(1);
    }

    @Test
    void a_handler_that_stops_reading_within_a_message_gets_no_other() {
        FakeWire.Socket socket = open();
        handler.onText = () -> handler.session.reading(Reading.STOPPED);
        socket.text("1");
        assertThat(socket.demand).isZero();
    }

    // Sending.

    @Test
    void messages_go_out_one_at_a_time_in_order_and_a_cancelled_one_is_withdrawn() {
        FakeWire.Socket socket = open();
        socket.takesAtOnce = false;
        CompletableFuture<Void> first = handler.session.send("1");
        CompletableFuture<Void> second = handler.session.send("2");
        CompletableFuture<Void> third = handler.session.send("3");
        assertThat(socket.sent).containsExactly("1");
        second.cancel(false);
        socket.sends.get(0).complete(null);
        assertThat(first).isCompleted();
        assertThat(socket.sent).containsExactly("1", "3");
        socket.sends.get(1).complete(null);
        assertThat(third).isCompleted();
    }

    @Test
    void a_wire_that_coalesces_gets_messages_as_they_come() {
        wire.coalesces = true;
        FakeWire.Socket socket = open();
        socket.takesAtOnce = false;
        handler.session.send("1");
        handler.session.send("2");
        assertThat(socket.sent).containsExactly("1", "2");
    }

    @Test
    void a_long_queue_does_not_nest() {
        FakeWire.Socket socket = open();
        socket.takesAtOnce = false;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            all.add(handler.session.send("x"));
        }
        socket.takesAtOnce = true;
        socket.sends.get(0).complete(null);
        assertThat(all).allMatch(CompletableFuture::isDone);
        assertThat(socket.sent).hasSize(100_000);
    }

    @Test
    void a_send_that_fails_is_unconfirmed_what_waited_was_not_sent_and_the_socket_is_given_up() {
        FakeWire.Socket socket = open();
        socket.takesAtOnce = false;
        CompletableFuture<Void> first = handler.session.send("1");
        CompletableFuture<Void> second = handler.session.send("2");
        socket.sends.get(0).completeExceptionally(FakeWire.failure(Kind.BROKEN));
        assertThat(cause(first)).isExactlyInstanceOf(UnconfirmedException.class);
        time.runPending();
        assertThat(cause(second)).isExactlyInstanceOf(ConnectionException.class);
        assertThat(handler.events).containsExactly("failed");
        assertThat(socket.aborted).isTrue();
        assertThat(handler.session.isOpen()).isFalse();
        assertThat(cause(handler.session.send("3"))).isExactlyInstanceOf(ConnectionException.class);
    }

    @Test
    void a_peer_that_closes_leaves_no_send_hanging() {
        FakeWire.Socket socket = open();
        socket.takesAtOnce = false;
        CompletableFuture<Void> first = handler.session.send("1");
        CompletableFuture<Void> second = handler.session.send("2");
        socket.listener.onClose(1001, "bye");
        assertThat(cause(first)).isExactlyInstanceOf(UnconfirmedException.class);
        assertThat(cause(second)).isExactlyInstanceOf(ConnectionException.class);
        assertThat(handler.events).containsExactly("closed 1001");
        assertThat(handler.session.isOpen()).isFalse();
    }

    // Closing.

    @Test
    void a_close_goes_out_after_what_was_queued_and_the_peers_answer_ends_the_socket() {
        FakeWire.Socket socket = open();
        socket.takesAtOnce = false;
        handler.session.send("last words");
        handler.session.close(1000, "bye", CLOSE);
        assertThat(handler.session.isOpen()).isFalse();
        assertThat(socket.sent).containsExactly("last words");
        socket.sends.get(0).complete(null);
        assertThat(socket.sent).containsExactly("last words", "close 1000 bye");
        socket.listener.onClose(1000, "");
        assertThat(handler.events).containsExactly("closed 1000");
        assertThat(time.timers()).isZero();
    }

    @Test
    void a_peer_that_does_not_answer_the_close_is_cut_off() {
        FakeWire.Socket socket = open();
        handler.session.close(1000, "bye", CLOSE);
        handler.session.close(1000, "again", CLOSE);
        time.advance(CLOSE);
        assertThat(handler.events).containsExactly("closed 1006");
        assertThat(socket.aborted).isTrue();
        assertThat(socket.sent).containsExactly("close 1000 bye");
        assertThat(time.timers()).isZero();
    }

    @Test
    void a_close_while_reading_is_stopped_reads_on_and_discards() {
        FakeWire.Socket socket = open();
        handler.session.reading(Reading.STOPPED);
        socket.text("before");
        handler.session.close(1000, "", CLOSE);
        handler.session.reading(Reading.STOPPED);
        time.runPending();
        assertThat(socket.demand).isEqualTo(1);
        socket.text("discarded");
        assertThat(socket.demand).isEqualTo(1);
        socket.listener.onClose(1000, "");
        assertThat(handler.events).containsExactly("before", "closed 1000");
    }

    @Test
    void an_abort_ends_the_socket_once_and_not_on_the_callers_thread() {
        FakeWire.Socket socket = open();
        handler.session.abort();
        handler.session.abort();
        assertThat(handler.events).isEmpty();
        time.runPending();
        assertThat(handler.events).containsExactly("closed 1006");
        assertThat(socket.aborted).isTrue();
        assertThat(handler.session.isOpen()).isFalse();
    }

    @Test
    void an_end_from_the_side_waits_for_the_running_callback() {
        FakeWire.Socket socket = open();
        handler.onText = () -> {
            handler.session.abort();
            time.runPending();
            handler.events.add("still in the callback");
        };
        socket.text("x");
        assertThat(handler.events).containsExactly("x", "still in the callback", "closed 1006");
        assertThat(socket.aborted).isTrue();
    }

    @Test
    void a_callback_that_aborts_asks_for_no_other() {
        FakeWire.Socket socket = open();
        long before = socket.demand;
        handler.onText = () -> handler.session.abort();
        socket.text("x");
        assertThat(socket.demand).isEqualTo(before - 1);
        time.runPending();
        assertThat(handler.events).containsExactly("x", "closed 1006");
    }

    @Test
    void the_end_of_the_wire_is_a_failure_of_the_socket() {
        FakeWire.Socket socket = open();
        socket.listener.onFailure(FakeWire.failure(Kind.ABORTED));
        assertThat(handler.events).containsExactly("failed");
        assertThat(handler.failure).hasMessageContaining("given up by this side");
    }

    // A wire that may miss the end of a connection.

    @Test
    void p66_a_socket_that_falls_quiet_is_pinged_once_when_the_peer_answers() {
        wire.noticesEnd = false;
        FakeWire.Socket socket = open();
        time.advance(Duration.ofMillis(900));
        socket.text("1");
        socket.listener.onReadComplete();
        time.advance(Duration.ofMillis(900));
        assertThat(socket.sent).isEmpty();
        time.advance(Duration.ofMillis(200));
        assertThat(socket.sent).containsExactly("ping");
        socket.listener.onPong();
        time.advance(Duration.ofHours(1));
        assertThat(socket.sent).containsExactly("ping");
        socket.text("2");
        socket.listener.onReadComplete();
        time.advance(Duration.ofSeconds(1));
        assertThat(socket.sent).containsExactly("ping", "ping");
    }

    @Test
    void p66_without_an_answer_there_are_three_pings_and_one_that_fails_ends_the_socket() {
        wire.noticesEnd = false;
        FakeWire.Socket socket = open();
        time.advance(Duration.ofHours(1));
        assertThat(socket.sent).containsExactly("ping", "ping", "ping");
        socket.takesAtOnce = false;
        socket.text("1");
        socket.listener.onReadComplete();
        time.advance(Duration.ofSeconds(1));
        socket.sends.get(3).completeExceptionally(FakeWire.failure(Kind.BROKEN));
        time.runPending();
        assertThat(handler.events).endsWith("failed");
        assertThat(handler.failure).hasMessageContaining("was lost");
        time.advance(Duration.ofHours(1));
        assertThat(socket.sent).hasSize(4);
    }

    @Test
    void a_wire_that_notices_every_end_is_not_pinged() {
        FakeWire.Socket socket = open();
        socket.text("1");
        socket.listener.onReadComplete();
        time.advance(Duration.ofHours(1));
        assertThat(socket.sent).isEmpty();
    }
}

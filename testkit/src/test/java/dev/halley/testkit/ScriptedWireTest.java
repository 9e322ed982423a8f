package dev.halley.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.HttpSink;
import dev.halley.wire.WebSocketLink;
import dev.halley.wire.WebSocketListener;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.WireCapabilities;
import dev.halley.wire.WireException;
import dev.halley.wire.WireException.Kind;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ScriptedWireTest {
    private static final URI HTTP = URI.create("https://a.example/cometd");
    private static final URI WS = URI.create("wss://a.example/cometd");

    private final VirtualTime time = new VirtualTime();
    private final ScriptedWire wire = new ScriptedWire(time);
    private final List<String> log = new ArrayList<>();
    private final Listener listener = new Listener();

    @Test
    void shows_an_exchange_and_answers_it() {
        post("[1]");
        assertThat(log).isEmpty();
        PendingExchange exchange = wire.takeExchange();
        assertThat(exchange.uri()).isEqualTo(HTTP);
        assertThat(exchange.text()).isEqualTo("[1]");
        assertThat(exchange.request().headers().first("x-a")).contains("1");
        exchange.respondJson("[2]");
        assertThat(log).containsExactly("head 200 [Content-Type]", "body [2]", "end");
        assertThat(wire.open()).isZero();
        wire.assertIdle();
        assertThatThrownBy(() -> exchange.respond(200, "again")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void answers_in_parts_and_step_by_step() {
        post("");
        wire.takeExchange().respond(200, Headers.empty(), "a".getBytes(UTF_8), "b".getBytes(UTF_8));
        post("");
        PendingExchange exchange = wire.takeExchange();
        exchange.head(503, Headers.empty());
        exchange.body("c");
        assertThat(log).containsExactly("head 200 []", "body a", "body b", "end", "head 503 []", "body c");
        exchange.fail(Kind.BROKEN);
        assertThat(log).endsWith("failure BROKEN");
        post("");
        PendingExchange early = wire.takeExchange();
        assertThatThrownBy(() -> early.body("x")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void takes_the_exchange_that_fits() {
        post("a");
        post("b");
        assertThat(wire.takeExchange(exchange -> exchange.text().equals("b")).text())
                .isEqualTo("b");
        assertThatThrownBy(wire::assertIdle).hasMessageContaining("https://a.example/cometd a");
        assertThat(wire.takeExchange().text()).isEqualTo("a");
        assertThatThrownBy(wire::takeExchange)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("next timer");
        assertThatThrownBy(wire::takeSocket).isInstanceOf(AssertionError.class);
    }

    @Test
    void answers_by_script() {
        wire.onExchange(exchange -> exchange.respond(200, "got " + exchange.text()));
        wire.onSocket(PendingSocket::accept);
        post("x");
        assertThat(log).as("never inside of the client's call").isEmpty();
        connect();
        time.runPending();
        assertThat(log).containsExactly("head 200 []", "body got x", "end", "open []");
    }

    @Test
    void tells_of_an_abort() {
        HttpCall call = post("");
        PendingExchange exchange = wire.takeExchange();
        exchange.head(200, Headers.empty());
        call.abort();
        call.abort();
        assertThat(exchange.isAborted()).isTrue();
        assertThat(log).containsExactly("head 200 []", "failure ABORTED");
        assertThatThrownBy(exchange::end).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void lets_a_reply_cross_an_abort_when_told() {
        wire.holdAborts();
        HttpCall call = post("");
        call.abort();
        PendingExchange exchange = wire.takeExchange();
        assertThat(exchange.isAborted()).isTrue();
        exchange.respond(200, "late");
        HttpCall attempt = connect();
        attempt.abort();
        wire.takeSocket().accept();
        assertThat(log).containsExactly("head 200 []", "body late", "end", "open []");
    }

    @Test
    void stops_in_the_middle_of_a_reply_that_the_client_aborts() {
        HttpCall[] call = new HttpCall[1];
        call[0] = wire.exchange(new HttpRequest("GET", HTTP, Headers.empty(), null), new Sink() {
            @Override
            public void onBody(ByteBuffer bytes) {
                super.onBody(bytes);
                call[0].abort();
            }
        });
        wire.takeExchange().respond(200, Headers.empty(), "a".getBytes(UTF_8), "b".getBytes(UTF_8));
        assertThat(log).containsExactly("head 200 []", "body a", "failure ABORTED");
    }

    @Test
    void a_buffer_is_valid_during_the_call_only() {
        ByteBuffer[] kept = new ByteBuffer[1];
        CharSequence[] text = new CharSequence[1];
        wire.exchange(new HttpRequest("GET", HTTP, Headers.empty(), null), new Sink() {
            @Override
            public void onBody(ByteBuffer bytes) {
                kept[0] = bytes;
            }
        });
        wire.takeExchange().respond(200, "secret");
        assertThat(kept[0].get(0)).isZero();
        wire.connect(new WebSocketRequest(WS, Headers.empty(), List.of(), false), new Listener() {
            @Override
            public void onText(CharSequence part, boolean last) {
                text[0] = part;
            }
        });
        PendingSocket socket = wire.takeSocket().accept();
        listener.link.request(1);
        socket.deliverText("ab");
        assertThat(text[0].toString()).isEqualTo("\0\0");
    }

    @Test
    void opens_a_socket_and_shows_what_is_sent() {
        connect();
        PendingSocket socket = wire.takeSocket();
        assertThat(socket.uri()).isEqualTo(WS);
        assertThat(socket.request().subprotocols()).containsExactly("one");
        assertThat(socket.isOpen()).isFalse();
        socket.accept(Headers.of("Set-Cookie", "a=1"));
        assertThat(log).containsExactly("open [Set-Cookie]");
        assertThat(socket.isOpen()).isTrue();
        WebSocketLink link = listener.link;
        assertThat(link.sendText("x")).isCompleted();
        assertThat(link.sendBinary(ByteBuffer.wrap(new byte[] {1}))).isCompleted();
        assertThat(link.sendPing(ByteBuffer.allocate(0))).isCompleted();
        assertThat(link.sendClose(1000, "bye")).isCompleted();
        assertThat(socket.takeText()).isEqualTo("x");
        assertThat(socket.takeSent()).isEqualTo(Frame.of(Frame.Kind.BINARY, (byte) 1));
        assertThatThrownBy(socket::takeText).isInstanceOf(AssertionError.class).hasMessageContaining("PING");
        assertThat(socket.takeSent()).isEqualTo(Frame.close(1000, "bye"));
        assertThatThrownBy(socket::takeSent).isInstanceOf(AssertionError.class);
        assertThat(socket.sent()).hasSize(4);
    }

    @Test
    void delivers_what_was_asked_for_and_says_where_a_read_ends() {
        connect();
        PendingSocket socket = wire.takeSocket().accept();
        log.clear();
        socket.deliverTexts("a", "b", "c");
        assertThat(log).as("no demand").isEmpty();
        assertThat(socket.undelivered()).isEqualTo(3);
        listener.link.request(2);
        time.runPending();
        assertThat(log).containsExactly("text a true", "text b true", "read complete");
        log.clear();
        listener.link.request(10);
        assertThat(socket.demand()).isEqualTo(9);
        assertThat(log).containsExactly("text c true", "read complete");
        log.clear();
        socket.deliverTexts("d", "e");
        socket.deliverParts("f", "g");
        socket.deliverBinary((byte) 1, (byte) 2);
        socket.deliverPing();
        socket.deliverPong();
        assertThat(log)
                .containsExactly(
                        "text d true",
                        "text e true",
                        "read complete",
                        "text f false",
                        "read complete",
                        "text g true",
                        "read complete",
                        "binary 2 true",
                        "read complete",
                        "ping",
                        "read complete",
                        "pong",
                        "read complete");
        assertThat(socket.demand()).isEqualTo(2);
    }

    @Test
    void a_close_costs_demand_and_a_broken_connection_does_not() {
        connect();
        PendingSocket socket = wire.takeSocket().accept();
        log.clear();
        socket.deliverClose(1001, "away");
        assertThat(log).isEmpty();
        listener.link.request(5);
        time.runPending();
        assertThat(log).containsExactly("close 1001 away");
        assertThat(socket.isOpen()).isFalse();
        assertThat(listener.link.sendText("late")).isCompletedExceptionally();
        connect();
        PendingSocket other = wire.takeSocket().accept();
        log.clear();
        other.deliverText("lost");
        other.breakConnection();
        assertThat(log).containsExactly("failure BROKEN");
        assertThat(wire.open()).isZero();
    }

    @Test
    void refuses_and_fails_attempts() {
        connect();
        wire.takeSocket().refuse(403, Headers.of("X-Why", "no"), "forbidden");
        assertThat(log).containsExactly("failure UPGRADE_REFUSED 403 [X-Why] forbidden");
        log.clear();
        connect();
        wire.takeSocket().fail(Kind.CONNECT_TIMEOUT);
        HttpCall attempt = connect();
        attempt.abort();
        assertThat(wire.takeSocket().isAborted()).isTrue();
        assertThat(log).containsExactly("failure CONNECT_TIMEOUT", "failure ABORTED");
    }

    @Test
    void completes_sends_when_told() {
        connect();
        PendingSocket socket = wire.takeSocket().accept();
        socket.holdSends();
        var first = listener.link.sendText("1").toCompletableFuture();
        assertThat(first).isNotDone();
        socket.completeSend();
        assertThat(first).isCompleted();
        var second = listener.link.sendText("2").toCompletableFuture();
        socket.failSend(Kind.BROKEN);
        assertThatThrownBy(second::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WireException.class);
        var third = listener.link.sendText("3").toCompletableFuture();
        socket.releaseSends();
        assertThat(third).isCompleted();
        assertThat(listener.link.sendText("4")).isCompleted();
        socket.holdSends();
        var fifth = listener.link.sendText("5").toCompletableFuture();
        socket.breakConnection();
        assertThat(fifth).isCompletedExceptionally();
    }

    @Test
    void nothing_is_heard_after_the_clients_own_abort() {
        connect();
        PendingSocket socket = wire.takeSocket().accept();
        listener.link.request(10);
        log.clear();
        listener.link.abort();
        assertThat(socket.isAborted()).isTrue();
        assertThat(socket.isOpen()).isFalse();
        assertThatThrownBy(() -> socket.deliverText("x")).isInstanceOf(IllegalStateException.class);
        assertThat(log).isEmpty();
    }

    @Test
    void closing_the_wire_aborts_everything() {
        post("");
        connect();
        PendingSocket open = wire.takeSocket().accept();
        connect();
        log.clear();
        wire.close();
        assertThat(wire.isClosed()).isTrue();
        post("late");
        assertThat(wire.open()).isZero();
        assertThat(open.isAborted()).isTrue();
        assertThat(log).containsExactly("failure ABORTED", "failure ABORTED", "failure ABORTED");
    }

    @Test
    void holds_the_client_to_the_rules() {
        connect();
        PendingSocket socket = wire.takeSocket().accept();
        WebSocketLink link = listener.link;
        socket.holdSends();
        link.sendText("1");
        breaks(() -> link.sendText("2"), "send while another one is not complete");
        breaks(() -> link.request(0), "request(0)");
        breaks(() -> link.sendPing(ByteBuffer.allocate(126)), "ping of 126 bytes");
        breaks(() -> link.sendClose(1006, ""), "close code 1006");
        breaks(() -> link.sendClose(1000, "x".repeat(124)), "close reason of 124 bytes");
        socket.releaseSends();
        link.sendClose(1000, "");
        breaks(() -> link.sendText("3"), "send after close");
        link.abort();
        breaks(() -> link.request(1), "request after abort");
        breaks(() -> link.sendText("4"), "send after abort");
        breaks(() -> wire.exchange(new HttpRequest("PUT", HTTP, Headers.empty(), null), new Sink()), "method: PUT");
        breaks(() -> wire.exchange(new HttpRequest("GET", WS, Headers.empty(), null), new Sink()), "scheme: wss");
        breaks(
                () -> wire.exchange(new HttpRequest("GET", HTTP, Headers.of("Host", "x"), null), new Sink()),
                "header of the wire's own: Host");
        breaks(
                () -> wire.connect(new WebSocketRequest(HTTP, Headers.empty(), List.of(), false), listener),
                "scheme: https");
    }

    @Test
    void sends_may_overlap_where_the_wire_coalesces_them() {
        ScriptedWire coalescing = new ScriptedWire(time, new WireCapabilities(true, true, true, true, true));
        coalescing.connect(new WebSocketRequest(WS, Headers.empty(), List.of(), true), listener);
        PendingSocket socket = coalescing.takeSocket().accept();
        socket.holdSends();
        var first = listener.link.sendText("1").toCompletableFuture();
        var second = listener.link.sendText("2").toCompletableFuture();
        socket.completeSend();
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
        assertThat(coalescing.provider().open(null)).isSameAs(coalescing);
    }

    private void breaks(Runnable rule, String message) {
        assertThatThrownBy(rule::run).isInstanceOf(AssertionError.class).hasMessageContaining(message);
        assertThatThrownBy(wire::open).as("the test hears of it too").hasMessageContaining(message);
    }

    private HttpCall post(String body) {
        return wire.exchange(
                new HttpRequest("POST", HTTP, Headers.of("X-A", "1"), ByteBuffer.wrap(body.getBytes(UTF_8))),
                new Sink());
    }

    private HttpCall connect() {
        return wire.connect(new WebSocketRequest(WS, Headers.empty(), List.of("one"), false), listener);
    }

    private void failed(WireException failure) {
        String reply = failure.status() == 0
                ? ""
                : " " + failure.status() + " " + failure.headers() + " " + UTF_8.decode(failure.body());
        log.add("failure " + failure.kind() + reply);
    }

    private class Sink implements HttpSink {
        @Override
        public void onHead(int status, Headers headers) {
            log.add("head " + status + " " + headers);
        }

        @Override
        public void onBody(ByteBuffer bytes) {
            log.add("body " + UTF_8.decode(bytes));
        }

        @Override
        public void onEnd() {
            log.add("end");
        }

        @Override
        public void onFailure(WireException failure) {
            failed(failure);
        }
    }

    private class Listener implements WebSocketListener {
        private WebSocketLink link;

        @Override
        public void onOpen(WebSocketLink opened, Headers headers) {
            listener.link = opened;
            log.add("open " + headers);
        }

        @Override
        public void onText(CharSequence part, boolean last) {
            log.add("text " + part + " " + last);
        }

        @Override
        public void onBinary(ByteBuffer part, boolean last) {
            log.add("binary " + part.remaining() + " " + last);
        }

        @Override
        public void onPing() {
            log.add("ping");
        }

        @Override
        public void onPong() {
            log.add("pong");
        }

        @Override
        public void onReadComplete() {
            log.add("read complete");
        }

        @Override
        public void onClose(int code, String reason) {
            log.add("close " + code + " " + reason);
        }

        @Override
        public void onFailure(WireException failure) {
            failed(failure);
        }
    }
}

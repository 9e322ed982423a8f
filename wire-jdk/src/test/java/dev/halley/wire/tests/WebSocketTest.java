package dev.halley.wire.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.Frame;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.TestTls;
import dev.halley.testkit.WebSocketScript;
import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.WebSocketLink;
import dev.halley.wire.WebSocketRequest;
import dev.halley.wire.Wire;
import dev.halley.wire.WireException;
import dev.halley.wire.WireException.Kind;
import dev.halley.wire.WireSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketTest extends WireTest {
    @BeforeEach
    void accept() {
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept()));
    }

    private ScriptedSocket peer() {
        return server.takeSocket(SOON);
    }

    @Test
    void messages_go_both_ways() throws Exception {
        RecordingListener listener = connect(wire, server.ws("/cometd?x=1"));
        ScriptedSocket peer = peer();
        assertThat(peer.request().target()).isEqualTo("/cometd?x=1");
        peer.sendText("hällo");
        listener.expect("text hällo");
        listener.link().sendText("wörld").toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(peer.takeText(SOON)).isEqualTo("wörld");
        listener.link()
                .sendBinary(ByteBuffer.wrap(new byte[] {1, 2}))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(peer.takeBinary(SOON)).containsExactly(1, 2);
        peer.sendBinary((byte) 7);
        listener.expect("binary 1 true");
    }

    @Test
    void headers_cookies_and_subprotocols_go_out_with_the_upgrade() throws Exception {
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept().subprotocol("cometd")));
        RecordingListener listener = new RecordingListener();
        wire.connect(
                new WebSocketRequest(
                        server.ws(),
                        Headers.of("Cookie", "a=1", "Authorization", "Bearer t", "Origin", "http://here"),
                        List.of("cometd", "other"),
                        true),
                listener);
        listener.link();
        assertThat(listener.headers.first("Sec-WebSocket-Protocol")).contains("cometd");
        Request upgrade = server.takeRequest(SOON);
        assertThat(upgrade.header("Cookie")).contains("a=1");
        assertThat(upgrade.header("Authorization")).contains("Bearer t");
        assertThat(upgrade.header("Origin")).contains("http://here");
        assertThat(upgrade.header("Sec-WebSocket-Protocol")).contains("cometd, other");
        assertThat(upgrade.header("Sec-WebSocket-Extensions")).isEmpty();
    }

    @Test
    void a_long_message_in_one_frame_arrives_and_one_in_fragments_too() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        ScriptedSocket peer = peer();
        String big = "0123456789".repeat(20_000);
        peer.sendText(big);
        listener.expect("text " + big);
        peer.sendFragments("a", "b", "c");
        listener.expect("text abc");
    }

    @Test
    void without_demand_no_ping_is_answered_and_with_demand_each_ping_costs_one() throws Exception {
        RecordingListener listener = new RecordingListener(false);
        wire.connect(socket(server.ws()), listener);
        WebSocketLink link = listener.link();
        ScriptedSocket peer = peer();
        peer.sendPing("1");
        peer.sendPing("2");
        peer.sendText("behind");
        link.request(1);
        listener.expect("ping");
        assertThat(peer.takeFrame(Frame.Kind.PONG, SOON).text()).isEqualTo("1");
        link.request(1);
        listener.expect("ping");
        assertThat(peer.takeFrame(Frame.Kind.PONG, SOON).text()).isEqualTo("2");
        assertThat(listener.events).isEmpty();
        link.request(1);
        listener.expect("text behind");
    }

    @Test
    void a_pong_comes_back_to_a_ping() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        listener.link()
                .sendPing(ByteBuffer.wrap(new byte[] {1}))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        listener.expect("pong");
    }

    @Test
    void the_close_of_the_peer_is_told_and_answered() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        ScriptedSocket peer = peer();
        peer.sendText("last");
        peer.sendClose(1001, "going away");
        listener.expect("text last");
        listener.expect("close 1001 going away");
        assertThat(peer.takeFrame(Frame.Kind.CLOSE, SOON).closeCode()).isEqualTo(1001);
        peer.awaitEnd(SOON);
        assertThat(listener.batches.get()).as("read complete before the close").isEqualTo(1);
    }

    @Test
    void an_own_close_is_answered_by_the_peer() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        listener.link().sendClose(1000, "bye").toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(peer().takeFrame(Frame.Kind.CLOSE, SOON).closeReason()).isEqualTo("bye");
        listener.expect("close 1000 ");
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void an_end_without_a_close_frame_is_1006_and_a_reset_a_broken_connection() throws Exception {
        RecordingListener first = connect(wire, server.ws());
        first.link();
        peer().close();
        first.expect("close 1006 ");
        RecordingListener second = connect(wire, server.ws());
        second.link();
        peer().reset();
        second.expect("failure BROKEN");
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void a_frame_against_the_rules_is_a_protocol_failure() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        peer().sendFrames(Frame.text("x").reservedBits(4));
        listener.expect("failure PROTOCOL");
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void text_that_is_not_utf_8_is_a_protocol_failure() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        peer().sendFrames(Frame.of(Frame.Kind.TEXT, (byte) 0xC3, (byte) 0x28));
        listener.expect("failure PROTOCOL");
    }

    @Test
    void a_refused_upgrade_has_status_headers_and_body() throws Exception {
        server.onRequest(request -> Reply.of(503).header("Retry-After", "3").body("not now"));
        WireException failure = connect(wire, server.ws()).awaitFailure();
        assertThat(failure.kind()).isEqualTo(Kind.UPGRADE_REFUSED);
        assertThat(failure.status()).isEqualTo(503);
        assertThat(failure.headers().first("retry-after")).contains("3");
        assertThat(StandardCharsets.UTF_8.decode(failure.body()).toString()).isEqualTo("not now");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_redirected_upgrade_is_a_refused_one() throws Exception {
        server.onRequest(request -> Reply.of(302).header("Location", "/other"));
        WireException failure = connect(wire, server.ws()).awaitFailure();
        assertThat(failure.kind()).isEqualTo(Kind.UPGRADE_REFUSED);
        assertThat(failure.headers().first("Location")).contains("/other");
    }

    @Test
    void a_wrong_accept_value_is_a_protocol_failure() throws Exception {
        server.onRequest(request -> Reply.raw(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Accept: bm90IGl0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII)));
        assertThat(connect(wire, server.ws()).awaitFailure().kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void nobody_listening_an_unknown_host_and_an_untrusted_certificate_are_told_apart() throws Exception {
        try (ScriptedServer secure =
                ScriptedServer.start(TestTls.create("localhost").serverContext())) {
            assertThat(connect(wire, secure.ws()).awaitFailure().kind()).isEqualTo(Kind.TLS);
        }
        assertThat(connect(wire, URI.create("ws://no-such-host.invalid/"))
                        .awaitFailure()
                        .kind())
                .isEqualTo(Kind.UNKNOWN_HOST);
        URI closed = URI.create("ws://localhost:" + nobody().getPort() + "/");
        assertThat(connect(wire, closed).awaitFailure().kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void a_connection_lost_before_the_upgrade_is_answered_fails_and_is_tried_twice_at_most() throws Exception {
        server.onRequest(request -> Reply.dropConnection(Reply.Ending.RESET));
        assertThat(connect(wire, server.ws()).awaitFailure().kind()).isEqualTo(Kind.BROKEN);
        assertThat(server.requests()).hasSizeBetween(1, 2);
    }

    @Test
    void a_secure_socket_works() throws Exception {
        TestTls tls = TestTls.create("localhost");
        try (ScriptedServer secure = ScriptedServer.start(tls.serverContext());
                Wire trusting =
                        provider().open(new WireSettings(SOON, tls.clientContext(), null, null, null, executor))) {
            secure.onRequest(request -> Reply.upgrade(WebSocketScript.accept()));
            RecordingListener listener = connect(trusting, secure.ws());
            secure.takeSocket(SOON).sendText("x");
            listener.expect("text x");
        }
    }

    @Test
    void the_cookies_of_an_upgrade_reach_the_socket_that_it_opened_and_no_other() throws Exception {
        server.onRequest(request -> Reply.upgrade(WebSocketScript.accept()
                .addHeader("Set-Cookie", "BAYEUX_BROWSER=" + request.query().orElseThrow())
                .addHeader("Set-Cookie", "second=1; Path=/")));
        Wire other = provider().open(settings(null, null));
        try {
            RecordingListener[] listeners = new RecordingListener[20];
            for (int i = 0; i < listeners.length; i++) {
                listeners[i] = connect(i % 2 == 0 ? wire : other, server.ws("/?" + i));
            }
            for (int i = 0; i < listeners.length; i++) {
                listeners[i].link();
                assertThat(listeners[i].headers.all("Set-Cookie"))
                        .containsExactly("BAYEUX_BROWSER=" + i, "second=1; Path=/");
            }
            assertThat(server.requests())
                    .allSatisfy(request -> assertThat(request.header("Cookie")).isEmpty());
        } finally {
            other.close();
        }
    }

    @Test
    void an_attempt_that_is_aborted_fails_once_and_leaves_no_connection() throws Exception {
        server.onRequest(request -> Reply.hang());
        RecordingListener listener = new RecordingListener();
        HttpCall attempt = wire.connect(socket(server.ws()), listener);
        server.takeRequest(SOON);
        attempt.abort();
        attempt.abort();
        listener.expect("failure ABORTED");
        server.awaitOpenConnections(0, SOON);
        assertThat(listener.opened).isNotDone();
    }

    @Test
    void an_attempt_that_is_aborted_at_any_moment_leaves_no_connection() throws Exception {
        abortAtAnyMoment(wire);
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void aborting_the_attempt_after_it_succeeded_does_nothing() throws Exception {
        RecordingListener listener = new RecordingListener();
        HttpCall attempt = wire.connect(socket(server.ws()), listener);
        listener.link();
        attempt.abort();
        peer().sendText("still here");
        listener.expect("text still here");
    }

    @Test
    void after_an_abort_of_the_link_the_listener_hears_nothing() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        ScriptedSocket peer = peer();
        listener.link().abort();
        listener.link().abort();
        peer.awaitEnd(SOON);
        server.awaitOpenConnections(0, SOON);
        assertThat(listener.events).isEmpty();
    }

    @Test
    void closing_the_wire_ends_its_sockets_and_no_others() throws Exception {
        Wire other = provider().open(settings(null, null));
        RecordingListener mine = connect(wire, server.ws());
        mine.link();
        ScriptedSocket first = peer();
        RecordingListener others = connect(other, server.ws());
        others.link();
        ScriptedSocket second = peer();
        wire.close();
        mine.expect("failure ABORTED");
        first.awaitEnd(SOON);
        second.sendText("x");
        others.expect("text x");
        other.close();
        others.expect("failure ABORTED");
        assertThat(connect(other, server.ws()).awaitFailure().kind()).isEqualTo(Kind.ABORTED);
    }

    @Test
    void a_listener_that_throws_hears_of_it_and_its_connection_ends() throws Exception {
        RecordingListener listener = new RecordingListener() {
            @Override
            public void onText(CharSequence part, boolean last) {
                throw new IllegalStateException("no");
            }
        };
        wire.connect(socket(server.ws()), listener);
        ScriptedSocket peer = peer();
        peer.sendText("x");
        assertThat(listener.awaitFailure()).hasMessageContaining("no");
        peer.awaitEnd(SOON);
    }

    @Test
    void a_burst_arrives_in_order_and_each_read_is_completed() throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        String[] burst = new String[1000];
        Arrays.setAll(burst, i -> "m" + i);
        peer().sendTexts(burst);
        for (String message : burst) {
            listener.expect("text " + message);
        }
        listener.link().sendText("done").toCompletableFuture().get(10, TimeUnit.SECONDS);
        peerClosed(listener);
        assertThat(listener.batches.get()).isBetween(1, burst.length);
    }

    private static void peerClosed(RecordingListener listener) throws Exception {
        listener.link().sendClose(1000, "").toCompletableFuture().get(10, TimeUnit.SECONDS);
        listener.expect("close 1000 ");
    }

    @Test
    void a_send_that_the_network_does_not_take_completes_when_it_does_and_fails_when_the_socket_is_cut()
            throws Exception {
        RecordingListener listener = connect(wire, server.ws());
        ScriptedSocket peer = peer();
        peer.stopReading();
        // The frame that the peer waits for already.
        listener.link().sendText("first").toCompletableFuture().get(10, TimeUnit.SECONDS);
        var sent = listener.link().sendText("x".repeat(30_000_000)).toCompletableFuture();
        Assertions.assertThatThrownBy(() -> sent.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        peer.reset();
        Assertions.assertThatThrownBy(() -> sent.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(WireException.class);
    }
}

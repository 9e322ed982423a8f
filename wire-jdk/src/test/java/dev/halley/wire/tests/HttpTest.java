package dev.halley.wire.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.ScriptedServer;
import dev.halley.testkit.TestTls;
import dev.halley.wire.Headers;
import dev.halley.wire.HttpCall;
import dev.halley.wire.HttpRequest;
import dev.halley.wire.Wire;
import dev.halley.wire.WireException.Kind;
import dev.halley.wire.WireSettings;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpTest extends WireTest {
    @Test
    void a_plain_post_offers_no_upgrade_to_http_2() throws Exception {
        server.onRequest(request -> Reply.json("[]"));
        assertThat(exchange(wire, post(server.http("/cometd"), "[1]")).awaitText())
                .isEqualTo("[]");

        Request request = server.takeRequest(SOON);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.text()).isEqualTo("[1]");
        assertThat(request.header("Upgrade")).isEmpty();
        assertThat(request.header("HTTP2-Settings")).isEmpty();
        assertThat(request.header("Connection").orElse("")).doesNotContainIgnoringCase("upgrade");
        assertThat(request.header("Content-Type")).contains("application/json");
    }

    @Test
    void status_headers_and_body_are_handed_over_whatever_the_status() throws Exception {
        server.onRequest(request -> Reply.of(503)
                .header("Retry-After", "7")
                .addHeader("Set-Cookie", "a=1")
                .addHeader("Set-Cookie", "b=2")
                .body("busy")
                .chunked(2));
        RecordingSink sink = exchange(wire, get(server.http()));
        assertThat(sink.awaitText()).isEqualTo("busy");
        assertThat(sink.status).isEqualTo(503);
        assertThat(sink.headers.first("retry-after")).contains("7");
        assertThat(sink.headers.all("Set-Cookie")).containsExactly("a=1", "b=2");
    }

    @Test
    void a_redirect_is_not_followed_and_a_compressed_body_not_decoded() throws Exception {
        server.onRequest(
                request -> Reply.of(307).header("Location", "/other").body("x").gzip());
        RecordingSink sink = exchange(wire, get(server.http()));
        assertThat(sink.awaitText()).isNotEqualTo("x");
        assertThat(sink.status).isEqualTo(307);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_reply_without_a_body_ends() throws Exception {
        server.onRequest(request -> Reply.of(204));
        RecordingSink sink = exchange(wire, post(server.http(), "[]"));
        assertThat(sink.awaitText()).isEmpty();
        assertThat(sink.status).isEqualTo(204);
    }

    @ParameterizedTest
    @EnumSource(Reply.Ending.class)
    void a_post_whose_connection_is_lost_is_not_sent_again(Reply.Ending ending) throws Exception {
        server.onRequest(request -> Reply.dropConnection(ending));
        assertThat(exchange(wire, post(server.http(), "[]")).awaitFailure().kind())
                .isEqualTo(Kind.BROKEN);
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Reply.Ending.class)
    void a_get_whose_connection_is_lost_is_not_sent_again_either(Reply.Ending ending) throws Exception {
        server.onRequest(request -> Reply.dropConnection(ending));
        assertThat(exchange(wire, get(server.http())).awaitFailure().kind()).isEqualTo(Kind.BROKEN);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_lost_connection_from_the_pool_is_reported_and_the_next_request_takes_another() throws Exception {
        server.handleInTurn("/", Reply.text("one"), Reply.dropConnection(Reply.Ending.RESET), Reply.text("three"));
        assertThat(exchange(wire, get(server.http())).awaitText()).isEqualTo("one");
        assertThat(exchange(wire, get(server.http())).awaitFailure().kind()).isEqualTo(Kind.BROKEN);
        assertThat(exchange(wire, get(server.http())).awaitText()).isEqualTo("three");
    }

    @Test
    void replies_end_while_the_application_blocks_the_common_pool() throws Exception {
        server.handleInTurn(
                "/", Reply.text("one"), Reply.text("cut off").cutAfter(4, Reply.Ending.RESET), Reply.of(204));
        CountDownLatch release = new CountDownLatch(1);
        try {
            for (int i = 0; i < ForkJoinPool.commonPool().getParallelism(); i++) {
                ForkJoinPool.commonPool().execute(() -> await(release));
            }
            assertThat(exchange(wire, post(server.http(), "[]")).awaitText()).isEqualTo("one");
            assertThat(exchange(wire, post(server.http(), "[]")).awaitFailure().kind())
                    .isEqualTo(Kind.BROKEN);
            assertThat(exchange(wire, post(server.http(), "[]")).awaitText()).isEmpty();
        } finally {
            release.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_body_that_is_cut_off_is_a_broken_connection() throws Exception {
        server.onRequest(request -> Reply.text("0123456789").cutAfter(4, Reply.Ending.values()[0]));
        RecordingSink sink = exchange(wire, post(server.http(), "[]"));
        assertThat(sink.awaitFailure().kind()).isEqualTo(Kind.BROKEN);
    }

    @Test
    void an_aborted_exchange_fails_once_and_its_connection_ends() throws Exception {
        server.onRequest(request -> Reply.hang());
        RecordingSink sink = new RecordingSink();
        HttpCall call = wire.exchange(post(server.http(), "[]"), sink);
        server.takeRequest(SOON);
        call.abort();
        call.abort();
        assertThat(sink.awaitFailure().kind()).isEqualTo(Kind.ABORTED);
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void an_exchange_aborted_in_its_body_fails_once_and_its_connection_ends() throws Exception {
        server.onRequest(request -> Reply.text("0123456789").stallAfter(4));
        RecordingSink sink = new RecordingSink();
        HttpCall call = wire.exchange(get(server.http()), sink);
        sink.awaitHead();
        call.abort();
        assertThat(sink.awaitFailure().kind()).isEqualTo(Kind.ABORTED);
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void a_port_where_nobody_listens_is_refused() throws Exception {
        URI closed = URI.create("http://localhost:" + nobody().getPort() + "/");
        assertThat(exchange(wire, post(closed, "[]")).awaitFailure().kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void a_host_that_does_not_exist_is_unknown() throws Exception {
        URI uri = URI.create("http://no-such-host.invalid/");
        assertThat(exchange(wire, post(uri, "[]")).awaitFailure().kind()).isEqualTo(Kind.UNKNOWN_HOST);
    }

    @Test
    void a_server_that_never_answers_the_tls_handshake_runs_into_the_connect_timeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0);
                Wire quick =
                        provider().open(new WireSettings(Duration.ofMillis(300), null, null, null, null, executor))) {
            URI uri = URI.create("https://localhost:" + silent.getLocalPort() + "/");
            assertThat(exchange(quick, get(uri)).awaitFailure().kind()).isEqualTo(Kind.CONNECT_TIMEOUT);
        }
    }

    @Test
    void an_untrusted_certificate_and_a_plain_port_are_tls_failures() throws Exception {
        try (ScriptedServer secure =
                ScriptedServer.start(TestTls.create("localhost").serverContext())) {
            assertThat(exchange(wire, get(secure.http())).awaitFailure().kind()).isEqualTo(Kind.TLS);
        }
        URI plain = URI.create("https://localhost:" + server.port() + "/");
        assertThat(exchange(wire, get(plain)).awaitFailure().kind()).isEqualTo(Kind.TLS);
    }

    @Test
    void a_certificate_for_another_host_is_a_tls_failure_and_a_trusted_one_works() throws Exception {
        TestTls other = TestTls.create("elsewhere.example");
        try (ScriptedServer secure = ScriptedServer.start(other.serverContext());
                Wire trusting =
                        provider().open(new WireSettings(SOON, other.clientContext(), null, null, null, executor))) {
            assertThat(exchange(trusting, get(secure.http())).awaitFailure().kind())
                    .isEqualTo(Kind.TLS);
        }
        TestTls right = TestTls.create("localhost");
        try (ScriptedServer secure = ScriptedServer.start(right.serverContext());
                Wire trusting =
                        provider().open(new WireSettings(SOON, right.clientContext(), null, null, null, executor))) {
            secure.onRequest(request -> Reply.text("secret"));
            assertThat(exchange(trusting, get(secure.http())).awaitText()).isEqualTo("secret");
        }
    }

    @Test
    void an_answer_that_is_not_http_breaks_the_protocol() throws Exception {
        server.onRequest(request -> Reply.raw("SSH-2.0-OpenSSH_9.0\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(exchange(wire, post(server.http(), "[]")).awaitFailure().kind())
                .isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void a_sink_that_throws_hears_of_it_and_its_connection_ends() throws Exception {
        server.onRequest(request -> Reply.text("0123456789").stallAfter(4));
        RecordingSink sink = new RecordingSink() {
            @Override
            public void onBody(ByteBuffer part) {
                throw new IllegalStateException("full");
            }
        };
        wire.exchange(get(server.http()), sink);
        assertThat(sink.awaitFailure()).hasMessageContaining("full");
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void closing_the_wire_aborts_what_runs_and_later_exchanges_fail() throws Exception {
        server.onRequest(request -> Reply.hang());
        RecordingSink running = exchange(wire, get(server.http()));
        server.takeRequest(SOON);
        wire.close();
        wire.close();
        assertThat(running.awaitFailure().kind()).isEqualTo(Kind.ABORTED);
        assertThat(exchange(wire, get(server.http())).awaitFailure().kind()).isEqualTo(Kind.ABORTED);
        server.awaitOpenConnections(0, SOON);
    }

    @Test
    void a_header_that_a_wire_sets_itself_is_the_callers_mistake() {
        HttpRequest request = new HttpRequest("GET", server.http(), Headers.of("Host", "elsewhere"), null);
        assertThatThrownBy(() -> wire.exchange(request, new RecordingSink()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionException;
import dev.halley.OperationTimeoutException;
import dev.halley.ProtocolException;
import dev.halley.UnconfirmedException;
import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import dev.halley.wire.WireException.Kind;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpAgentTest extends PolicyTest {
    @Test
    void a_post_goes_out_once_with_its_body_and_asks_for_gzip() {
        HttpExchange exchange = post(agent());
        FakeWire.Exchange sent = wire.only();
        assertThat(sent.request.method()).isEqualTo("POST");
        assertThat(sent.request.uri()).isEqualTo(URL);
        assertThat(sent.body()).isEqualTo("[{}]");
        assertThat(sent.header("Content-Type")).isEqualTo("application/json");
        assertThat(sent.header("Accept-Encoding")).isEqualTo("gzip");
        sent.reply(200, Headers.of("Content-Type", "application/json"), "[\"ü\"]");
        assertThat(reply(exchange).status()).isEqualTo(200);
        assertThat(text(exchange)).isEqualTo("[\"ü\"]");
        assertThat(time.timers()).isZero();
    }

    @Test
    void without_gzip_nothing_is_said_of_encodings() {
        HttpSettings plain = new HttpSettings(Headers.empty(), null, false, 10, 10, TIMEOUT);
        new HttpAgent(wire, plain, cookies, time.kernel(), time.handlers).get(URL, TIMEOUT);
        assertThat(wire.only().header("Accept-Encoding")).isNull();
        assertThat(wire.only().request.body()).isNull();
    }

    @Test
    void any_status_is_a_reply() {
        HttpExchange exchange = post(agent());
        wire.only().reply(503, Headers.of("Retry-After", "3"), "busy");
        assertThat(reply(exchange).status()).isEqualTo(503);
        assertThat(reply(exchange).isSuccessful()).isFalse();
    }

    @Test
    void cookies_of_any_reply_go_out_on_later_requests_and_beside_the_applications_own() {
        HttpAgent agent = agent(Headers.of("Cookie", "mine=1"), null);
        post(agent);
        assertThat(wire.last().header("Cookie")).isEqualTo("mine=1");
        wire.last().reply(500, Headers.of("Set-Cookie", "BAYEUX_BROWSER=abc; Path=/"), "");
        post(agent);
        assertThat(wire.last().header("Cookie")).isEqualTo("mine=1; BAYEUX_BROWSER=abc");
    }

    @Test
    void no_cookies_means_none() {
        HttpAgent agent =
                new HttpAgent(wire, settings(Headers.empty(), null), CookieJar.none(), time.kernel(), time.handlers);
        post(agent);
        wire.last().reply(200, Headers.of("Set-Cookie", "a=1"), "");
        post(agent);
        assertThat(wire.last().header("Cookie")).isNull();
    }

    @Test
    void the_applications_headers_win_over_the_defaults_and_the_providers_over_the_static_ones() {
        HttpAgent agent = agent(
                Headers.of("X-Many", "1", "X-Many", "2", "Authorization", "old", "accept-encoding", "identity"),
                uri -> CompletableFuture.completedFuture(Map.of("authorization", "Bearer new")));
        post(agent);
        assertThat(wire.exchanges).as("before the provider answered").isEmpty();
        time.runPending();
        assertThat(wire.only().request.headers().all("X-Many")).containsExactly("1", "2");
        assertThat(wire.only().request.headers().all("Authorization")).containsExactly("Bearer new");
        assertThat(wire.only().header("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void user_information_of_the_url_becomes_basic_credentials_and_leaves_the_url() {
        agent().get(URI.create("http://joe:s%3Acret@example.com?x"), TIMEOUT);
        assertThat(wire.only().request.uri()).hasToString("http://example.com/?x");
        assertThat(wire.only().header("Authorization")).isEqualTo("Basic am9lOnM6Y3JldA==");
    }

    @Test
    void a_provider_that_fails_keeps_the_request_from_being_sent_and_its_message_out_of_ours() {
        HttpAgent agent =
                agent(Headers.empty(), uri -> CompletableFuture.failedFuture(new IllegalStateException("t0ken")));
        HttpExchange exchange = post(agent);
        time.runPending();
        ConnectionException failure = failure(exchange, ConnectionException.class);
        assertThat(failure)
                .hasMessageContaining("IllegalStateException")
                .hasMessageContaining("example.com")
                .hasMessageNotContaining("t0ken")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(wire.exchanges).isEmpty();
        assertThat(time.timers()).isZero();
    }

    @Test
    void a_provider_that_throws_or_gives_what_can_not_be_sent_fails_the_request() {
        HttpExchange thrown = post(agent(Headers.empty(), uri -> {
            throw new IllegalStateException();
        }));
        HttpExchange nothing = post(agent(Headers.empty(), uri -> null));
        HttpExchange reserved =
                post(agent(Headers.empty(), uri -> CompletableFuture.completedFuture(Map.of("Content-Length", "1"))));
        HttpExchange unprintable =
                post(agent(Headers.empty(), uri -> CompletableFuture.completedFuture(Map.of("X", "a\r\nb"))));
        time.runPending();
        for (HttpExchange exchange : new HttpExchange[] {thrown, nothing, reserved, unprintable}) {
            failure(exchange, ConnectionException.class);
        }
        assertThat(wire.exchanges).isEmpty();
    }

    @Test
    void a_provider_has_ten_seconds_and_what_it_says_later_is_not_sent() {
        CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
        HttpExchange exchange = post(agent(Headers.empty(), uri -> answer));
        time.runPending();
        time.advance(Duration.ofSeconds(10));
        assertThat(failure(exchange, ConnectionException.class)).hasMessageContaining("within 10 s");
        answer.complete(Map.of());
        assertThat(wire.exchanges).isEmpty();
    }

    @Test
    void an_executor_that_refuses_the_provider_fails_the_request() {
        time.handlers.refusal = new RejectedExecutionException();
        HttpExchange exchange = post(agent(Headers.empty(), uri -> CompletableFuture.completedFuture(Map.of())));
        failure(exchange, ConnectionException.class);
        assertThat(time.timers()).isZero();
    }

    @Test
    void headers_that_only_a_wire_can_set_are_refused_at_once() {
        assertThatThrownBy(() -> settings(Headers.of("Host", "x"), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Host");
        assertThatThrownBy(() -> settings(Headers.of("Sec-WebSocket-Extensions", "x"), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_url_of_another_scheme_is_the_callers_mistake() {
        for (String wrong : new String[] {"ftp://example.com", "http:opaque", "/cometd"}) {
            assertThatThrownBy(() -> agent().get(URI.create(wrong), TIMEOUT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("url");
        }
    }

    @Test
    void a_reply_that_does_not_begin_in_time_is_a_timeout_and_the_exchange_is_aborted() {
        HttpExchange exchange = post(agent());
        time.advance(TIMEOUT.minusNanos(1));
        assertThat(exchange.reply()).isNotDone();
        time.advance(Duration.ofNanos(1));
        assertThat(failure(exchange, OperationTimeoutException.class)).hasMessageContaining("10000 ms");
        assertThat(wire.only().aborted).isTrue();
        wire.only().fail(Kind.ABORTED);
    }

    @Test
    void a_body_may_take_long_as_long_as_it_moves_and_a_stalled_one_is_a_timeout() {
        HttpExchange exchange = post(agent());
        time.advance(Duration.ofSeconds(9));
        wire.only().sink.onHead(200, Headers.empty());
        for (int i = 0; i < 5; i++) {
            time.advance(Duration.ofSeconds(9));
            wire.only().sink.onBody(ByteBuffer.wrap(new byte[] {'x'}));
        }
        time.advance(TIMEOUT.minusNanos(1));
        assertThat(exchange.reply()).isNotDone();
        time.advance(Duration.ofNanos(1));
        failure(exchange, OperationTimeoutException.class);
        assertThat(wire.only().aborted).isTrue();
        assertThat(time.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_post_that_may_have_been_processed_is_unconfirmed_and_any_other_failure_is_not(Kind kind) {
        HttpExchange post = post(agent());
        wire.last().fail(kind);
        HttpExchange get = agent().get(URL, TIMEOUT);
        wire.last().fail(kind);
        boolean written =
                kind == Kind.BROKEN || kind == Kind.PROTOCOL || kind == Kind.ABORTED || kind == Kind.UPGRADE_REFUSED;
        ConnectionException failure = failure(post, written ? UnconfirmedException.class : ConnectionException.class);
        assertThat(failure.details().url()).isEqualTo(URL);
        assertThat(failure.details().transport()).isEqualTo("long-polling");
        assertThat(failure.details().fatal()).isEqualTo(kind == Kind.TLS);
        assertThat(failure).hasCauseInstanceOf(WireException.class).hasMessageContaining("example.com");
        failure(get, ConnectionException.class);
    }

    @Test
    void an_aborted_post_is_unconfirmed_and_its_dependents_do_not_run_on_the_callers_thread() {
        HttpExchange exchange = post(agent());
        exchange.abort();
        exchange.abort();
        assertThat(wire.only().aborted).isTrue();
        assertThat(exchange.reply()).isNotDone();
        time.runPending();
        failure(exchange, UnconfirmedException.class);
        assertThat(time.timers()).isZero();
        wire.only().reply(200, Headers.empty(), "late");
    }

    @Test
    void a_post_that_is_aborted_while_the_provider_thinks_is_never_sent() {
        CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
        HttpExchange exchange = post(agent(Headers.empty(), uri -> answer));
        time.runPending();
        exchange.abort();
        answer.complete(Map.of());
        time.runPending();
        failure(exchange, ConnectionException.class);
        assertThat(wire.exchanges).isEmpty();
        assertThat(time.timers()).isZero();
    }

    @Test
    void a_wire_that_refuses_a_request_fails_it() {
        wire.refusal = new IllegalArgumentException("no such header");
        HttpExchange exchange = post(agent());
        assertThat(failure(exchange, ConnectionException.class)).hasMessageContaining("no such header");
        assertThat(time.timers()).isZero();
    }

    @Test
    void what_comes_after_the_end_changes_nothing() {
        HttpExchange exchange = post(agent());
        wire.only().reply(200, Headers.empty(), "one");
        wire.only().fail(Kind.BROKEN);
        assertThat(text(exchange)).isEqualTo("one");
    }

    @Test
    void a_body_over_the_limit_ends_the_exchange_early() {
        HttpExchange exchange = post(agent());
        wire.only().sink.onHead(200, Headers.empty());
        wire.only().sink.onBody(ByteBuffer.wrap(new byte[1000]));
        assertThat(wire.only().aborted).isFalse();
        wire.only().sink.onBody(ByteBuffer.wrap(new byte[1]));
        assertThat(failure(exchange, ProtocolException.class)).hasMessageContaining("maxBodyBytes: 1000");
        assertThat(wire.only().aborted).isTrue();
        wire.only().sink.onBody(ByteBuffer.wrap(new byte[1000]));
    }

    @Test
    void a_body_whose_length_is_announced_as_too_long_is_not_read() {
        HttpExchange exchange = post(agent());
        wire.only().sink.onHead(200, Headers.of("Content-Length", "1001"));
        failure(exchange, ProtocolException.class);
        assertThat(wire.only().aborted).isTrue();
    }

    @Test
    void closing_the_agent_closes_its_wire() {
        agent().close();
        assertThat(wire.closed).isTrue();
    }

    @Test
    void text_is_strict_utf_8_without_a_byte_order_mark() {
        HttpExchange marked = post(agent());
        wire.last().reply(200, Headers.empty(), "\uFEFF[1]");
        assertThat(text(marked)).isEqualTo("[1]");
        byte[] latin = {'"', (byte) 0xE4, '"'};
        HttpExchange malformed = post(agent());
        wire.last().reply(200, Headers.empty(), latin);
        assertThat(failure(malformed, ProtocolException.class)).hasMessageContaining("not UTF-8");
        HttpExchange page = post(agent());
        wire.last().reply(404, Headers.empty(), latin);
        assertThat(text(page)).isEqualTo("\"\uFFFD\"");
        HttpExchange html = post(agent());
        wire.last().reply(200, Headers.of("Content-Type", "text/html; charset=latin1"), latin);
        assertThat(reply(html).status()).isEqualTo(200);
    }

    private HttpReply bytes(HttpOrder order, int status, String type, byte... body) {
        HttpExchange exchange = agent().send(order);
        wire.last().reply(status, Headers.of("Content-Type", type), body);
        return reply(exchange);
    }

    @Test
    void e3_03_bytes_stay_as_they_are_where_they_were_asked_for() {
        HttpOrder order = HttpOrder.get(URL, TIMEOUT).takingBytes();
        byte[] body = {0, 4, (byte) 0xFF, (byte) 0x80};
        HttpReply raw = bytes(order, 200, "Application/Octet-Stream; x=y", body);
        assertThat(raw.bytes()).containsExactly(body);
        assertThat(raw.text()).isEmpty();
        assertThat(raw.toString()).endsWith("with 4 bytes");
        HttpReply text = bytes(order, 200, "text/plain; charset=UTF-8", (byte) 'x');
        assertThat(text.bytes()).isNull();
        assertThat(text.text()).containsExactly('x');
        HttpReply refusal = bytes(order, 400, "application/octet-stream", (byte) '{');
        assertThat(refusal.text()).as("an error is there to be read").containsExactly('{');
        assertThat(bytes(HttpOrder.get(URL, TIMEOUT), 200, "application/octet-stream", (byte) 'x')
                        .text())
                .containsExactly('x');
    }

    @Test
    void bytes_obey_the_limit_of_a_body() {
        HttpExchange exchange = agent().send(HttpOrder.get(URL, TIMEOUT).takingBytes());
        wire.only().sink.onHead(200, Headers.of("Content-Type", "application/octet-stream"));
        wire.only().sink.onBody(ByteBuffer.allocate(1001));
        assertThat(failure(exchange, ProtocolException.class)).hasMessageContaining("maxBodyBytes: 1000");
    }

    @Test
    void a_post_may_carry_bytes_and_headers_of_its_own() {
        agent(Headers.of("X", "1", "Y", "1"), null)
                .send(HttpOrder.post(URL, "application/octet-stream", new byte[] {1, 2}, TIMEOUT)
                        .with(Headers.of("X", "2")));
        FakeWire.Exchange sent = wire.only();
        assertThat(sent.request.method()).isEqualTo("POST");
        assertThat(sent.request.body().duplicate()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(sent.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(sent.request.headers().all("X")).containsExactly("2");
        assertThat(sent.header("Y")).isEqualTo("1");
    }
}

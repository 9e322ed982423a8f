package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.ProtocolException;
import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import dev.halley.wire.WireException.Kind;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReplyErrorsTest {
    private static final URI URL = URI.create("http://joe:s3cret@example.com:8080/bayeux?token=s3cret&x#s3cret");
    private static final Wording WORDING =
            new Wording("Bayeux", "long-polling", "websocket", "CometD servers usually listen at /cometd.");

    private static HttpReply reply(int status, String body, String... headers) {
        return new HttpReply(URL, status, Headers.of(headers), body.toCharArray());
    }

    @Test
    void packets_that_join_a_namespace_are_masked_behind_something_else_too() {
        HttpReply page = reply(200, "<html>\u001e40/chat,{\"sid\":\"s3cret\",\"pid\":\"s3cret\"}");
        assertThat(ReplyErrors.of(page, "polling", WORDING))
                .hasMessageEndingWith("<html> 40/chat,\"***\"")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://joe:s3cret@example.com/a?token=s3cret, ftp://***@example.com/a?***",
        "http://joe:s3cret@exa mple.com/a#s3cret, http://***@exa mple.com/a?***",
        "mailto:joe@example.com, mailto:joe@example.com"
    })
    void a_place_where_no_redirect_can_lead_is_shown_without_secrets(String location, String shown) {
        HttpReply redirect = reply(307, "", "Location", location);
        assertThat(ReplyErrors.redirect(redirect, "long-polling", "no"))
                .hasMessageEndingWith("the server redirects to '" + shown + "'; no");
        assertThat(ReplyErrors.of(redirect, "long-polling", WORDING))
                .hasMessageContaining("'" + shown + "'")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "400, the URL that of Bayeux, false",
        "401, wants credentials, false",
        "403, refuses this client, false",
        "404, usually listen at /cometd, true",
        "405, usually listen at /cometd, true",
        "407, proxyCredentials, false",
        "408, can be tried again, false",
        "413, larger than the server accepts, false",
        "418, refuses the request, false",
        "426, another protocol version, false",
        "429, too many requests, false",
        "500, its log says why, false",
        "503, not available for now, false"
    })
    void p62_each_status_says_what_to_try(int status, String remedy, boolean fatal) {
        ConnectionException failure = ReplyErrors.of(reply(status, "because\n\u001b[31mred"), "long-polling", WORDING);
        assertThat(failure)
                .hasMessageStartingWith(status + " at http://example.com:8080/bayeux?token=***&***: ")
                .hasMessageContaining(remedy)
                .hasMessageEndingWith("because [31mred")
                .hasMessageNotContaining("s3cret");
        assertThat(failure.details().status()).isEqualTo(status);
        assertThat(failure.details().body()).isEqualTo("because [31mred");
        assertThat(failure.details().transport()).isEqualTo("long-polling");
        assertThat(failure.details().url()).hasToString("http://example.com:8080/bayeux?token=***&***");
        assertThat(failure.details().fatal()).isEqualTo(fatal);
        assertThat(failure.details().unauthorized()).isEqualTo(status == 401 || status == 403 || status == 407);
    }

    @Test
    void json_that_exceeds_a_limit_is_not_called_something_else() {
        ProtocolException tooDeep =
                new ProtocolException("JSON depth at offset 500: 501 (expected: at most 500)", null);
        ConnectionException failure = ReplyErrors.unreadable(reply(200, " [[[[["), "long-polling", WORDING, tooDeep);
        assertThat(failure)
                .hasMessageStartingWith("200 at http://example.com:8080/bayeux")
                .hasMessageEndingWith("the JSON can't be read: JSON depth at offset 500: 501 (expected: at most 500)")
                .hasCause(tooDeep);
        assertThat(ReplyErrors.unreadable(reply(200, "hello"), "long-polling", WORDING, tooDeep))
                .hasMessageContaining("something else instead of JSON")
                .hasSuppressedException(tooDeep);
    }

    @Test
    void the_beginning_of_a_body_tells_no_secret_whatever_its_field_is_called() {
        String body = "{\"apiKey\":\"s3cret1\",\"authorization\":\"Bearer s3cret2\",\"sessionId\":\"s3cret3";
        assertThat(ReplyErrors.of(reply(500, body), "long-polling", WORDING))
                .hasMessageContaining("apiKey")
                .hasMessageNotContaining("s3cret")
                .satisfies(failure -> assertThat(failure.details().body()).doesNotContain("s3cret"));
    }

    @Test
    void without_a_protocol_nothing_is_said_of_one() {
        assertThat(ReplyErrors.of(reply(404, ""), "http")).hasMessageNotContainingAny("Bayeux", "CometD");
    }

    @Test
    void a_page_and_an_empty_body_instead_of_json_are_named() {
        assertThat(ReplyErrors.of(reply(200, " <!DOCTYPE html><title>Login</title>"), "x", WORDING))
                .hasMessageContaining("an HTML page instead of JSON")
                .hasMessageContaining("<title>Login");
        assertThat(ReplyErrors.of(reply(200, "{}", "Content-Type", "Text/HTML;charset=x"), "x", WORDING))
                .hasMessageContaining("an HTML page");
        assertThat(ReplyErrors.of(reply(200, ""), "x", WORDING)).hasMessageContaining("an empty body");
        assertThat(ReplyErrors.of(reply(200, "hello"), "x", WORDING)).hasMessageContaining("something else");
        assertThat(ReplyErrors.isHtml(reply(200, "[1]"))).isFalse();
    }

    @Test
    void at_most_200_characters_of_the_body_are_shown() {
        ConnectionException failure = ReplyErrors.of(reply(500, "x".repeat(1000)), "http");
        assertThat(failure.details().body()).hasSize(200);
    }

    @ParameterizedTest
    @CsvSource({
        "120, , 120",
        "0, , 0",
        "'Sun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:49:00 GMT', 37",
        "'Sun, 06 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 1994 08:50:00 GMT', 0",
        "soon, , -1",
        "-5, , -1",
        "9999999999, , -1"
    })
    void retry_after_is_read_in_both_forms(String value, String date, long seconds) {
        Headers headers = Headers.of("Retry-After", value);
        headers = date == null ? headers : headers.plus("Date", date);
        assertThat(ReplyErrors.retryAfter(headers).map(Duration::toSeconds).orElse(-1L))
                .isEqualTo(seconds);
    }

    @Test
    void retry_after_is_shown_and_kept() {
        ConnectionException failure = ReplyErrors.of(reply(503, "", "Retry-After", "7"), "http");
        assertThat(failure).hasMessageContaining("asks to wait 7 s");
        assertThat(failure.details().retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(failure.copy().details().retryAfter()).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void every_failure_of_the_wire_says_where_and_keeps_secrets(Kind kind) {
        ConnectionException failure = ConnectionFailures.of(new WireException(kind, "because", null), URL, "websocket");
        assertThat(failure)
                .hasMessageContaining("http://example.com:8080/bayeux?token=***&***")
                .hasMessageNotContaining("s3cret")
                .hasCauseInstanceOf(WireException.class);
    }

    @Test
    void nobody_listening_asks_for_server_and_port() {
        WireException refused = new WireException(Kind.REFUSED, "x", null);
        assertThat(ConnectionFailures.of(refused, URI.create("http://127.0.0.1/"), "http"))
                .hasMessage("Nobody listens at 127.0.0.1:80 (http://127.0.0.1/): is the server running,"
                        + " and is the port right?");
        assertThat(ConnectionFailures.of(refused, URI.create("wss://127.0.0.1/"), "http"))
                .hasMessageContaining("127.0.0.1:443");
    }

    @Test
    void a_refused_upgrade_has_status_body_and_retry_after() {
        WireException refused = new WireException(
                Kind.UPGRADE_REFUSED,
                "x",
                null,
                503,
                Headers.of("Retry-After", "4"),
                ByteBuffer.wrap("full".getBytes(StandardCharsets.UTF_8)));
        ConnectionException failure = ConnectionFailures.of(refused, URL, "websocket");
        assertThat(failure.details().status()).isEqualTo(503);
        assertThat(failure.details().body()).isEqualTo("full");
        assertThat(failure.details().retryAfter()).contains(Duration.ofSeconds(4));
        WireException ok = new WireException(
                Kind.UPGRADE_REFUSED,
                "x",
                null,
                200,
                Headers.empty(),
                ByteBuffer.wrap("<html>".getBytes(StandardCharsets.UTF_8)));
        assertThat(ConnectionFailures.of(ok, URL, "websocket"))
                .hasMessageContaining("No WebSocket at")
                .hasMessageContaining("<html>");
        WireException moved = new WireException(
                Kind.UPGRADE_REFUSED, "x", null, 302, Headers.of("Location", "/new?t=s3cret"), ByteBuffer.allocate(0));
        assertThat(ConnectionFailures.of(moved, URL, "websocket"))
                .hasMessageContaining("example.com:8080/new")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void a_proxy_that_wants_credentials_keeps_its_own_words_and_the_status() {
        WireException wants =
                new WireException(Kind.PROXY, "set that property", null, 407, Headers.empty(), ByteBuffer.allocate(0));
        ConnectionException failure = ConnectionFailures.of(wants, URL, "websocket");
        assertThat(failure).hasMessageContaining("set that property");
        assertThat(failure.details().unauthorized()).isTrue();
    }

    @Test
    void secrets_show_their_beginning_only_when_they_are_long() {
        assertThat(Masking.secret("short")).isEqualTo("***");
        assertThat(Masking.secret("0123456789abcdef")).isEqualTo("0123***");
        assertThat(Masking.uri(URI.create("mailto:joe@example.com"))).isEqualTo("mailto:***");
        assertThat(Masking.uri(URI.create("/relative?x=1"))).isEqualTo("***");
    }
}

package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.wire.Headers;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest extends PolicyTest {
    private void redirect(int status, String location) {
        wire.last().reply(status, Headers.of("Location", location), "moved");
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void these_keep_the_method_and_the_body(int status) {
        HttpExchange exchange = post(agent(Headers.of("Authorization", "Bearer t"), null));
        redirect(status, "../other?x=1#fragment");
        assertThat(wire.exchanges).hasSize(2);
        assertThat(wire.last().request.method()).isEqualTo("POST");
        assertThat(wire.last().body()).isEqualTo("[{}]");
        assertThat(wire.last().header("Content-Type")).isEqualTo("application/json");
        assertThat(wire.last().header("Authorization")).isEqualTo("Bearer t");
        wire.last().reply(200, Headers.empty(), "[]");
        assertThat(reply(exchange).uri().getRawQuery()).isEqualTo("x=1");
        assertThat(text(exchange)).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303})
    void others_fail_a_post_and_show_where_it_should_go(int status) {
        HttpExchange exchange = post(agent());
        redirect(status, "https://example.com/login?token=s3cret");
        ConnectionException failure = failure(exchange, ConnectionException.class);
        assertThat(failure).hasMessageContaining("https://example.com/login").hasMessageNotContaining("s3cret");
        assertThat(failure.details().status()).isEqualTo(status);
        assertThat(wire.exchanges).hasSize(1);
    }

    @Test
    void a_get_follows_any_of_them() {
        HttpExchange exchange = agent().get(URL, TIMEOUT);
        redirect(302, "/a");
        redirect(303, "/b");
        wire.last().reply(200, Headers.empty(), "here");
        assertThat(text(exchange)).isEqualTo("here");
        assertThat(wire.last().request.uri()).hasToString("http://example.com/b");
    }

    @Test
    void five_in_a_row_are_followed_and_the_sixth_is_not() {
        HttpExchange exchange = post(agent());
        for (int i = 1; i <= 5; i++) {
            redirect(307, "/" + i);
        }
        assertThat(exchange.reply()).isNotDone();
        redirect(307, "/6");
        assertThat(failure(exchange, ConnectionException.class)).hasMessageContaining("more than 5");
        assertThat(wire.exchanges).hasSize(6);
    }

    @Test
    void credentials_do_not_go_to_another_host_under_whatever_name() {
        HttpAgent agent = agent(
                Headers.of(
                        "Authorization", "s3cret", "Cookie", "sid=s3cret", "X-Api-Key", "s3cret", "User-Agent", "me"),
                uri -> CompletableFuture.completedFuture(Map.of("Proxy-Authorization", "s3cret", "X-Token", "s3cret")));
        post(agent);
        time.runPending();
        for (String other : new String[] {
            "http://elsewhere.example/", "http://sub.example.com/", "http://example.com:8080/", "https://10.0.0.1/"
        }) {
            post(agent);
            time.runPending();
            assertThat(wire.last().request.headers().toString()).contains("X-Token");
            redirect(307, other);
            assertThat(wire.last().request.uri()).hasToString(other);
            wire.last()
                    .request
                    .headers()
                    .forEach((name, value) -> assertThat(value).doesNotContain("s3cret"));
            assertThat(wire.last().header("User-Agent")).isEqualTo("me");
            wire.last().reply(200, Headers.empty(), "");
        }
    }

    @Test
    void credentials_come_back_when_the_named_host_does() {
        post(agent(Headers.of("Authorization", "Bearer t"), null));
        redirect(307, "http://elsewhere.example/");
        assertThat(wire.last().header("Authorization")).isNull();
        redirect(307, "http://example.com/again");
        assertThat(wire.last().header("Authorization")).isEqualTo("Bearer t");
    }

    @Test
    void the_same_host_made_secure_is_trusted_and_leaving_tls_is_refused() {
        HttpExchange exchange = post(agent(Headers.of("Authorization", "Bearer t"), null));
        redirect(308, "https://example.com/cometd");
        assertThat(wire.last().header("Authorization")).isEqualTo("Bearer t");
        redirect(308, "http://example.com/cometd");
        assertThat(failure(exchange, ConnectionException.class)).hasMessageContaining("leave TLS");
        assertThat(wire.exchanges).hasSize(2);
    }

    @Test
    void jar_cookies_follow_the_rules_of_domains() {
        post(agent());
        wire.last()
                .reply(
                        307,
                        Headers.of(
                                "Location", "http://sub.example.com/",
                                "Set-Cookie", "host=1",
                                "Set-Cookie", "all=2; Domain=example.com; Path=/"),
                        "");
        assertThat(wire.last().header("Cookie")).isEqualTo("all=2");
        redirect(307, "http://elsewhere.example/");
        assertThat(wire.last().header("Cookie")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/", "http://[broken", "mailto:x@example.com", "http:///nohost"})
    void a_location_that_is_no_url_of_http_is_an_error(String location) {
        HttpExchange exchange = post(agent());
        redirect(307, location);
        failure(exchange, ConnectionException.class);
        assertThat(wire.exchanges).hasSize(1);
    }

    @Test
    void a_redirect_without_a_location_is_an_ordinary_reply() {
        HttpExchange exchange = post(agent());
        wire.last().reply(302, Headers.empty(), "");
        assertThat(reply(exchange).status()).isEqualTo(302);
    }

    @Test
    void each_hop_has_the_whole_time_to_its_head_and_an_abort_reaches_the_hop_that_runs() {
        HttpExchange exchange = post(agent());
        time.advance(TIMEOUT.minusSeconds(1));
        redirect(307, "/other");
        time.advance(TIMEOUT.minusSeconds(1));
        assertThat(exchange.reply()).isNotDone();
        exchange.abort();
        assertThat(wire.last().aborted).isTrue();
        assertThat(wire.exchanges.get(0).aborted).isFalse();
    }

    @Test
    void a_relative_location_is_taken_from_the_last_hop() {
        agent().get(URI.create("http://example.com/a/b"), TIMEOUT);
        redirect(302, "http://elsewhere.example/x/y");
        redirect(302, "z");
        assertThat(wire.last().request.uri()).hasToString("http://elsewhere.example/x/z");
    }
}

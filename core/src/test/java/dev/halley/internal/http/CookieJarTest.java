package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.internal.loop.FakeKernel;
import dev.halley.wire.Headers;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieJarTest {
    private final FakeKernel time = new FakeKernel();
    private final CookieJar jar = new CookieJar(time);

    private void set(String url, String line) {
        jar.store(URI.create(url), Headers.of("Set-Cookie", line));
    }

    private String at(String url) {
        return jar.cookieHeader(URI.create(url)).orElse("");
    }

    @Test
    void p60_a_cookie_goes_back_to_its_host_over_http_and_websocket() {
        set("http://example.com/cometd/handshake", "BAYEUX_BROWSER=abc; Path=/; HttpOnly; SameSite=Lax");
        assertThat(at("http://EXAMPLE.com/cometd")).isEqualTo("BAYEUX_BROWSER=abc");
        assertThat(at("ws://example.com:8080/")).isEqualTo("BAYEUX_BROWSER=abc");
        assertThat(at("http://sub.example.com/")).isEmpty();
        assertThat(at("http://other.com/")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a, true",
        "/a/b, /a/x, true",
        "/a/b, /ab, false",
        "/a/b, /, false",
        "/a, /, true",
        "'', /x, true",
        "/a/b/, /a/b/c, true",
        "/a/b/, /a/c, false"
    })
    void the_default_path_is_the_directory(String from, String to, boolean sent) {
        set("http://example.com" + from, "a=1");
        assertThat(at("http://example.com" + to)).isEqualTo(sent ? "a=1" : "");
    }

    @Test
    void a_path_with_a_tab_is_none_and_what_is_kept_can_be_restored() {
        set("http://example.com/x/y", "a=1; Path=/\tz");
        assertThat(at("http://example.com/x/z")).isEqualTo("a=1");

        CookieJar other = new CookieJar(time);
        other.restore(jar.lines());
        assertThat(other.lines()).isEqualTo(jar.lines()).hasSize(1);
    }

    @Test
    void longer_paths_come_first_and_then_older_cookies() {
        set("http://example.com/x/y", "first=1; Path=/");
        set("http://example.com/x/y", "second=2; Path=/x");
        set("http://example.com/x/y", "third=3; Path=/");
        set("http://example.com/x/y", "first=1b; Path=/");
        assertThat(at("http://example.com/x/y")).isEqualTo("second=2; first=1b; third=3");
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, sub.example.com, true",
        ".example.com, sub.example.com, true",
        "EXAMPLE.COM, example.com, true",
        "sub.example.com, sub.example.com, false",
        "ample.com, example.com, false",
        "com, example.com, false",
        "other.com, other.com, false"
    })
    void a_domain_covers_the_hosts_below_it_and_only_ones_own(String domain, String to, boolean sent) {
        set("http://example.com/", "a=1; Domain=" + domain);
        assertThat(at("http://" + to + "/")).isEqualTo(sent ? "a=1" : "");
    }

    @Test
    void addresses_and_single_names_have_nothing_below_them() {
        set("http://127.0.0.1/", "a=1; Domain=0.0.1");
        set("http://127.0.0.1/", "b=1; Domain=127.0.0.1");
        assertThat(at("http://127.0.0.1/")).isEqualTo("b=1");
        set("http://localhost/", "c=1; Domain=localhost");
        assertThat(at("http://localhost/")).isEqualTo("c=1");
        assertThat(at("http://x.localhost/")).isEmpty();
        set("http://[::1]/", "d=1");
        assertThat(at("http://[::1]:8080/")).isEqualTo("d=1");
    }

    @Test
    void a_secure_cookie_comes_and_goes_over_tls_only() {
        set("http://example.com/", "a=1; Secure");
        assertThat(at("https://example.com/")).isEmpty();
        set("https://example.com/", "a=1; Secure");
        assertThat(at("https://example.com/")).isEqualTo("a=1");
        assertThat(at("wss://example.com/")).isEqualTo("a=1");
        assertThat(at("http://example.com/")).isEmpty();
    }

    @Test
    void max_age_wins_over_expires_and_both_end_a_cookie() {
        set("http://example.com/", "a=1; Max-Age=10; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
        set("http://example.com/", "b=2; Expires=Thu, 01 Jan 1970 00:00:05 GMT");
        set("http://example.com/", "c=3; Max-Age=99999999999999999999");
        set("http://example.com/", "d=4; Max-Age=soon");
        assertThat(at("http://example.com/")).isEqualTo("a=1; b=2; c=3; d=4");
        time.advance(Duration.ofSeconds(5));
        assertThat(at("http://example.com/")).isEqualTo("a=1; c=3; d=4");
        time.advance(Duration.ofSeconds(5));
        assertThat(at("http://example.com/")).isEqualTo("c=3; d=4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Max-Age=0", "Max-Age=-5", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"})
    void a_server_deletes_a_cookie_by_ending_it(String end) {
        set("http://example.com/", "a=1");
        set("http://example.com/", "a=; " + end);
        assertThat(at("http://example.com/")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "novalue", "=1", " ; Path=/", "a=b\u0001"})
    void a_line_that_is_no_cookie_is_ignored(String line) {
        Headers headers = line.chars().anyMatch(c -> c < 0x20) ? Headers.empty() : Headers.of("Set-Cookie", line);
        jar.store(URI.create("http://example.com/"), headers);
        assertThat(at("http://example.com/")).isEmpty();
    }

    @Test
    void the_jar_is_bounded_and_the_oldest_goes_first() {
        for (int i = 0; i < 60; i++) {
            set("http://example.com/", "c" + i + "=1");
        }
        assertThat(at("http://example.com/").split("; "))
                .hasSize(50)
                .startsWith("c10=1")
                .endsWith("c59=1");
        for (int i = 0; i < 400; i++) {
            set("http://h" + i + ".example.com/", "a=1");
        }
        assertThat(at("http://h399.example.com/")).isEqualTo("a=1");
        assertThat(at("http://h99.example.com/")).isEmpty();
        set("http://example.com/", "long=" + "x".repeat(9000));
        assertThat(at("http://example.com/")).doesNotContain("long");
    }

    @Test
    void two_clients_never_share_a_jar_and_values_are_never_printed() {
        set("http://example.com/", "BAYEUX_BROWSER=s3cret");
        assertThat(new CookieJar(time).cookieHeader(URI.create("http://example.com/")))
                .isEmpty();
        assertThat(jar.toString()).contains("BAYEUX_BROWSER").doesNotContain("s3cret");
        assertThat(Cookie.parse(URI.create("http://example.com/"), "a=s3cret", time.now()))
                .asString()
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun, 06-Nov-1994 8:49:37 UTC",
                "08:49:37 6 november 1994"
            })
    void dates_are_read_in_the_forms_that_servers_write(String date) {
        assertThat(CookieDate.parse(date)).isEqualTo(Instant.parse("1994-11-06T08:49:37Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "never",
                "Sun, 06 Nov 1994",
                "06 Nov 1994 25:00:00",
                "31 Feb 2026 00:00:00",
                "06 Nov 1600 00:00:00"
            })
    void what_is_no_date_is_none(String date) {
        assertThat(CookieDate.parse(date)).isNull();
    }

    @Test
    void years_of_two_digits_lie_between_1970_and_2069() {
        assertThat(CookieDate.parse("1 Jan 69 00:00:00")).isEqualTo(Instant.parse("2069-01-01T00:00:00Z"));
        assertThat(CookieDate.parse("1 Jan 70 00:00:00")).isEqualTo(Instant.parse("1970-01-01T00:00:00Z"));
    }
}

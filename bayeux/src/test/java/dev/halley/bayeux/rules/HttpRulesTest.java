package dev.halley.bayeux.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.HalleyException;
import dev.halley.WireTap;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.AuthExtension;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.BayeuxRefusedException;
import dev.halley.testkit.Reply;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Dialect;
import dev.halley.testkit.bayeux.Received;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P59–P63: HTTP. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HttpRulesTest {
    @Test
    void p59_beside_the_held_connect_there_is_one_request_at_a_time_and_publishes_keep_their_order() {
        RulesHarness rules = new RulesHarness(LONG_POLLING).open();
        rules.server.on("/a", Answer.usual().delay(Duration.ofSeconds(2)).times(1));
        List<CompletableFuture<?>> publishing = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 20; i++) {
                publishing.add(rules.client.publish("/a", round * 20 + i));
            }
            rules.settle();
        }
        // the connect is held all the while, and delays nothing
        assertThat(rules.server.connectsHeld()).isEqualTo(1);
        assertThat(rules.sent("/a")).hasSize(1);
        rules.advance(Duration.ofMillis(1_999));
        assertThat(rules.sent("/a")).hasSize(1);
        rules.advance(Duration.ofMillis(1));
        assertThat(rules.sent("/a")).hasSize(60);
        rules.advance(Duration.ofMinutes(3));
        publishing.forEach(rules.time::result);
        assertThat(rules.sent("/a"))
                .extracting(Received::dataJson)
                .containsExactlyElementsOf(
                        IntStream.range(0, 60).mapToObj(String::valueOf).toList());
        // an exchange counts as a connection
        assertThat(rules.sent("/a").stream().map(Received::connection).distinct())
                .hasSize(2);
    }

    @Test
    void p60_cookies_of_any_reply_go_with_all_later_requests() {
        RulesHarness rules = new RulesHarness(LONG_POLLING).open();
        rules.server.on("/x", Answer.http(Reply.text("no").status(500).header("Set-Cookie", "NODE=n1; Path=/")));
        rules.failure(rules.client.publish("/x", 1), HalleyException.class);
        rules.publish("/y", 1);
        rules.advance(Duration.ofSeconds(31));
        List<Received> all = rules.server.received();
        assertThat(cookie(all.get(0))).isEmpty();
        assertThat(all.subList(1, all.size()))
                .allMatch(message -> cookie(message).contains("BAYEUX_BROWSER="));
        int failed = all.indexOf(rules.sent("/x").get(0));
        assertThat(all.subList(failed + 1, all.size()))
                .hasSizeGreaterThan(1)
                .allMatch(message -> cookie(message).contains("NODE=n1"));
    }

    @Test
    void p60_cookies_of_polling_go_with_the_upgrade_and_those_of_a_refused_upgrade_with_polling() {
        RulesHarness upgrade = new RulesHarness(builder -> builder.transports(LONG_POLLING, WEBSOCKET));
        upgrade.server.on("/meta/handshake", Answer.usual().with("supportedConnectionTypes", "[\"websocket\"]"));
        upgrade.open();
        assertThat(upgrade.client.connectionType()).contains(WEBSOCKET);
        assertThat(cookie(upgrade.sent("/meta/handshake").get(0))).isEmpty();
        assertThat(upgrade.sent("/meta/connect"))
                .allMatch(connect -> cookie(connect).contains("BAYEUX_BROWSER="));

        RulesHarness polling = new RulesHarness(builder -> builder.transports(WEBSOCKET, LONG_POLLING));
        polling.server.refuseUpgrades(Reply.text("no").status(403).header("Set-Cookie", "NODE=n2"));
        polling.open();
        assertThat(cookie(polling.sent("/meta/handshake").get(0))).isEqualTo("NODE=n2");
    }

    @Test
    void p60_separate_clients_never_share_cookies() {
        RulesHarness rules = new RulesHarness(LONG_POLLING).open();
        int count = rules.count();
        AsyncBayeuxClient other = rules.client(builder -> builder.transports(LONG_POLLING));
        rules.time.result(other.open());
        List<Received> others = rules.server.received().subList(count, rules.count());
        assertThat(cookie(others.get(0))).isEmpty();
        String own = cookie(RulesHarness.last(rules.server.received().subList(0, count)));
        assertThat(others).noneMatch(message -> cookie(message).contains(own));
        assertThat(rules.server.sessions()).hasSize(2);
    }

    private static String cookie(Received message) {
        return message.headers().first("Cookie").orElse("");
    }

    @Test
    void p61_the_message_type_is_appended_to_the_url_when_the_option_is_on() {
        assertThat(paths(true, ""))
                .containsExactly(
                        "/cometd/handshake",
                        "/cometd/connect",
                        "/cometd/connect",
                        "/cometd",
                        "/cometd",
                        "/cometd/disconnect");
    }

    @Test
    void p61_nothing_is_appended_when_the_option_is_off_or_the_url_has_a_query() {
        assertThat(paths(false, "")).hasSize(6).containsOnly("/cometd");
        assertThat(paths(true, "?tenant=a")).hasSize(6).containsOnly("/cometd");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void p61_the_url_with_a_query_is_used_as_it_is(boolean append) {
        String url = "http://127.0.0.1:8080/cometd?tenant=a";
        ByHand hand =
                new ByHand(url, builder -> builder.transports(LONG_POLLING).appendMessageType(append));
        CompletableFuture<?> opening = hand.client.open();
        hand.time.runPending();
        assertThat(hand.wire.takeExchange().uri()).hasToString(url);
        assertThat(opening).isNotDone();
    }

    private static List<String> paths(boolean append, String query) {
        List<String> paths = new ArrayList<>();
        RulesHarness rules = new RulesHarness(LONG_POLLING);
        AsyncBayeuxClient client = AsyncBayeuxClient.builder(rules.server.url() + query)
                .wire(rules.server.wire())
                .transports(LONG_POLLING)
                .appendMessageType(append)
                .logOff()
                .wireTap(traffic -> {
                    if (traffic.kind() == WireTap.Kind.REQUEST) {
                        paths.add(traffic.url().getPath());
                    }
                })
                .buildAsync();
        rules.time.result(client.open());
        rules.time.result(client.subscribe("/a"));
        rules.time.result(client.publish("/connect", 1));
        rules.time.result(client.closeAsync());
        return paths;
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void p62_status_401_and_403_lead_to_new_credentials(int status) {
        AtomicInteger logins = new AtomicInteger();
        AuthExtension auth = new AuthExtension() {
            @Override
            public CompletionStage<Void> authenticate() {
                logins.incrementAndGet();
                return CompletableFuture.completedFuture(null);
            }
        };
        RulesHarness rules =
                new RulesHarness(builder -> builder.transports(LONG_POLLING).auth(auth));
        rules.server.on(
                "/meta/handshake", Answer.http(Reply.text("no").status(status)).times(1));
        rules.open();
        assertThat(logins).hasValue(1);
        assertThat(rules.sent("/meta/handshake")).hasSize(2);
        rules.answerNextConnect(Answer.http(Reply.text("no").status(status)), false);
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));
        assertThat(logins).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({"401,Authorization", "403,refuses this client", "407,proxyCredentials"})
    void p62_without_credentials_to_renew_401_403_and_407_fail_with_what_to_try(int status, String remedy) {
        RulesHarness rules = new RulesHarness(LONG_POLLING);
        rules.server.on("/meta/handshake", Answer.http(Reply.text("no").status(status)));
        ConnectionException failure = rules.failure(rules.client.open(), ConnectionException.class);
        assertThat(failure).hasMessageContaining(remedy);
        assertThat(failure.details().status()).isEqualTo(status);
        assertThat(rules.sent("/meta/connect")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void p62_status_408_429_and_5xx_are_retried_when_the_server_wants_it(int status) {
        RulesHarness rules = new RulesHarness(LONG_POLLING).open();
        rules.answerNextConnect(Answer.http(Reply.text("busy").status(status).header("Retry-After", "8")), false);
        assertThat(rules.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        List<Received> before = rules.sent("/meta/connect");
        rules.advance(Duration.ofMillis(7_999));
        assertThat(rules.sent("/meta/connect")).hasSize(before.size());
        rules.advance(Duration.ofMillis(1));
        assertThat(rules.sent("/meta/connect").size()).isGreaterThan(before.size());
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));
        assertThat(rules.sent("/meta/handshake")).hasSize(1);
        assertThat(rules.lastGap()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405})
    void p62_status_404_and_405_are_no_bayeux_and_fail_the_first_handshake_at_once(int status) {
        RulesHarness rules =
                new RulesHarness(builder -> builder.transports(LONG_POLLING).retryFirstOpen(true));
        rules.server.on("/meta/handshake", Answer.http(Reply.text("what?").status(status)));
        HalleyException failure = rules.failure(rules.client.open(), HalleyException.class);
        assertThat(failure).hasStackTraceContaining("URL of Bayeux");
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.sent("/meta/handshake")).hasSize(1);
    }

    @Test
    void p62_status_413_says_that_the_message_is_too_large() {
        RulesHarness rules = new RulesHarness(
                builder -> builder.transports(LONG_POLLING), settings -> settings.maxRequestBytes(2_000));
        rules.open();
        ConnectionException failure =
                rules.failure(rules.client.publish("/a", "x".repeat(3_000)), ConnectionException.class);
        assertThat(failure).hasMessageContaining("larger than the server accepts");
        assertThat(failure.details().status()).isEqualTo(413);
        rules.publish("/a", "small");
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void p62_redirects_307_and_308_keep_the_post(int status) {
        List<String> requests = new ArrayList<>();
        RulesHarness rules =
                new RulesHarness(builder -> builder.transports(LONG_POLLING).wireTap(traffic -> {
                    if (traffic.kind() == WireTap.Kind.REQUEST) {
                        requests.add(traffic.method() + " " + traffic.url().getPath());
                    }
                }));
        rules.server.on(
                "/meta/handshake",
                Answer.http(Reply.of(status).header("Location", rules.server.url() + "/moved"))
                        .times(1));
        rules.open();
        assertThat(requests).startsWith("POST /cometd", "POST /cometd/moved");
        List<Received> handshakes = rules.sent("/meta/handshake");
        assertThat(handshakes).hasSize(2);
        assertThat(handshakes.get(1).json()).isEqualTo(handshakes.get(0).json());
    }

    @Test
    void p62_a_page_instead_of_json_fails_with_its_beginning() {
        RulesHarness rules = new RulesHarness(LONG_POLLING);
        rules.server.on(
                "/meta/handshake",
                Answer.http(Reply.text("<!DOCTYPE html><html><title>Log in</title></html>")
                        .header("Content-Type", "text/html")));
        ConnectionException failure = rules.failure(rules.client.open(), ConnectionException.class);
        assertThat(failure).hasMessageContaining("HTML page").hasMessageContaining("<title>Log in</title>");
        assertThat(failure.details().status()).isEqualTo(200);
    }

    @Test
    void p62_a_json_reply_with_status_200_is_processed_and_one_of_another_status_is_not() {
        RulesHarness rules = new RulesHarness(LONG_POLLING).open();
        rules.server.on("/x", Answer.usual().transform(reply -> reply.status(503)));
        assertThat(rules.failure(rules.client.publish("/x", 1), ConnectionException.class)
                        .details()
                        .status())
                .isEqualTo(503);
        rules.server.on("/x", Answer.refuse("403::no"));
        rules.failure(rules.client.publish("/x", 1), BayeuxRefusedException.class);
    }

    @Test
    void p63_gzip_is_asked_for_and_taken() {
        RulesHarness rules = new RulesHarness(LONG_POLLING);
        rules.server.on(message -> true, Answer.usual().transform(Reply::gzip));
        assertWorks(rules);
        assertThat(rules.server.received())
                .allMatch(message ->
                        message.headers().first("Accept-Encoding").orElse("").contains("gzip"));
    }

    @Test
    void p63_deflate_is_taken() {
        RulesHarness rules = new RulesHarness(LONG_POLLING);
        rules.server.on(
                message -> true,
                Answer.usual()
                        .transform(reply -> reply.body(deflated(reply.text())).header("Content-Encoding", "deflate")));
        assertWorks(rules);
    }

    @Test
    void p63_compression_can_be_switched_off() {
        RulesHarness rules =
                new RulesHarness(builder -> builder.transports(LONG_POLLING).gzip(false)).open();
        assertThat(rules.server.received())
                .allMatch(message -> message.headers().first("Accept-Encoding").isEmpty());
    }

    @Test
    void p63_without_content_type_or_charset_a_body_is_json_in_utf8() {
        RulesHarness rules = new RulesHarness(LONG_POLLING, settings -> settings.dialect(Dialect.FAYE));
        rules.server.on(
                message -> true,
                Answer.usual().transform(reply -> Reply.ok().body(reply.text().getBytes(StandardCharsets.UTF_8))));
        assertWorks(rules);
    }

    private static byte[] deflated(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void assertWorks(RulesHarness rules) {
        rules.open();
        List<Object> seen = new ArrayList<>();
        rules.time.result(rules.client.subscribe("/a", (BayeuxMessage message) -> seen.add(message.data())));
        rules.publish("/a", "grüße €𝄞");
        assertThat(seen).containsExactly("grüße €𝄞");
        rules.advance(Duration.ofMinutes(1));
        assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
    }
}

package dev.halley.interop.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.AuthExtension;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Reply;
import dev.halley.testkit.Request;
import dev.halley.testkit.bayeux.Answer;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** P59–P63: HTTP. */
@Timeout(60)
@BothWires
class BayeuxHttpRulesIT {
    @Test
    void p59_beside_the_held_connect_there_is_one_request_at_a_time_and_publishes_keep_their_order() {
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING).open()) {
            rules.server.on("/a", Answer.usual().delay(Duration.ofMillis(150)).times(1));
            List<CompletableFuture<?>> publishing = new ArrayList<>();
            IntStream.range(0, 60).forEach(i -> publishing.add(rules.client.publish("/a", i)));
            publishing.forEach(BayeuxRules::result);
            List<Received> sent = rules.sent("/a");
            assertThat(sent)
                    .extracting(Received::dataJson)
                    .containsExactlyElementsOf(
                            IntStream.range(0, 60).mapToObj(String::valueOf).toList());
            // whatever did not go with the first request waits for its reply
            assertThat(BayeuxRules.between(sent.get(0), sent.get(59))).isGreaterThanOrEqualTo(150);
            assertThat(rules.server.connectsHeld()).isEqualTo(1);
            assertThat(rules.sent("/meta/connect")).hasSize(2);
        }
    }

    @Test
    void p60_cookies_of_any_reply_go_with_all_later_requests_and_clients_share_none() {
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING).open()) {
            rules.server.on("/x", Answer.http(Reply.text("no").status(500).header("Set-Cookie", "NODE=n1; Path=/")));
            BayeuxRules.failure(rules.client.publish("/x", 1), HalleyException.class);
            rules.publish("/y", 1);
            List<Received> all = rules.server.received();
            assertThat(cookie(all.get(0))).isEmpty();
            assertThat(all.subList(1, all.size()))
                    .allMatch(message -> cookie(message).contains("BAYEUX_BROWSER="));
            assertThat(cookie(rules.sent("/y").get(0))).contains("NODE=n1");

            int count = rules.count();
            AsyncBayeuxClient other = rules.client(builder -> builder.transports(LONG_POLLING));
            BayeuxRules.result(other.open());
            List<Received> others = rules.server.received().subList(count, rules.count());
            assertThat(cookie(others.get(0))).isEmpty();
            String own = cookie(all.get(1));
            assertThat(others).noneMatch(message -> cookie(message).contains(own));
        }
    }

    @Test
    void p60_cookies_of_polling_go_with_the_upgrade_and_those_of_an_upgrade_with_polling() {
        try (BayeuxRules upgrade = new BayeuxRules(builder -> builder.transports(LONG_POLLING, WEBSOCKET))) {
            upgrade.server.on("/meta/handshake", Answer.usual().with("supportedConnectionTypes", "[\"websocket\"]"));
            upgrade.open();
            assertThat(upgrade.sent("/meta/connect")).allSatisfy(connect -> {
                assertThat(connect.transport()).isEqualTo("websocket");
                assertThat(cookie(connect)).contains("BAYEUX_BROWSER=");
            });
        }
        try (BayeuxRules refused = new BayeuxRules(builder -> builder.transports(WEBSOCKET, LONG_POLLING))) {
            refused.server.refuseUpgrades(Reply.text("no").status(403).header("Set-Cookie", "NODE=n2"));
            refused.open();
            assertThat(cookie(refused.sent("/meta/handshake").get(0))).isEqualTo("NODE=n2");
        }
        try (BayeuxByHand hand = new BayeuxByHand("", builder -> builder.transports(WEBSOCKET, LONG_POLLING))) {
            hand.openAndLeaveWebSocket("NODE=n3; Path=/");
            assertThat(hand.server.requests())
                    .filteredOn(request -> request.method().equals("POST"))
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.header("Cookie")).contains("NODE=n3"));
        }
    }

    private static String cookie(Received message) {
        return message.headers().first("Cookie").orElse("");
    }

    @ParameterizedTest
    @CsvSource({"true,''", "false,''", "true,?tenant=a"})
    void p61_the_kind_of_message_is_appended_to_the_url_when_asked_for_and_there_is_no_query(
            boolean append, String query) {
        try (BayeuxByHand hand = new BayeuxByHand(
                query, builder -> builder.transports(LONG_POLLING).appendMessageType(append))) {
            hand.answerPolling();
            BayeuxRules.result(hand.client.open());
            BayeuxRules.result(hand.client.publish("/connect", 1));
            BayeuxRules.result(hand.client.closeAsync());
            List<String> targets = hand.server.requests().stream()
                    .map(Request::target)
                    .distinct()
                    .toList();
            if (append && query.isEmpty()) {
                assertThat(targets)
                        .containsExactlyInAnyOrder(
                                "/cometd/handshake", "/cometd/connect", "/cometd", "/cometd/disconnect");
            } else {
                assertThat(targets).containsExactly("/cometd" + query);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void p62_status_401_and_403_lead_to_new_credentials_where_there_are_some(int status) {
        AtomicInteger logins = new AtomicInteger();
        AuthExtension auth = new AuthExtension() {
            @Override
            public CompletionStage<Void> authenticate() {
                logins.incrementAndGet();
                return CompletableFuture.completedFuture(null);
            }
        };
        Answer no = Answer.http(Reply.text("no").status(status)).times(1);
        try (BayeuxRules rules =
                new BayeuxRules(builder -> builder.transports(LONG_POLLING).auth(auth), BayeuxRules.LOOPING)) {
            rules.server.on("/meta/handshake", no);
            rules.open();
            assertThat(logins).hasValue(1);
            rules.server.on(
                    "/meta/connect",
                    Answer.http(Reply.text("no").status(status)).times(1));
            rules.until("another login", () -> logins.get() == 2);
            rules.held();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, Authorization",
        "403, refuses this client",
        "407, proxyCredentials",
        "404, URL of Bayeux",
        "405, URL of Bayeux"
    })
    void p62_a_first_handshake_that_nothing_can_help_fails_with_what_to_try(int status, String remedy) {
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING)) {
            rules.server.on("/meta/handshake", Answer.http(Reply.text("no").status(status)));
            assertThat(BayeuxRules.failure(rules.client.open(), HalleyException.class))
                    .hasStackTraceContaining(remedy);
            assertThat(rules.channels()).containsExactly("/meta/handshake");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void p62_status_408_429_and_5xx_are_tried_again_when_the_server_wants_it(int status) {
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING, BayeuxRules.LOOPING).open()) {
            rules.server.on(
                    "/meta/connect",
                    Answer.http(Reply.text("busy").status(status).header("Retry-After", "1"))
                            .times(1));
            rules.awaitEvents(ClientEvent.Retrying.class, 1);
            assertThat(rules.events(ClientEvent.Retrying.class).get(0).delay())
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            rules.held();
            assertThat(rules.sent("/meta/handshake")).hasSize(1);
        }
    }

    @Test
    void p62_status_413_says_that_the_message_is_too_large() {
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING, settings -> settings.maxRequestBytes(2_000)).open()) {
            assertThat(BayeuxRules.failure(rules.client.publish("/a", "x".repeat(3_000)), ConnectionException.class))
                    .hasMessageContaining("larger than the server accepts");
            rules.publish("/a", "small");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void p62_redirects_keep_the_post(int status) {
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING)) {
            rules.server.on(
                    "/meta/handshake",
                    Answer.http(Reply.of(status).header("Location", rules.server.url() + "/moved"))
                            .times(1));
            rules.open();
            List<Received> handshakes = rules.sent("/meta/handshake");
            assertThat(handshakes).hasSize(2);
            assertThat(handshakes.get(1).json()).isEqualTo(handshakes.get(0).json());
        }
    }

    @Test
    void p62_a_page_instead_of_json_fails_with_its_beginning_and_json_counts_with_status_200_only() {
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING).open()) {
            rules.server.on(
                    "/x",
                    Answer.http(Reply.text("<!DOCTYPE html><html><title>Log in</title></html>")
                            .header("Content-Type", "text/html")));
            ConnectionException page = BayeuxRules.failure(rules.client.publish("/x", 1), ConnectionException.class);
            assertThat(page).hasMessageContaining("HTML page").hasMessageContaining("<title>Log in</title>");
            assertThat(page.details().status()).isEqualTo(200);
            rules.server.on("/y", Answer.usual().transform(reply -> reply.status(503)));
            assertThat(BayeuxRules.failure(rules.client.publish("/y", 1), ConnectionException.class)
                            .details()
                            .status())
                    .isEqualTo(503);
        }
    }

    enum Body {
        GZIP {
            @Override
            Reply of(Reply reply) {
                return reply.gzip();
            }
        },
        DEFLATE {
            @Override
            Reply of(Reply reply) {
                return reply.body(deflated(reply.text())).header("Content-Encoding", "deflate");
            }
        },
        WITHOUT_TYPE {
            @Override
            Reply of(Reply reply) {
                return Reply.ok().body(reply.text().getBytes(StandardCharsets.UTF_8));
            }
        },
        CHUNKED {
            @Override
            Reply of(Reply reply) {
                return reply.chunked(3);
            }
        };

        abstract Reply of(Reply reply);
    }

    @ParameterizedTest
    @EnumSource
    void p63_compression_is_asked_for_and_taken_and_without_a_type_a_body_is_json_in_utf8(Body body) {
        try (BayeuxRules rules = new BayeuxRules(LONG_POLLING, BayeuxRules.LOOPING)) {
            // the session's cookie comes with the handshake, which is left as it is
            rules.server.on(
                    message -> !message.channel().equals("/meta/handshake"),
                    Answer.usual().transform(body::of));
            rules.open();
            List<Object> seen = new CopyOnWriteArrayList<>();
            BayeuxRules.result(rules.client.subscribe("/a", (BayeuxMessage message) -> seen.add(message.data())));
            rules.publish("/a", "grüße €𝄞");
            rules.until("the event", () -> seen.contains("grüße €𝄞"));
            assertThat(rules.events(ClientEvent.Retrying.class)).isEmpty();
            assertThat(rules.server.received())
                    .allMatch(message -> message.headers()
                            .first("Accept-Encoding")
                            .orElse("")
                            .contains("gzip"));
        }
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
}

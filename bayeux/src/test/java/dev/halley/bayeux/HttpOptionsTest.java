package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.RequestHook;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import dev.halley.wire.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Options of HTTP and TLS, as the server sees them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HttpOptionsTest {
    private static final String HANDSHAKEN = "[{\"channel\":\"/meta/handshake\",\"id\":\"1\",\"successful\":true,"
            + "\"version\":\"1.0\",\"clientId\":\"client-1\","
            + "\"supportedConnectionTypes\":[\"websocket\",\"long-polling\"]}]";

    @Test
    void P60_a_cookie_of_the_builder_is_there_from_the_start_beside_those_of_the_server() {
        SessionHarness server = new SessionHarness(
                ConnectionType.LONG_POLLING,
                builder -> builder.transports(ConnectionType.LONG_POLLING)
                        .cookie("AWSALB", "one")
                        .cookie("AWSALB", "two"));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        PendingExchange handshake = server.wire.takeExchange();
        assertThat(handshake.request().headers().first("Cookie")).contains("AWSALB=two");
        handshake.respond(
                200, Headers.of("Content-Type", "application/json", "Set-Cookie", "BAYEUX_BROWSER=b"), HANDSHAKEN);
        assertThat(server.wire.takeExchange().request().headers().first("Cookie"))
                .contains("AWSALB=two; BAYEUX_BROWSER=b");
        assertThat(opening).isNotDone();
    }

    @Test
    void P60_cookies_of_polling_go_with_an_upgrade_and_no_client_sees_those_of_another() {
        SessionHarness first = new SessionHarness(
                ConnectionType.LONG_POLLING,
                builder -> builder.transports(ConnectionType.LONG_POLLING, ConnectionType.WEBSOCKET));
        SessionHarness second = new SessionHarness(ConnectionType.WEBSOCKET);
        CompletableFuture<AsyncBayeuxClient> one = first.client.open();
        first.wire
                .takeExchange()
                .respond(503, Headers.of("Set-Cookie", "NODE=n1", "Content-Type", "text/plain"), "busy");
        PendingSocket upgrade = first.wire.takeSocket();
        assertThat(upgrade.request().headers().first("Cookie")).contains("NODE=n1");
        CompletableFuture<AsyncBayeuxClient> other = second.client.open();
        assertThat(second.wire.takeSocket().request().headers().first("Cookie")).isEmpty();
        assertThat(one).isNotDone();
        assertThat(other).isNotDone();
    }

    @Test
    void a_request_hook_signs_each_request_and_sees_each_reply() {
        List<Integer> replies = new ArrayList<>();
        SessionHarness server = new SessionHarness(
                ConnectionType.LONG_POLLING,
                builder -> builder.transports(ConnectionType.LONG_POLLING)
                        .header("X-Client", "c")
                        .requestHook(new RequestHook() {
                            @Override
                            public Headers onRequest(Request request) {
                                return request.headers()
                                        .with(
                                                "X-Sign",
                                                request.method()
                                                        + request.headers()
                                                                .first("X-Client")
                                                                .orElse(""));
                            }

                            @Override
                            public void onReply(Reply reply) {
                                replies.add(reply.status());
                            }
                        }));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        PendingExchange handshake = server.wire.takeExchange();
        assertThat(handshake.request().headers().first("X-Sign")).contains("POSTc");
        handshake.respond(200, Headers.of("Content-Type", "application/json"), HANDSHAKEN);
        assertThat(server.wire.takeExchange().request().headers().first("X-Sign"))
                .contains("POSTc");
        assertThat(replies).containsExactly(200);
        assertThat(opening).isNotDone();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a b  | v
                    a;b  | v
                    name | two words
                    name | a;b
                    name | a\"b
                    """)
    void what_can_not_be_a_cookie_is_refused_and_a_value_is_not_shown(String name, String value) {
        assertThatThrownBy(() -> BayeuxClient.builder(SessionHarness.URL).cookie(name, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cookie: ")
                .hasMessageContaining("expected: ")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("two words"));
    }

    @ParameterizedTest
    @EnumSource
    void a_client_without_tls_verification_says_so_at_each_open(ConnectionType type) {
        SessionHarness server =
                new SessionHarness(type, builder -> builder.transports(type).disableTlsVerification());
        server.open();
        assertThat(server.events(ClientEvent.Insecure.class))
                .containsExactly(new ClientEvent.Insecure("TLS is not verified: anybody may pretend to be the server"));
    }

    @Test
    void a_pin_instead_of_verification_is_no_lack_of_security() {
        SessionHarness server = new SessionHarness(
                ConnectionType.WEBSOCKET,
                builder -> builder.transports(ConnectionType.WEBSOCKET)
                        .disableTlsVerification()
                        .certificatePin("00".repeat(32)));
        server.open();
        assertThat(server.events(ClientEvent.Insecure.class)).isEmpty();
    }

    @Test
    void a_pin_needs_a_fingerprint() {
        assertThatThrownBy(() -> BayeuxClient.builder(SessionHarness.URL).certificatePin())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("certificatePin: none (expected: at least one fingerprint)");
    }
}

package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionException;
import dev.halley.ReconnectPolicy;
import dev.halley.testkit.Reply;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.bayeux.Dialect;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole way down to a socket and back, with the test kit's servers; the rules have virtual time. */
@Tag("wire")
@Timeout(60)
class ScriptedServerTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final BlockingQueue<Object> got = new LinkedBlockingQueue<>();

    static Stream<Arguments> everything() {
        return Stream.of(Dialect.values())
                .flatMap(dialect -> Stream.of(ConnectionType.values())
                        .filter(type -> dialect != Dialect.SALESFORCE || type == ConnectionType.LONG_POLLING)
                        .map(type -> Arguments.of(dialect, type)));
    }

    private static BayeuxTestServer server(Dialect dialect) {
        // a client hears of the end of its session when its connect is answered
        BayeuxTestServer server = BayeuxTestServer.builder()
                .dialect(dialect)
                .timeout(Duration.ofMillis(200))
                .start();
        server.acceptToken("token");
        return server;
    }

    private static BayeuxClient open(BayeuxTestServer server, ConnectionType type) {
        return BayeuxClient.builder(server.url())
                .transports(type)
                .header("Authorization", "Bearer token")
                .reconnectPolicy(ReconnectPolicy.exponentialBackoff()
                        .initialDelay(Duration.ofMillis(20))
                        .maxDelay(Duration.ofMillis(100)))
                .logOff()
                .open();
    }

    private Object next() throws InterruptedException {
        Object next = got.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next).as("a message").isNotNull();
        return next;
    }

    @ParameterizedTest
    @MethodSource("everything")
    void messages_go_both_ways_and_do_so_again_after_the_loss_of_the_session(Dialect dialect, ConnectionType type)
            throws InterruptedException {
        try (BayeuxTestServer server = server(dialect);
                BayeuxClient client = open(server, type)) {
            client.subscribe("/a", message -> got.add(message.data()));
            server.publish("/a", "\"ü \\u2028 \uD83D\uDE00\"");
            assertThat(next()).isEqualTo("ü \u2028 \uD83D\uDE00");
            String large = "x".repeat(20_000);
            assertThat(client.publish("/b", large).isSuccessful()).isTrue();
            assertThat(server.received("/b").get(0).dataJson()).isEqualTo("\"" + large + "\"");

            String first = server.session().clientId();
            server.expireSessions();
            server.awaitSubscribed("/a", SOON);
            assertThat(server.session().clientId()).isNotEqualTo(first);
            server.publish("/a", "2");
            assertThat(next()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("P60, P61: cookies come back, and a refusal says the status and what the server said")
    void p60_cookies_come_back_and_p61_a_refusal_says_the_status_and_what_the_server_said() {
        try (BayeuxTestServer server = server(Dialect.COMETD);
                BayeuxClient client = open(server, ConnectionType.LONG_POLLING)) {
            server.on(
                    "/x", Answer.http(Reply.text("out of order").status(500).header("Set-Cookie", "NODE=n1; Path=/")));
            assertThatThrownBy(() -> client.publish("/x", 1))
                    .isInstanceOfSatisfying(
                            ConnectionException.class,
                            refused -> assertThat(refused.details().status()).isEqualTo(500))
                    .hasMessageContaining("500");
            client.publish("/y", 1);
            assertThat(server.received("/y").get(0).headers().first("Cookie").orElse(""))
                    .contains("BAYEUX_BROWSER=", "NODE=n1");
        }
    }
}

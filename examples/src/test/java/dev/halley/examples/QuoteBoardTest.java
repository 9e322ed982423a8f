package dev.halley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.Reply;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.testkit.bayeux.Dialect;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** How to test an application in virtual time; docs/testing.md quotes it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class QuoteBoardTest {
    // @start region=memory
    private final VirtualTime time = new VirtualTime();
    private final BayeuxTestServer server = BayeuxTestServer.inVirtualTime(time);
    private final QuoteBoard board =
            new QuoteBoard(BayeuxClient.builder(server.url()).wire(server.wire()));

    @Test
    void survives_the_end_of_its_session() {
        time.result(board.start());
        server.publish("/quotes/acme", "{\"symbol\":\"ACME\",\"price\":12.5}");
        assertThat(board.prices()).containsEntry("ACME", 12.5);

        server.expireSessions();
        server.awaitSubscribed("/quotes/*", Duration.ofSeconds(10));

        server.publish("/quotes/acme", "{\"symbol\":\"ACME\",\"price\":13.0}");
        assertThat(board.prices()).containsEntry("ACME", 13.0);
    }

    @AfterEach
    void nothing_is_left_running() {
        board.close();
        time.advance(Duration.ofSeconds(10));
        server.close();
        assertThat(time.timers()).isZero();
    }
    // @end

    @Test
    void waits_as_long_as_the_server_asks_for() {
        // @start region=answers
        server.on("/meta/handshake", Answer.refuse("500::busy").times(2));
        server.on("/meta/subscribe", Answer.usual().delay(Duration.ofSeconds(2)).times(1));
        server.on(
                "/meta/connect",
                Answer.http(Reply.dropConnection(Reply.Ending.RESET)).after(3).times(1));
        server.on(
                message -> message.transport().equals("long-polling"),
                Answer.http(Reply.text("<html>Service unavailable").status(503).header("Retry-After", "5")));
        server.on(
                "/service/echo", Answer.usual().also("{\"channel\":\"${channel}\",\"id\":\"${id}\",\"data\":${data}}"));
        // @end
        server.clearRules();

        // @start region=time
        server.on("/meta/subscribe", Answer.usual().delay(Duration.ofSeconds(8)));
        CompletableFuture<?> started = board.start();
        time.advance(Duration.ofSeconds(7));
        assertThat(started).isNotDone();
        time.advance(Duration.ofSeconds(1));
        assertThat(started).isDone();

        time.advance(Duration.ofMinutes(10));
        assertThat(server.received("/meta/connect")).hasSizeGreaterThan(20);
        // @end
    }

    @Test
    void reports_its_status_while_nobody_is_there() {
        time.result(board.start());

        // @start region=outage
        server.stopListening();
        server.dropConnections();
        time.advance(Duration.ofMinutes(1));
        assertThat(board.status()).isEqualTo("RECONNECTING");

        server.listen();
        server.awaitConnectsHeld(1, Duration.ofSeconds(30));
        assertThat(board.status()).isEqualTo("CONNECTED");
        // @end
    }

    @Test
    void shows_what_the_application_sent() {
        time.result(board.start());

        // @start region=log
        Received subscribe = server.take("/meta/subscribe", Duration.ZERO);
        assertThat(subscribe.subscriptions()).containsExactly("/quotes/*");
        assertThat(subscribe.transport()).isEqualTo("websocket");
        assertThat(server.session().isConnectHeld()).isTrue();
        // @end
    }

    @Test
    void lives_with_the_holds_and_the_tokens_of_salesforce() {
        // @start region=salesforce
        VirtualTime time = new VirtualTime();
        try (BayeuxTestServer salesforce =
                BayeuxTestServer.builder().dialect(Dialect.SALESFORCE).inVirtualTime(time)) {
            salesforce.acceptToken("good");
            BayeuxClientBuilder settings = BayeuxClient.builder(salesforce.url())
                    .wire(salesforce.wire())
                    .transports(ConnectionType.LONG_POLLING)
                    .header("Authorization", "Bearer good");
            try (QuoteBoard board = new QuoteBoard(settings)) {
                time.result(board.start());
                time.advance(Duration.ofHours(1));
                assertThat(salesforce.received("/meta/connect")).hasSizeBetween(33, 35);
                assertThat(salesforce.requestsWith("good")).isGreaterThan(33);

                salesforce.publish("/quotes/acme", "{\"symbol\":\"ACME\",\"price\":12.5}");
                assertThat(board.prices()).isEqualTo(Map.of("ACME", 12.5));
            }
        }
        // @end
    }
}

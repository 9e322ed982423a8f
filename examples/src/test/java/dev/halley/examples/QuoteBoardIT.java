package dev.halley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.FaultProxy;
import dev.halley.testkit.Reply;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How to test an application over sockets; docs/testing.md quotes it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class QuoteBoardIT {
    // @start region=sockets
    @Test
    void gets_quotes() {
        try (BayeuxTestServer server = BayeuxTestServer.start();
                BayeuxClient client = BayeuxClient.open(server.url())) {
            client.subscribe("/quotes/*");
            server.publish("/quotes/acme", "{\"symbol\":\"ACME\",\"price\":12.5}");

            assertThat(client.receive(Duration.ofSeconds(5)).orElseThrow().dataJson())
                    .contains("ACME");
        }
    }
    // @end

    @ParameterizedTest
    @EnumSource(ConnectionType.class)
    void comes_back_after_resets(ConnectionType transport) {
        // @start region=proxy
        try (BayeuxTestServer server = BayeuxTestServer.start();
                FaultProxy proxy =
                        FaultProxy.to("localhost", URI.create(server.url()).getPort());
                BayeuxClient client = BayeuxClient.builder(proxy.url("http", "/cometd"))
                        .transports(transport)
                        .open()) {
            client.subscribe("/quotes/*");
            proxy.both().latency(Duration.ofMillis(20));
            proxy.toServer().cutMidFrame(Reply.Ending.RESET);
            int before = server.received().size();
            proxy.resetAll();

            server.take(
                    message -> message.number() > before && message.channel().equals("/meta/connect"),
                    Duration.ofSeconds(20));
            server.awaitConnectsHeld(1, Duration.ofSeconds(10));
            server.publish("/quotes/acme", "{\"symbol\":\"ACME\",\"price\":12.5}");
            assertThat(client.receive(Duration.ofSeconds(10)).orElseThrow().channel())
                    .isEqualTo("/quotes/acme");
        }
        // @end
    }
}

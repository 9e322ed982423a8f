package dev.halley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.socketio.SocketIoClient;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How to test an application over sockets; docs/testing.md quotes it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class OrderDeskIT {
    // @start region=sockets
    @Test
    void calls_the_warehouse() {
        try (SocketIoTestServer server = SocketIoTestServer.start();
                SocketIoClient client = SocketIoClient.create()) {
            server.on("order", event -> event.ack("number 1", List.of("chair")));
            client.connect(server.url());

            assertThat(client.call("order", "chair", 2).get(0)).isEqualTo("number 1");
            assertThat(server.violations()).isEmpty();
        }
    }
    // @end
}

package dev.halley.testkit.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The acknowledge extension and timesync, as CometD has them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AcknowledgeTest {
    private final VirtualTime time = new VirtualTime();
    private final BayeuxTestServer server = BayeuxTestServer.inVirtualTime(time);
    private final MemoryClient client = new MemoryClient(time, server);

    @BeforeEach
    void open() {
        assertThat(client.handshake("\"ext\":{\"ack\":true}")).containsEntry("ext", Map.of("ack", true));
        assertThat(ack(client.connect("\"ext\":{\"ack\":-1}").message())).isEqualTo(1);
        client.subscribe("/chat");
    }

    private MemoryClient.Exchange connect(long ack) {
        return client.connect("\"ext\":{\"ack\":" + ack + "}");
    }

    private static Object ack(Map<String, Object> reply) {
        return ((Map<?, ?>) reply.get("ext")).get("ack");
    }

    private static List<Object> data(MemoryClient.Exchange exchange) {
        return exchange.messages().stream()
                .filter(message -> message.containsKey("data"))
                .map(message -> message.get("data"))
                .toList();
    }

    @Test
    void events_come_with_connect_replies_only() {
        assertThat(client.send("/chat", "\"data\":1").messages()).hasSize(1);

        assertThat(data(connect(1))).containsExactly(1);
    }

    @Test
    void a_connect_with_an_old_batch_is_answered_at_once_with_everything_unconfirmed() {
        MemoryClient.Exchange held = connect(1);
        server.publish("/chat", "1");
        assertThat(data(held)).containsExactly(1);
        assertThat(ack(held.messages().get(1))).isEqualTo(2);

        server.publish("/chat", "2");
        assertThat(data(connect(1))).containsExactly(1, 2);
        assertThat(data(connect(1))).containsExactly(1, 2);
        assertThat(server.session().queued()).isEqualTo(2);
    }

    @Test
    void a_connect_with_the_current_batch_frees_and_is_held() {
        MemoryClient.Exchange held = connect(1);
        server.publish("/chat", "1");
        Object batch = ack(held.messages().get(1));

        MemoryClient.Exchange next = connect(((Number) batch).longValue());

        assertThat(next.isPending()).isTrue();
        assertThat(server.session().queued()).isZero();
        server.publish("/chat", "2");
        assertThat(data(next)).containsExactly(2);
    }

    @Test
    void what_was_confirmed_is_freed_and_the_rest_comes_again() {
        MemoryClient.Exchange held = connect(1);
        server.publish("/chat", "1");
        assertThat(data(held)).containsExactly(1);
        server.publish("/chat", "2");
        assertThat(data(connect(1))).containsExactly(1, 2);

        assertThat(data(connect(2))).containsExactly(2);
        assertThat(connect(4).isPending()).isTrue();
    }

    @Test
    void over_a_websocket_events_wait_for_connects_too() {
        MemoryClient.Socket socket = client.socket();
        client.clientId = (String) client.over(
                        socket,
                        "/meta/handshake",
                        "\"version\":\"1.0\",\"supportedConnectionTypes\":[\"websocket\"],\"ext\":{\"ack\":true}")
                .get(0)
                .get("clientId");
        client.over(socket, "/meta/connect", "\"ext\":{\"ack\":-1}");
        client.over(socket, "/meta/subscribe", "\"subscription\":\"/chat\"");

        server.publish("/chat", "1");
        assertThat(socket.take()).isEmpty();
        assertThat(client.over(socket, "/meta/connect", "\"ext\":{\"ack\":1}")).hasSize(2);
    }

    @Test
    void timesync_tells_the_servers_time() {
        time.advance(Duration.ofSeconds(1));
        long now = time.now().toEpochMilli();

        Map<String, Object> reply = client.handshake(
                "\"timestamp\":\"now\",\"ext\":{\"timesync\":{\"tc\":" + (now - 5) + ",\"l\":2,\"o\":3}}");

        assertThat(reply.get("ext")).isEqualTo(Map.of("timesync", Map.of("tc", now - 5, "ts", now, "p", 0, "a", 0)));
    }
}

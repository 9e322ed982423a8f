package dev.halley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.testkit.Reply;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.Answer;
import dev.halley.testkit.socketio.ConnectAnswer;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.EngineRequest;
import dev.halley.testkit.socketio.ReceivedPacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** How to test an application in virtual time; docs/testing.md quotes it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OrderDeskTest {
    // @start region=memory
    private final VirtualTime time = new VirtualTime();
    private final SocketIoTestServer server = SocketIoTestServer.inVirtualTime(time);
    private final OrderDesk desk = new OrderDesk(AsyncSocketIoClient.builder().wire(server.wire()));

    @Test
    void comes_back_after_an_outage() {
        server.on("order", event -> event.ack("number 1"));
        time.result(desk.start(server.url(), "secret"));
        assertThat(time.result(desk.order("chair", 2))).isEqualTo("number 1");

        server.dropConnections();
        CompletableFuture<String> meanwhile = desk.order("table", 1);
        server.awaitJoined("/", Duration.ofSeconds(10));
        assertThat(time.result(meanwhile)).isEqualTo("number 1");

        server.emit("shipped", "chair");
        assertThat(desk.shipped()).containsExactly("chair");
    }

    @AfterEach
    void no_rule_was_broken_and_nothing_is_left_running() {
        desk.close();
        time.advance(Duration.ofSeconds(10));
        assertThat(server.violations()).isEmpty();
        server.close();
        assertThat(time.timers()).isZero();
    }
    // @end

    @Test
    void tells_the_server_who_it_is() {
        // @start region=handlers
        server.namespace("/")
                .answerConnects(connect -> Map.of("token", "good").equals(connect.payload())
                        ? ConnectAnswer.accept()
                        : ConnectAnswer.refuse("not authorized", Map.of("code", 7)));
        server.on("order", event -> {
            Map<?, ?> order = (Map<?, ?>) event.args().get(0);
            event.session().emit("shipped", order.get("article"));
            event.ack("number 1");
        });
        assertThat(time.failure(desk.start(server.url(), "bad"))).hasMessageContaining("not authorized");
        time.result(desk.start(server.url(), "good"));
        assertThat(time.result(desk.order("lamp", 1))).isEqualTo("number 1");
        assertThat(desk.shipped()).containsExactly("lamp");
        // @end
    }

    @Test
    void sends_what_the_warehouse_expects() {
        time.result(desk.start(server.url(), "secret"));
        // @start region=log
        CompletableFuture<String> answer = desk.order("chair", 2);
        ReceivedPacket order = server.take("order", Duration.ofSeconds(1));
        assertThat(order.args()).containsExactly(Map.of("article", "chair", "count", 2));
        order.ack("number 7");
        assertThat(time.result(answer)).isEqualTo("number 7");

        server.awaitTransport("websocket", Duration.ofSeconds(5));
        assertThat(server.requests(EngineRequest::isUpgrade)).hasSize(1);
        // @end
    }

    @Test
    void survives_a_bad_server() {
        // @start region=faults
        server.onRequest(
                request -> request.parameter("sid").isEmpty(),
                Answer.http(Reply.of(503).body("<html>")).times(2));
        server.onRequest(EngineRequest::isUpgrade, Answer.none());
        server.onRequest(
                request -> request.method().equals("POST"),
                Answer.usual().delay(Duration.ofSeconds(1)).after(1));
        server.delayPackets(Duration.ofMillis(100));
        server.dropPackets(packet -> packet.type() == EnginePacket.Type.PONG || packet.isBinary());
        // @end
        CompletableFuture<?> started = desk.start(server.url(), "secret");
        time.advance(Duration.ofSeconds(20));
        assertThat(time.failure(started)).isNotNull();
        server.clearRules();
        server.delayPackets(Duration.ZERO);
        server.dropPackets(packet -> false);
        time.result(desk.start(server.url(), "secret"));
        time.advance(Duration.ofSeconds(5));

        // @start region=outage
        server.restart();
        assertThat(desk.isOnline()).isFalse();
        server.awaitJoined("/", Duration.ofSeconds(10));

        server.withholdHeartbeats(true);
        time.advance(Duration.ofSeconds(45));
        assertThat(desk.isOnline()).isFalse();
        server.withholdHeartbeats(false);
        server.awaitJoined("/", Duration.ofSeconds(10));

        server.connection().send(EnginePacket.message("2[\"broken\""));
        assertThat(desk.isOnline()).isFalse();
        // @end
    }
}

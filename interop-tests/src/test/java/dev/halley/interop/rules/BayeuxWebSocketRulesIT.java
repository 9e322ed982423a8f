package dev.halley.interop.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.testkit.Reply;
import dev.halley.testkit.ScriptedSocket;
import dev.halley.testkit.WebSocketScript;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** P64–P68: WebSockets. */
@Timeout(60)
@BothWires
class BayeuxWebSocketRulesIT {
    @Test
    void p64_a_frame_may_bring_several_messages_and_no_subprotocol_is_asked_for() {
        try (BayeuxRules rules = new BayeuxRules(WEBSOCKET, settings -> settings.messagesPerFrame(100)).open()) {
            assertThat(rules.server.url()).startsWith("http://");
            assertThat(rules.server.received())
                    .allMatch(message ->
                            message.headers().first("Sec-WebSocket-Protocol").isEmpty());
            List<String> seen = rules.subscribe("/a");
            rules.server.on(
                    "/x",
                    Answer.usual()
                            .alsoBefore("{\"channel\":\"/a\",\"data\":1}")
                            .also("{\"channel\":\"/a\",\"data\":2}", "{\"channel\":\"/a\",\"data\":3}"));
            rules.publish("/x", 1);
            rules.heard(seen, "1", "2", "3");
        }
    }

    @Test
    void p64_a_message_in_fragments_is_put_together() {
        try (BayeuxByHand hand = new BayeuxByHand("", builder -> builder.transports(WEBSOCKET))) {
            ScriptedSocket socket = hand.openWebSocket();
            CompletableFuture<BayeuxMessage> receiving = hand.client.receive();
            socket.sendFragments("[{\"channel\":\"/a\",\"da", "ta\":\"grü", "ße\"}", "]");
            assertThat(BayeuxRules.result(receiving).data()).isEqualTo("grüße");
        }
    }

    @Test
    void p64_a_binary_frame_ends_the_connection_and_another_one_follows() {
        try (BayeuxByHand hand = new BayeuxByHand("", builder -> builder.transports(WEBSOCKET))) {
            List<ClientEvent.Retrying> retrying = new CopyOnWriteArrayList<>();
            var unused = hand.client.onEvent(event -> {
                if (event instanceof ClientEvent.Retrying each) {
                    retrying.add(each);
                }
            });
            ScriptedSocket socket = hand.openWebSocket();
            socket.sendBinary((byte) '[', (byte) ']');
            socket.awaitEnd(Await.SOON);
            assertThat(hand.server.takeSocket(Await.SOON).takeText(Await.SOON))
                    .contains("/meta/connect")
                    .contains("c-1");
            Await.until(Await.SOON, "the event", () -> retrying.size() == 1);
            assertThat(retrying.get(0).cause()).hasMessageContaining("binary");
        }
    }

    @Test
    void p65_a_socket_that_ends_under_a_connect_is_replaced_and_the_client_id_stays() {
        try (BayeuxRules rules = new BayeuxRules(WEBSOCKET).open()) {
            Received first = BayeuxRules.last(rules.sent("/meta/connect"));
            rules.connectedAfter(rules.server::dropConnections);
            Received connect = BayeuxRules.last(rules.sent("/meta/connect"));
            assertThat(connect.connection()).isGreaterThan(first.connection());
            assertThat(connect.clientId()).isEqualTo(first.clientId());
            assertThat(rules.sent("/meta/handshake")).hasSize(1);
            assertThat(rules.events(ClientEvent.Retrying.class)).hasSize(1);
        }
    }

    @Test
    void p65_a_server_that_wants_a_handshake_per_connection_gets_one() {
        try (BayeuxRules rules = new BayeuxRules(WEBSOCKET).open()) {
            List<String> seen = rules.subscribe("/a");
            String clientId = rules.server.session().clientId();
            rules.server.on(
                    "/meta/connect",
                    Answer.refuse("402::session_unknown")
                            .advice("{\"reconnect\":\"handshake\",\"interval\":0}")
                            .times(1));
            int count = rules.count();
            rules.server.dropConnections();
            rules.awaitSent("/meta/handshake", 2);
            rules.forget(clientId);
            rules.server.awaitSubscribed("/a", Await.SOON);
            assertThat(rules.channelsSince(count)).startsWith("/meta/connect", "/meta/handshake");
            rules.server.publish("/a", "1");
            rules.heard(seen, "1");
        }
    }

    @Test
    void p66_a_silent_socket_is_closed_when_the_connect_is_overdue_and_the_session_goes_on_over_another() {
        try (BayeuxByHand hand =
                new BayeuxByHand("", builder -> builder.transports(WEBSOCKET).requestTimeout(Duration.ofMillis(150)))) {
            ScriptedSocket socket = hand.openWebSocket();
            // shortens the hold, and is the last that is heard of this socket
            socket.sendText("[{\"channel\":\"/a\",\"data\":1,\"advice\":{\"reconnect\":\"retry\",\"timeout\":100}}]");
            CompletableFuture<?> publishing = hand.client.publish("/x", 1);
            socket.awaitEnd(Await.SOON);
            assertThat(publishing).failsWithin(Await.SOON);
            assertThat(hand.server.takeSocket(Await.SOON).takeText(Await.SOON))
                    .contains("/meta/connect")
                    .contains("c-1");
        }
    }

    @Test
    void p67_after_a_success_a_refused_upgrade_is_tried_again_then_polling_takes_over_and_websocket_comes_back() {
        try (BayeuxRules rules = new BayeuxRules(
                        builder -> builder.transports(WEBSOCKET, LONG_POLLING).promotion(Duration.ofMillis(200)),
                        BayeuxRules.LOOPING)
                .open()) {
            rules.connectedAfter(rules.server::dropConnections);
            assertThat(rules.client.connectionType()).contains(WEBSOCKET);
            rules.server.refuseUpgrades(Reply.text("no").status(400));
            rules.server.dropConnections();
            rules.until(
                    "long-polling",
                    () -> rules.client
                            .connectionType()
                            .filter(LONG_POLLING::equals)
                            .isPresent());
            // not at once: one failure is none
            assertThat(rules.events(ClientEvent.Retrying.class)).hasSizeGreaterThan(2);
            rules.server.acceptUpgrades();
            rules.until(
                    "websocket",
                    () -> rules.client
                            .connectionType()
                            .filter(WEBSOCKET::equals)
                            .isPresent());
            assertThat(rules.sent("/meta/handshake")).hasSize(1);
        }
    }

    @Test
    void p68_there_is_never_a_second_socket_beside_the_one_in_use() {
        try (BayeuxRules rules = new BayeuxRules(WEBSOCKET).open()) {
            for (int i = 0; i < 3; i++) {
                List<CompletableFuture<?>> racing = new ArrayList<>();
                int round = i;
                rules.connectedAfter(() -> {
                    rules.server.dropConnections();
                    for (int each = 0; each < 5; each++) {
                        racing.add(rules.client.subscribe("/a/" + round + "/" + each));
                    }
                });
                racing.forEach(BayeuxRules::result);
            }
            // the numbers of connections never go back
            List<Integer> connections =
                    rules.server.received().stream().map(Received::connection).toList();
            assertThat(connections).isSorted();
            assertThat(connections.stream().distinct()).hasSize(4);
        }
    }

    @Test
    void p68_an_attempt_that_is_given_up_leaves_no_socket_behind() {
        try (BayeuxByHand hand = new BayeuxByHand("", builder -> builder.transports(WEBSOCKET))) {
            hand.server.handle(
                    BayeuxByHand.PATH, Reply.upgrade(WebSocketScript.accept()).delay(Duration.ofMillis(150)));
            CompletableFuture<?> opening = hand.client.open();
            hand.server.takeRequest(Await.SOON);
            BayeuxRules.result(hand.client.closeAsync());
            BayeuxRules.failure(opening, ClosedException.class);
            hand.server.awaitOpenConnections(0, Await.SOON);
        }
    }
}

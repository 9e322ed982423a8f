package dev.halley.bayeux.rules;

import static dev.halley.bayeux.ConnectionType.LONG_POLLING;
import static dev.halley.bayeux.ConnectionType.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.WireTap;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.testkit.PendingSocket;
import dev.halley.testkit.Reply;
import dev.halley.testkit.bayeux.Answer;
import dev.halley.testkit.bayeux.Received;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** P64–P68: WebSockets. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WebSocketRulesTest {
    @Test
    void p64_an_http_url_becomes_ws_and_no_subprotocol_is_asked_for() {
        List<URI> upgrades = new ArrayList<>();
        RulesHarness rules = new RulesHarness(builder -> builder.transports(WEBSOCKET)
                        .wireTap(traffic -> {
                            if (traffic.kind() == WireTap.Kind.UPGRADE) {
                                upgrades.add(traffic.url());
                            }
                        }))
                .open();
        assertThat(upgrades)
                .containsExactly(URI.create("ws" + rules.server.url().substring(4)));
        assertThat(rules.server.received())
                .allMatch(message ->
                        message.headers().first("Sec-WebSocket-Protocol").isEmpty());
    }

    @Test
    void p64_several_messages_of_a_frame_are_all_taken() {
        RulesHarness rules = new RulesHarness(WEBSOCKET, settings -> settings.messagesPerFrame(100)).open();
        List<String> seen = rules.subscribe("/a");
        rules.server.on(
                "/x",
                Answer.usual()
                        .alsoBefore("{\"channel\":\"/a\",\"data\":1}")
                        .also("{\"channel\":\"/a\",\"data\":2}", "{\"channel\":\"/a\",\"data\":3}"));
        rules.publish("/x", 1);
        assertThat(seen).containsExactly("1", "2", "3");
    }

    @Test
    void p64_a_message_in_fragments_is_put_together() {
        ByHand hand = new ByHand();
        PendingSocket socket = hand.open();
        CompletableFuture<BayeuxMessage> receiving = hand.client.receive();
        hand.time.runPending();
        socket.deliverParts("[{\"channel\":\"/a\",\"da", "ta\":\"grü", "ße\"}", "]");
        hand.time.runPending();
        assertThat(hand.time.result(receiving).data()).isEqualTo("grüße");
    }

    @Test
    void p64_a_binary_frame_is_an_error_of_the_connection() {
        ByHand hand = new ByHand();
        PendingSocket socket = hand.open();
        List<ClientEvent.Retrying> retrying = new ArrayList<>();
        try (var listening = hand.client.onEvent(event -> {
            if (event instanceof ClientEvent.Retrying each) {
                retrying.add(each);
            }
        })) {
            socket.deliverBinary((byte) '[', (byte) ']');
            hand.time.runPending();
            assertThat(listening).isNotNull();
        }
        assertThat(hand.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(retrying).hasSize(1);
        assertThat(retrying.get(0).cause()).hasMessageContaining("binary");
        assertThat(socket.isOpen()).isFalse();
    }

    @Test
    void p65_a_close_under_an_outstanding_connect_leads_to_a_new_socket_and_the_same_client_id() {
        RulesHarness rules = new RulesHarness(WEBSOCKET).open();
        String clientId = rules.server.session().clientId();
        int first = RulesHarness.last(rules.server.received()).connection();
        rules.server.dropConnections();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));
        Received connect = RulesHarness.last(rules.sent("/meta/connect"));
        assertThat(connect.connection()).isGreaterThan(first);
        assertThat(connect.clientId()).contains(clientId);
        assertThat(rules.sent("/meta/handshake")).hasSize(1);
        assertThat(rules.events(ClientEvent.Retrying.class)).hasSize(1);
    }

    @Test
    void p65_a_server_that_wants_a_handshake_per_connection_gets_one() {
        RulesHarness rules = new RulesHarness(WEBSOCKET).open();
        List<String> seen = rules.subscribe("/a");
        String clientId = rules.server.session().clientId();
        rules.server.on(
                "/meta/connect",
                Answer.refuse("402::session_unknown")
                        .advice("{\"reconnect\":\"handshake\",\"interval\":0}")
                        .times(1));
        int count = rules.count();
        rules.server.dropConnections();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));
        rules.forget(clientId);
        assertThat(rules.channelsSince(count)).startsWith("/meta/connect", "/meta/handshake");
        rules.server.publish("/a", "1");
        assertThat(seen).containsExactly("1");
    }

    @Test
    void p66_a_socket_that_is_silent_beyond_the_connects_time_is_closed_and_another_one_is_opened() {
        RulesHarness rules = new RulesHarness(WEBSOCKET);
        rules.server.on("/meta/connect", Answer.none().after(1).times(1));
        rules.time.result(rules.client.open());
        int first = RulesHarness.last(rules.server.received()).connection();
        rules.advance(Duration.ofSeconds(39));
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
        rules.advance(Duration.ofSeconds(1));
        assertThat(rules.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));
        assertThat(RulesHarness.last(rules.sent("/meta/connect")).connection()).isGreaterThan(first);
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void p66_the_socket_that_was_given_up_is_closed() {
        ByHand hand = new ByHand();
        PendingSocket socket = hand.open();
        hand.time.advance(Duration.ofSeconds(40));
        assertThat(socket.isOpen()).isFalse();
        hand.time.advance(Duration.ofSeconds(1));
        PendingSocket next = hand.wire.takeSocket().accept();
        hand.time.runPending();
        assertThat(next.takeText()).contains("/meta/connect").contains("c-1");
    }

    @Test
    void p67_an_upgrade_that_is_refused_before_the_first_success_leads_to_the_next_transport() {
        RulesHarness rules = new RulesHarness(builder -> builder.transports(WEBSOCKET, LONG_POLLING));
        rules.server.refuseUpgrades(Reply.text("no").status(400));
        rules.open();
        assertThat(rules.client.connectionType()).contains(LONG_POLLING);
        assertThat(rules.server.received())
                .allMatch(message -> message.transport().equals("long-polling"));
    }

    @Test
    void p67_after_a_success_websocket_is_tried_again_and_left_after_several_failures_in_a_row() {
        List<WireTap.Kind> kinds = new ArrayList<>();
        RulesHarness rules = new RulesHarness(builder ->
                        builder.transports(WEBSOCKET, LONG_POLLING).wireTap(traffic -> kinds.add(traffic.kind())))
                .open();
        // one failure: it stays
        rules.server.dropConnections();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(5));
        assertThat(rules.client.connectionType()).contains(WEBSOCKET);
        // refused again and again: it goes
        rules.advance(Duration.ofSeconds(35));
        kinds.clear();
        rules.server.refuseUpgrades(Reply.text("no").status(400));
        rules.server.dropConnections();
        rules.server.awaitConnectsHeld(1, Duration.ofSeconds(30));
        assertThat(rules.client.connectionType()).contains(LONG_POLLING);
        assertThat(kinds.stream().filter(WireTap.Kind.UPGRADE::equals)).hasSizeBetween(2, 3);
        // P05: with the session that there was
        assertThat(rules.sent("/meta/handshake")).hasSize(1);
        // and comes back when it works
        rules.server.acceptUpgrades();
        rules.advance(Duration.ofMinutes(5));
        assertThat(rules.client.connectionType()).contains(WEBSOCKET);
        assertThat(rules.sent("/meta/handshake")).hasSize(1);
    }

    @Test
    void p68_a_socket_that_opens_while_its_client_is_closed_is_closed() {
        ByHand hand = new ByHand();
        CompletableFuture<AsyncBayeuxClient> opening = hand.client.open();
        hand.time.runPending();
        PendingSocket socket = hand.wire.takeSocket();
        socket.accept();
        hand.client.close();
        hand.time.advance(Duration.ofSeconds(1));
        assertThat(hand.time.failure(opening)).isInstanceOf(ClosedException.class);
        assertThat(socket.isOpen()).isFalse();
        hand.time.advance(Duration.ofMinutes(1));
        assertThat(hand.time.timers()).isZero();
    }

    @Test
    void p68_an_attempt_that_is_given_up_is_aborted() {
        ByHand hand = new ByHand();
        CompletableFuture<AsyncBayeuxClient> opening = hand.client.open();
        hand.time.runPending();
        PendingSocket socket = hand.wire.takeSocket();
        hand.client.close();
        hand.time.runPending();
        assertThat(hand.time.failure(opening)).isInstanceOf(ClosedException.class);
        assertThat(socket.isAborted()).isTrue();
    }

    @Test
    void p68_there_is_never_a_second_socket_beside_one_that_is_used() {
        RulesHarness rules = new RulesHarness(WEBSOCKET).open();
        for (int i = 0; i < 5; i++) {
            rules.server.dropConnections();
            List<CompletableFuture<?>> racing = new ArrayList<>();
            for (int each = 0; each < 5; each++) {
                racing.add(rules.client.subscribe("/a/" + i + "/" + each));
            }
            rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
            racing.forEach(rules.time::result);
            rules.server.expireSessions();
            rules.server.awaitConnectsHeld(1, Duration.ofSeconds(10));
        }
        // the numbers of connections never go back
        List<Integer> connections =
                rules.server.received().stream().map(Received::connection).toList();
        assertThat(connections).isSorted();
        assertThat(connections.stream().distinct()).hasSize(6);
    }
}

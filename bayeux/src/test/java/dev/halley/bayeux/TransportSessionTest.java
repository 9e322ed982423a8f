package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.SubscriptionState;
import dev.halley.UnconfirmedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What only one of the transports can do to a session. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TransportSessionTest {
    @Test
    void over_long_polling_a_subscribe_whose_request_failed_is_asked_for_again_though_the_connect_lives() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").exchange().respond(502, "<html>bad gateway</html>");
        server.time.runPending();
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(server.events(ClientEvent.Retrying.class)).hasSize(1);
        server.advance(Duration.ofSeconds(1));
        server.next("/meta/subscribe").confirm();
        assertThat(server.time.result(subscribing).state()).isEqualTo(SubscriptionState.ACTIVE);
    }

    @Test
    void a_request_that_waits_to_be_asked_again_leaves_no_timer_behind_a_close() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        CompletableFuture<Subscription> subscribing = server.client.subscribe("/a");
        server.next("/meta/subscribe").exchange().respond(502, "<html>bad gateway</html>");
        server.time.runPending();
        server.client.close();
        server.next("/meta/disconnect").confirm();
        assertThat(server.time.failure(subscribing)).isInstanceOf(dev.halley.ClosedException.class);
        assertThat(server.time.timers()).isZero();
    }

    @Test
    void over_long_polling_a_publish_that_a_proxy_gave_up_on_is_unconfirmed() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        server.open();
        server.subscribe("/a");
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        server.next("/b").exchange().respond(504, "<html>gateway timeout</html>");
        assertThat(server.time.failure(publishing)).isInstanceOf(UnconfirmedException.class);
        assertThat(server.events(ClientEvent.Unconfirmed.class)).hasSize(1);
    }

    @Test
    void P74_over_long_polling_what_an_old_session_is_told_does_not_end_the_new_one() {
        SessionHarness server = new SessionHarness(ConnectionType.LONG_POLLING);
        SessionHarness.Sent held = server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        SessionHarness.Sent slow = server.next("/b");
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":false,"
                + "\"error\":\"402::session_unknown\",\"advice\":{\"reconnect\":\"handshake\"}}");
        server.handshake("client-2");
        server.next("/meta/connect").confirm();
        slow.answer("{\"channel\":\"/b\",\"id\":\"$id\",\"successful\":false,\"error\":\"402::session_unknown\","
                + "\"advice\":{\"reconnect\":\"none\"}}");
        assertThat(server.client.state()).isEqualTo(ConnectionState.CONNECTED);
        server.next("/meta/connect");
        SessionHarness.Sent again = server.next("/b");
        assertThat(again.only()).containsEntry("clientId", "client-2");
        again.confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
    }

    @Test
    void over_websocket_a_socket_that_ends_between_two_connects_is_a_lost_link_with_a_gap() {
        SessionHarness server = new SessionHarness(ConnectionType.WEBSOCKET);
        SessionHarness.Sent held = server.open();
        server.subscribe("/a");
        held.answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true,"
                + "\"advice\":{\"reconnect\":\"retry\",\"interval\":5000}}");
        server.socket().breakConnection();
        server.time.runPending();
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
        server.advance(Duration.ofSeconds(6));
        server.next("/meta/connect").confirm();
        assertThat(server.events(ClientEvent.Gap.class)).hasSize(1);
    }

    @Test
    void over_websocket_parts_of_a_large_message_show_that_the_server_is_there() {
        SessionHarness server = new SessionHarness(ConnectionType.WEBSOCKET);
        server.open();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        SessionHarness.Sent publish = server.next("/b");
        for (int part = 0; part < 3; part++) {
            server.advance(Duration.ofSeconds(9));
            server.socket().deliverText("[]");
        }
        assertThat(publishing).isNotDone();
        publish.confirm();
        assertThat(server.time.result(publishing).isSuccessful()).isTrue();
    }

    @Test
    void P66_over_websocket_a_server_that_does_not_read_any_more_is_given_up() {
        SessionHarness server = new SessionHarness(ConnectionType.WEBSOCKET);
        server.open();
        server.socket().holdSends();
        CompletableFuture<BayeuxMessage> publishing = server.client.publish("/b", 1);
        server.next("/b");
        for (int i = 0; i < 50 && !publishing.isDone(); i++) {
            server.advance(Duration.ofSeconds(1));
            if (server.client.state() == ConnectionState.CONNECTED) {
                server.socket().deliverText("[{\"channel\":\"/noise\",\"data\":1}]");
            }
        }
        assertThat(server.time.failure(publishing)).isInstanceOf(dev.halley.HalleyException.class);
        assertThat(server.events(ClientEvent.Unconfirmed.class)).hasSize(1);
        assertThat(server.client.state()).isEqualTo(ConnectionState.RECONNECTING);
    }
}

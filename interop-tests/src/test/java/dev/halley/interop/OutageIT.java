package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionException;
import dev.halley.ConnectionState;
import dev.halley.OperationTimeoutException;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Subscription;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The server goes away, or forgets: the client is as before by itself, and says what may be missing. */
@Timeout(90)
class OutageIT {
    private static final Duration OUTAGE = Duration.ofSeconds(3);

    static Stream<Arguments> killed() {
        return Matrix.rotating(Face.ASYNC);
    }

    static Stream<Arguments> waiting() {
        return Matrix.everything().filter(arguments -> arguments.get()[1] != Face.FLOW);
    }

    @ParameterizedTest
    @MethodSource("killed")
    void receives_again_by_itself_after_the_server_was_killed(ConnectionType transport, Face face) {
        BlockingQueue<Integer> handled = new LinkedBlockingQueue<>();
        try (CometdProcess server = CometdProcess.start();
                FaceClient client =
                        face.open(Clients.builder(server.url(), transport).connectionTimeout(null))) {
            client.subscribe("/killed/stream");
            client.subscribe("/killed/handled/*", Integer.class, handled::add);
            client.publish("/killed/stream", 1);
            client.publish("/killed/handled/a", 1);
            assertThat(client.receive().data()).isEqualTo(1);
            assertThat(Await.next(handled, Await.SOON, "handled message")).isEqualTo(1);

            server.kill();
            client.events.await(ClientEvent.StateChanged.class, now -> now.to() == ConnectionState.RECONNECTING);
            assertThatThrownBy(() -> client.publish("/killed/stream", "lost")).isInstanceOf(ConnectionException.class);
            assertThat(client.receive(OUTAGE)).isEmpty();
            long restarted = System.nanoTime();
            server.restart();
            assertRestored(client, "/killed/stream", "/killed/handled/*");
            System.out.println("[outage] " + transport + " " + face + ": restored "
                    + (System.nanoTime() - restarted) / 1_000_000 + " ms after the restart was ordered");

            client.publish("/killed/stream", 2);
            client.publish("/killed/handled/b", 2);
            assertThat(client.receive().data()).isEqualTo(2);
            assertThat(Await.next(handled, Await.SOON, "handled message")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_new_session_is_made_when_the_server_forgot_the_old_one(ConnectionType transport, Face face) {
        try (CometdServer server = CometdServer.start(false, CometdServer.timing(1_000, 5_000));
                FaceClient client = face.open(Clients.eager(server.url(), transport))) {
            client.subscribe("/forgotten/stream");
            server.publish("/forgotten/stream", 1);
            assertThat(client.receive().data()).isEqualTo(1);

            server.forgetSessions();
            // the next connect, within the server's timeout of a second, tells the client
            assertRestored(client, "/forgotten/stream");
            server.publish("/forgotten/stream", 2);
            assertThat(client.receive().data()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_refused_publish_reveals_that_the_session_is_gone(ConnectionType transport, Face face) {
        try (CometdServer server = CometdServer.start(false, CometdServer.timing(60_000, 120_000));
                FaceClient client = face.open(Clients.eager(server.url(), transport))) {
            client.subscribe("/revealed/stream");
            server.forgetSessions();
            // P72: refused for an unknown client, it is sent again in the new session, behind the subscriptions
            assertThat(client.publish("/revealed/stream", 1).isSuccessful()).isTrue();
            assertRestored(client, "/revealed/stream");
            assertThat(client.receive().data()).isEqualTo(1);
            server.publish("/revealed/stream", 2);
            assertThat(client.receive().data()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void the_server_ends_the_client_by_a_disconnect(ConnectionType transport, Face face) {
        try (CometdServer server = CometdServer.start();
                FaceClient client = face.open(Clients.eager(server.url(), transport))) {
            client.subscribe("/ended/stream");
            server.publish("/ended/stream", 1);
            assertThat(client.receive().data()).isEqualTo(1);
            server.awaitConnectsHeld(1);
            server.disconnectSessions();
            client.events.await(ClientEvent.StateChanged.class, now -> now.to() == ConnectionState.CLOSED);
            assertThatThrownBy(client::receive).isInstanceOf(ClosedException.class);
            assertThatThrownBy(() -> client.client.awaitEnd(Await.SOON)).isInstanceOf(ClosedException.class);
            assertThat(client.client.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void the_server_ends_the_client_by_its_advice(ConnectionType transport, Face face) {
        try (CometdServer server = CometdServer.start(false, CometdServer.timing(1_000, 5_000));
                FaceClient client = face.open(Clients.eager(server.url(), transport))) {
            client.subscribe("/removed/stream");
            server.awaitConnectsHeld(1);
            server.removeSessions();
            client.events.await(ClientEvent.StateChanged.class, now -> now.to() == ConnectionState.CLOSED);
            assertThatThrownBy(client::receive)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageContaining("reconnect none");
        }
    }

    @ParameterizedTest
    @MethodSource("waiting")
    void a_waiting_receive_gives_up_after_the_connection_timeout_and_the_client_does_not(
            ConnectionType transport, Face face) {
        Duration timeout = Duration.ofMillis(400);
        try (CometdServer server = CometdServer.start();
                FaceClient client =
                        face.open(Clients.eager(server.url(), transport).connectionTimeout(timeout))) {
            client.subscribe("/timeout/stream");
            // while there is a connection, waiting is no outage
            assertThat(client.receive(timeout.multipliedBy(2))).isEmpty();
            server.drop();
            client.events.await(ClientEvent.StateChanged.class, now -> now.to() == ConnectionState.RECONNECTING);
            for (int i = 0; i < 2; i++) {
                long began = System.nanoTime();
                assertThatThrownBy(client::receive).isInstanceOf(OperationTimeoutException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isBetween(timeout.minusMillis(200), timeout.plusSeconds(5));
                assertThat(client.client.state()).isEqualTo(ConnectionState.RECONNECTING);
            }
            server.restart();
            assertRestored(client, "/timeout/stream");
            server.publish("/timeout/stream", "again");
            assertThat(client.receive().data()).isEqualTo("again");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#transports")
    void a_publisher_survives_an_outage_longer_than_the_connection_timeout(ConnectionType transport) {
        try (CometdServer server = CometdServer.start();
                FaceClient client = Face.FLOW.open(
                        Clients.eager(server.url(), transport).connectionTimeout(Duration.ofMillis(200)))) {
            client.subscribe("/timeout/flow");
            server.drop();
            client.events.await(ClientEvent.StateChanged.class, now -> now.to() == ConnectionState.RECONNECTING);
            assertThat(client.receive(Duration.ofMillis(600))).isEmpty();
            server.restart();
            assertRestored(client, "/timeout/flow");
            server.publish("/timeout/flow", "again");
            assertThat(client.receive().data()).isEqualTo("again");
        }
    }

    /** Connected, subscribed as before, and the gap reported once per channel. */
    private static void assertRestored(FaceClient client, String... channels) {
        for (String channel : channels) {
            ClientEvent.Gap gap = client.events.await(
                    ClientEvent.Gap.class, event -> event.scope().equals(channel));
            assertThat(gap.lostAt()).isBeforeOrEqualTo(gap.restoredAt());
            assertThat(client.events.of(ClientEvent.Gap.class))
                    .filteredOn(event -> event.scope().equals(channel))
                    .hasSize(1);
        }
        assertThat(client.client.subscriptions())
                .extracting(Subscription::channel)
                .containsExactly(channels);
        assertThat(client.client.subscriptions())
                .extracting(Subscription::state)
                .containsOnly(SubscriptionState.ACTIVE);
        Await.until(Await.SOON, "state CONNECTED", () -> client.client.state() == ConnectionState.CONNECTED);
    }
}

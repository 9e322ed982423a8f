package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ConnectionException;
import dev.halley.ReconnectPolicy;
import dev.halley.SubscriptionState;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways to a CometD server: another transport, back again, another server, another URL. */
@Timeout(60)
@BothWires
class RoutesIT {
    private static final String CHANNEL = "/routes/stream";
    private static final Duration SOON_AGAIN = Duration.ofMillis(200);

    static Stream<Arguments> rotating() {
        return Matrix.rotating(Face.BLOCKING);
    }

    private static BayeuxClientBuilder eager(URI url) {
        return BayeuxClient.builder(url.toString())
                .reconnectPolicy(ReconnectPolicy.exponentialBackoff()
                        .initialDelay(Duration.ofMillis(50))
                        .maxDelay(Duration.ofMillis(200)))
                .connectionTimeout(null);
    }

    private static void assertReceives(CometdServer server, FaceClient client, Object what) {
        server.publish(CHANNEL, what);
        assertThat(client.receive().data()).isEqualTo(what);
    }

    private static void awaitTransport(FaceClient client, ConnectionType transport) {
        Await.until(
                Await.SOON,
                () -> transport + ", but there is " + client.client.connectionType(),
                () -> client.client.connectionType().equals(Optional.of(transport)));
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#faces")
    void after_a_fallback_the_session_moves_to_websocket_as_soon_as_there_is_one(Face face) {
        try (CometdServer server = CometdServer.start(false, CometdServer.timing(500, 30_000));
                UpgradeGate gate = UpgradeGate.of(server, 400, false);
                FaceClient client = face.open(eager(gate.url()).promotion(SOON_AGAIN))) {
            assertThat(client.client.connectionType()).contains(ConnectionType.LONG_POLLING);
            client.subscribe(CHANNEL);
            assertReceives(server, client, "before");
            String session = server.sessions().get(0).getId();
            // one attempt fails, and costs nothing
            int before = gate.refused();
            Await.until(Await.SOON, "an attempt at a promotion", () -> gate.refused() > before);
            assertReceives(server, client, "still");
            gate.allow();
            awaitTransport(client, ConnectionType.WEBSOCKET);
            assertReceives(server, client, "after");
            client.publish(CHANNEL, "published");
            assertThat(client.receive().data()).isEqualTo("published");
            assertThat(server.sessions())
                    .singleElement()
                    .satisfies(kept -> assertThat(kept.getId()).isEqualTo(session));
            assertThat(client.events.of(ClientEvent.EndpointChanged.class))
                    .last()
                    .satisfies(change -> assertThat(change.to()).contains("websocket"));
            assertThat(client.events.of(ClientEvent.Gap.class)).isEmpty();
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(Arguments.of(400, Face.BLOCKING), Arguments.of(403, Face.ASYNC), Arguments.of(404, Face.FLOW));
    }

    /**
     * CometD takes no session over from WebSocket to long-polling, unless it is told to trust clients, and then it
     * answers the second connect with status 500. So the client makes a new one, and says so.
     */
    @ParameterizedTest
    @MethodSource("refusals")
    void a_websocket_that_is_not_let_through_any_more_gives_way_to_long_polling_and_returns(int status, Face face) {
        try (CometdServer server = CometdServer.acknowledging(CometdServer.timing(500, 30_000));
                UpgradeGate gate = UpgradeGate.of(server, status, true);
                FaceClient client =
                        face.open(eager(gate.url()).promotion(SOON_AGAIN).ack(true))) {
            assertThat(client.client.connectionType()).contains(ConnectionType.WEBSOCKET);
            client.subscribe(CHANNEL);
            assertReceives(server, client, 0);
            gate.forbid();
            awaitTransport(client, ConnectionType.LONG_POLLING);
            assertThat(client.events.await(ClientEvent.Gap.class).scope()).isEqualTo(CHANNEL);
            assertReceives(server, client, 1);
            gate.allow();
            assertThat(client.receive(Duration.ofMillis(10))).isEmpty();
            awaitTransport(client, ConnectionType.WEBSOCKET);
            assertReceives(server, client, 2);
            assertThat(client.events.of(ClientEvent.Gap.class)).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void the_next_server_takes_over_and_the_first_one_again_after_it(ConnectionType transport, Face face) {
        try (CometdServer first = CometdServer.start();
                CometdServer second = CometdServer.start();
                FaceClient client = face.open(eager(first.url())
                        .transports(transport)
                        .urls(second.url().toString()))) {
            client.subscribe(CHANNEL);
            assertReceives(first, client, "first");
            first.drop();
            awaitSubscribed(second, client);
            assertReceives(second, client, "second");
            first.restart();
            second.drop();
            awaitSubscribed(first, client);
            assertReceives(first, client, "first again");
            // over long-polling the event may come before the reply to the subscribe, in another exchange
            Await.until(
                    Await.SOON,
                    () -> "active: " + client.client.subscriptions(),
                    () -> client.client.subscriptions().stream()
                            .allMatch(subscription -> subscription.state() == SubscriptionState.ACTIVE));
            assertThat(client.client.subscriptions()).hasSize(1);
            Await.until(
                    Await.SOON,
                    () -> "two gaps: " + client.events.of(ClientEvent.Gap.class),
                    () -> client.events.of(ClientEvent.Gap.class).size() == 2);
            assertThat(client.events.of(ClientEvent.EndpointChanged.class)).hasSize(2);
        }
    }

    private static void awaitSubscribed(CometdServer server, FaceClient client) {
        Await.until(
                Await.SOON,
                () -> "the subscription at " + server.url() + ", but " + client.client.state(),
                () -> server.subscribers(CHANNEL) == 1);
    }

    @ParameterizedTest
    @MethodSource("rotating")
    void a_server_that_is_away_at_the_beginning_is_passed_over(ConnectionType transport, Face face) {
        try (CometdServer away = CometdServer.start();
                CometdServer there = CometdServer.start()) {
            away.drop();
            BayeuxClientBuilder builder =
                    eager(away.url()).transports(transport).urls(there.url().toString());
            try (FaceClient client = face.open(builder)) {
                client.subscribe(CHANNEL);
                assertReceives(there, client, 1);
            }
            there.drop();
            assertThatThrownBy(() -> face.open(builder)).isInstanceOf(ConnectionException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#faces")
    void each_transport_has_its_url(Face face) {
        try (CometdServer server = CometdServer.start();
                Front sockets = Front.of(server);
                UpgradeGate requests = UpgradeGate.of(server, 400, false)) {
            BayeuxClientBuilder builder = eager(requests.url())
                    .url(ConnectionType.WEBSOCKET, sockets.url().toString());
            try (FaceClient client = face.open(builder)) {
                assertThat(client.client.connectionType()).contains(ConnectionType.WEBSOCKET);
                client.subscribe(CHANNEL);
                assertReceives(server, client, 1);
            }
            sockets.close();
            try (FaceClient client = face.open(builder)) {
                assertThat(client.client.connectionType()).contains(ConnectionType.LONG_POLLING);
                client.subscribe(CHANNEL);
                assertReceives(server, client, 2);
            }
            assertThat(requests.refused()).isZero();
        }
    }
}

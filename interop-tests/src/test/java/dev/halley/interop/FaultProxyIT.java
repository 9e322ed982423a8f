package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.FaultProxy;
import dev.halley.testkit.Reply;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A bad network between the client and CometD, with and without acknowledgements. */
@Timeout(120)
@BothWires
class FaultProxyIT {
    private static final String CHANNEL = "/network/stream";
    private static final long FORGOTTEN_AFTER = 1_000;
    private static final Duration BLUR = Duration.ofMillis(100);

    private final CometdServer server = CometdServer.acknowledging(CometdServer.timing(30_000, FORGOTTEN_AFTER));
    private final CometdServer patient = CometdServer.acknowledging(CometdServer.timing(1_000, 30_000));
    private FaultProxy network;
    private FaultProxy patientNetwork;

    enum Fault {
        RESET(FaultProxy::resetAll),
        CLOSED_BY_SERVER(network -> network.toClient().halfClose()),
        CUT_IN_THE_MIDDLE(network -> network.toClient().cutMidFrame(Reply.Ending.RESET)),
        ENDED_IN_THE_MIDDLE(network -> network.toClient().cutMidFrame(Reply.Ending.FIN)),
        REQUEST_CUT(network -> network.toServer().cutAfter(40, Reply.Ending.RESET)),
        AWAY(network -> {
            network.refuse();
            network.resetAll();
            LockSupport.parkNanos(300_000_000);
            network.accept();
        });

        private final Consumer<FaultProxy> effect;

        Fault(Consumer<FaultProxy> effect) {
            this.effect = effect;
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(Fault.values())
                .flatMap(fault -> Matrix.rotating(Face.values()[fault.ordinal() % Face.values().length])
                        .map(client -> Arguments.of(fault, client.get()[0], client.get()[1])));
    }

    static Stream<Arguments> acknowledgements() {
        return Stream.of(true, false)
                .flatMap(ack -> Matrix.rotating(ack ? Face.BLOCKING : Face.ASYNC)
                        .map(client -> Arguments.of(ack, client.get()[0], client.get()[1])));
    }

    @BeforeEach
    void start() {
        network = FaultProxy.to("127.0.0.1", server.url().getPort());
        patientNetwork = FaultProxy.to("127.0.0.1", patient.url().getPort());
    }

    @AfterEach
    void stop() {
        network.close();
        patientNetwork.close();
        server.close();
        patient.close();
    }

    private static BayeuxClientBuilder through(FaultProxy network, ConnectionType transport) {
        return Clients.eager(URI.create(network.url("http", "/cometd")), transport)
                .connectionTimeout(null);
    }

    static Stream<Arguments> rotating() {
        return Matrix.rotating(Face.FLOW);
    }

    @ParameterizedTest
    @MethodSource("rotating")
    void a_slow_network_only_costs_time(ConnectionType transport, Face face) {
        patientNetwork.both().latency(Duration.ofMillis(20)).throttle(100_000);
        try (FaceClient client = face.open(through(patientNetwork, transport).ack(true))) {
            client.subscribe(CHANNEL);
            for (int i = 0; i < 5; i++) {
                client.publish(CHANNEL, i);
                assertThat(client.receive().data()).isEqualTo(i);
            }
            assertThat(client.events.of(ClientEvent.Gap.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void an_acknowledging_subscriber_misses_nothing_and_sees_nothing_twice(
            Fault fault, ConnectionType transport, Face face) {
        int count = 900;
        // java.net.http now and then does not say that a WebSocket has ended; then the missing reply to a connect does
        try (FaceClient client =
                face.open(through(patientNetwork, transport).ack(true).requestTimeout(Duration.ofSeconds(2)))) {
            client.subscribe(CHANNEL);
            CompletableFuture<Void> publishing = Background.run(() -> {
                for (int i = 0; i < count; i++) {
                    if (i == count / 3 || i == 2 * count / 3) {
                        fault.effect.accept(patientNetwork);
                    }
                    patient.publish(CHANNEL, i);
                    LockSupport.parkNanos(500_000);
                }
            });
            Ledger received = new Ledger();
            for (int i = 0; i < count; i++) {
                received.book(client.receive().data(Integer.class));
            }
            Await.value(publishing, "publishing");
            client.receive(Duration.ofMillis(100)).ifPresent(more -> received.book(more.data(Integer.class)));
            received.assertWhole(count);
            if (transport == ConnectionType.WEBSOCKET) {
                // over long-polling a fault may fall between two requests, and cost nothing
                assertThat(client.events.of(ClientEvent.StateChanged.class))
                        .as("the fault was felt")
                        .extracting(ClientEvent.StateChanged::to)
                        .contains(ConnectionState.RECONNECTING);
            }
            assertThat(client.events.of(ClientEvent.Gap.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("acknowledgements")
    void a_session_that_expired_while_the_network_was_away_is_made_anew_and_the_gap_is_said(
            boolean ack, ConnectionType transport, Face face) {
        try (FaceClient client = face.open(through(network, transport).ack(ack))) {
            client.subscribe(CHANNEL);
            server.publish(CHANNEL, 1);
            assertThat(client.receive().data()).isEqualTo(1);

            network.refuse();
            network.resetAll();
            client.events.await(ClientEvent.StateChanged.class, now -> now.to() == ConnectionState.RECONNECTING);
            Instant missed = Instant.now();
            server.publish(CHANNEL, 2);
            Await.until(
                    Await.SOON,
                    "the server forgets the session",
                    () -> server.sessions().isEmpty());
            network.accept();

            ClientEvent.Gap gap = client.events.await(ClientEvent.Gap.class);
            assertThat(gap.scope()).isEqualTo(CHANNEL);
            assertThat(missed)
                    .isBetween(gap.lostAt().minus(BLUR), gap.restoredAt().plus(BLUR));
            server.publish(CHANNEL, 3);
            assertThat(client.receive().data()).isEqualTo(3);
            assertThat(client.events.of(ClientEvent.Gap.class)).hasSize(1);
            assertThat(server.sessions()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("acknowledgements")
    void a_session_that_the_server_removed_is_made_anew(boolean ack, ConnectionType transport, Face face) {
        try (FaceClient client = face.open(through(patientNetwork, transport).ack(ack))) {
            client.subscribe(CHANNEL);
            patient.publish(CHANNEL, 1);
            assertThat(client.receive().data()).isEqualTo(1);
            // asking for the next message says that this one was processed
            assertThat(client.receive(Duration.ofMillis(10))).isEmpty();
            patient.awaitConnectsHeld(1);
            patient.forgetSessions();
            // the held connect is gone with its session: the next one is told
            patientNetwork.resetAll();
            assertThat(client.events.await(ClientEvent.Gap.class).scope()).isEqualTo(CHANNEL);
            patient.publish(CHANNEL, 2);
            assertThat(client.receive().data()).isEqualTo(2);
            assertThat(client.client.subscriptions()).hasSize(1);
            assertThat(List.copyOf(patient.sessions())).hasSize(1);
        }
    }
}

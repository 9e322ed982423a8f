package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.bayeux.ConnectionType;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Halley and Faye's own client, with each other through a Faye server. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class FayeIT {
    private static final int COUNT = 100;

    private FayeServer server;

    record Item(int n) {}

    @BeforeAll
    void start() {
        server = FayeServer.start();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_hundred_messages_go_each_way(ConnectionType transport, Face face) {
        // Faye's own client keeps its subscriptions from one wire to the other
        String name = (transport + "-" + face + "-" + WireTurn.wire()).toLowerCase(Locale.ROOT);
        String fromFaye = "/faye/to/halley/" + name;
        String toFaye = "/halley/to/faye/" + name;
        server.connectClient(transport);
        server.subscribeClient(toFaye);
        try (FaceClient client = face.open(Clients.builder(server.url(), transport))) {
            client.subscribe(fromFaye);
            server.publishFromClient(fromFaye, COUNT);
            for (int i = 0; i < COUNT; i++) {
                assertThat(client.publish(toFaye, Map.of("n", i)).isSuccessful())
                        .isTrue();
            }
            Ledger received = new Ledger();
            for (int i = 0; i < COUNT; i++) {
                received.book(client.receive().data(Item.class).n());
            }
            received.assertWhole(COUNT);
            for (int i = 0; i < COUNT; i++) {
                assertThat(server.nextMessage(Await.SOON))
                        .isEqualTo("{\"channel\":\"" + toFaye + "\",\"data\":{\"n\":" + i + "}}");
            }
            assertThat(client.client.hasPendingMessages()).isFalse();
            assertThat(client.events.of(ClientEvent.Gap.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_hundred_publishes_in_flight_keep_their_order(ConnectionType transport, Face face) {
        String channel = "/halley/in/flight/" + transport.ordinal() + "/" + face.ordinal();
        try (FaceClient publisher = face.open(Clients.builder(server.url(), transport));
                FaceClient subscriber = face.open(Clients.builder(server.url(), transport))) {
            subscriber.subscribe(channel);
            Pipeline pipeline = new Pipeline(publisher.client.async(), COUNT);
            for (int i = 0; i < COUNT; i++) {
                pipeline.publish(channel, Map.of("n", i));
            }
            pipeline.awaitConfirmed(COUNT);
            Ledger received = new Ledger();
            for (int i = 0; i < COUNT; i++) {
                received.book(subscriber.receive().data(Item.class).n());
            }
            received.assertWhole(COUNT);
        }
    }
}

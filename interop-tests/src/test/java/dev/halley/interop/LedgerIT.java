package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ten thousand messages from one client to another: none lost, duplicated or reordered. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class LedgerIT {
    private static final int COUNT = 10_000;
    private static final int IN_FLIGHT = 200;

    private CometdServer server;

    record Item(int n) {}

    static Stream<Arguments> streams() {
        return Matrix.rotating(Face.FLOW);
    }

    static Stream<Arguments> handlers() {
        return Matrix.rotating(Face.BLOCKING).filter(arguments -> arguments.get()[1] != Face.FLOW);
    }

    @BeforeAll
    void start() {
        server = CometdServer.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void ten_thousand_messages_through_the_stream(ConnectionType transport, Face face) throws Exception {
        String channel = "/ledger/stream/" + transport.ordinal() + "/" + face.ordinal();
        try (FaceClient subscriber = face.open(Clients.builder(server.url(), transport));
                FaceClient publisher = face.open(Clients.builder(server.url(), transport))) {
            subscriber.subscribe(channel);
            long began = System.nanoTime();
            CompletableFuture<Void> publishing = Background.run(() -> publish(publisher, channel));
            Ledger ledger = new Ledger();
            for (int i = 0; i < COUNT; i++) {
                BayeuxMessage message = subscriber.receive();
                ledger.book(message.data(Item.class).n());
            }
            Await.value(publishing, "publishing");
            ledger.assertWhole(COUNT);
            assertNothingHappened(subscriber, began, transport + " " + face);
        }
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void ten_thousand_messages_to_a_handler(ConnectionType transport, Face face) throws Exception {
        String channel = "/ledger/handler/" + transport.ordinal() + "/" + face.ordinal();
        try (FaceClient subscriber = face.open(Clients.builder(server.url(), transport));
                FaceClient publisher = face.open(Clients.builder(server.url(), transport))) {
            Ledger ledger = new Ledger();
            subscriber.subscribe(channel, Item.class, item -> ledger.book(item.n()));
            long began = System.nanoTime();
            publish(publisher, channel);
            ledger.awaitSize(COUNT, Duration.ofSeconds(60));
            ledger.assertWhole(COUNT);
            assertNothingHappened(subscriber, began, transport + " " + face + " handler");
        }
    }

    private static void publish(FaceClient publisher, String channel) {
        Pipeline pipeline = new Pipeline(publisher.client.async(), IN_FLIGHT);
        for (int i = 0; i < COUNT; i++) {
            pipeline.publish(channel, Map.of("n", i));
        }
        pipeline.awaitConfirmed(COUNT);
    }

    private static void assertNothingHappened(FaceClient subscriber, long began, String who) {
        System.out.println(
                "[ledger] " + who + ": " + COUNT + " messages in " + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertThat(subscriber.client.hasPendingMessages()).isFalse();
        assertThat(subscriber.events.of(ClientEvent.Gap.class)).isEmpty();
        assertThat(subscriber.events.of(ClientEvent.Dropped.class)).isEmpty();
        assertThat(subscriber.events.of(ClientEvent.HandlerFailed.class)).isEmpty();
    }
}

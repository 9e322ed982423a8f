package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.ClosedException;
import dev.halley.ConnectionState;
import dev.halley.Overflow;
import dev.halley.OverflowException;
import dev.halley.bayeux.BayeuxMessage;
import dev.halley.bayeux.ConnectionType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** More messages than the application takes: each policy does what it says, and says what it did. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BothWires
class OverflowIT {
    private static final int FLOOD = 5_000;
    /** A slow reader takes 160 KiB/s from a WebSocket: what is before the connect's reply must not outlast the session. */
    private static final int DAM = 1_000;
    /** Longer than the server holds a connect and then waits for the next one. */
    private static final Duration STANDSTILL = Duration.ofSeconds(6);

    private CometdServer server;

    record Item(int n, String text) {
        static Item of(int n) {
            return new Item(n, "x".repeat(100));
        }
    }

    static Stream<Arguments> slow() {
        return Matrix.rotating(Face.BLOCKING);
    }

    @BeforeAll
    void start() {
        server = CometdServer.start(false, CometdServer.timing(1_000, 3_000));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private void flood(String channel, int count) {
        for (int i = 0; i < count; i++) {
            server.publish(channel, Map.of("n", i, "text", "x".repeat(100)));
        }
    }

    @ParameterizedTest
    @MethodSource("slow")
    void pause_loses_nothing_and_keeps_the_session_while_nothing_is_consumed(ConnectionType transport, Face face) {
        String streamed = "/pause/stream/" + transport.ordinal() + face.ordinal();
        String handled = "/pause/handler/" + transport.ordinal() + face.ordinal();
        CountDownLatch release = new CountDownLatch(1);
        Ledger byHandler = new Ledger();
        try (FaceClient client = face.open(Clients.builder(server.url(), transport))) {
            client.subscribe(streamed);
            client.subscribe(handled, Item.class, item -> {
                Await.latch(release, Duration.ofSeconds(60), "release");
                byHandler.book(item.n());
            });
            flood(streamed, DAM);
            flood(handled, DAM);
            Await.until(Await.SOON, "messages above the count", () -> client.client.pendingCount() > 100);
            // the application does something else for a while
            assertThat(client.client.awaitEnd(STANDSTILL)).isFalse();
            // replies still pass
            assertThat(client.call(CometdServer.ECHO, "still there?", Await.SOON)
                            .data())
                    .isEqualTo("still there?");
            release.countDown();
            Ledger byStream = new Ledger();
            for (int i = 0; i < DAM; i++) {
                byStream.book(client.receive().data(Item.class).n());
            }
            assertWhole(byStream, DAM, transport);
            byHandler.awaitSize(DAM, Duration.ofSeconds(60));
            assertWhole(byHandler, DAM, transport);
            assertUndisturbed(client);
        } finally {
            release.countDown();
        }
    }

    /**
     * Over long-polling CometD sends events with the reply to the connect and with those to other requests, and two
     * replies on their way at once have no order (its option metaConnectDeliverOnly, and the ack extension, give one).
     */
    private static void assertWhole(Ledger ledger, int count, ConnectionType transport) {
        if (transport == ConnectionType.WEBSOCKET) {
            ledger.assertWhole(count);
        } else {
            ledger.assertComplete(count);
        }
    }

    private static void assertUndisturbed(FaceClient client) {
        assertThat(client.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(client.events.of(ClientEvent.StateChanged.class))
                .extracting(ClientEvent.StateChanged::to)
                .containsExactly(ConnectionState.CONNECTING, ConnectionState.CONNECTED);
        assertThat(client.events.of(ClientEvent.Gap.class)).isEmpty();
        assertThat(client.events.of(ClientEvent.Dropped.class)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void a_consumer_that_publishes_from_its_own_loop_does_not_deadlock(ConnectionType transport, Face face) {
        int count = 2_000;
        String channel = "/loop/in/" + transport.ordinal() + face.ordinal();
        String out = "/loop/out/" + transport.ordinal() + face.ordinal();
        try (FaceClient client = face.open(Clients.builder(server.url(), transport));
                FaceClient listener = face.open(Clients.builder(server.url(), transport))) {
            client.subscribe(channel);
            List<Integer> said = new ArrayList<>();
            List<Integer> heard = new ArrayList<>();
            listener.subscribe(out);
            flood(channel, count);
            Ledger ledger = new Ledger();
            for (int i = 0; i < count; i++) {
                int n = client.receive().data(Item.class).n();
                ledger.book(n);
                if (n % 20 == 0) {
                    assertThat(client.publish(out, n).isSuccessful()).isTrue();
                    said.add(n);
                    heard.add(listener.receive().data(Integer.class));
                }
            }
            assertWhole(ledger, count, transport);
            // in the order of the publishes, which over long-polling need not be that of the flood
            assertThat(heard).hasSize(count / 20).isEqualTo(said);
            assertUndisturbed(client);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void at_the_byte_mark_reading_stops_and_goes_on(ConnectionType transport, Face face) {
        String channel = "/bytes/stream/" + transport.ordinal() + face.ordinal();
        try (FaceClient client =
                face.open(Clients.builder(server.url(), transport).maxPendingBytes(64 * 1024))) {
            client.subscribe(channel);
            flood(channel, FLOOD);
            client.events.await(ClientEvent.Paused.class);
            assertThatThrownBy(() -> client.publish("/bytes/other", 1)).isInstanceOf(OverflowException.class);
            Ledger ledger = new Ledger();
            for (int i = 0; i < FLOOD; i++) {
                ledger.book(client.receive().data(Item.class).n());
            }
            ledger.assertWhole(FLOOD);
            client.events.await(ClientEvent.Resumed.class);
            assertThat(client.publish("/bytes/other", 1).isSuccessful()).isTrue();
            assertUndisturbed(client);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void drop_oldest_keeps_the_newest_and_counts_the_others(ConnectionType transport, Face face) {
        String channel = "/oldest/stream/" + transport.ordinal() + face.ordinal();
        try (FaceClient client =
                face.open(Clients.builder(server.url(), transport).overflow(Overflow.DROP_OLDEST))) {
            List<Integer> kept = keptOfFlood(client, channel);
            assertThat(kept).isSorted().doesNotHaveDuplicates().endsWith(FLOOD - 1);
            assertThat(kept.get(kept.size() - 50)).isEqualTo(FLOOD - 50);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void drop_latest_keeps_the_oldest_and_counts_the_others(ConnectionType transport, Face face) {
        String channel = "/latest/stream/" + transport.ordinal() + face.ordinal();
        try (FaceClient client =
                face.open(Clients.builder(server.url(), transport).overflow(Overflow.DROP_LATEST))) {
            List<Integer> kept = keptOfFlood(client, channel);
            assertThat(kept).isSorted().doesNotHaveDuplicates().startsWith(0, 1, 2);
            assertThat(kept.get(50)).isEqualTo(50);
        }
    }

    /** What is left of a flood that nobody read while it came; the rest has to be in the reports. */
    private List<Integer> keptOfFlood(FaceClient client, String channel) {
        client.subscribe(channel);
        flood(channel, FLOOD);
        Await.until(
                Await.SOON,
                () -> "reports of " + FLOOD + " messages: " + client.client + " has " + client.client.pendingCount()
                        + ", dropped " + dropped(client),
                () -> {
                    int unread = client.client.pendingCount();
                    return unread <= 100 && unread + dropped(client) >= FLOOD - 1;
                });
        List<Integer> kept = new ArrayList<>();
        for (var message = client.receive(Duration.ofMillis(200));
                message.isPresent();
                message = client.receive(Duration.ofMillis(200))) {
            kept.add(message.get().data(Item.class).n());
        }
        assertThat(kept.size() + dropped(client)).isEqualTo(FLOOD);
        assertThat(client.events.of(ClientEvent.Dropped.class))
                .extracting(ClientEvent.Dropped::reason)
                .containsOnly(ClientEvent.DropReason.OVERFLOW);
        assertThat(client.client.state()).isEqualTo(ConnectionState.CONNECTED);
        server.publish(channel, Map.of("n", -1, "text", ""));
        assertThat(client.receive().data(Item.class).n()).isEqualTo(-1);
        return kept;
    }

    private static long dropped(FaceClient client) {
        return client.events.of(ClientEvent.Dropped.class).stream()
                .mapToLong(ClientEvent.Dropped::count)
                .sum();
    }

    @ParameterizedTest
    @MethodSource("dev.halley.interop.Matrix#everything")
    void fail_ends_the_client_with_the_overflow(ConnectionType transport, Face face) {
        String channel = "/fail/stream/" + transport.ordinal() + face.ordinal();
        FaceClient client = face.open(Clients.builder(server.url(), transport).overflow(Overflow.FAIL));
        client.subscribe(channel);
        flood(channel, FLOOD);
        client.events.await(ClientEvent.StateChanged.class, now -> now.to() == ConnectionState.CLOSED);
        assertThatThrownBy(() -> client.client.awaitEnd(Await.SOON)).isInstanceOf(OverflowException.class);
        Ledger ledger = new Ledger();
        // what was received stays readable; then the end is told
        assertThatThrownBy(() -> {
                    while (true) {
                        BayeuxMessage message = client.receive();
                        ledger.book(message.data(Item.class).n());
                    }
                })
                .isInstanceOfAny(OverflowException.class, ClosedException.class);
        ledger.assertWhole(ledger.size());
        assertThat(ledger.size()).isGreaterThan(100);
    }
}

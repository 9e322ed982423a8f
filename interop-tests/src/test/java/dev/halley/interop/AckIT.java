package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.ConnectionType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The acknowledgement extension against CometD's own. The long run has the times of the promise, the short one a tenth. */
@Timeout(180)
class AckIT {
    private static final boolean LONG = Boolean.getBoolean("halley.long");
    private static final String CHANNEL = "/ack/stream";
    private static final Duration BLUR = Duration.ofMillis(100);

    static Stream<Arguments> rotating() {
        return Matrix.rotating(Face.BLOCKING);
    }

    @ParameterizedTest
    @MethodSource("rotating")
    void connections_that_are_reset_again_and_again_cost_no_message_and_repeat_none(
            ConnectionType transport, Face face) {
        Duration between = LONG ? Duration.ofSeconds(3) : Duration.ofMillis(300);
        int cuts = LONG ? 20 : 13;
        try (CometdServer server = CometdServer.acknowledging(Map.of());
                Front front = Front.of(server);
                FaceClient client = face.open(
                        Clients.eager(front.url(), transport).ack(true).connectionTimeout(null))) {
            client.subscribe(CHANNEL);
            CompletableFuture<Integer> publishing = Background.supply(() -> {
                int number = 0;
                for (int cut = 0; cut < cuts; cut++) {
                    for (long end = System.nanoTime() + between.toNanos(); System.nanoTime() < end; ) {
                        server.publish(CHANNEL, number++);
                        LockSupport.parkNanos(1_000_000);
                    }
                    front.cut();
                }
                return number;
            });
            List<Integer> received = new ArrayList<>();
            while (!publishing.isDone() || received.size() < publishing.join()) {
                client.receive(Duration.ofMillis(200)).ifPresent(message -> received.add(message.data(Integer.class)));
                if (publishing.isDone() && received.size() < publishing.join()) {
                    received.add(client.receive().data(Integer.class));
                }
            }
            assertThat(received)
                    .isEqualTo(IntStream.range(0, publishing.join()).boxed().toList());
            assertThat(client.receive(Duration.ofMillis(300)))
                    .as("nothing twice")
                    .isEmpty();
            assertThat(client.events.of(ClientEvent.Gap.class)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("rotating")
    void with_a_server_that_is_killed_every_missing_message_falls_in_a_reported_gap(
            ConnectionType transport, Face face) {
        Duration between = LONG ? Duration.ofSeconds(5) : Duration.ofSeconds(1);
        int kills = LONG ? 6 : 3;
        try (CometdServer server = CometdServer.acknowledging(Map.of());
                FaceClient client = face.open(
                        Clients.eager(server.url(), transport).ack(true).connectionTimeout(null))) {
            client.subscribe(CHANNEL);
            List<Instant> published = new ArrayList<>();
            CompletableFuture<Void> publishing = Background.run(() -> {
                for (int kill = 0; kill < kills; kill++) {
                    for (long end = System.nanoTime() + between.toNanos(); System.nanoTime() < end; ) {
                        published.add(Instant.now());
                        server.publish(CHANNEL, published.size() - 1);
                        LockSupport.parkNanos(1_000_000);
                    }
                    server.drop();
                    server.restart();
                }
            });
            List<Integer> received = new ArrayList<>();
            boolean ended = false;
            while (!ended) {
                if (publishing.isDone() && client.client.state() == ConnectionState.CONNECTED) {
                    // comes through when the client is subscribed again
                    server.publish(CHANNEL, -1);
                }
                int next = client.receive(Duration.ofMillis(200))
                        .map(message -> message.data(Integer.class))
                        .orElse(-2);
                ended = next == -1;
                if (next >= 0) {
                    received.add(next);
                }
            }
            Await.value(publishing, "publishing");
            assertThat(received).isSorted().doesNotHaveDuplicates();
            List<ClientEvent.Gap> gaps = client.events.of(ClientEvent.Gap.class);
            assertThat(gaps).hasSizeBetween(1, kills);
            List<Integer> missing = IntStream.range(0, published.size())
                    .boxed()
                    .filter(number -> !received.contains(number))
                    .toList();
            assertThat(missing)
                    .allSatisfy(number -> assertThat(gaps)
                            .as("gap around " + published.get(number))
                            .anyMatch(gap ->
                                    !published.get(number).isBefore(gap.lostAt().minus(BLUR))
                                            && !published
                                                    .get(number)
                                                    .isAfter(gap.restoredAt().plus(BLUR))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_handler_that_takes_a_minute_costs_few_connects_and_no_message(ConnectionType transport) {
        Duration work = LONG ? Duration.ofSeconds(60) : Duration.ofSeconds(6);
        // half of it is the time after which a connect goes out in the midst of the work
        long maxInterval = LONG ? 10_000 : 1_000;
        try (CometdServer server = CometdServer.acknowledging(CometdServer.timing(30_000, maxInterval));
                BayeuxClient client =
                        Clients.eager(server.url(), transport).ack(true).open()) {
            List<Integer> connects = handled(server, client, work);
            assertThat(connects.get(1) - connects.get(0)).isLessThanOrEqualTo(15);
        }
    }

    @ParameterizedTest
    @EnumSource
    void without_acknowledgements_a_session_outlives_a_long_handler_too(ConnectionType transport) {
        Duration work = LONG ? Duration.ofSeconds(60) : Duration.ofSeconds(6);
        try (CometdServer server = CometdServer.start(false, CometdServer.timing(30_000, LONG ? 10_000 : 1_000));
                BayeuxClient client = Clients.eager(server.url(), transport)
                        .maxPendingCount(1_000)
                        .open()) {
            assertThat(handled(server, client, work)).hasSize(2);
        }
    }

    /** Load while a handler works for long; returns the count of connects before and after that work. */
    private static List<Integer> handled(CometdServer server, BayeuxClient client, Duration work) {
        Events events = Events.of(client);
        BlockingQueue<Integer> handled = new LinkedBlockingQueue<>();
        List<Integer> connects = new ArrayList<>();
        client.subscribe(CHANNEL, Integer.class, number -> {
            if (number == 10) {
                connects.add(server.connects());
                LockSupport.parkNanos(work.toNanos());
                connects.add(server.connects());
            }
            handled.add(number);
        });
        int count = 500;
        CompletableFuture<Void> publishing = Background.run(() -> {
            for (int i = 0; i < count; i++) {
                server.publish(CHANNEL, i);
                LockSupport.parkNanos(work.toNanos() / count);
            }
        });
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(Await.next(handled, Await.SOON.plus(work), "message " + i));
        }
        assertThat(all).isEqualTo(IntStream.range(0, count).boxed().toList());
        Await.value(publishing, "publishing");
        server.publish(CHANNEL, count);
        assertThat(Await.next(handled, Await.SOON, "the last message")).isEqualTo(count);
        assertThat(handled).as("nothing twice").isEmpty();
        assertThat(server.sessions()).hasSize(1);
        assertThat(client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(events.of(ClientEvent.Gap.class)).isEmpty();
        return connects;
    }
}

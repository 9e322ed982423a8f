package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.bayeux.ConnectionType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A CometD server in a process of its own that is killed with SIGKILL again and again: what was published and confirmed,
 * and did not arrive, lies within a gap that was reported. Every five seconds in the long run, every second else.
 */
@Timeout(180)
class KilledServerIT {
    private static final boolean LONG = Boolean.getBoolean("halley.long");
    private static final Duration BETWEEN = LONG ? Duration.ofSeconds(5) : Duration.ofSeconds(1);
    private static final int KILLS = LONG ? 12 : 2;
    private static final String CHANNEL = "/killed/numbers";
    private static final Duration BLUR = Duration.ofMillis(250);

    static Stream<Arguments> rotating() {
        return Matrix.rotating(Face.FLOW);
    }

    @ParameterizedTest
    @MethodSource("rotating")
    void every_confirmed_message_that_is_missing_lies_within_a_reported_gap(ConnectionType transport, Face face) {
        Map<Integer, Instant> confirmed = new ConcurrentHashMap<>();
        AtomicBoolean ended = new AtomicBoolean();
        try (CometdProcess server = CometdProcess.start();
                FaceClient publisher = Face.ASYNC.open(
                        Clients.eager(server.url(), ConnectionType.WEBSOCKET).connectionTimeout(null));
                FaceClient subscriber =
                        face.open(Clients.eager(server.url(), transport).connectionTimeout(null))) {
            subscriber.subscribe(CHANNEL);
            CompletableFuture<Integer> publishing =
                    Background.supply(() -> publish(publisher, subscriber, confirmed, ended));
            CompletableFuture<Void> killing = Background.run(() -> {
                for (int kill = 0; kill < KILLS; kill++) {
                    LockSupport.parkNanos(BETWEEN.toNanos());
                    server.kill();
                    server.restart();
                    int gaps = kill + 1;
                    Await.until(
                            Await.SOON,
                            () -> "gap " + gaps + ", but the client is " + subscriber.client.state(),
                            () -> subscriber.events.of(ClientEvent.Gap.class).size() >= gaps);
                }
                ended.set(true);
            });
            List<Integer> received = new ArrayList<>();
            int last = -1;
            while (last < 0 || received.isEmpty() || received.get(received.size() - 1) < last) {
                subscriber
                        .receive(Duration.ofMillis(100))
                        .ifPresent(message -> received.add(message.data(Integer.class)));
                if (publishing.isDone()) {
                    last = publishing.join();
                }
            }
            Await.value(killing, "killing");
            List<ClientEvent.Gap> gaps = subscriber.events.of(ClientEvent.Gap.class);
            assertThat(received).isSorted().doesNotHaveDuplicates();
            assertThat(gaps).hasSize(KILLS);
            Set<Integer> missing = new HashSet<>(confirmed.keySet());
            missing.removeAll(received);
            assertThat(missing)
                    .allSatisfy(number -> assertThat(gaps)
                            .as("gap around " + confirmed.get(number))
                            .anyMatch(gap ->
                                    !confirmed.get(number).isBefore(gap.lostAt().minus(BLUR))
                                            && !confirmed
                                                    .get(number)
                                                    .isAfter(gap.restoredAt().plus(BLUR))));
        }
    }

    /** Publishes until the end, and then one more that has to arrive; returns that one. */
    private static int publish(
            FaceClient publisher, FaceClient subscriber, Map<Integer, Instant> confirmed, AtomicBoolean ended) {
        int number = 0;
        while (!ended.get()) {
            int each = number++;
            Instant at = Instant.now();
            publisher.client.async().publish(CHANNEL, each).thenAccept(reply -> confirmed.put(each, at));
            LockSupport.parkNanos(2_000_000);
        }
        assertThat(subscriber.client.awaitState(ConnectionState.CONNECTED, Await.SOON))
                .isTrue();
        assertThat(publisher.client.awaitState(ConnectionState.CONNECTED, Await.SOON))
                .isTrue();
        publisher.publish(CHANNEL, number);
        return number;
    }
}

package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ConnectionState;
import dev.halley.bayeux.ConnectionType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Without acknowledgements an outage may cost messages. Each one that is missing lies within a gap that was reported. */
@Timeout(60)
class GapIT {
    private static final String CHANNEL = "/gap/stream";
    private static final int COUNT = 3_000;
    private static final int CUTS = 5;
    /** Between the moment a test takes down and the one at which the server, or the client, works. */
    private static final Duration BLUR = Duration.ofMillis(100);

    static Stream<Arguments> rotating() {
        return Matrix.rotating(Face.FLOW);
    }

    @ParameterizedTest
    @MethodSource("rotating")
    void every_missing_message_lies_within_a_reported_gap(ConnectionType transport, Face face) {
        try (CometdServer server = CometdServer.start();
                Front front = Front.of(server);
                FaceClient client =
                        face.open(Clients.eager(front.url(), transport).connectionTimeout(null))) {
            client.subscribe(CHANNEL);
            AtomicReferenceArray<Instant> published = new AtomicReferenceArray<>(COUNT);
            CompletableFuture<Void> publishing = Background.run(() -> {
                for (int i = 0; i < COUNT; i++) {
                    if (i % (COUNT / (CUTS + 1)) == COUNT / (CUTS + 1) - 1 && i < COUNT - 1) {
                        front.cut();
                    }
                    published.set(i, Instant.now());
                    server.publish(CHANNEL, i);
                    LockSupport.parkNanos(1_000_000);
                }
            });
            List<Integer> received = new ArrayList<>();
            Duration[] onTheWay = {BLUR};
            while (received.isEmpty() || received.get(received.size() - 1) < COUNT) {
                if (publishing.isDone() && client.client.state() == ConnectionState.CONNECTED) {
                    // comes through when the client is subscribed again
                    server.publish(CHANNEL, COUNT);
                }
                client.receive(Duration.ofMillis(200)).ifPresent(message -> {
                    int number = message.data(Integer.class);
                    received.add(number);
                    if (number < COUNT) {
                        onTheWay[0] = longer(onTheWay[0], Duration.between(published.get(number), Instant.now()));
                    }
                });
            }
            Await.value(publishing, "publishing");
            // a gap begins with an arrival, and messages are as late as the machine is busy
            Duration blur = onTheWay[0].plus(BLUR);

            List<ClientEvent.Gap> gaps = client.events.of(ClientEvent.Gap.class);
            List<Integer> missing = new ArrayList<>();
            for (int i = 0; i < COUNT; i++) {
                if (!received.contains(i)) {
                    missing.add(i);
                }
            }
            System.out.println("[gap] " + transport + " " + face + ": " + missing.size() + " of " + COUNT + " missing, "
                    + gaps.size() + " gaps reported after " + CUTS + " cuts");
            assertThat(received.subList(0, received.indexOf(COUNT) + 1))
                    .isSorted()
                    .doesNotHaveDuplicates();
            if (transport == ConnectionType.WEBSOCKET) {
                // over long-polling a cut may fall between two requests, and cost nothing
                assertThat(gaps).isNotEmpty();
            }
            assertThat(missing)
                    .allSatisfy(number -> assertThat(gaps)
                            .as("gap around " + published.get(number))
                            .anyMatch(gap ->
                                    !published.get(number).isBefore(gap.lostAt().minus(blur))
                                            && !published
                                                    .get(number)
                                                    .isAfter(gap.restoredAt().plus(blur))));
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    @ParameterizedTest
    @MethodSource("rotating")
    void a_connection_that_went_silent_is_given_up(ConnectionType transport, Face face) {
        try (CometdServer server = CometdServer.start(false, CometdServer.timing(1_000, 10_000));
                Front front = Front.of(server);
                FaceClient client = face.open(Clients.eager(front.url(), transport)
                        .requestTimeout(Duration.ofSeconds(1))
                        .connectionTimeout(null))) {
            client.subscribe(CHANNEL);
            server.publish(CHANNEL, 1);
            assertThat(client.receive().data()).isEqualTo(1);
            front.freeze();
            client.events.await(ClientEvent.StateChanged.class, now -> now.to() == ConnectionState.RECONNECTING);
            client.events.await(ClientEvent.Gap.class);
            Await.until(Await.SOON, "state CONNECTED", () -> client.client.state() == ConnectionState.CONNECTED);
            server.publish(CHANNEL, 2);
            for (Object data = 1; !data.equals(2); ) {
                data = client.receive().data();
            }
        }
    }
}

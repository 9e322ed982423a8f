package dev.halley.socketio.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClientObserver;
import dev.halley.Overflow;
import dev.halley.engineio.EngineTransport;
import dev.halley.testkit.socketio.EngineConnection;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that sends without end to an application that takes nothing. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FloodTest {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int BURST = 50;
    private static final String TEXT = "x".repeat(1000);
    private static final Duration PING = Duration.ofSeconds(5);

    private long mostPending;
    private long nowPending;

    /** Five minutes: the heap would hold 15 MB if it held what nobody takes. */
    @ParameterizedTest
    @CsvSource({"DROP_OLDEST,WEBSOCKET", "DROP_LATEST,WEBSOCKET", "DROP_OLDEST,POLLING", "DROP_LATEST,POLLING"})
    void under_drop_what_waits_stays_within_the_bytes_and_heartbeats_are_answered_without_end(
            Overflow policy, EngineTransport transport) {
        try (Rules rules = rules(policy, transport)) {
            CompletableFuture<Object> never = takeNothing(rules);
            EngineConnection connection = rules.server.connection();
            long sent = 0;
            for (int second = 0; second < 300; second++) {
                sent += burst(rules);
                rules.time.advance(Duration.ofSeconds(1));
                assertThat(nowPending).isLessThanOrEqualTo(MOST_BYTES);
            }

            assertThat(rules.client.isConnected()).isTrue();
            assertThat(rules.server.allConnections()).containsExactly(connection);
            assertThat(pongs(connection)).isBetween(59L, 60L);
            // A burst is there as a whole before anything of it can be dropped.
            assertThat(mostPending).isLessThan(MOST_BYTES + BURST * 1200L);
            long dropped = rules.events.stream()
                    .filter(ClientEvent.Dropped.class::isInstance)
                    .mapToLong(event -> ((ClientEvent.Dropped) event).count())
                    .sum();
            assertThat(dropped + rules.client.pendingCount()).isBetween(sent - 1, sent);
            assertThat(rules.events).noneMatch(ClientEvent.Paused.class::isInstance);
            never.complete(null);
            rules.time.runPending();
            assertThat(nowPending).isLessThanOrEqualTo(MOST_BYTES);
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void under_pause_heartbeats_are_answered_until_the_bytes_are_full_and_then_nothing_is_read(
            EngineTransport transport) {
        try (Rules rules = rules(Overflow.PAUSE, transport)) {
            CompletableFuture<Object> never = takeNothing(rules);
            EngineConnection connection = rules.server.connection();
            int seconds = 0;
            // Two events a second: above the count at once, and for half a minute below the bytes.
            while (rules.events.stream().noneMatch(ClientEvent.Paused.class::isInstance)) {
                assertThat(seconds).isLessThan(60);
                rules.server.emit("x", TEXT);
                rules.server.emit("x", TEXT);
                rules.time.advance(Duration.ofSeconds(1));
                seconds++;
                if (transport == EngineTransport.WEBSOCKET) {
                    // Over polling the next poll, and the ping with it, waits until shortly before the deadline.
                    assertThat(pongs(connection)).isBetween(seconds / 5 - 1L, seconds / 5 + 1L);
                }
                assertThat(rules.client.isConnected()).isTrue();
            }
            assertThat(seconds).isGreaterThan(25);
            // What was asked for already still comes.
            rules.time.advance(Duration.ofSeconds(1));
            long full = nowPending;
            assertThat(full).isGreaterThanOrEqualTo(MOST_BYTES);
            for (int i = 0; i < 4; i++) {
                burst(rules);
                rules.time.advance(Duration.ofSeconds(1));
            }
            assertThat(nowPending).isEqualTo(full);
            assertThat(rules.events).noneMatch(ClientEvent.Dropped.class::isInstance);
            never.complete(null);
            rules.time.advance(Duration.ofSeconds(2));
            assertThat(rules.events).anyMatch(ClientEvent.Resumed.class::isInstance);
            assertThat(rules.client.pendingCount()).isZero();
            assertThat(rules.server.allConnections()).containsExactly(connection);
        }
    }

    private Rules rules(Overflow policy, EngineTransport transport) {
        Rules rules = new Rules(
                SocketIoTestServer.builder().anyNamespace().pingInterval(PING).pingTimeout(Duration.ofSeconds(20)),
                options -> options.overflow(policy)
                        .maxPendingCount(10)
                        .maxPendingBytes(MOST_BYTES)
                        .observer(new Watch()));
        return rules.open(rules.to("/").transports(transport));
    }

    /** The application's handler holds the first event until this is complete. */
    private static CompletableFuture<Object> takeNothing(Rules rules) {
        CompletableFuture<Object> never = new CompletableFuture<>();
        var unused = rules.client.onCall("x", event -> never);
        return never;
    }

    private static int burst(Rules rules) {
        for (int i = 0; i < BURST; i++) {
            rules.server.emit("x", TEXT);
        }
        return BURST;
    }

    private static long pongs(EngineConnection connection) {
        return connection.received().stream()
                .filter(packet -> packet.type() == EnginePacket.Type.PONG)
                .count();
    }

    private final class Watch implements ClientObserver {
        @Override
        public void onReceived(int messages, int pendingCount, long pendingBytes) {
            mostPending = Math.max(mostPending, pendingBytes);
            nowPending = pendingBytes;
        }
    }
}

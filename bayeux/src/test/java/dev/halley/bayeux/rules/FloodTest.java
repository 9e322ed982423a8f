package dev.halley.bayeux.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClientObserver;
import dev.halley.ConnectionState;
import dev.halley.Overflow;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.SubscriptionRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that sends without end to an application that takes nothing. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FloodTest {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int BURST = 50;
    private static final String DATA = "\"" + "x".repeat(1000) + "\"";
    private static final Duration HELD = Duration.ofSeconds(5);

    private long mostPending;
    private long nowPending;

    /** Five minutes: the heap would hold 15 MB if it held what nobody takes. */
    @ParameterizedTest
    @CsvSource({
        "DROP_OLDEST,WEBSOCKET",
        "DROP_LATEST,WEBSOCKET",
        "DROP_OLDEST,LONG_POLLING",
        "DROP_LATEST,LONG_POLLING",
    })
    void under_drop_what_waits_stays_within_the_bytes_and_connects_go_out_without_end(
            Overflow policy, ConnectionType type) {
        RulesHarness rules = rules(policy, type);
        CompletableFuture<Void> never = takeNothing(rules);
        String clientId = rules.server.session().clientId();
        long sent = 0;
        for (int second = 0; second < 300; second++) {
            sent += burst(rules);
            rules.advance(Duration.ofSeconds(1));
            assertThat(nowPending).isLessThanOrEqualTo(MOST_BYTES);
        }

        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(rules.server.session().clientId()).isEqualTo(clientId);
        assertThat(rules.sent("/meta/connect")).hasSizeGreaterThanOrEqualTo(60);
        // A burst is there as a whole before anything of it can be dropped.
        assertThat(mostPending).isLessThan(MOST_BYTES + BURST * 1200L);
        long dropped = rules.events(ClientEvent.Dropped.class).stream()
                .mapToLong(ClientEvent.Dropped::count)
                .sum();
        assertThat(dropped + rules.client.pendingCount()).isBetween(sent - 1, sent);
        assertThat(rules.events(ClientEvent.Paused.class)).isEmpty();
        never.complete(null);
        rules.settle();
        assertThat(rules.client.pendingCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource(ConnectionType.class)
    void under_pause_connects_go_out_until_the_bytes_are_full_and_then_nothing_is_read(ConnectionType type) {
        RulesHarness rules = rules(Overflow.PAUSE, type);
        CompletableFuture<Void> never = takeNothing(rules);
        String clientId = rules.server.session().clientId();
        int seconds = 0;
        // Two messages a second: above the count at once, and for half a minute below the bytes.
        while (rules.events(ClientEvent.Paused.class).isEmpty()) {
            assertThat(seconds).isLessThan(120);
            rules.server.publish("/a", DATA);
            rules.server.publish("/a", DATA);
            rules.advance(Duration.ofSeconds(1));
            seconds++;
            assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
        }
        assertThat(seconds).isGreaterThan(25);
        assertThat(rules.server.session().clientId()).isEqualTo(clientId);
        // What was asked for already still comes.
        burst(rules);
        rules.advance(Duration.ofSeconds(1));
        long full = nowPending;
        assertThat(full).isGreaterThanOrEqualTo(MOST_BYTES);
        for (int i = 0; i < 4; i++) {
            burst(rules);
            rules.advance(Duration.ofSeconds(1));
        }
        assertThat(nowPending).isEqualTo(full);
        assertThat(rules.events(ClientEvent.Dropped.class)).isEmpty();
        never.complete(null);
        rules.advance(Duration.ofSeconds(10));
        assertThat(rules.events(ClientEvent.Resumed.class)).isNotEmpty();
        assertThat(rules.client.pendingCount()).isZero();
        assertThat(rules.client.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    private RulesHarness rules(Overflow policy, ConnectionType type) {
        return new RulesHarness(
                        builder -> builder.transports(type)
                                .overflow(policy)
                                .maxPendingCount(10)
                                .maxPendingBytes(MOST_BYTES)
                                .observer(new Watch()),
                        settings -> settings.timeout(HELD))
                .open();
    }

    /** The application's handler holds the first message until this is complete. */
    private static CompletableFuture<Void> takeNothing(RulesHarness rules) {
        CompletableFuture<Void> never = new CompletableFuture<>();
        var unused = rules.time.result(
                rules.client.subscribe(SubscriptionRequest.to("/a").asyncHandler(message -> never)));
        return never;
    }

    private static int burst(RulesHarness rules) {
        for (int i = 0; i < BURST; i++) {
            rules.server.publish("/a", DATA);
        }
        return BURST;
    }

    private final class Watch implements ClientObserver {
        @Override
        public void onReceived(int messages, int pendingCount, long pendingBytes) {
            mostPending = Math.max(mostPending, pendingBytes);
            nowPending = pendingBytes;
        }
    }
}

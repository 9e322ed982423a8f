package dev.halley.bayeux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.VirtualTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The extensions that have to do with clocks. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ClockExtensionsTest {
    /** Virtual time begins with the year 2026. */
    private static final long START = new VirtualTime().now().toEpochMilli();

    private static SessionHarness with(ConnectionType type, Extension extension) {
        return new SessionHarness(type, builder -> builder.transports(type).extension(extension));
    }

    @ParameterizedTest
    @EnumSource
    void timestamp_is_added_to_every_message_in_cometds_form(ConnectionType type) {
        SessionHarness server =
                with(type, new TimestampExtension(new VirtualTime().kernel().time()));
        CompletableFuture<AsyncBayeuxClient> opening = server.client.open();
        assertThat(server.next("/meta/handshake").only()).containsEntry("timestamp", "Thu, 01 Jan 2026 00:00:00 GMT");
        assertThat(opening).isNotDone();
    }

    private static String reply(long sent, long served, long spent) {
        return "{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true,\"ext\":{\"timesync\":{\"tc\":" + sent
                + ",\"ts\":" + served + ",\"p\":" + spent + ",\"a\":0}}}";
    }

    @ParameterizedTest
    @EnumSource
    void timesync_measures_lag_and_offset_and_tells_the_server(ConnectionType type) {
        VirtualTime clock = new VirtualTime();
        TimesyncExtension sync = new TimesyncExtension(clock.kernel().time());
        SessionHarness server = with(type, sync);
        SessionHarness.Sent held = server.open();
        assertThat(sync.isSynchronized()).isFalse();
        assertThat(sync.serverTime()).isEqualTo(clock.now());
        assertThat(held.only().get("ext")).isEqualTo(Map.of("timesync", Map.of("tc", START, "l", 0, "o", 0)));

        clock.advance(Duration.ofMillis(140));
        held.answer(reply(START, START + 1020, 100));
        assertThat(sync.isSynchronized()).isTrue();
        assertThat(sync.lag()).isEqualTo(Duration.ofMillis(20));
        assertThat(sync.offset()).isEqualTo(Duration.ofMillis(1000));
        assertThat(sync.serverTime()).isEqualTo(clock.now().plusMillis(1000));

        SessionHarness.Sent next = server.next("/meta/connect");
        assertThat(next.only().get("ext")).isEqualTo(Map.of("timesync", Map.of("tc", START + 140, "l", 20, "o", 1000)));
        clock.advance(Duration.ofMillis(80));
        next.answer(reply(START + 140, START + 140 + 2040, 0));
        assertThat(sync.lag()).isEqualTo(Duration.ofMillis(30));
        assertThat(sync.offset()).isEqualTo(Duration.ofMillis(1500));
    }

    @ParameterizedTest
    @EnumSource
    void timesync_takes_no_measure_of_a_clock_that_was_set_or_of_an_answer_without_times(ConnectionType type) {
        VirtualTime clock = new VirtualTime();
        TimesyncExtension sync = new TimesyncExtension(clock.kernel().time());
        SessionHarness server = with(type, sync);
        SessionHarness.Sent held = server.open();
        held.answer(reply(START + 60_000, START, 0));
        assertThat(sync.isSynchronized()).isFalse();
        server.next("/meta/connect")
                .answer("{\"channel\":\"/meta/connect\",\"id\":\"$id\",\"successful\":true,"
                        + "\"ext\":{\"timesync\":{\"tc\":\"x\"}}}");
        assertThat(sync.isSynchronized()).isFalse();
        assertThat(server.events(dev.halley.ClientEvent.HandlerFailed.class)).isEmpty();
    }
}

package dev.halley.engineio.rules;

import static dev.halley.engineio.rules.EngineHarness.webSocket;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineVersion;
import dev.halley.internal.delivery.Pressure;
import dev.halley.testkit.PendingSocket;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HeartbeatRulesTest {
    private final EngineHarness engine = new EngineHarness();

    @Test
    void e4_12_answers_a_ping_with_the_same_payload_and_never_pings() {
        PendingSocket socket = engine.openSocket();
        socket.deliverTexts("2", "2hello");
        engine.time.advance(Duration.ofSeconds(40));
        assertThat(engine.sentFrames(socket)).containsExactly("3", "3hello");
        assertThat(engine.events).contains(new EngineEvent.Heartbeat(Duration.ZERO));
    }

    @Test
    void e4_13_closes_when_no_ping_comes_in_time() {
        PendingSocket socket = engine.openSocket();
        engine.time.advance(Duration.ofSeconds(44));
        socket.deliverText("2");
        engine.time.advance(Duration.ofMillis(44_999));
        assertThat(engine.close).isNull();
        engine.time.advance(Duration.ofMillis(1));
        assertThat(engine.close.reason()).isEqualTo(Reason.PING_TIMEOUT);
        assertThat(engine.close.description()).contains("45000 ms");
        assertThat(socket.isAborted()).isTrue();
        assertThat(engine.time.timers()).isZero();
    }

    @Test
    void e4_13_notices_at_emit_time_that_the_machine_was_suspended() {
        engine.openSocket();
        engine.inContext(() -> assertThat(engine.session.checkHeartbeat()).isFalse());
        engine.time.shiftWallClock(Duration.ofSeconds(6));
        engine.context.execute(() -> {
            assertThat(engine.session.checkHeartbeat()).isTrue();
            assertThat(engine.session.checkHeartbeat()).as("and it stays so").isTrue();
            assertThat(engine.close).isNull();
        });
        engine.time.runPending();
        assertThat(engine.close.reason()).isEqualTo(Reason.PING_TIMEOUT);
        assertThat(engine.close.description()).contains("suspended for 6 s");
    }

    @Test
    void e4_13_notices_a_suspended_machine_within_seconds_though_nothing_is_sent() {
        engine.openSocket();
        engine.time.advance(Duration.ofSeconds(12));
        engine.time.shiftWallClock(Duration.ofHours(1));
        engine.time.advance(Duration.ofSeconds(10));
        assertThat(engine.close.reason()).isEqualTo(Reason.PING_TIMEOUT);
    }

    @Test
    void e4_13_a_clock_that_is_set_back_or_drifts_changes_nothing() {
        PendingSocket socket = engine.openSocket();
        engine.time.shiftWallClock(Duration.ofDays(-1));
        engine.time.advance(Duration.ofSeconds(20));
        for (int i = 0; i < 30; i++) {
            engine.time.shiftWallClock(Duration.ofSeconds(4));
            engine.time.advance(Duration.ofSeconds(10));
            socket.deliverText("2");
        }
        assertThat(engine.close).isNull();
    }

    @Test
    void e4_14_messages_do_not_postpone_the_deadline() {
        PendingSocket socket = engine.openSocket();
        for (int i = 0; i < 44; i++) {
            engine.time.advance(Duration.ofSeconds(1));
            socket.deliverText("4x");
            engine.send("y");
        }
        assertThat(engine.close).isNull();
        engine.time.advance(Duration.ofSeconds(1));
        assertThat(engine.close.reason()).isEqualTo(Reason.PING_TIMEOUT);
    }

    @Test
    void e4_14_pongs_do_not_wait_for_slow_handlers() {
        PendingSocket socket = engine.openSocket();
        engine.time.holdHandlers();
        socket.deliverTexts("4x", "2");
        engine.time.runPending();
        assertThat(engine.sentFrames(socket)).containsExactly("3");
    }

    @Test
    void e4_14_a_pong_goes_before_what_waits() {
        PendingSocket socket = engine.openSocket();
        socket.holdSends();
        for (int i = 0; i < 20; i++) {
            engine.send("a" + "1234".repeat(250));
        }
        socket.deliverText("2");
        socket.releaseSends();
        // 16 of the 20 were with the socket already
        assertThat(engine.sentFrames(socket).indexOf("3")).isEqualTo(16);
        assertThat(engine.sentFrames(socket)).hasSize(21);
    }

    @Test
    void under_hard_pressure_no_ping_is_late() {
        PendingSocket socket = engine.openSocket();
        engine.inContext(() -> engine.session.pressure(Pressure.HARD));
        engine.time.advance(Duration.ofMinutes(3));
        assertThat(engine.close).isNull();
        engine.inContext(() -> engine.session.pressure(Pressure.NONE));
        engine.time.advance(Duration.ofMillis(19_999));
        assertThat(engine.close).isNull();
        engine.time.advance(Duration.ofMillis(1));
        assertThat(engine.close.reason()).isEqualTo(Reason.PING_TIMEOUT);
        assertThat(socket.isAborted()).isTrue();
    }

    @Test
    void e3_05_the_client_pings_and_any_packet_in_time_is_enough() {
        engine.connect(webSocket().withVersion(EngineVersion.V3));
        PendingSocket socket = engine.wire.takeSocket().accept();
        socket.deliverText("0{\"sid\":\"S1\",\"pingInterval\":25000,\"pingTimeout\":5000}");
        engine.time.advance(Duration.ofMillis(24_999));
        assertThat(socket.sent()).isEmpty();
        engine.time.advance(Duration.ofMillis(1));
        assertThat(engine.sentFrames(socket)).containsExactly("2");
        engine.time.advance(Duration.ofSeconds(3));
        socket.deliverText("3");
        engine.time.runPending();
        assertThat(engine.events).contains(new EngineEvent.Heartbeat(Duration.ofSeconds(3)));
        engine.time.advance(Duration.ofSeconds(22));
        assertThat(engine.sentFrames(socket)).containsExactly("2", "2");
        engine.time.advance(Duration.ofSeconds(4));
        socket.deliverText("4instead");
        engine.time.advance(Duration.ofSeconds(21));
        assertThat(engine.sentFrames(socket)).containsExactly("2", "2", "2");
        engine.time.advance(Duration.ofMillis(4_999));
        assertThat(engine.close).isNull();
        engine.time.advance(Duration.ofMillis(1));
        assertThat(engine.close.reason()).isEqualTo(Reason.PING_TIMEOUT);
        assertThat(engine.close.description()).contains("answer to a ping", "5000 ms");
    }
}

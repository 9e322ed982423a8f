package dev.halley.testkit.socketio;

import dev.halley.internal.loop.TimeSource;
import dev.halley.testkit.internal.Hub;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A session's heartbeat: in version 4 the server pings and the client answers (E4-12), in version 3 the other way round
 * (E3-05). Guarded by the server's lock.
 */
final class Heartbeat {
    private final EngineConnection connection;
    private final Hub hub;
    private final Duration interval;
    private final Duration timeout;
    private final Deque<String> unanswered = new ArrayDeque<>();
    private TimeSource.@Nullable Timer nextPing;
    private TimeSource.@Nullable Timer deadline;

    Heartbeat(EngineConnection connection) {
        this.connection = connection;
        this.hub = connection.server().hub();
        Settings.Engine settings = connection.server().settings().engine();
        this.interval = settings.pingInterval();
        this.timeout = settings.pingTimeout();
    }

    void start() {
        if (connection.version() == 3) {
            expect(interval.plus(timeout));
        } else {
            schedule();
        }
    }

    private void schedule() {
        nextPing = cancelled(nextPing);
        if (!connection.server().isSilent()) {
            nextPing = hub.after(interval, () -> ping(""));
        }
    }

    void ping(String data) {
        if (connection.server().isSilent()) {
            return;
        }
        unanswered.add(data);
        connection.queue(EnginePacket.of(EnginePacket.Type.PING, data));
        expect(timeout);
    }

    private void expect(Duration within) {
        deadline = cancelled(deadline);
        if (!connection.server().isSilent()) {
            deadline = hub.after(within, () -> connection.finish("ping timeout"));
        }
    }

    void pinged(String data) {
        if (connection.version() != 3) {
            connection.violated("a ping from the client (expected: pongs only)");
            connection.transportFailed("invalid heartbeat direction");
            return;
        }
        expect(interval.plus(timeout));
        if (!connection.server().isSilent()) {
            connection.queue(EnginePacket.of(EnginePacket.Type.PONG, data));
        }
    }

    void ponged(String data) {
        if (connection.version() == 3) {
            connection.violated("a pong from the client (expected: pings only)");
            connection.transportFailed("invalid heartbeat direction");
            return;
        }
        String expected = unanswered.poll();
        if (!data.equals(expected)) {
            connection.violated("pong: " + data + " (expected: " + (expected == null ? "none" : expected) + ")");
        }
        deadline = cancelled(deadline);
        schedule();
    }

    /** Begins again, or ends, when the server has become silent or is so no longer. */
    void restart() {
        stop();
        start();
    }

    void stop() {
        nextPing = cancelled(nextPing);
        deadline = cancelled(deadline);
    }

    private static TimeSource.@Nullable Timer cancelled(TimeSource.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
        return null;
    }
}

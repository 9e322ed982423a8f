package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineVersion;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices a session that died in silence. In version 4 the server pings (E4-13), in version 3 the client does (E3-05). Its
 * timer is moved by nobody: it looks, when it runs, how much time is left. Serial context.
 */
final class Heartbeat {
    /** A suspended machine is noticed this long after it woke up, even when nothing is sent. */
    private static final long LOOK = Duration.ofSeconds(10).toNanos();

    private static final long SUSPENDED_MILLIS = 5_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SerialContext context;
    private final TimeSource time;
    private final boolean pings;
    private final long interval;
    private final long timeout;
    private final Actions actions;

    private long deadline;
    private long nextPing;
    private long pingSent;
    private boolean waitsForPong;
    private boolean notReading;
    private long lookedAt;
    /** Milliseconds of the wall clock. */
    private long lookedAtWall;

    private TimeSource.@Nullable Timer timer;

    /** What follows. */
    interface Actions {
        /** E3-05: it is time for the client's ping. */
        void ping();

        /** The session is dead. */
        void expired(String why);
    }

    Heartbeat(SerialContext context, TimeSource time, EngineHandshake handshake, Actions actions) {
        this.context = context;
        this.time = time;
        this.pings = handshake.version() == EngineVersion.V3;
        this.interval = handshake.pingInterval().toNanos();
        this.timeout = handshake.pingTimeout().toNanos();
        this.actions = actions;
        this.lookedAt = time.nanoTime();
        this.lookedAtWall = time.now().toEpochMilli();
        this.deadline = lookedAt + interval + timeout;
        this.nextPing = lookedAt + interval;
    }

    void start() {
        arm();
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** The server's ping came; nothing else moves the deadline (E4-14). */
    void pinged() {
        deadline = time.nanoTime() + interval + timeout;
    }

    /** E3-05: any packet shows that the server lives. */
    void received() {
        if (pings) {
            deadline = time.nanoTime() + interval + timeout;
        }
    }

    /**
     * The server's pong came.
     *
     * @param told gets the round trip, unless nobody asked
     */
    void ponged(Consumer<Duration> told) {
        if (waitsForPong) {
            waitsForPong = false;
            told.accept(Duration.ofNanos(time.nanoTime() - pingSent));
        }
    }

    /** While the client itself does not read, no ping is late. */
    void notReading(boolean on) {
        if (notReading && !on) {
            long grace = time.nanoTime() + timeout;
            deadline = grace - deadline > 0 ? grace : deadline;
        }
        notReading = on;
    }

    /** In how many nanoseconds the client has to read again, so that the server gets its answer in time. */
    long readDue() {
        return deadline - timeout / 2 - time.nanoTime();
    }

    /** Why the session is dead; null when it is not, as far as the clocks tell. */
    @Nullable String overdue() {
        long now = time.nanoTime();
        long wall = time.now().toEpochMilli();
        // E4-13: while the machine was suspended one clock went on and the other did not; one set back says nothing
        long jump = wall - lookedAtWall - (now - lookedAt) / NANOS_PER_MILLI;
        lookedAt = now;
        lookedAtWall = wall;
        if (jump > SUSPENDED_MILLIS) {
            return "the machine was suspended for " + jump / 1000 + " s";
        }
        return !notReading && now - deadline >= 0
                ? "no " + (pings ? "answer to a ping" : "ping") + " of the server within "
                        + Duration.ofNanos(pings ? timeout : interval + timeout).toMillis() + " ms"
                : null;
    }

    private void arm() {
        long now = time.nanoTime();
        long wait = Math.min(LOOK, Math.max(0, deadline - now));
        if (notReading) {
            wait = LOOK;
        }
        if (pings) {
            wait = Math.min(wait, Math.max(0, nextPing - now));
        }
        timer = context.schedule(wait, this::look);
    }

    private void look() {
        timer = null;
        String why = overdue();
        if (why != null) {
            actions.expired(why);
            return;
        }
        long now = time.nanoTime();
        if (pings && now - nextPing >= 0) {
            nextPing = now + interval;
            pingSent = now;
            waitsForPong = true;
            long answer = now + timeout;
            deadline = deadline - answer > 0 ? answer : deadline;
            actions.ping();
        }
        arm();
    }
}

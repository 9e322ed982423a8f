package dev.halley.bayeux.internal.session;

import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.message.Advice;
import dev.halley.internal.delivery.Pressure;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an ordered connect goes out: after the interval (P13), and, while the application lags behind, only when
 * the session needs it. Each connect asks the server for more; none is the way to ask for less. Serial context.
 */
final class ConnectGate {
    /** What CometD servers keep a session without a connect, where the server did not say. */
    private static final long ASSUMED_MAX_INTERVAL = 10_000;

    private static final long MARGIN = 2_000;

    /** The server answers a connect with an old acknowledgement at once, and with everything again: never a hot loop. */
    private static final long LEAST_PATIENCE = 100;

    private final SerialContext context;
    private final TimeSource time;
    private final BooleanSupplier busy;
    private final Consumer<SessionEffect.SendConnect> out;
    private SessionEffect.@Nullable SendConnect ordered;
    private TimeSource.@Nullable Timer timer;
    private Pressure pressure = Pressure.NONE;
    private long notBefore;
    private long answeredAt;

    /**
     * A gate.
     *
     * @param busy whether a connect could acknowledge more if it went later
     */
    ConnectGate(SerialContext context, TimeSource time, BooleanSupplier busy, Consumer<SessionEffect.SendConnect> out) {
        this.context = context;
        this.time = time;
        this.busy = busy;
        this.out = out;
        this.answeredAt = time.nanoTime();
    }

    void submit(SessionEffect.SendConnect connect, SessionState state) {
        ordered = connect;
        notBefore = time.nanoTime() + connect.delay().toNanos();
        decide(state);
    }

    /** The order was overtaken by another one. */
    void forget() {
        ordered = null;
        stop();
    }

    void connectAnswered() {
        answeredAt = time.nanoTime();
    }

    void pressure(Pressure now, SessionState state) {
        pressure = now;
        decide(state);
    }

    /** Everything received has been processed. */
    void processed(SessionState state) {
        decide(state);
    }

    Pressure pressure() {
        return pressure;
    }

    /** How long from now the session lives without a connect. */
    Duration deadline(SessionState state) {
        return Duration.ofNanos(Math.max(0, expiry(state.advice()) - time.nanoTime()));
    }

    private long expiry(Advice advice) {
        return answeredAt + (Math.max(0, advice.intervalMillis()) + maxInterval(advice)) * 1_000_000;
    }

    /** When the next connect goes out, though it can't acknowledge everything yet. */
    private long patience(Advice advice) {
        return answeredAt + Math.max(LEAST_PATIENCE, maxInterval(advice) / 2) * 1_000_000;
    }

    private static long maxInterval(Advice advice) {
        return advice.maxIntervalMillis() < 0 ? ASSUMED_MAX_INTERVAL : advice.maxIntervalMillis();
    }

    private void decide(SessionState state) {
        stop();
        SessionEffect.SendConnect connect = ordered;
        if (connect == null) {
            return;
        }
        long now = time.nanoTime();
        long due = notBefore;
        if (!connect.immediately() && pressure == Pressure.HARD) {
            return;
        }
        if (!connect.immediately() && pressure == Pressure.SOFT && connect.transport() == ConnectionType.LONG_POLLING) {
            long margin = Math.min(MARGIN, maxInterval(state.advice()) / 2) * 1_000_000;
            long needed = expiry(state.advice()) - margin;
            due = needed - due > 0 ? needed : due;
        }
        if (!connect.immediately() && busy.getAsBoolean()) {
            long patience = patience(state.advice());
            due = patience - due > 0 ? patience : due;
        }
        if (due - now <= 0) {
            ordered = null;
            out.accept(connect);
        } else {
            timer = context.schedule(due - now, () -> decide(state));
        }
    }

    private void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}

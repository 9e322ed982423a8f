package dev.halley.internal.http;

import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.WebSocketLink;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns {@link Reading} into demand. At most one callback is asked for in advance, so a change takes effect at once.
 * Pings, pongs and the close cost demand like messages.
 */
final class ReadPace {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** What counts as one read when messages are small: about what one read of a socket brings. */
    private static final int READ_CHARS = 16 * 1024;

    private final HttpContext context;
    private final WebSocketLink link;

    // Written under the lock, read by anyone.
    private volatile Reading mode = Reading.OPEN;
    private volatile boolean ended;

    // Guarded by this; nothing is called out to while it is held.
    private boolean started;
    private boolean asked;
    private long budget;
    private TimeSource.@Nullable Timer timer;

    ReadPace(HttpContext context, WebSocketLink link) {
        this.context = context;
        this.link = link;
    }

    /** Any thread. */
    void mode(Reading wanted) {
        boolean ask;
        synchronized (this) {
            if (mode == wanted) {
                return;
            }
            mode = wanted;
            budget = 0;
            stopTimer();
            ask = started && next(true);
        }
        if (ask) {
            // A wire may hand over messages within the call, and the caller may be in the midst of its own work.
            context.kernel().io().execute(() -> link.request(1));
        }
    }

    /** The first demand, after the handler knows of the socket. */
    void start() {
        boolean ask;
        synchronized (this) {
            started = true;
            ask = next(true);
        }
        ask(ask);
    }

    /**
     * After each callback that cost demand, on the wire's threads.
     *
     * @param boundary whether no message is unfinished
     */
    void consumed(int chars, boolean boundary) {
        if (ended) {
            return;
        }
        if (mode == Reading.OPEN) {
            // The hot path takes no lock: what was asked for is consumed and asked for again. A change of mode in
            // between costs one callback more.
            link.request(1);
            return;
        }
        boolean ask;
        synchronized (this) {
            asked = false;
            budget -= chars;
            ask = next(boundary);
        }
        ask(ask);
    }

    /** No demand from now on. */
    synchronized void end() {
        ended = true;
        stopTimer();
    }

    private boolean next(boolean boundary) {
        if (asked || ended || mode == Reading.STOPPED) {
            return false;
        }
        // An unfinished message is worth nothing, so it is read to its end.
        if (mode == Reading.OPEN || !boundary || budget > 0) {
            asked = true;
        } else if (timer == null) {
            timer = context.later(PERIOD_NANOS, this::tick);
        }
        return asked;
    }

    private void tick() {
        boolean ask;
        synchronized (this) {
            timer = null;
            budget = READ_CHARS;
            ask = next(true);
        }
        ask(ask);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void ask(boolean ask) {
        if (ask) {
            link.request(1);
        }
    }
}

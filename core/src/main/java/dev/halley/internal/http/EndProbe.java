package dev.halley.internal.http;

import dev.halley.internal.loop.TimeSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out that a socket has ended where the wire may miss it: after each burst of messages a ping, and another two when
 * no pong comes. Writing to a peer that is gone fails at the second try at the latest; a peer that is there answers the
 * first, so a quiet socket costs one ping after each time it was read. Any thread.
 */
final class EndProbe {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_PINGS = 3;

    private final HttpContext context;
    private final SendQueue queue;

    // Any thread; written by whoever reads, in batches.
    private volatile long lastRead;

    // Guarded by this; nothing is called out to while it is held.
    private boolean armed;
    private boolean ended;
    private int pings;
    private TimeSource.@Nullable Timer timer;

    EndProbe(HttpContext context, SendQueue queue) {
        this.context = context;
        this.queue = queue;
    }

    /** Something was read, or reading goes on: the end may have come with it. */
    void read() {
        lastRead = context.kernel().time().nanoTime();
        synchronized (this) {
            pings = 0;
            if (!armed && !ended) {
                arm(QUIET_NANOS);
            }
        }
    }

    /** The peer is there. */
    synchronized void answered() {
        stop();
    }

    synchronized void end() {
        ended = true;
        stop();
    }

    private void arm(long nanos) {
        armed = true;
        timer = context.later(nanos, this::fire);
    }

    private void stop() {
        armed = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void fire() {
        synchronized (this) {
            timer = null;
            if (ended || !armed) {
                return;
            }
            long left = lastRead + QUIET_NANOS - context.kernel().time().nanoTime();
            if (left > 0) {
                arm(left);
                return;
            }
            pings++;
            if (pings < MAX_PINGS) {
                arm(QUIET_NANOS);
            } else {
                armed = false;
            }
        }
        // a failed write ends the socket, as that of any message does
        Outcome.of(queue.ping(), (done, failure) -> {});
    }
}

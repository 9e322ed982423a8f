package dev.halley.bayeux.internal.session;

import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * P10: the server announced with its handshake reply how many messages come with it; the first connect waits until they
 * were handed over, for a while. Serial context.
 */
final class HandshakeEvents {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final SerialContext context;
    private long missing;
    private @Nullable Runnable connect;
    private TimeSource.@Nullable Timer limit;

    HandshakeEvents(SerialContext context) {
        this.context = context;
    }

    void announced(long count) {
        missing = count;
    }

    void arrived(int count) {
        missing -= count;
        if (missing <= 0) {
            go();
        }
    }

    /** Runs it now, or when the messages have come. */
    void first(Runnable next) {
        if (missing <= 0) {
            next.run();
            return;
        }
        connect = next;
        limit = context.schedule(LIMIT.toNanos(), () -> {
            missing = 0;
            go();
        });
    }

    void forget() {
        connect = null;
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
    }

    private void go() {
        Runnable waiting = connect;
        forget();
        if (waiting != null) {
            waiting.run();
        }
    }
}

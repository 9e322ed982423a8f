package dev.halley.bayeux.internal.dispatch;

import dev.halley.ClientEvent;
import dev.halley.internal.loop.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says when a subscription has been silent too long, once per silence. Serial context. */
final class IdleWatch {
    private final Subscriptions.Port port;
    private final String scope;
    private final Duration after;
    private boolean started;
    private long seenAt;
    private TimeSource.@Nullable Timer timer;

    IdleWatch(Subscriptions.Port port, String scope, Duration after) {
        this.port = port;
        this.scope = scope;
        this.after = after;
    }

    /** The server confirmed the subscription; a later confirmation of the same one breaks no silence. */
    void start() {
        if (!started) {
            started = true;
            seen();
        }
    }

    /** A message came. */
    void seen() {
        seenAt = port.nanoTime();
        // one timer per period and not per message; it looks at seenAt when it is due
        if (started && timer == null) {
            timer = port.schedule(after, this::due);
        }
    }

    private void due() {
        Duration silent = Duration.ofNanos(port.nanoTime() - seenAt);
        if (silent.compareTo(after) < 0) {
            timer = port.schedule(after.minus(silent), this::due);
        } else {
            timer = null;
            port.raise(new ClientEvent.Idle(scope, port.now().minus(silent)));
        }
    }

    void stop() {
        started = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}

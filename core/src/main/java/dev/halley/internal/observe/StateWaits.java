package dev.halley.internal.observe;

import dev.halley.ConnectionState;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who waits for a connection state; each state is seen, however short it is. Serial context. */
public final class StateWaits {
    private final SerialContext context;
    private final Set<Wait> waiting = new LinkedHashSet<>();

    /** One wait. */
    public static final class Wait extends CompletableFuture<Boolean> {
        private final ConnectionState wanted;

        // serial context
        private TimeSource.@Nullable Timer timer;

        public Wait(ConnectionState wanted) {
            this.wanted = wanted;
        }
    }

    public StateWaits(SerialContext context) {
        this.context = context;
    }

    /**
     * Adds a wait, which completes with true at once when the client is in the wanted state.
     *
     * @param nanos after which it completes with false
     */
    public void add(Wait wait, ConnectionState now, long nanos) {
        if (now == wait.wanted) {
            wait.complete(true);
        } else if (!wait.isDone()) {
            waiting.add(wait);
            wait.timer = context.schedule(nanos, () -> {
                waiting.remove(wait);
                wait.complete(false);
            });
        }
    }

    /** Nobody waits any more. */
    public void remove(Wait wait) {
        waiting.remove(wait);
        if (wait.timer != null) {
            wait.timer.cancel();
        }
        wait.cancel(false);
    }

    /** The client is in another state; at its end all waits end. */
    public void changed(ConnectionState to) {
        List<Wait> over = new ArrayList<>(waiting);
        // who waits for anything else waits in vain once the client has closed
        over.removeIf(wait -> wait.wanted != to && to != ConnectionState.CLOSED);
        for (Wait wait : over) {
            waiting.remove(wait);
            if (wait.timer != null) {
                wait.timer.cancel();
            }
            wait.complete(wait.wanted == to);
        }
    }
}

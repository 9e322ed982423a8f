package dev.halley.socketio.internal.session;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An emit that waits for the connection.
 *
 * @param since when it was emitted
 */
public record BufferedEmit(String namespace, String event, List<? extends @Nullable Object> args, Instant since) {
    /** Without the arguments, which may be secrets. */
    @Override
    public String toString() {
        return event + " to " + namespace + " since " + since;
    }
}

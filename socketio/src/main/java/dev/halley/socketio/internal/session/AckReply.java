package dev.halley.socketio.internal.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to one event that the server wants acknowledged. Any thread. */
public interface AckReply {
    /**
     * Answers, the first time it is called; afterwards does nothing (S5-07). An answer that can't be sent any more, because
     * the namespace was left or lost meanwhile, is reported.
     *
     * @return whether this was the first time
     * @throws dev.halley.json.JsonException if an argument can't be encoded; it counts as not called then
     */
    boolean send(List<? extends @Nullable Object> args);

    /** Whether it has been answered. */
    boolean isSent();
}

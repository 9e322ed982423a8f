package dev.halley.engineio.internal.transport;

import org.jspecify.annotations.Nullable;

/** Hears of the word to the server that a session is over. Serial context. */
public interface Farewell {
    /** It is on its way. */
    void saying();

    /**
     * It came to an end, once for each {@link #saying}.
     *
     * @param again null when the server answered, or else what says it once more
     */
    void said(@Nullable Runnable again);
}

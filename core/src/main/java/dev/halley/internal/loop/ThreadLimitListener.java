package dev.halley.internal.loop;

/** Is told that a shared pool has as many threads as it may have and that a task waits. */
@FunctionalInterface
public interface ThreadLimitListener {
    /**
     * Called on the timer's thread, once each time the limit is reached; must only hand over.
     *
     * @param pool the pool's name, such as {@code halley-io}
     * @param limit how many threads it may have
     */
    void threadLimitReached(String pool, int limit);
}

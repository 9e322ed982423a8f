package dev.halley.wire;

/** A running exchange or connection attempt. */
public interface HttpCall {
    /**
     * Ends it without waiting. The sink or listener hears of a failure, unless it already heard of the end.
     * Idempotent; any thread.
     */
    void abort();
}

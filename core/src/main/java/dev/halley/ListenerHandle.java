package dev.halley;

/** Takes a listener off. */
@FunctionalInterface
public interface ListenerHandle extends AutoCloseable {
    /** Takes the listener off; it may still get an event that is on its way. Idempotent. */
    @Override
    void close();
}

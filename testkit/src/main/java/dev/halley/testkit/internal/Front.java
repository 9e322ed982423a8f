package dev.halley.testkit.internal;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How clients reach a server: over sockets, or in memory. */
public interface Front extends AutoCloseable {
    /**
     * Where clients connect to.
     *
     * @return the URL
     */
    String url();

    /** Accepts connections. */
    void listen();

    /** Refuses new connections. */
    void stopListening();

    /** Breaks all connections. */
    void dropConnections();

    /** Lets happen what is due, where nobody else does. */
    void settle();

    /**
     * Waits.
     *
     * @param timeout how long
     * @param condition asked under the server's lock
     * @return whether it is so, and the time was not over before
     */
    boolean await(Duration timeout, BooleanSupplier condition);

    @Override
    void close();
}

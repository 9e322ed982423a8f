package dev.halley.testkit.socketio;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How clients reach the server: over sockets, or in memory. */
interface Front extends AutoCloseable {
    String url();

    void listen();

    void stopListening();

    void dropConnections();

    /** Lets happen what is due, where nobody else does. */
    void settle();

    /** Waits until it is so, or the time is over. */
    boolean await(Duration timeout, BooleanSupplier condition);

    @Override
    void close();
}

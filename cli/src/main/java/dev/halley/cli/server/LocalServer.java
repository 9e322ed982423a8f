package dev.halley.cli.server;

import java.io.IOException;
import java.net.URI;

/** A server on this machine that can be dropped and brought back. */
public interface LocalServer extends AutoCloseable {
    /**
     * Where clients connect to.
     *
     * @return the URL, with the port that was really taken
     */
    URI url();

    /**
     * How many sessions the server knows.
     *
     * @return the number of clients that shook hands and did not disconnect; 0 while the server is dropped
     */
    int sessions();

    /** Goes away all at once: connections are reset without a goodbye, and every session is forgotten. */
    void drop();

    /**
     * Starts after {@link #drop()}, on the same port, knowing nothing of the sessions before.
     *
     * @throws IOException if it can't listen there
     */
    void restart() throws IOException;

    /** Stops the server. */
    @Override
    void close();

    /** Starts servers. */
    @FunctionalInterface
    interface Source {
        /**
         * Starts one.
         *
         * @return the server, accepting connections
         * @throws IOException if it can't listen
         */
        LocalServer start() throws IOException;
    }
}

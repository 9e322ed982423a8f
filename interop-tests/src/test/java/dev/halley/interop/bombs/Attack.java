package dev.halley.interop.bombs;

import java.io.IOException;
import java.io.OutputStream;

/** What is written to a client instead of an answer: as long as it likes, for the client can end the connection. */
@FunctionalInterface
interface Attack {
    /**
     * Writes.
     *
     * @throws IOException when the client has ended the connection
     */
    void on(OutputStream client) throws IOException;
}

package dev.halley.interop;

import java.net.URI;

/** A server on loopback. */
interface Peer extends AutoCloseable {
    URI url();

    @Override
    void close();
}

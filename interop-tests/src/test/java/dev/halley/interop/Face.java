package dev.halley.interop;

import dev.halley.bayeux.BayeuxClientBuilder;

/** The three ways to use a client. */
enum Face {
    /** Methods that wait. */
    BLOCKING,
    /** Methods that return futures. */
    ASYNC,
    /** Futures, and messages from the publisher. */
    FLOW;

    /** Opens a client that is used in this way. */
    FaceClient open(BayeuxClientBuilder builder) {
        return FaceClient.unopened(this, builder).open();
    }
}

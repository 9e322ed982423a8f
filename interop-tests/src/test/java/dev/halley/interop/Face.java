package dev.halley.interop;

import dev.halley.bayeux.BayeuxClientBuilder;

/** The three ways to use a client. */
enum Face {
    /** Methods that wait. */
    BLOCKING {
        @Override
        FaceClient open(BayeuxClientBuilder builder) {
            return FaceClient.blocking(builder);
        }
    },
    /** Methods that return futures. */
    ASYNC {
        @Override
        FaceClient open(BayeuxClientBuilder builder) {
            return FaceClient.async(builder);
        }
    },
    /** Futures, and messages from the publisher. */
    FLOW {
        @Override
        FaceClient open(BayeuxClientBuilder builder) {
            return FaceClient.flow(builder);
        }
    };

    /** Opens a client that is used in this way. */
    abstract FaceClient open(BayeuxClientBuilder builder);
}

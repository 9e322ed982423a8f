package dev.halley.bayeux.internal.session;

import dev.halley.bayeux.internal.message.Advice;
import dev.halley.bayeux.internal.transport.Endpoint;

/**
 * A session of a former client, to go on with.
 *
 * @param clientId a secret
 * @param endpoint where it was
 * @param advice what the server said last
 */
record Resumption(String clientId, Endpoint endpoint, Advice advice) {
    /** P58: without the client id. */
    @Override
    public String toString() {
        return "Resumption[" + endpoint + "]";
    }
}

package dev.halley.bayeux.internal.session;

import dev.halley.HalleyException;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.internal.transport.Endpoint;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the machine orders the runner to do. */
sealed interface SessionEffect {
    /**
     * Send a handshake, alone (P02). What was on its way for an earlier link is given up.
     *
     * @param supported the transports to offer
     */
    record SendHandshake(long link, Endpoint endpoint, List<ConnectionType> supported) implements SessionEffect {}

    /**
     * Send a connect once the delay is over and the application's queues allow it.
     *
     * @param immediately P15: asks the server to answer at once
     */
    record SendConnect(long link, Endpoint endpoint, boolean immediately, Duration delay) implements SessionEffect {
        ConnectionType transport() {
            return endpoint.type();
        }
    }

    /** Tell the server that the client leaves (P69). */
    record SendDisconnect(long link) implements SessionEffect {}

    /** Renew the credentials, and report how that ended. */
    record Authenticate(long link, HalleyException cause) implements SessionEffect {}

    /** Tell the application that the server advised a host that it did not name (P30). */
    record RefuseHost(String host) implements SessionEffect {}

    /** Report {@link SessionEvent.WaitOver} later. */
    record Wait(long link, Duration delay) implements SessionEffect {}

    /**
     * A session begins: restore the subscriptions (P51).
     *
     * @param resumed whether it is a former client's, which the server knows
     */
    record StartSession(long epoch, boolean resumed) implements SessionEffect {}

    /** Messages flow (again): send what waited, report what may be missing. */
    record Connected(long epoch) implements SessionEffect {}

    /** The connection was lost, the session perhaps not: messages on their way may be lost. */
    record LinkLost(HalleyException cause, ConnectionType over) implements SessionEffect {}

    /** The session was lost: what it still owed has no answer, subscriptions wait for the next one. */
    record SessionLost(HalleyException cause) implements SessionEffect {}

    /** Tell the application of a retry. */
    record Retrying(int attempt, Duration delay, HalleyException cause) implements SessionEffect {}

    /** {@code open()} succeeded. */
    record Opened() implements SessionEffect {}

    /** {@code open()} failed. */
    record OpenFailed(HalleyException cause) implements SessionEffect {}

    /**
     * The client has ended: release everything.
     *
     * @param reason null when the application closed it
     */
    record Ended(@Nullable HalleyException reason) implements SessionEffect {}
}

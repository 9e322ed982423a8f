package dev.halley.engineio.internal.session;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineTransport;

/** What a session's runner does. */
sealed interface SessionEffect {
    /**
     * Opens a transport.
     *
     * @param transport which
     * @param otherVersion whether in the other version of the protocol than before
     */
    record Open(EngineTransport transport, boolean otherVersion) implements SessionEffect {}

    /** Tells the listener, and starts heartbeat and traffic. */
    record Announce() implements SessionEffect {}

    /** Tries a WebSocket beside polling. */
    record StartProbe() implements SessionEffect {}

    /** Lets polling come to rest. */
    record PausePolling() implements SessionEffect {}

    /** Goes over to the WebSocket. */
    record Switch() implements SessionEffect {}

    /** Stays on polling. */
    record DropProbe(Throwable cause) implements SessionEffect {}

    /** From now on closing has a deadline. */
    record StartDeadline() implements SessionEffect {}

    /** Looks whether anything waits to be written. */
    record AwaitDrain() implements SessionEffect {}

    /** Tells the server. */
    record Leave() implements SessionEffect {}

    /** Gives everything up and tells the listener. */
    record Finish(EngineClose why) implements SessionEffect {}
}

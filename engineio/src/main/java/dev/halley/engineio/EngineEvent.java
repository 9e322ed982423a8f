package dev.halley.engineio;

import java.time.Duration;

/** What an engine tells of itself beside its packets. */
public sealed interface EngineEvent {
    /**
     * The handshake is done.
     *
     * @param handshake what the server said
     */
    record Opened(EngineHandshake handshake) implements EngineEvent {}

    /**
     * A packet came or went.
     *
     * @param incoming whether it came from the server
     * @param type the packet's type, such as {@code ping} or {@code message}
     * @param size how many characters, or bytes where it is binary, it carries
     */
    record Packet(boolean incoming, String type, int size) implements EngineEvent {}

    /** Everything that was to be sent has been taken by the wire. */
    record Drained() implements EngineEvent {}

    /**
     * A heartbeat was exchanged.
     *
     * @param roundTrip from the client's ping to the server's pong (version 3); in version 4, where the server asks, zero
     */
    record Heartbeat(Duration roundTrip) implements EngineEvent {}

    /**
     * A change of the transport is being tried.
     *
     * @param to the transport
     */
    record Upgrading(EngineTransport to) implements EngineEvent {}

    /**
     * The transport was changed; nothing was lost or reordered by it.
     *
     * @param to the transport
     */
    record Upgraded(EngineTransport to) implements EngineEvent {}

    /**
     * The change of the transport did not succeed; the session goes on where it was.
     *
     * @param to the transport that did not work
     * @param cause why
     */
    record UpgradeFailed(EngineTransport to, Throwable cause) implements EngineEvent {}

    /**
     * The session ended.
     *
     * @param close why
     */
    record Closed(EngineClose close) implements EngineEvent {}
}

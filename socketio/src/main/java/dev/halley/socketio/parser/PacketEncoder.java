package dev.halley.socketio.parser;

import java.util.List;

/** Turns packets into messages of the engine. Thread-safe: it runs on the thread that emits. */
@FunctionalInterface
public interface PacketEncoder {
    /**
     * Encodes one packet.
     *
     * @param packet the packet
     * @return the messages, in order, each a {@code String} or a {@link java.nio.ByteBuffer}; one at least
     * @throws dev.halley.json.JsonException if an argument can't be encoded
     * @throws IllegalArgumentException if the packet breaks a limit
     */
    List<?> encode(OutgoingPacket packet);
}

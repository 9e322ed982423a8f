package dev.halley.socketio.parser;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A packet to send.
 *
 * @param type what it is
 * @param namespace where it belongs, such as {@code /} or {@code /chat}
 * @param id the ack's id, or -1 where there is none
 * @param data an event's name and arguments, an ack's arguments, or the payload of another type: none or one. What they may
 *     be is up to the codec; {@code byte[]} and {@link java.nio.ByteBuffer}, nested in maps, lists, arrays and records too,
 *     travel as bytes
 */
public record OutgoingPacket(PacketType type, String namespace, long id, List<? extends @Nullable Object> data) {
    /**
     * Checks the values.
     *
     * @param type what it is
     * @param namespace where it belongs
     * @param id the ack's id, or -1
     * @param data the arguments
     */
    public OutgoingPacket {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(data, "data");
    }
}

package dev.halley.socketio.parser;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A received packet.
 *
 * @param type what it is
 * @param namespace where it belongs, such as {@code /} or {@code /chat}
 * @param id the ack's id, or -1 where there is none
 * @param event the event's name (a number is given as its text); null for other types
 * @param data an event's arguments without its name, an ack's arguments, or the payload of another type: none or one
 */
public record Packet(
        PacketType type,
        String namespace,
        long id,
        @Nullable String event,
        PacketData data) {
    /**
     * Checks the values.
     *
     * @param type what it is
     * @param namespace where it belongs
     * @param id the ack's id, or -1
     * @param event the event's name, or null
     * @param data the arguments
     */
    public Packet {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(data, "data");
    }

    /** Arguments may hold secrets. */
    @Override
    public String toString() {
        return type + " " + namespace + (id < 0 ? "" : " id " + id) + (event == null ? "" : " " + event) + " with "
                + data.size() + " argument(s)";
    }
}

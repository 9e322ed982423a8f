package dev.halley.engineio.internal.payload;

import java.nio.ByteBuffer;

/**
 * A packet to write.
 *
 * @param type what it is
 * @param data a {@code String}, or of a message a {@link ByteBuffer}
 * @param compress whether the wire may compress it
 */
public record OutgoingPacket(PacketType type, Object data, boolean compress) {
    public OutgoingPacket {
        if (!(data instanceof String) && !(data instanceof ByteBuffer && type == PacketType.MESSAGE)) {
            throw new IllegalArgumentException("data: " + data.getClass().getSimpleName() + " in a packet of type "
                    + type.protocolName() + " (expected: String, or ByteBuffer in a message)");
        }
    }

    /** A packet of the protocol itself. */
    public static OutgoingPacket control(PacketType type, String data) {
        return new OutgoingPacket(type, data, false);
    }

    /** Characters of text, bytes of binary data. */
    public int size() {
        return data instanceof ByteBuffer bytes ? bytes.remaining() : ((String) data).length();
    }

    /** The data may be a secret. */
    @Override
    public String toString() {
        return type.protocolName() + " of " + size();
    }
}

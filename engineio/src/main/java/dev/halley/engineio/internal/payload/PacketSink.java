package dev.halley.engineio.internal.payload;

import java.nio.ByteBuffer;

/** Takes packets as they are decoded. */
public interface PacketSink {
    /**
     * A packet with text.
     *
     * @param text holds its data; valid during the call only
     * @return false to end the decoding here
     */
    boolean packet(PacketType type, char[] text, int offset, int length);

    /**
     * A binary message.
     *
     * @param data the receiver's own
     * @return false to end the decoding here
     */
    boolean binary(ByteBuffer data);
}

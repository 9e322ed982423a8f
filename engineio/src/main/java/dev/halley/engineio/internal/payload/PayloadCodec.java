package dev.halley.engineio.internal.payload;

import dev.halley.engineio.EngineVersion;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One version's form of packets. What cannot be decoded is a {@link dev.halley.ProtocolException}, after the packets
 * before it have reached the sink.
 */
public interface PayloadCodec {
    /** The codec of a version. */
    static PayloadCodec of(EngineVersion version) {
        return switch (version) {
            case V4 -> PayloadV4.CODEC;
            case V3 -> PayloadV3.CODEC;
        };
    }

    /** Which version. */
    EngineVersion version();

    /**
     * How many bytes a packet adds to the body of a POST (E4-20).
     *
     * @param first whether it is the first one in the body
     */
    long size(OutgoingPacket packet, boolean first);

    /** The body of a POST. */
    String encode(List<OutgoingPacket> packets);

    /**
     * Reads the body of a poll's reply.
     *
     * @param maxPackets more are an error
     */
    void decode(char[] body, int maxPackets, PacketSink sink);

    /**
     * Reads the body of a poll's reply that is not text.
     *
     * @param maxPackets more are an error
     */
    void decode(byte[] body, int maxPackets, PacketSink sink);

    /**
     * A packet as a message of a WebSocket: a {@code String} or a {@link ByteBuffer}.
     *
     * @param base64 whether binary data becomes text
     */
    Object frame(OutgoingPacket packet, boolean base64);

    /** Reads a text message of a WebSocket. */
    void text(char[] frame, int offset, int length, PacketSink sink);

    /** Reads a binary message of a WebSocket, which becomes the sink's own. */
    void binary(ByteBuffer frame, PacketSink sink);
}

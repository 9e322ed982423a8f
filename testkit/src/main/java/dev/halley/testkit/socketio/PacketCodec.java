package dev.halley.testkit.socketio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How Socket.IO packets become messages and back. Pure; any thread. */
interface PacketCodec {
    List<EnginePacket> encode(SioPacket packet);

    /** A decoder for one connection. */
    Decoder decoder();

    /** Puts messages together; gives the packet that is complete with one, or null. */
    interface Decoder {
        @Nullable SioPacket text(String text) throws BadPacketException;

        @Nullable SioPacket binary(byte[] bytes) throws BadPacketException;
    }
}

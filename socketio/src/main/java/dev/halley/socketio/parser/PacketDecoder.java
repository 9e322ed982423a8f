package dev.halley.socketio.parser;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Turns messages of the engine into packets. One for each connection; in the serial context only. */
public interface PacketDecoder {
    /**
     * A text message came.
     *
     * @param text holds its characters; valid during the call only
     * @param offset where they start
     * @param length how many there are
     * @return the packet that is complete with it, or null when more messages belong to it
     * @throws dev.halley.ProtocolException if it breaks the protocol or a limit: the connection ends
     */
    @Nullable Packet text(char[] text, int offset, int length);

    /**
     * A binary message came.
     *
     * @param data its bytes, the decoder's own
     * @return the packet that is complete with it, or null when more messages belong to it
     * @throws dev.halley.ProtocolException if it breaks the protocol or a limit: the connection ends
     */
    @Nullable Packet binary(ByteBuffer data);

    /**
     * Whether a packet has begun and is not complete: the client then watches the time that it takes.
     *
     * @return whether messages are missing
     */
    boolean isWaiting();
}

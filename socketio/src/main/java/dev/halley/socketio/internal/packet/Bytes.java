package dev.halley.socketio.internal.packet;

import java.nio.ByteBuffer;

/** Copies of bytes. Pure; any thread. */
final class Bytes {
    private Bytes() {}

    /** What remains in the buffer, which stays as it is. */
    static byte[] copy(ByteBuffer buffer) {
        byte[] out = new byte[buffer.remaining()];
        buffer.duplicate().get(out);
        return out;
    }
}

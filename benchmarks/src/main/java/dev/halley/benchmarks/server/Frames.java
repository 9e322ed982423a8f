package dev.halley.benchmarks.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** WebSocket frames as a server writes them. Any thread. */
final class Frames {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private Frames() {}

    static ByteBuffer frame(int opcode, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + 10);
        write(out, opcode, payload);
        return ByteBuffer.wrap(out.toByteArray());
    }

    static void write(ByteArrayOutputStream out, int opcode, byte[] payload) {
        out.write(0x80 | opcode);
        int length = payload.length;
        if (length < 126) {
            out.write(length);
        } else if (length < 1 << 16) {
            out.write(126);
            out.write(length >>> 8);
            out.write(length);
        } else {
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) length >>> shift));
            }
        }
        out.writeBytes(payload);
    }
}

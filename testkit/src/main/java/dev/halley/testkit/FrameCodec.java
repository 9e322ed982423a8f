package dev.halley.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Frames from and to bytes. Stateless; reads on the connection's thread, writes on the sender's. */
final class FrameCodec {
    private static final int MAX_PAYLOAD = 256 << 20;
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    private FrameCodec() {}

    /** The next frame, or null when the connection has ended between two frames. */
    static @Nullable Frame read(HttpInput in) throws IOException {
        if (!in.awaitData()) {
            return null;
        }
        int first = in.readByte();
        int second = in.readByte();
        Frame.Kind kind = kind(first & 0xf);
        boolean masked = (second & 0x80) != 0;
        long length = second & 0x7f;
        if (length == 126) {
            length = number(in, 2);
        } else if (length == 127) {
            length = number(in, 8);
        }
        if (length < 0 || length > MAX_PAYLOAD) {
            throw new IOException("frame of " + length + " bytes (expected: at most " + MAX_PAYLOAD + ")");
        }
        byte[] mask = masked ? in.readBytes(4) : new byte[4];
        byte[] payload = in.readBytes((int) length);
        if (masked) {
            applyMask(payload, mask);
        }
        return new Frame(kind, (first & 0x80) != 0, first >> 4 & 7, masked, payload);
    }

    static void write(Frame frame, ByteArrayOutputStream out) {
        byte[] payload = frame.payload();
        out.write((frame.isLast() ? 0x80 : 0) | frame.reservedBits() << 4 | frame.kind().opcode);
        int mask = frame.isMasked() ? 0x80 : 0;
        if (payload.length < 126) {
            out.write(mask | payload.length);
        } else if (payload.length < 1 << 16) {
            out.write(mask | 126);
            out.write(payload.length >> 8);
            out.write(payload.length);
        } else {
            out.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) payload.length >> shift));
            }
        }
        if (frame.isMasked()) {
            out.writeBytes(MASK);
            applyMask(payload, MASK);
        }
        out.writeBytes(payload);
    }

    /** The frame's head, which promises all of it, and so many bytes of its payload. */
    static byte[] beginning(Frame frame, int payloadBytes) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        write(frame, whole);
        int missing = Math.max(0, frame.length() - payloadBytes);
        return Arrays.copyOf(whole.toByteArray(), whole.size() - missing);
    }

    private static Frame.Kind kind(int opcode) throws IOException {
        for (Frame.Kind kind : Frame.Kind.values()) {
            if (kind.opcode == opcode) {
                return kind;
            }
        }
        throw new IOException("opcode: " + opcode + " (expected: one of RFC 6455)");
    }

    private static long number(HttpInput in, int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | in.readByte();
        }
        return number;
    }

    private static void applyMask(byte[] payload, byte[] mask) {
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
    }
}

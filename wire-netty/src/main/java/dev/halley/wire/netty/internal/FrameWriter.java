package dev.halley.wire.netty.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.Deflater;

/** Makes frames as a client sends them: whole and masked. On the sender's thread, so that the loop has less to do. */
final class FrameWriter {
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int COMPRESSED = 0x40;
    static final int MAX_HEADER = 14;
    private static final int MAX_REASON = 123;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private FrameWriter() {}

    static int mask() {
        return ThreadLocalRandom.current().nextInt();
    }

    /** RFC 6455 §5.3, in place. */
    static void mask(byte[] payload, int mask) {
        long wide = (long) mask << 32 | mask & 0xFFFFFFFFL;
        int at = 0;
        for (; at + 8 <= payload.length; at += 8) {
            LONGS.set(payload, at, (long) LONGS.get(payload, at) ^ wide);
        }
        for (int shift = 24; at < payload.length; at++, shift = (shift - 8) & 31) {
            payload[at] ^= (byte) (mask >>> shift);
        }
    }

    static ByteBuf text(CharSequence text) {
        int length = ByteBufUtil.utf8Bytes(text);
        ByteBuf frame = begin(TEXT, length);
        int start = frame.writerIndex();
        ByteBufUtil.writeUtf8(frame, text);
        return masked(frame, start);
    }

    static ByteBuf binary(int opcode, ByteBuffer bytes) {
        ByteBuf frame = begin(opcode, bytes.remaining());
        int start = frame.writerIndex();
        frame.writeBytes(bytes.duplicate());
        return masked(frame, start);
    }

    /** Whole, and without what went before it. */
    static ByteBuf compressed(int opcode, byte[] bytes) {
        byte[] deflated = new byte[Math.max(64, bytes.length / 2)];
        int length = 0;
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(bytes);
            while (true) {
                length += deflater.deflate(deflated, length, deflated.length - length, Deflater.SYNC_FLUSH);
                if (length < deflated.length) {
                    break;
                }
                deflated = Arrays.copyOf(deflated, deflated.length * 2);
            }
        } finally {
            deflater.end();
        }
        // RFC 7692 §7.2.1: the empty block at the end, 00 00 FF FF, is not sent.
        length -= 4;
        ByteBuf frame = begin(COMPRESSED | opcode, length);
        int start = frame.writerIndex();
        frame.writeBytes(deflated, 0, length);
        return masked(frame, start);
    }

    static ByteBuf close(int code, String reason) {
        byte[] text = shortened(reason).getBytes(StandardCharsets.UTF_8);
        ByteBuffer payload = ByteBuffer.allocate(2 + text.length);
        payload.putShort((short) code).put(text).flip();
        return binary(CLOSE, payload);
    }

    private static String shortened(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }

    private static ByteBuf begin(int bits, int length) {
        return head(Loops.ALLOCATOR.buffer(MAX_HEADER + length), bits, length, mask());
    }

    /** Everything that stands before the payload. */
    static ByteBuf head(ByteBuf frame, int bits, int length, int mask) {
        frame.writeByte(0x80 | bits);
        if (length < 126) {
            frame.writeByte(0x80 | length);
        } else if (length < 1 << 16) {
            frame.writeByte(0x80 | 126).writeShort(length);
        } else {
            frame.writeByte(0x80 | 127).writeLong(length);
        }
        return frame.writeInt(mask);
    }

    /** RFC 6455 §5.3, in place; the mask lies before the payload. */
    private static ByteBuf masked(ByteBuf frame, int start) {
        int mask = frame.getInt(start - 4);
        long wide = (long) mask << 32 | mask & 0xFFFFFFFFL;
        int length = frame.writerIndex() - start;
        ByteBuffer payload = frame.nioBuffer(start, length);
        int at = 0;
        for (; at + 8 <= length; at += 8) {
            payload.putLong(at, payload.getLong(at) ^ wide);
        }
        for (int shift = 24; at < length; at++, shift = (shift - 8) & 31) {
            payload.put(at, (byte) (payload.get(at) ^ mask >>> shift));
        }
        return frame;
    }
}

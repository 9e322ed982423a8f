package dev.halley.bayeux.internal.extension;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Z85 (ZeroMQ RFC 32) with CometD's form of what is left over: n bytes, less than four, take n+1 characters, the first of
 * what four bytes would take with zeros behind. Pure; any thread.
 */
final class Z85 {
    private static final String DIGITS =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    private static final int BASE = 85;
    private static final int BYTES = 4;
    private static final int CHARACTERS = 5;
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < BASE; i++) {
            VALUES[DIGITS.charAt(i)] = (byte) i;
        }
    }

    private Z85() {}

    static String encode(ByteBuffer bytes) {
        ByteBuffer left = bytes.duplicate();
        StringBuilder out = new StringBuilder(left.remaining() * CHARACTERS / BYTES + CHARACTERS);
        while (left.hasRemaining()) {
            int count = Math.min(BYTES, left.remaining());
            long value = 0;
            for (int i = 0; i < BYTES; i++) {
                value = value << 8 | (i < count ? left.get() & 0xff : 0);
            }
            char[] group = new char[CHARACTERS];
            for (int i = CHARACTERS - 1; i >= 0; i--) {
                group[i] = DIGITS.charAt((int) (value % BASE));
                value /= BASE;
            }
            out.append(group, 0, count == BYTES ? CHARACTERS : count + 1);
        }
        return out.toString();
    }

    /**
     * Decodes.
     *
     * @throws IllegalArgumentException if the text is no Z85
     */
    static ByteBuffer decode(String text) {
        int rest = text.length() % CHARACTERS;
        if (rest == 1) {
            throw new IllegalArgumentException(
                    "data: " + text.length() + " characters (expected: no single one behind groups of five)");
        }
        int tail = rest == 0 ? 0 : rest - 1;
        ByteBuffer out = ByteBuffer.allocate(text.length() / CHARACTERS * BYTES + tail);
        for (int from = 0; from < text.length(); from += CHARACTERS) {
            long value = 0;
            for (int i = from; i < from + CHARACTERS; i++) {
                // the highest digit where none was sent: it makes up for what was cut off
                value = value * BASE + (i < text.length() ? value(text.charAt(i), i) : BASE - 1);
            }
            int count = Math.min(BYTES, out.remaining());
            if (value > 0xffff_ffffL) {
                throw new IllegalArgumentException(
                        "data: the group at index " + from + " is more than four bytes (expected: Z85)");
            }
            for (int i = 0; i < count; i++) {
                out.put((byte) (value >> 8 * (BYTES - 1 - i)));
            }
        }
        return out.flip();
    }

    private static int value(char c, int index) {
        int value = c < VALUES.length ? VALUES[c] : -1;
        if (value < 0) {
            throw new IllegalArgumentException("data: a character at index " + index + " that Z85 has not"
                    + " (expected: Z85, the text that the binary extension sends)");
        }
        return value;
    }
}

package dev.halley.wire.netty.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decodes the text of one connection part by part, as strictly as RFC 3629 says: a character may begin in one part and end
 * in the next. Long runs of ASCII are what it is fast at. On the connection's loop.
 */
final class Utf8 {
    /** What {@link #decode} returns for bytes that are not UTF-8. */
    static final int MALFORMED = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080808080808080L;

    /** From here on it pays to ask the JDK. */
    private static final int LONG_RUN = 16;

    // The character that has begun: how many bytes are missing, its bits so far, what the next byte may be.
    private int missing;
    private int bits;
    private int lowest;
    private int highest;

    /**
     * Decodes the loop's bytes, from 0 on, to the loop's characters.
     *
     * @return how many characters, or {@link #MALFORMED}
     */
    int decode(Scratch scratch, int length) {
        byte[] from = scratch.bytes;
        char[] to = scratch.chars;
        int in = 0;
        int out = 0;
        while (in < length) {
            if (missing == 0) {
                int ascii = ascii(scratch, in, length, out);
                in += ascii;
                out += ascii;
                if (in == length) {
                    break;
                }
                if (!begin(from[in++] & 0xFF)) {
                    return MALFORMED;
                }
            } else {
                int next = from[in++] & 0xFF;
                if (next < lowest || next > highest) {
                    return MALFORMED;
                }
                lowest = 0x80;
                highest = 0xBF;
                bits = bits << 6 | next & 0x3F;
                if (--missing == 0) {
                    out += put(to, out);
                }
            }
        }
        return out;
    }

    /** Whether the text ends in the midst of a character. */
    boolean isUnfinished() {
        return missing != 0;
    }

    private static int ascii(Scratch scratch, int start, int length, int at) {
        byte[] from = scratch.bytes;
        int end = start;
        while (end + 8 <= length && ((long) LONGS.get(from, end) & NOT_ASCII) == 0) {
            end += 8;
        }
        while (end < length && from[end] >= 0) {
            end++;
        }
        int count = end - start;
        if (count >= LONG_RUN) {
            scratch.widen(start, count, at);
        } else {
            char[] to = scratch.chars;
            for (int i = 0; i < count; i++) {
                to[at + i] = (char) from[start + i];
            }
        }
        return count;
    }

    private boolean begin(int first) {
        lowest = 0x80;
        highest = 0xBF;
        if (first >= 0xC2 && first <= 0xDF) {
            missing = 1;
            bits = first & 0x1F;
        } else if (first >= 0xE0 && first <= 0xEF) {
            missing = 2;
            bits = first & 0x0F;
            // No longer form than needed, and no surrogates.
            lowest = first == 0xE0 ? 0xA0 : 0x80;
            highest = first == 0xED ? 0x9F : 0xBF;
        } else if (first >= 0xF0 && first <= 0xF4) {
            missing = 3;
            bits = first & 0x07;
            // No longer form than needed, and nothing above U+10FFFF.
            lowest = first == 0xF0 ? 0x90 : 0x80;
            highest = first == 0xF4 ? 0x8F : 0xBF;
        } else {
            return false;
        }
        return true;
    }

    private int put(char[] to, int at) {
        return Character.toChars(bits, to, at);
    }
}

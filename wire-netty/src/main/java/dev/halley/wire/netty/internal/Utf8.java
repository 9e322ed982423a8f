package dev.halley.wire.netty.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decodes the text of one connection part by part, as strictly as RFC 3629 says: a character may begin in one part and end
 * in the next. ASCII, eight bytes at a time, is what it is fast at. On the connection's loop.
 */
final class Utf8 {
    /** What {@link #decode} returns for bytes that are not UTF-8. */
    static final int MALFORMED = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080808080808080L;

    // The character that has begun: how many bytes are missing, its bits so far, what the next byte may be.
    private int missing;
    private int bits;
    private int lowest;
    private int highest;

    /**
     * Decodes bytes from 0 on.
     *
     * @param to has room for two characters more than there are bytes
     * @return how many characters, or {@link #MALFORMED}
     */
    int decode(byte[] from, int length, char[] to) {
        int in = 0;
        int out = 0;
        while (in < length) {
            if (missing == 0) {
                int ascii = ascii(from, in, length, to, out);
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

    private static int ascii(byte[] from, int start, int length, char[] to, int at) {
        int in = start;
        int out = at;
        for (; in + 8 <= length; in += 8, out += 8) {
            long eight = (long) LONGS.get(from, in);
            if ((eight & NOT_ASCII) != 0) {
                break;
            }
            to[out] = (char) (eight & 0x7F);
            to[out + 1] = (char) (eight >>> 8 & 0x7F);
            to[out + 2] = (char) (eight >>> 16 & 0x7F);
            to[out + 3] = (char) (eight >>> 24 & 0x7F);
            to[out + 4] = (char) (eight >>> 32 & 0x7F);
            to[out + 5] = (char) (eight >>> 40 & 0x7F);
            to[out + 6] = (char) (eight >>> 48 & 0x7F);
            to[out + 7] = (char) (eight >>> 56);
        }
        while (in < length && from[in] >= 0) {
            to[out++] = (char) from[in++];
        }
        return in - start;
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

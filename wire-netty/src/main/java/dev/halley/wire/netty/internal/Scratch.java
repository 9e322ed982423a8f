package dev.halley.wire.netty.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** What the reading of one message needs for the time of one call. On its loop's thread. */
final class Scratch {
    /** A longer message is handed over in parts. */
    static final int BYTES = 16 * 1024;

    final byte[] bytes = new byte[BYTES];

    /** A character that began in the part before may end here. */
    final char[] chars = new char[BYTES + 2];

    private final CharBuffer text = CharBuffer.wrap(chars);
    private final ByteBuffer from = ByteBuffer.wrap(bytes);
    private final CharBuffer to = CharBuffer.wrap(chars);
    private final CharsetDecoder latin1 = StandardCharsets.ISO_8859_1.newDecoder();

    /** The first characters as a sequence that is valid until the next call. */
    CharSequence text(int length) {
        return text.clear().limit(length);
    }

    /** Copies bytes that are ASCII to characters; the JDK's decoder does many of them with one instruction. */
    void widen(int in, int count, int out) {
        from.clear().limit(in + count).position(in);
        to.clear().position(out);
        latin1.decode(from, to, false);
    }
}

package dev.halley.wire.netty.internal;

import java.nio.CharBuffer;

/** What the reading of one message needs for the time of one call. On its loop's thread. */
final class Scratch {
    /** A longer message is handed over in parts. */
    static final int BYTES = 16 * 1024;

    final byte[] bytes = new byte[BYTES];

    /** A character that began in the part before may end here. */
    final char[] chars = new char[BYTES + 2];

    private final CharBuffer text = CharBuffer.wrap(chars);

    /** The first characters as a sequence that is valid until the next call. */
    CharSequence text(int length) {
        return text.clear().limit(length);
    }
}

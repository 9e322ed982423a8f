package dev.halley.internal.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Puts the parts of a binary message together in an array of its own. On the wire's threads, one call at a time. */
final class BinaryAssembler {
    private static final byte[] NONE = {};

    private final int max;
    private byte[] buffer = NONE;
    private int length;

    BinaryAssembler(int max) {
        this.max = max;
    }

    /** Adds a part; false when the message is longer than allowed. */
    boolean add(ByteBuffer part, boolean last) {
        int more = part.remaining();
        if (more > max - length) {
            return false;
        }
        if (length + more > buffer.length) {
            // Mostly a message comes in one part, and its array has no room to spare.
            int doubled = last ? 0 : (int) Math.min(max, 2L * buffer.length);
            buffer = Arrays.copyOf(buffer, Math.max(length + more, doubled));
        }
        part.duplicate().get(buffer, length, more);
        length += more;
        return true;
    }

    int length() {
        return length;
    }

    /** The whole message; then ready for the next. */
    ByteBuffer take() {
        ByteBuffer whole = ByteBuffer.wrap(buffer, 0, length).slice();
        buffer = NONE;
        length = 0;
        return whole;
    }
}

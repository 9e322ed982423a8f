package dev.halley.internal.http;

import java.nio.CharBuffer;
import java.util.Arrays;

/**
 * Puts the parts of a text message together in one array that is used again for the next. A wire may hand over parts
 * even where the server sent one frame. On the wire's threads, one call at a time.
 */
final class MessageAssembler {
    private static final char[] NONE = {};
    private static final int FIRST = 512;
    /** A socket that had one long message does not keep its memory for good. */
    private static final int KEPT = 64 * 1024;

    private final int max;
    private char[] buffer = NONE;
    private int length;

    MessageAssembler(int max) {
        this.max = max;
    }

    /** Adds a part; false when the message is longer than allowed. */
    boolean add(CharSequence part) {
        int more = part.length();
        if (more > max - length) {
            return false;
        }
        if (length + more > buffer.length) {
            int doubled = (int) Math.min(max, 2L * buffer.length);
            buffer = Arrays.copyOf(buffer, Math.max(Math.max(FIRST, length + more), doubled));
        }
        copy(part, more);
        length += more;
        return true;
    }

    private void copy(CharSequence part, int more) {
        if (part instanceof CharBuffer chars) {
            // Relative reading would want a duplicate, an object per part.
            chars.get(chars.position(), buffer, length, more);
        } else if (part instanceof String text) {
            text.getChars(0, more, buffer, length);
        } else {
            for (int i = 0; i < more; i++) {
                buffer[length + i] = part.charAt(i);
            }
        }
    }

    char[] text() {
        return buffer;
    }

    int length() {
        return length;
    }

    /** Ready for the next message. */
    void reset() {
        length = 0;
        if (buffer.length > KEPT) {
            buffer = NONE;
        }
    }
}

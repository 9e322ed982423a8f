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
    /** Where the message is: the buffer, or the wire's own array. */
    private char[] text = NONE;

    private int length;

    MessageAssembler(int max) {
        this.max = max;
    }

    /**
     * Adds a part; false when the message is longer than allowed.
     *
     * @param part valid during the call of the wire
     * @param last whether the message is whole with it
     */
    boolean add(CharSequence part, boolean last) {
        int more = part.length();
        if (more > max - length) {
            return false;
        }
        if (last && length == 0 && part instanceof CharBuffer chars && isFromStart(chars)) {
            // whole as it is: nothing to put together
            text = chars.array();
            length = more;
            return true;
        }
        if (length + more > buffer.length) {
            int doubled = (int) Math.min(max, 2L * buffer.length);
            buffer = Arrays.copyOf(buffer, Math.max(Math.max(FIRST, length + more), doubled));
        }
        copy(part, more);
        text = buffer;
        length += more;
        return true;
    }

    private static boolean isFromStart(CharBuffer chars) {
        return chars.hasArray() && chars.arrayOffset() + chars.position() == 0;
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

    /** Valid during the call of the wire. */
    char[] text() {
        return text;
    }

    int length() {
        return length;
    }

    /** Ready for the next message. */
    void reset() {
        length = 0;
        text = NONE;
        if (buffer.length > KEPT) {
            buffer = NONE;
        }
    }
}

package dev.halley.engineio.internal.transport;

import dev.halley.engineio.internal.payload.PacketSink;
import dev.halley.engineio.internal.payload.PayloadCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The messages of one read of a WebSocket, in their order; texts one behind the other in one array, so that none costs an
 * array of its own. The wire's threads fill it, the serial context empties it and gives it back, and it is filled again.
 */
final class FrameBatch {
    private static final char[] NO_CHARS = {};
    private static final int[] NO_LENGTHS = {};
    private static final int FIRST = 256;

    /** A longer text is copied once, and not again with an array that grows. */
    private static final int LONG = 32 * 1024;

    /** Larger arrays are kept only while some of the reads need them: one burst must not cost memory for ever. */
    private static final int SMALL = 1024;

    private static final int LARGEST_KEPT = 256 * 1024;
    private static final int READS = 16;

    /** In the place of a length: what comes next is one of the others. */
    private static final int OTHER = -1;

    // Whoever has it.
    private char[] chars = NO_CHARS;
    private int used;
    private int[] lengths = NO_LENGTHS;
    private int count;
    /** Binary messages and long texts. */
    private final List<Object> others = new ArrayList<>(0);

    private int next;
    private int nextChar;
    private int nextOther;
    /** For how many reads. */
    private int tooLarge;

    // The wire's threads: how full it was.
    private int lastUsed;
    private int lastCount;

    // Written by the context, read by the wire's threads.
    private volatile boolean free = true;

    FrameBatch() {}

    /** As large as another one, whose like will come again. */
    FrameBatch(FrameBatch like) {
        chars = new char[Math.min(like.lastUsed, LARGEST_KEPT)];
        lengths = new int[like.lastCount];
    }

    /** Whether it may be filled. */
    boolean isFree() {
        return free;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** How many characters its array has. */
    int capacity() {
        return chars.length;
    }

    void addText(char[] text, int length) {
        if (length > LONG) {
            add(OTHER);
            others.add(Arrays.copyOf(text, length));
            return;
        }
        add(length);
        if (length > chars.length - used) {
            chars = Arrays.copyOf(chars, Math.max(FIRST, Math.max(used + length, 2 * chars.length)));
        }
        System.arraycopy(text, 0, chars, used, length);
        used += length;
    }

    void addBinary(ByteBuffer data) {
        add(OTHER);
        others.add(data);
    }

    private void add(int length) {
        if (count == lengths.length) {
            lengths = Arrays.copyOf(lengths, Math.max(FIRST / 16, 2 * count));
        }
        lengths[count++] = length;
    }

    /** Full: from now on the context has it. */
    void handOver() {
        lastUsed = used;
        lastCount = count;
        free = false;
    }

    boolean hasNext() {
        return next < count;
    }

    /** Reads one message. */
    void read(PayloadCodec codec, PacketSink sink) {
        int length = lengths[next++];
        if (length != OTHER) {
            int start = nextChar;
            nextChar += length;
            codec.text(chars, start, length, sink);
        } else if (others.get(nextOther++) instanceof char[] text) {
            codec.text(text, 0, text.length, sink);
        } else {
            codec.binary((ByteBuffer) others.get(nextOther - 1), sink);
        }
    }

    /** Done with: the wire's threads have it again. */
    void giveBack() {
        tooLarge = chars.length > SMALL && used < chars.length / 4 ? tooLarge + 1 : 0;
        if (chars.length > LARGEST_KEPT || tooLarge == READS) {
            chars = NO_CHARS;
            lengths = NO_LENGTHS;
            tooLarge = 0;
        }
        others.clear();
        used = 0;
        count = 0;
        next = 0;
        nextChar = 0;
        nextOther = 0;
        free = true;
    }
}

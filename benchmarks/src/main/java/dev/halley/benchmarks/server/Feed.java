package dev.halley.benchmarks.server;

import java.nio.ByteBuffer;

/** A flood: prepared frames, repeated until enough have been given out. Server thread. */
final class Feed {
    private static final int SLICE_BYTES = 256 * 1024;

    private final Block block;
    private long remaining;
    private int next;

    /** Prepared frames, one after another in direct memory; {@code ends[i]} is where frame {@code i} ends. */
    record Block(ByteBuffer bytes, int[] ends) {}

    Feed(Block block, long count) {
        this.block = block;
        this.remaining = count;
    }

    boolean isEmpty() {
        return remaining == 0;
    }

    ByteBuffer next() {
        int[] ends = block.ends();
        int from = next == 0 ? 0 : ends[next - 1];
        int taken = 0;
        int to = from;
        while (taken < remaining && next < ends.length && to - from < SLICE_BYTES) {
            to = ends[next];
            next++;
            taken++;
        }
        remaining -= taken;
        if (next == ends.length) {
            next = 0;
        }
        return block.bytes().slice(from, to - from);
    }
}

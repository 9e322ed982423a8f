package dev.halley.reliability.server;

import java.util.Map;

/**
 * The numbered events, of which the first so many were sent: a server that is started again knows them as if it had
 * written them down. Its own lock is held while one is sent.
 */
final class Numbers {
    private static final int FIRST_POSITION = 100;
    private static final int STEP = 2;

    private int next;

    Numbers(int next) {
        this.next = next;
    }

    synchronized int next() {
        return next++;
    }

    synchronized int count() {
        return next;
    }

    /** Rising, and not contiguous. */
    static long position(int number) {
        return FIRST_POSITION + (long) STEP * number;
    }

    /** The first event behind a position; nothing before it is asked for again. */
    int firstAfter(long position) {
        if (position < 0) {
            return position == -1 ? count() : 0;
        }
        return (int) Math.max(0, (position - FIRST_POSITION) / STEP + 1);
    }

    static Map<String, ?> event(int number) {
        return Map.of("event", Map.of("replayId", position(number)), "number", number);
    }
}

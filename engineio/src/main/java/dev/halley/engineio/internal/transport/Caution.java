package dev.halley.engineio.internal.transport;

/**
 * How many packets a POST may carry after one with several was refused: they go alone for a while, so that the one which
 * is not taken is found, and the others pass. Outlives sessions. Serial context.
 */
public final class Caution {
    /** A new session has packets of its own before those that come again. */
    private static final int AHEAD = 32;

    private int alone;

    /** A request with so many packets was refused. */
    void refused(int packets) {
        if (packets > 1) {
            alone = Math.max(alone, packets + AHEAD);
        }
    }

    /** How many may go now. */
    int atMost(int wanted) {
        return alone > 0 ? 1 : wanted;
    }

    /** The server took a request. */
    void taken() {
        alone = Math.max(0, alone - 1);
    }
}

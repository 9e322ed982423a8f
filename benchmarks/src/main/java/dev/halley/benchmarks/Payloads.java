package dev.halley.benchmarks;

/** What server and subjects must agree on: sizes, names, and how message numbers repeat. */
public final class Payloads {
    /** The Bayeux channel that messages come on. */
    public static final String CHANNEL = "/bench";

    /** The Socket.IO event that messages come as. */
    public static final String EVENT = "msg";

    /** Messages in one long-polling reply. */
    public static final int BATCH = 100;

    private static final int BLOCK_BYTES = 2 << 20;

    private Payloads() {}

    /**
     * How many prepared messages a flood repeats: numbers go from 0 to this less 1, then start again.
     *
     * @param size the length of each text
     * @return a multiple of {@link #BATCH}
     */
    public static int blockCount(int size) {
        return Math.max(1, BLOCK_BYTES / (size + 60) / BATCH) * BATCH;
    }

    /**
     * The text of one message.
     *
     * @param size its length
     * @return letters and blanks, nothing that JSON escapes
     */
    public static String text(int size) {
        StringBuilder text = new StringBuilder(size);
        while (text.length() < size) {
            text.append("The comet returns every seventy-six years. ");
        }
        text.setLength(size);
        return text.toString();
    }
}

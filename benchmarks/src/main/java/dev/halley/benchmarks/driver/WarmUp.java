package dev.halley.benchmarks.driver;

/**
 * When a subject is warm: it has run for a while and two rounds in a row were hardly faster than what it could do before.
 * Time alone does not tell: what runs once per exchange or call is compiled long after what runs once per message.
 */
final class WarmUp {
    private static final double GAIN = 1.05;
    private static final int ROUNDS = 2;

    private final double leastSeconds;
    private final double mostSeconds;

    /** The rate that a round has to beat; left as it is by one that hardly does, so that small gains add up. */
    private double best;

    private int without;

    WarmUp(double leastSeconds, double mostSeconds) {
        this.leastSeconds = leastSeconds;
        this.mostSeconds = mostSeconds;
    }

    /** Whether another round is needed after one with this rate, which ended so many seconds after the first began. */
    boolean goesOn(double rate, double seconds) {
        if (rate > best * GAIN) {
            best = rate;
            without = 0;
        } else {
            without++;
        }
        return seconds < mostSeconds && (seconds < leastSeconds || without < ROUNDS);
    }
}

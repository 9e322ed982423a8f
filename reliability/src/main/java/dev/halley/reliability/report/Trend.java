package dev.halley.reliability.report;

import dev.halley.reliability.watch.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is looked at in the samples, and how much it may grow over the second half of a run. The growth is the median slope
 * between all pairs of samples, times the length of that half: some samples that are far off, since a reconnect was under
 * way, do not move it, and what leaks with each fault or message does.
 */
public enum Trend {
    /** In half an hour there are some 50,000 messages and 300 faults: this is 20 bytes for one of those, 3 KiB for these. */
    HEAP("heap after a collection", "MiB", 1),
    /** Netty takes memory by the chunk of 4 MiB, the JDK a buffer of 16 KiB for each thread that writes. */
    DIRECT("direct memory", "MiB", 1),
    /** Pools grow and shrink by some; what each reconnect leaves would be a hundred. */
    THREADS("threads", "", 2),
    /** One or two belong to a client that polls. */
    SOCKETS("sockets", "", 1),
    /** A heartbeat, the deadline of a request, the next attempt. */
    TIMERS("timers", "", 2);

    private static final double MIB = 1 << 20;

    /** Fewer samples tell nothing. */
    private static final int ENOUGH = 8;

    private final String title;
    private final String unit;
    private final double bound;

    Trend(String title, String unit, double bound) {
        this.title = title;
        this.unit = unit;
        this.bound = bound;
    }

    /**
     * For people.
     *
     * @return what it is, with its unit
     */
    public String title() {
        return unit.isEmpty() ? title : title + ", " + unit;
    }

    /**
     * For files.
     *
     * @return a word
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What a sample says of it.
     *
     * @param sample one of a run
     * @return the value, in its unit
     */
    public double of(Sample sample) {
        return switch (this) {
            case HEAP -> sample.heap() / MIB;
            case DIRECT -> sample.direct() / MIB;
            case THREADS -> sample.threads();
            case SOCKETS -> sample.sockets();
            case TIMERS -> sample.timers();
        };
    }

    /**
     * The growth over the second half of a run.
     *
     * @param samples all of the run
     * @return in the unit of this; empty when the samples are too few to tell
     */
    public Optional<Double> growth(List<Sample> samples) {
        List<Sample> half = samples.subList(samples.size() / 2, samples.size());
        if (half.size() < ENOUGH) {
            return Optional.empty();
        }
        double[] slopes = new double[half.size() * (half.size() - 1) / 2];
        int count = 0;
        for (int i = 0; i < half.size(); i++) {
            for (int j = i + 1; j < half.size(); j++) {
                slopes[count++] = (of(half.get(j)) - of(half.get(i)))
                        / (half.get(j).at() - half.get(i).at());
            }
        }
        Arrays.sort(slopes);
        double median = (slopes[(count - 1) / 2] + slopes[count / 2]) / 2;
        return Optional.of(
                median * (half.get(half.size() - 1).at() - half.get(0).at()));
    }

    /**
     * Whether it is flat.
     *
     * @param samples all of a run
     * @return what is wrong, if it grows
     */
    public Optional<String> problem(List<Sample> samples) {
        return growth(samples)
                .filter(growth -> growth > bound)
                .map(growth -> String.format(
                        Locale.ROOT,
                        "%s: grew by %.2f in the second half (expected: at most %.0f)",
                        title(),
                        growth,
                        bound));
    }
}

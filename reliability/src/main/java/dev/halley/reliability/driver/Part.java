package dev.halley.reliability.driver;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code --part} chooses. Each writes a result file of its own name. */
public enum Part {
    /** Composite faults against real servers, by ledger. */
    FAULTS("composite faults against real servers, each message accounted for", 60, 20, 4) {
        @Override
        public boolean run(Options options) throws IOException, InterruptedException {
            return new FaultsPart(options).run();
        }
    },
    /** Decoders that are given any bytes. */
    FUZZ("any bytes for each decoder: no crash, no hang, nothing but documented failures", 600, 20, 2) {
        @Override
        public boolean run(Options options) throws IOException, InterruptedException {
            return new FuzzPart(options).run();
        }
    },
    /** Code that is changed until a test notices. */
    MUTATION("machines, codecs and assemblers, changed in each place: tests notice 85 %", 0, 0, 2) {
        @Override
        public boolean run(Options options) throws IOException, InterruptedException {
            return new MutationPart(options).run();
        }

        @Override
        int minutes(boolean whole) {
            return MINUTES_OF_UNITS;
        }
    },
    /** A long time, and many clients. */
    SOAK(
            "clients for an hour, with faults, and 20,000 that start and stop: nothing grows, nothing is left",
            60,
            20,
            4) {
        @Override
        public boolean run(Options options) throws IOException, InterruptedException {
            return new SoakPart(options).run();
        }

        @Override
        int minutes(boolean whole) {
            return whole ? LONG_SOAK : SHORT_SOAK;
        }
    };

    private static final int LONG_SOAK = 60;
    private static final int SHORT_SOAK = 3;
    private static final int MINUTES = 110;
    private static final int MINUTES_OF_UNITS = 90;

    private final String summary;
    private final int longSeconds;
    private final int shortSeconds;
    private final int parallel;

    /** With what holds for it unless chosen: the seconds of a piece of work, and how many pieces at a time. */
    Part(String summary, int longSeconds, int shortSeconds, int parallel) {
        this.summary = summary;
        this.longSeconds = longSeconds;
        this.shortSeconds = shortSeconds;
        this.parallel = parallel;
    }

    int seconds(boolean whole) {
        return whole ? longSeconds : shortSeconds;
    }

    int parallel() {
        return parallel;
    }

    /**
     * Runs it.
     *
     * @param options how
     * @return whether everything passed and nothing is left to do
     * @throws IOException if the results cannot be written
     * @throws InterruptedException never, as nobody interrupts it
     */
    public abstract boolean run(Options options) throws IOException, InterruptedException;

    /** What {@code --minutes} is when nobody says it: for most parts, after how long nothing more is begun. */
    int minutes(boolean whole) {
        return MINUTES;
    }

    static Part of(String name) {
        return Arrays.stream(values())
                .filter(part -> part.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("part: " + name + " (expected: " + names() + ")"));
    }

    static String names() {
        return Arrays.stream(values()).map(Part::toString).collect(Collectors.joining("|"));
    }

    static String summaries() {
        return Arrays.stream(values())
                .map(part -> "    %-12s %s".formatted(part, part.summary))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

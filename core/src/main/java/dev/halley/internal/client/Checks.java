package dev.halley.internal.client;

import java.time.Duration;

/** Checks of options that builders share. Any thread. */
public final class Checks {
    private static final Duration LONGEST = Duration.ofDays(3650);

    private Checks() {}

    /**
     * A duration of more than zero.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        // for ever is a value that people give, and sums of nanoseconds overflow after 292 years
        return value.compareTo(LONGEST) > 0 ? LONGEST : value;
    }

    /**
     * A number of more than zero.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static long positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        return value;
    }
}

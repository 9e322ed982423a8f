package dev.halley.reliability.fuzz;

import dev.halley.HalleyException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a target says of a decoder; an error where it is not true. Pure. */
final class Claim {
    /** Failures are logged and shown: an input must not come back whole. */
    private static final int LONGEST_MESSAGE = 4_000;

    private Claim() {}

    static void that(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }

    static void equal(@Nullable Object actual, @Nullable Object expected, Supplier<String> what) {
        that(
                Objects.deepEquals(actual, expected),
                () -> what.get() + ": " + shown(actual) + " (expected: " + shown(expected) + ")");
    }

    /** A documented failure is in order when it says something, and not too much. */
    static void isReadable(HalleyException failure) {
        String message = failure.getMessage();
        that(message != null && !message.isEmpty(), () -> "no message: " + failure.getClass());
        that(
                message.length() <= LONGEST_MESSAGE,
                () -> "a message of " + message.length() + " characters: " + message.substring(0, 100));
    }

    private static String shown(@Nullable Object value) {
        String text = value instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(value);
        return text.length() > 500 ? text.substring(0, 500) + "…" : text;
    }
}

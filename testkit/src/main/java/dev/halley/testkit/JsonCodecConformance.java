package dev.halley.testkit;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every {@link JsonCodec} must do, as named checks that any test framework can run:
 *
 * <pre>{@code
 * static List<JsonCodecConformance.Case> cases() {
 *     return JsonCodecConformance.cases(MyCodec.create());
 * }
 *
 * @ParameterizedTest
 * @MethodSource("cases")
 * void conforms(JsonCodecConformance.Case conformance) {
 *     conformance.run();
 * }
 * }</pre>
 */
public final class JsonCodecConformance {
    private JsonCodecConformance() {}

    /** One check. */
    public static final class Case {
        private final String name;
        private final Runnable check;

        Case(String name, Runnable check) {
            this.name = name;
            this.check = check;
        }

        /**
         * What is checked, as a sentence.
         *
         * @return the name
         */
        public String name() {
            return name;
        }

        /**
         * Runs the check.
         *
         * @throws AssertionError if the codec does not conform; says what was expected and what came
         */
        public void run() {
            try {
                check.run();
            } catch (RuntimeException e) {
                throw new AssertionError(name + ": " + e, e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * All checks: for a codec over a library.
     *
     * @param codec the codec to check
     * @return the checks, independent of each other
     */
    public static List<Case> cases(JsonCodec codec) {
        List<Case> all = new ArrayList<>(plainCases(codec));
        all.addAll(new JsonTypedCases(codec).cases());
        all.addAll(new JsonLimitCases(codec).cases());
        return List.copyOf(all);
    }

    /**
     * The checks without records, type arguments, dates and limits: for a codec of {@link JsonCodec#of} over two
     * functions.
     *
     * @param codec the codec to check
     * @return the checks, independent of each other
     */
    public static List<Case> plainCases(JsonCodec codec) {
        return new JsonPlainCases(codec).cases();
    }

    static @Nullable Object decode(JsonCodec codec, String json, Type type) {
        return codec.decode(json.toCharArray(), 0, json.length(), type);
    }

    static void equal(@Nullable Object actual, @Nullable Object expected) {
        if (!Objects.equals(actual, expected)) {
            throw new AssertionError("got: " + describe(actual) + " (expected: " + describe(expected) + ")");
        }
    }

    static void refuses(Runnable action, String what) {
        try {
            action.run();
        } catch (JsonException expected) {
            return;
        } catch (RuntimeException e) {
            throw new AssertionError(what + ": threw " + e + " (expected: JsonException)", e);
        }
        throw new AssertionError(what + ": accepted (expected: JsonException)");
    }

    private static String describe(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        String text = value.toString();
        return value.getClass().getSimpleName() + " " + (text.length() > 200 ? text.substring(0, 200) + "..." : text);
    }
}

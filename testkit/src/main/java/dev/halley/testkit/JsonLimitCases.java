package dev.halley.testkit;

import static dev.halley.testkit.JsonCodecConformance.decode;
import static dev.halley.testkit.JsonCodecConformance.equal;
import static dev.halley.testkit.JsonCodecConformance.refuses;

import dev.halley.json.JsonCodec;
import dev.halley.testkit.JsonCodecConformance.Case;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Nesting 500, numbers of 1,000 characters, and strings as long as a message may be. */
final class JsonLimitCases {
    private static final int MAX_NESTING = 500;
    private static final int MAX_DIGITS = 1_000;
    private static final int LONG_STRING = 16 * 1024 * 1024;

    private final JsonCodec codec;
    private final List<Case> cases = new ArrayList<>();

    JsonLimitCases(JsonCodec codec) {
        this.codec = codec;
    }

    List<Case> cases() {
        check("decodes nesting of 500", () -> {
            Object value = decode(codec, arrays(MAX_NESTING), Object.class);
            int depth = 0;
            for (; value instanceof List<?> list; depth++) {
                value = list.isEmpty() ? null : list.get(0);
            }
            equal(depth, MAX_NESTING);
        });
        check("decodes nested objects of 500", () -> decode(codec, objects(MAX_NESTING), Object.class));
        refused("nesting of 501", arrays(MAX_NESTING + 1), Object.class);
        refused("nested objects of 501", objects(MAX_NESTING + 1), Object.class);
        refused("deep nesting that never ends", "[".repeat(1_000_000), Object.class);
        refused("deep nesting in an unknown field", "{\"z\":" + arrays(MAX_NESTING) + "}", JsonTypedCases.Point.class);
        check(
                "decodes a number of 1,000 digits",
                () -> equal(
                        decode(codec, "7".repeat(MAX_DIGITS), Object.class), new BigInteger("7".repeat(MAX_DIGITS))));
        refused("an integer of 1,001 digits", "7".repeat(MAX_DIGITS + 1), Object.class);
        // Libraries differ in whether signs, points and leading zeros count.
        refused("a fraction of 1,010 digits", "0." + "7".repeat(MAX_DIGITS + 10), Object.class);
        refused(
                "an unknown field's number of 1,001 digits",
                "{\"z\":" + "7".repeat(MAX_DIGITS + 1) + "}",
                JsonTypedCases.Point.class);
        refused("a huge exponent for an integer", "1e999999999", BigInteger.class);
        check("decodes a string of 16 MiB", () -> {
            char[] text = new char[LONG_STRING + 2];
            Arrays.fill(text, 'x');
            text[0] = '"';
            text[text.length - 1] = '"';
            Object value = codec.decode(text, 0, text.length, Object.class);
            equal(value instanceof String s ? s.length() : -1, LONG_STRING);
        });
        return cases;
    }

    private void refused(String what, String json, Class<?> type) {
        check("refuses " + what, () -> refuses(() -> decode(codec, json, type), what));
    }

    private void check(String name, Runnable check) {
        cases.add(new Case(name, check));
    }

    private static String arrays(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static String objects(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }
}

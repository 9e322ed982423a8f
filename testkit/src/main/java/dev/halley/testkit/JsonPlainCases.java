package dev.halley.testkit;

import static dev.halley.testkit.JsonCodecConformance.decode;
import static dev.halley.testkit.JsonCodecConformance.equal;
import static dev.halley.testkit.JsonCodecConformance.refuses;

import dev.halley.json.JsonCodec;
import dev.halley.testkit.JsonCodecConformance.Case;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values without a declared type, and the grammar. */
final class JsonPlainCases {
    private final JsonCodec codec;
    private final List<Case> cases = new ArrayList<>();

    JsonPlainCases(JsonCodec codec) {
        this.codec = codec;
    }

    List<Case> cases() {
        numbers();
        strings();
        structure();
        refusals();
        encoding();
        return cases;
    }

    private void numbers() {
        decodes("an integer that fits is an Integer", "2147483647", Integer.MAX_VALUE);
        decodes("the smallest Integer is an Integer", "-2147483648", Integer.MIN_VALUE);
        decodes("zero is an Integer", "0", 0);
        decodes("the first integer above Integer is a Long", "2147483648", 2147483648L);
        decodes("the first integer below Integer is a Long", "-2147483649", -2147483649L);
        decodes("the largest Long is a Long", "9223372036854775807", Long.MAX_VALUE);
        decodes("the smallest Long is a Long", "-9223372036854775808", Long.MIN_VALUE);
        decodes(
                "the first integer above Long is a BigInteger",
                "9223372036854775808",
                new BigInteger("9223372036854775808"));
        decodes("a fraction is a Double", "1.5", 1.5);
        decodes("a fraction without a fraction is a Double", "1.0", 1.0);
        decodes("an exponent makes a Double", "1e2", 100.0);
        decodes("a signed exponent makes a Double", "-1.25E-2", -0.0125);
        decodes("negative zero keeps its sign as a Double", "-0.0", -0.0);
        decodesAs("an integer is a Long when asked", "5", Long.class, 5L);
        decodesAs("an integer is a Double when asked", "5", Double.class, 5.0);
        decodesAs("an integer is a BigInteger when asked", "5", BigInteger.class, BigInteger.valueOf(5));
    }

    private void strings() {
        decodes("a string", "\"h\u00e9llo \u4e16\"", "h\u00e9llo \u4e16");
        decodes("an empty string", "\"\"", "");
        decodes("every short escape", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t");
        decodes("a Unicode escape in either case", "\"\\u00e9\\u00E9\"", "\u00e9\u00e9");
        decodes("an escaped zero", "\"\\u0000\"", "\0");
        decodes("a surrogate pair, raw and escaped", "\"\ud83d\ude00\\ud83d\\ude00\"", "\ud83d\ude00\ud83d\ude00");
        decodes("U+2028 and U+2029, raw and escaped", "\"\u2028\u2029\\u2028\"", "\u2028\u2029\u2028");
        decodes("an escaped lone surrogate", "\"a\\ud800b\\udc00\"", "a\ud800b\udc00");
        decodes("a raw lone surrogate", "\"a\ud800b\"", "a\ud800b");
        decodesAs("a string as String", "\"x\"", String.class, "x");
        decodesAs("a boolean as Boolean", "true", Boolean.class, true);
    }

    private void structure() {
        decodes("true", "true", true);
        decodes("false", "false", false);
        decodes("null", "null", null);
        decodes("an empty object", "{}", Map.of());
        decodes("an empty array", "[ ]", List.of());
        decodes("nulls inside", "[null,{\"a\":null}]", Arrays.asList(null, mapOf("a", null)));
        decodes("white space around everything", " \t\r\n[ 1 , { \"a\" : 2 } ] \n", List.of(1, Map.of("a", 2)));
        decodes("the last of repeated keys wins", "{\"a\":1,\"b\":2,\"a\":3}", Map.of("a", 3, "b", 2));
        decodes("an empty key", "{\"\":1}", Map.of("", 1));
        decodesAs("an object as Map", "{\"a\":[1]}", Map.class, Map.of("a", List.of(1)));
        decodesAs("an array as List", "[1,\"a\"]", List.class, List.of(1, "a"));
        check("a map keeps the order of the text", () -> {
            Object map = decode(codec, "{\"z\":1,\"a\":2,\"m\":3,\"b\":4}", Object.class);
            equal(map instanceof Map<?, ?> m ? List.copyOf(m.keySet()) : map, List.of("z", "a", "m", "b"));
        });
        check("offset and length are respected", () -> {
            char[] text = "[[{\"a\":12345}]]".toCharArray();
            equal(codec.decode(text, 2, 11, Object.class), Map.of("a", 12345));
            equal(codec.decode(text, 7, 3, Object.class), 123);
        });
        check("the text may change after the call", () -> {
            char[] text = "{\"key\":[\"value\",12]}".toCharArray();
            Object value = codec.decode(text, 0, text.length, Object.class);
            Arrays.fill(text, 'x');
            equal(value, Map.of("key", List.of("value", 12)));
        });
        check("the text is not changed by the call", () -> {
            char[] text = "{\"k\\u0065y\":[\"v\\nlue\",12]}".toCharArray();
            char[] before = text.clone();
            equal(codec.decode(text, 0, text.length, Object.class), Map.of("key", List.of("v\nlue", 12)));
            equal(new String(text), new String(before));
        });
    }

    private void refusals() {
        refused("empty input", "");
        refused("only white space", " \n");
        refused("a second value", "1 2");
        refused("a second value behind an object", "{} {}");
        refused("a stray bracket at the end", "[1]]");
        refused("a comment", "/* c */ 1");
        refused("a line comment", "1 // c");
        refused("single quotes", "'a'");
        refused("a key without quotes", "{a:1}");
        refused("a comma at the end of an array", "[1,]");
        refused("a comma at the end of an object", "{\"a\":1,}");
        refused("a missing comma", "[1 2]");
        refused("a missing colon", "{\"a\" 1}");
        refused("an unclosed array", "[1");
        refused("an unclosed object", "{\"a\":1");
        refused("an unclosed string", "\"abc");
        refused("a wrong bracket", "[1}");
        refused("a leading zero", "01");
        refused("a plus sign", "+1");
        refused("a fraction without digits", "1.");
        refused("an exponent without digits", "1e");
        refused("NaN", "NaN");
        refused("Infinity", "-Infinity");
        refused("a word", "undefined");
        refused("a literal in capitals", "True");
        refused("an unknown escape", "\"\\x41\"");
        refused("a short Unicode escape", "\"\\u12\"");
        refused("a raw line end in a string", "\"a\nb\"");
        refused("HTML", "<html></html>");
    }

    private void encoding() {
        roundTrips("null", null);
        roundTrips(
                "a string with everything in it",
                "\"\\/\b\f\n\r\t\0\u001f\u007f\u00e9\u2028\u2029\ud83d\ude00</script>");
        roundTrips("numbers", List.of(0, -1, Integer.MAX_VALUE, Long.MIN_VALUE, 1.5, -0.1, 1e300));
        roundTrips("a BigInteger", new BigInteger("123456789012345678901234567890"));
        roundTrips("a map with nulls", mapOf("a", null, "b", Arrays.asList(1, null, "x")));
        roundTrips("booleans", List.of(true, false));
        roundTrips("nested containers", Map.of("a", List.of(Map.of("b", List.of(List.of())))));
        check(
                "a BigDecimal keeps its digits",
                () -> equal(
                        new BigDecimal(codec.encode(new BigDecimal("12345678901234567890.12345678901234567890"))),
                        new BigDecimal("12345678901234567890.12345678901234567890")));
        check(
                "a map is encoded in its order",
                () -> equal(codec.encode(mapOf("z", 1, "a", 2, "m", 3)).replace(" ", ""), "{\"z\":1,\"a\":2,\"m\":3}"));
        check("the text is one line", () -> {
            String json = codec.encode(mapOf("a", "x\r\ny", "b", List.of(1, Map.of("c", "\n"))));
            equal(json.indexOf('\n') < 0 && json.indexOf('\r') < 0, true);
        });
        check("a lone surrogate survives UTF-8", () -> {
            Map<String, @Nullable Object> value = mapOf("k\udc00", List.of("a\ud800", "\ud800\ud83d\ude00"));
            byte[] wire = codec.encode(value).getBytes(StandardCharsets.UTF_8);
            equal(decode(codec, new String(wire, StandardCharsets.UTF_8), Object.class), value);
        });
    }

    private void roundTrips(String what, @Nullable Object value) {
        check("encodes " + what, () -> equal(decode(codec, codec.encode(value), Object.class), value));
    }

    private void decodes(String what, String json, @Nullable Object expected) {
        decodesAs(what, json, Object.class, expected);
    }

    private void decodesAs(String what, String json, Class<?> type, @Nullable Object expected) {
        check("decodes: " + what, () -> equal(decode(codec, json, type), expected));
    }

    private void refused(String what, String json) {
        check("refuses " + what, () -> refuses(() -> decode(codec, json, Object.class), json));
    }

    private void check(String name, Runnable check) {
        cases.add(new Case(name, check));
    }

    private static Map<String, @Nullable Object> mapOf(@Nullable Object... keysAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return map;
    }
}

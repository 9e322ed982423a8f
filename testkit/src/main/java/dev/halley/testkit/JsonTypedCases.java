package dev.halley.testkit;

import static dev.halley.testkit.JsonCodecConformance.decode;
import static dev.halley.testkit.JsonCodecConformance.equal;
import static dev.halley.testkit.JsonCodecConformance.refuses;

import dev.halley.TypeRef;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import dev.halley.testkit.JsonCodecConformance.Case;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records, type arguments, dates, and text that does not fit its type. */
final class JsonTypedCases {
    private static final int LONGEST_EXCERPT = 40;

    private final JsonCodec codec;
    private final List<Case> cases = new ArrayList<>();

    JsonTypedCases(JsonCodec codec) {
        this.codec = codec;
    }

    /** A small record. */
    public record Point(int x, int y) {}

    /** A record with every kind of component. */
    public record Order(
            String id,
            @Nullable BigDecimal price,
            @Nullable List<Point> path,
            @Nullable Map<String, Point> named,
            @Nullable Boolean open,
            @Nullable Object extra) {}

    /** Dates. */
    public record Stay(@Nullable Instant booked, @Nullable LocalDate arrival) {}

    List<Case> cases() {
        records();
        generics();
        dates();
        misfits();
        return cases;
    }

    private void records() {
        decodes("a record", "{\"y\":2,\"x\":1}", Point.class, new Point(1, 2));
        decodes(
                "a record with containers in it",
                "{\"id\":\"a\",\"price\":1.10,\"path\":[{\"x\":1,\"y\":2}],\"named\":{\"n\":{\"x\":3,\"y\":4}},"
                        + "\"open\":true,\"extra\":{\"k\":[1]}}",
                Order.class,
                new Order(
                        "a",
                        new BigDecimal("1.10"),
                        List.of(new Point(1, 2)),
                        Map.of("n", new Point(3, 4)),
                        true,
                        Map.of("k", List.of(1))));
        decodes(
                "a record with unknown fields, scalar and deep",
                "{\"x\":1,\"new\":[{\"x\":[]},null],\"y\":2,\"z\":3}",
                Point.class,
                new Point(1, 2));
        decodes(
                "a record with missing fields",
                "{\"id\":\"a\"}",
                Order.class,
                new Order("a", null, null, null, null, null));
        decodes("a record with missing primitives", "{}", Point.class, new Point(0, 0));
        decodes(
                "a record with null fields",
                "{\"id\":\"a\",\"price\":null,\"path\":null,\"named\":null,\"open\":null,\"extra\":null}",
                Order.class,
                new Order("a", null, null, null, null, null));
        decodes("null for a record", "null", Point.class, null);
        decodes(
                "BigDecimal when asked",
                "12345678901234567890.10",
                BigDecimal.class,
                new BigDecimal("12345678901234567890.10"));
        check(
                "encodes a record",
                () -> roundTrip(
                        new Order(
                                "a",
                                new BigDecimal("1.10"),
                                List.of(new Point(1, 2)),
                                Map.of("n", new Point(3, 4)),
                                false,
                                "x"),
                        Order.class));
        check(
                "encodes a record with nulls",
                () -> roundTrip(new Order("a", null, null, null, null, null), Order.class));
        check(
                "encodes a list of records",
                () -> roundTrip(List.of(new Point(1, 2), new Point(3, 4)), new TypeRef<List<Point>>() {}.type()));
        check("encodes arrays", () -> {
            equal(decode(codec, codec.encode(new int[] {1, 2}), Object.class), List.of(1, 2));
            equal(decode(codec, codec.encode(new Object[] {"a", null}), Object.class), Arrays.asList("a", null));
        });
    }

    private void generics() {
        decodes(
                "a list of records",
                "[{\"x\":1,\"y\":2}]",
                new TypeRef<List<Point>>() {}.type(),
                List.of(new Point(1, 2)));
        decodes(
                "a map of records",
                "{\"a\":{\"x\":1,\"y\":2}}",
                new TypeRef<Map<String, Point>>() {}.type(),
                Map.of("a", new Point(1, 2)));
        decodes(
                "a map of lists of records",
                "{\"a\":[{\"x\":1,\"y\":2}]}",
                new TypeRef<Map<String, List<Point>>>() {}.type(),
                Map.of("a", List.of(new Point(1, 2))));
        decodes(
                "a map of objects",
                "{\"a\":[1,2.5]}",
                new TypeRef<Map<String, Object>>() {}.type(),
                Map.of("a", List.of(1, 2.5)));
        decodes("a list of longs", "[1]", new TypeRef<List<Long>>() {}.type(), List.of(1L));
        check(
                "decodes: an array of records",
                () -> equal(
                        decode(codec, "[{\"x\":1,\"y\":2}]", Point[].class) instanceof Point[] a
                                ? List.of(a)
                                : "no Point[]",
                        List.of(new Point(1, 2))));
    }

    private void dates() {
        decodes(
                "ISO dates in a record",
                "{\"booked\":\"2026-01-02T03:04:05.678Z\",\"arrival\":\"2026-02-28\"}",
                Stay.class,
                new Stay(Instant.parse("2026-01-02T03:04:05.678Z"), LocalDate.of(2026, 2, 28)));
        check(
                "encodes dates as ISO strings",
                () -> equal(
                        decode(codec, codec.encode(new Stay(Instant.EPOCH, LocalDate.of(2026, 2, 28))), Object.class),
                        Map.of("booked", "1970-01-01T00:00:00Z", "arrival", "2026-02-28")));
    }

    private void misfits() {
        misfit("a word for an integer", "\"abc\"", Integer.class);
        misfit("an object for a list", "{\"a\":1}", List.class);
        misfit("a list for a record", "[1]", Point.class);
        misfit("a string for a record", "\"abc\"", Point.class);
        misfit("a wrong element", "[{\"x\":1,\"y\":\"abc\"}]", new TypeRef<List<Point>>() {}.type());
        misfit("trailing text behind a record", "{\"x\":1,\"y\":2} 3", Point.class);
        misfit("an unclosed record", "{\"x\":1,\"y\":2", Point.class);
        misfit("no date", "{\"arrival\":\"yesterday\"}", Stay.class);
        check("a message shows no more than an excerpt of the payload", () -> {
            // The characters differ, so that every excerpt is a piece of it.
            StringBuilder secret = new StringBuilder();
            for (int i = 0; secret.length() < 400; i++) {
                secret.append("s3cr").append(i).append(i % 7 == 0 ? " " : "x");
            }
            String quoted = "\"" + secret + "\"";
            showsLittle(secret.toString(), quoted, Integer.class);
            showsLittle(secret.toString(), quoted, Point.class);
            showsLittle(secret.toString(), "{\"x\":" + quoted + "}", Point.class);
            showsLittle(secret.toString(), "{" + quoted + ":{\"x\":[]}}", new TypeRef<Map<String, Point>>() {}.type());
            showsLittle(secret.toString(), "{\"arrival\":" + quoted + "}", Stay.class);
            showsLittle(secret.toString(), "[" + quoted + ",", Object.class);
            showsLittle(secret.toString(), secret.toString(), Object.class);
            showsLittle(secret.toString(), quoted + quoted, Object.class);
        });
    }

    private void showsLittle(String secret, String json, Type type) {
        try {
            Object value = decode(codec, json, type);
            throw new AssertionError("accepted as " + type.getTypeName() + ": " + value);
        } catch (JsonException e) {
            String message = e.getMessage();
            for (int i = 0; i + LONGEST_EXCERPT < secret.length(); i++) {
                if (message.contains(secret.substring(i, i + LONGEST_EXCERPT + 1))) {
                    throw new AssertionError("message: " + message + " (expected: at most " + LONGEST_EXCERPT
                            + " characters of the payload)");
                }
            }
        }
    }

    private void roundTrip(Object value, Type type) {
        equal(decode(codec, codec.encode(value), type), value);
    }

    private void decodes(String what, String json, Type type, @Nullable Object expected) {
        check("decodes: " + what, () -> equal(decode(codec, json, type), expected));
    }

    private void misfit(String what, String json, Type type) {
        check("refuses " + what, () -> refuses(() -> decode(codec, json, type), json));
    }

    private void check(String name, Runnable check) {
        cases.add(new Case(name, check));
    }
}

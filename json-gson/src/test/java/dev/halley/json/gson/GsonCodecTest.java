package dev.halley.json.gson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.annotations.SerializedName;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.halley.TypeRef;
import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonCodecProvider;
import dev.halley.json.JsonException;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GsonCodecTest {
    private final GsonCodec codec = GsonCodec.create();

    record Point(int x, int y) {}

    record Line(Point from, List<Point> via) {}

    record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("value: " + value + " (expected: positive)");
            }
        }
    }

    record Renamed(@SerializedName("unit_price") double unitPrice) {}

    record Maybe(Optional<String> text, OptionalInt number) {}

    record Times(OffsetDateTime at, Duration length, LocalTime opens, ZonedDateTime zoned) {}

    record Tree(String name, List<Tree> children) {}

    enum Side {
        BUY,
        SELL
    }

    enum Named2 {
        A,

        @SerializedName(value = "b", alternate = "B2")
        B {
            @Override
            public String toString() {
                return "other";
            }
        }
    }

    static class Bean {
        private String name = "default";

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    static class Named {
        public String value;
    }

    static class Special extends Named {}

    record Throwing(String text) {
        @Override
        public String text() {
            throw new IllegalStateException("not now");
        }
    }

    static final class NoDefault {
        final int x;

        NoDefault(int x) {
            this.x = x;
        }
    }

    @Test
    void is_found_where_no_other_codec_is_present() {
        List<JsonCodecProvider> providers = ServiceLoader.load(JsonCodecProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(providers).singleElement().satisfies(provider -> {
            assertThat(provider).isInstanceOf(GsonCodecProvider.class);
            assertThat(provider.name()).isEqualTo("gson");
            assertThat(provider.priority()).isEqualTo(-20);
            assertThat(provider.codec()).isSameAs(provider.codec()).isInstanceOf(GsonCodec.class);
        });
        assertThat(JsonCodecLoader.defaultCodec())
                .isInstanceOf(GsonCodec.class)
                .isSameAs(JsonCodecLoader.defaultCodec());
    }

    @Test
    void never_waits() {
        assertThat(codec.isNonBlocking()).isTrue();
    }

    @Test
    void fractions_are_BigDecimal_when_asked_for() {
        GsonCodec exact = codec.withBigDecimals();
        assertThat(decode(exact, "[0.10,1e2,1]", Object.class))
                .isEqualTo(List.of(new BigDecimal("0.10"), new BigDecimal("1E+2"), 1));
        assertThat(decode(exact, "1.5", Double.class)).isEqualTo(1.5);
        assertThat(decode(codec, "0.10", Object.class)).isEqualTo(0.1);
        assertThat(exact.encode(List.of(new BigDecimal("0.10")))).isEqualTo("[0.10]");
    }

    @Test
    void writes_and_reads_every_java_time_type_as_text() {
        Times times = new Times(
                OffsetDateTime.parse("2026-01-02T03:04:05+05:30"),
                Duration.ofMinutes(90),
                LocalTime.of(9, 30),
                ZonedDateTime.parse("2026-01-02T03:04:05+01:00"));
        String json = codec.encode(times);
        assertThat(json)
                .contains(
                        "\"2026-01-02T03:04:05+05:30\"",
                        "\"PT1H30M\"",
                        "\"09:30:00\"",
                        "\"2026-01-02T03:04:05+01:00\"");
        assertThat(decode(codec, json, Times.class)).isEqualTo(times);
    }

    @Test
    void an_Optional_is_its_value_or_null() {
        assertThat(codec.encode(new Maybe(Optional.of("a"), OptionalInt.of(1))))
                .isEqualTo("{\"text\":\"a\",\"number\":1}");
        assertThat(codec.encode(new Maybe(Optional.empty(), OptionalInt.empty())))
                .isEqualTo("{\"text\":null,\"number\":null}");
        assertThat(decode(codec, "{\"text\":\"a\",\"number\":null}", Maybe.class))
                .isEqualTo(new Maybe(Optional.of("a"), OptionalInt.empty()));
    }

    @Test
    void knows_annotations_beans_enums_and_nested_records() {
        assertThat(decode(codec, "{\"unit_price\":2.5}", Renamed.class)).isEqualTo(new Renamed(2.5));
        assertThat(codec.encode(new Renamed(2.5))).isEqualTo("{\"unit_price\":2.5}");
        assertThat(decode(codec, "{\"extra\":1}", Bean.class))
                .isInstanceOfSatisfying(
                        Bean.class, bean -> assertThat(bean.getName()).isEqualTo("default"));
        assertThat(codec.encode(new Bean())).isEqualTo("{\"name\":\"default\"}");
        assertThat(decode(codec, "\"SELL\"", Side.class)).isEqualTo(Side.SELL);
        Line line = new Line(new Point(1, 2), List.of(new Point(3, 4)));
        assertThat(codec.encode(line)).isEqualTo("{\"from\":{\"x\":1,\"y\":2},\"via\":[{\"x\":3,\"y\":4}]}");
        assertThat(decode(codec, codec.encode(line), Line.class)).isEqualTo(line);
        assertThat(decode(codec, "{\"name\":\"a\",\"children\":[{\"name\":\"b\"}]}", Tree.class))
                .isEqualTo(new Tree("a", List.of(new Tree("b", null))));
    }

    @Test
    void output_is_one_line_and_escapes_line_separators() {
        String json = codec.encode(Map.of("a", "x\n\u2028\u2029y"));
        assertThat(json).isEqualTo("{\"a\":\"x\\n\\u2028\\u2029y\"}");
        assertThat(decode(codec, json, Object.class)).isEqualTo(Map.of("a", "x\n\u2028\u2029y"));
    }

    @Test
    void lone_surrogates_leave_as_escapes_and_pairs_as_they_are() {
        assertThat(codec.encode(List.of("\ud800", "\udc00x", "\ud83d\ude00")))
                .isEqualTo("[\"\\ud800\",\"\\udc00x\",\"\ud83d\ude00\"]");
        for (char c : new char[] {'\ud800', '\udbff', '\udc00', '\udfff'}) {
            String text = "a" + c + "b" + c;
            String wire = new String(codec.encode(text).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertThat(decode(codec, wire, String.class)).isEqualTo(text);
        }
    }

    @Test
    void null_is_null_and_a_primitive_zero() {
        assertThat(codec.encode(null)).isEqualTo("null");
        assertThat(decode(codec, "null", Object.class)).isNull();
        assertThat(decode(codec, "null", Integer.class)).isNull();
        assertThat(decode(codec, "{\"x\":null}", Point.class)).isEqualTo(new Point(0, 0));
    }

    @Test
    void a_class_name_in_the_text_chooses_nothing() {
        String json = "{\"@class\":\"" + Special.class.getName() + "\",\"value\":\"x\"}";
        assertThat(decode(codec, json, Named.class)).isExactlyInstanceOf(Named.class);
        assertThat(decode(codec, "{\"@class\":\"java.lang.Object\"}", Object.class))
                .isEqualTo(Map.of("@class", "java.lang.Object"));
        assertThat(decode(codec, "[\"java.util.Date\",1]", Object.class)).isEqualTo(List.of("java.util.Date", 1));
    }

    @Test
    void a_message_names_the_place_the_value_and_the_type() {
        assertThatThrownBy(() -> decode(codec, "[{\"from\":{\"x\":\"abc\"}}]", new TypeRef<List<Line>>() {}.type()))
                .isInstanceOf(JsonException.class)
                .hasMessage("JSON in [0].from.x at line 1, column 20: 'abc' is no int (expected: java.util.List<"
                        + Line.class.getName() + ">)");
        assertThatThrownBy(() -> decode(codec, "{\"x\":[1]}", Point.class))
                .hasMessage("JSON in x at line 1, column 7: Expected a string but was BEGIN_ARRAY (expected: "
                        + Point.class.getName() + ")");
        assertThatThrownBy(() -> decode(codec, "[\"2026-01-02\",\"now\"]", LocalDate[].class))
                .hasMessage(
                        "JSON in [1] at line 1, column 20: 'now' is no LocalDate (expected: java.time.LocalDate[])");
        assertThatThrownBy(() -> decode(codec, "{\"x\":1,\n oops}", Point.class))
                .hasMessage(Point.class.getName() + ": JSON at offset 9: 'o' (expected: a key) in: {\"x\":1,. oops}");
        assertThatThrownBy(() -> decode(codec, "", Point.class)).hasMessageContaining("end of text");
        assertThatThrownBy(() -> decode(codec, "1 2", Integer.class)).hasMessageContaining("expected: end of text");
    }

    @Test
    void offsets_count_from_the_start_of_the_value() {
        char[] text = "[[[[1,oops]".toCharArray();
        assertThatThrownBy(() -> codec.decode(text, 3, text.length - 3, Object.class))
                .hasMessageStartingWith("java.lang.Object: JSON at offset 3: 'o' (expected: a JSON value)");
    }

    @Test
    void a_message_holds_what_the_constructor_of_a_record_said() {
        assertThatThrownBy(() -> decode(codec, "{\"value\":-1}", Positive.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("value: -1 (expected: positive)")
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_message_is_short_and_printable() {
        String word = "w".repeat(5_000) + "\n\u0007";
        for (String json : List.of(quoted(word), "{\"x\":" + quoted(word) + "}", "w".repeat(5_000))) {
            assertThatThrownBy(() -> decode(codec, json, Point.class))
                    .isInstanceOf(JsonException.class)
                    .message()
                    .hasSizeLessThan(500)
                    .doesNotContainPattern("w{41}|\\p{Cntrl}");
        }
    }

    @Test
    void says_which_value_can_not_be_encoded() {
        assertThatThrownBy(() -> codec.encode(Map.of("a", List.of(new Throwing("x")))))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("#text()' threw exception: not now (expected: a value that Gson can write)");
        assertThatThrownBy(() -> codec.encode(Double.NaN))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("java.lang.Double: NaN is not a valid double value");
    }

    @Test
    void refuses_a_value_that_contains_itself() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThatThrownBy(() -> codec.encode(list)).isInstanceOf(JsonException.class);
    }

    @Test
    void refuses_a_type_that_Jackson_does_not_know_how_to_make() {
        assertThatThrownBy(() -> decode(codec, "{}", Runnable.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("java.lang.Runnable");
    }

    @Test
    void checks_the_range() {
        assertThatThrownBy(() -> codec.decode(new char[3], 2, 2, Object.class))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void an_own_gson_keeps_its_settings() {
        Gson own = new GsonBuilder()
                .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                .create();
        GsonCodec ofOwn = GsonCodec.of(own);
        record Plain(double unitPrice, String note) {}
        assertThat(ofOwn.encode(new Plain(2.5, null))).isEqualTo("{\"unit_price\":2.5}");
        assertThat(decode(ofOwn, "{\"unit_price\":0.5}", Plain.class)).isEqualTo(new Plain(0.5, null));
        assertThat(decode(ofOwn.withBigDecimals(), "[0.10,1]", Object.class))
                .isEqualTo(List.of(new BigDecimal("0.10"), 1));
        assertThat(own.fromJson("1", Object.class)).isEqualTo(1.0);
    }

    @Test
    void an_own_gson_gets_the_rules_of_a_message() {
        GsonCodec ofOwn = GsonCodec.of(new GsonBuilder()
                .setStrictness(Strictness.LENIENT)
                .setPrettyPrinting()
                .generateNonExecutableJson()
                .serializeSpecialFloatingPointValues()
                .create());
        for (String json : List.of("[".repeat(501) + "]".repeat(501), "1".repeat(1001), "1 2", "{a:1}", "[1;2]")) {
            assertThatThrownBy(() -> decode(ofOwn, json, Object.class)).isInstanceOf(JsonException.class);
        }
        assertThat(ofOwn.encode(Map.of("a", List.of(1)))).isEqualTo("{\"a\":[1]}");
        assertThatThrownBy(() -> ofOwn.encode(List.of(Double.NaN))).isInstanceOf(JsonException.class);
    }

    @Test
    void an_adapter_added_to_the_defaults_wins() {
        GsonCodec ofOwn = GsonCodec.of(GsonCodec.defaults()
                .registerTypeAdapter(Duration.class, new TypeAdapter<Duration>() {
                    @Override
                    public void write(JsonWriter out, Duration value) throws IOException {
                        out.value(value.toSeconds());
                    }

                    @Override
                    public Duration read(JsonReader in) throws IOException {
                        return Duration.ofSeconds(in.nextLong());
                    }
                })
                .create());
        assertThat(ofOwn.encode(List.of(Duration.ofMinutes(1)))).isEqualTo("[60]");
        assertThat(decode(ofOwn, "60", Duration.class)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void refuses_what_gson_would_replace() {
        assertThatThrownBy(() -> decode(codec, "\"HOLD\"", Side.class)).hasMessageContaining("'HOLD' is no Side");
        assertThatThrownBy(() -> decode(codec, "\"yes\"", boolean.class)).hasMessageContaining("'yes' is no boolean");
        assertThatThrownBy(() -> decode(codec, "9223372036854775808", Long.class))
                .hasMessageContaining("'9223372036854775808' is no long");
        assertThatThrownBy(() -> decode(codec, "[300]", byte[][].class)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> decode(codec, "300", Byte.class)).hasMessageContaining("'300' is no byte");
        assertThatThrownBy(() -> decode(codec, "1.5", int.class)).hasMessageContaining("'1.5' is no int");
        assertThatThrownBy(() -> decode(codec, "\"x\"", double.class)).hasMessageContaining("'x' is no double");
        assertThatThrownBy(() -> decode(codec, "1", boolean.class))
                .hasMessageContaining("Expected a boolean but was NUMBER");
        assertThatThrownBy(() -> decode(codec, "{}", NoDefault.class)).isInstanceOf(JsonException.class);
        assertThat(decode(codec, "[\"true\",false,null]", boolean[].class))
                .isEqualTo(new boolean[] {true, false, false});
        assertThat(decode(codec, "[1e3,\"7\",null,1234567890123456789]", long[].class))
                .isEqualTo(new long[] {1000, 7, 0, 1234567890123456789L});
        assertThat(decode(codec, "[\"b\",\"B2\"]", Named2[].class)).isEqualTo(new Named2[] {Named2.B, Named2.B});
        assertThat(codec.encode(Named2.B)).isEqualTo("\"b\"");
    }

    @Test
    void numbers_in_quotes_are_limited_as_well() {
        String digits = quoted("7".repeat(1001));
        for (Type type : List.of(Long.class, Number.class)) {
            assertThatThrownBy(() -> decode(codec, digits, type)).isInstanceOf(JsonException.class);
        }
        assertThat(decode(codec, "[1,2147483648,\"1.5\"]", Number[].class))
                .isEqualTo(new Number[] {1, 2147483648L, 1.5});
    }

    @Test
    void integers_that_gson_takes_for_malformed_are_read() {
        String digits = "184467440737095516160";
        BigInteger big = new BigInteger(digits);
        String json = "{\"z\":[" + digits + ",0.10,-0.0,null,true],\"y\":{\"x\":" + digits + ",\"x\":\"s\"}}";
        Map<String, Object> expected = new HashMap<>();
        expected.put("z", Arrays.asList(big, 0.1, -0.0, null, true));
        expected.put("y", Map.of("x", "s"));
        assertThat(decode(codec, json, Object.class)).isEqualTo(expected);
        assertThat(decode(codec, digits, BigInteger.class)).isEqualTo(big);
        assertThat(decode(codec, "{\"big\":" + digits + ",\"x\":7,\"y\":1e1}", Point.class))
                .isEqualTo(new Point(7, 10));
        assertThat(decode(codec, deep(digits, 500), Object.class)).isInstanceOf(List.class);
        assertThatThrownBy(() -> decode(codec, "[{\"x\":" + digits + "}]", Point[].class))
                .hasMessage("JSON in [0].x: '" + digits + "' is no int (expected: " + Point.class.getName() + "[])");
    }

    private static String deep(String inside, int depth) {
        return "[".repeat(depth) + inside + "]".repeat(depth);
    }

    @Test
    void repeated_keys_and_wildcards_in_typed_maps() {
        String json = "{\"a\":{\"x\":1},\"b\":null,\"a\":{\"x\":2}}";
        Map<String, Object> last = new HashMap<>();
        last.put("a", new Point(2, 0));
        last.put("b", null);
        assertThat(decode(codec, json, new TypeRef<Map<String, Point>>() {}.type()))
                .isEqualTo(last);
        assertThat(decode(codec, json, new TypeRef<Map<String, ? extends Point>>() {}.type()))
                .isEqualTo(last);
        assertThat(decode(codec, "{\"a\":1,\"a\":2}", Map.class)).isEqualTo(Map.of("a", 2));
        assertThat(decode(codec, "{\"1\":2}", new TypeRef<Map<Integer, Integer>>() {}.type()))
                .isEqualTo(Map.of(1, 2));
        assertThat(decode(codec, "{\"SELL\":2}", new TypeRef<Map<Side, Integer>>() {}.type()))
                .isEqualTo(Map.of(Side.SELL, 2));
    }

    @Test
    void every_type_of_text_comes_back() {
        for (Object value : List.of(
                Instant.parse("2026-01-02T03:04:05.678Z"),
                LocalDate.of(2026, 1, 2),
                LocalDateTime.of(2026, 1, 2, 3, 0),
                OffsetTime.parse("09:30+01:00"),
                Period.ofDays(3),
                Year.of(2026),
                YearMonth.of(2026, 1),
                MonthDay.of(1, 2),
                ZoneOffset.ofHours(2),
                Month.MAY,
                new UUID(0, 1),
                new Date(1_234),
                new byte[] {1, -2},
                new char[] {'a', '"'})) {
            String json = codec.encode(value);
            assertThat(json).startsWith("\"").endsWith("\"");
            assertThat(decode(codec, json, value.getClass())).isEqualTo(value);
        }
        assertThat(decode(codec, "2026", Year.class)).isEqualTo(Year.of(2026));
        assertThatThrownBy(() -> decode(codec, "1767322800", Instant.class))
                .hasMessageContaining("'1767322800' is no Instant");
        assertThat(codec.encode(LocalDateTime.of(2026, 1, 2, 3, 0))).isEqualTo("\"2026-01-02T03:00:00\"");
        assertThat(codec.encode(new Date(0))).isEqualTo("\"1970-01-01T00:00:00.000+00:00\"");
        assertThat(codec.encode(new byte[] {1, 2})).isEqualTo("\"AQI=\"");
        assertThat(codec.encode(ZoneId.of("Europe/Berlin"))).isEqualTo("\"Europe/Berlin\"");
        assertThat(decode(codec, "\"Europe/Berlin\"", ZoneId.class)).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(decode(codec, "\"2026-01-02T03:04:05+01:00\"", Instant.class))
                .isEqualTo(Instant.parse("2026-01-02T02:04:05Z"));
    }

    @Test
    void refuses_an_anonymous_object_that_gson_leaves_out() {
        Object anonymous = new Object() {
            final int x = 1;
        };
        assertThatThrownBy(() -> codec.encode(anonymous))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining(": an anonymous or local class, which Gson leaves out (expected: a value");
        assertThat(codec.encode(new HashMap<>(Map.of("a", 1)) {})).isEqualTo("{\"a\":1}");
    }

    @Test
    void arguments_of_a_failed_constructor_stay_out_of_the_causes() {
        record Login(String user, String password) {
            Login {
                throw new IllegalArgumentException("user: unknown");
            }
        }
        Throwable e = catchThrowable(() -> decode(codec, "[{\"user\":\"a\",\"password\":\"hunter2\"}]", Login[].class));
        assertThat(e).hasMessageStartingWith("JSON in [0] at line 1, column 35: user: unknown (expected: ");
        for (Throwable each = e; each != null; each = each.getCause()) {
            assertThat(each.getMessage()).doesNotContain("hunter2");
        }
    }

    @Test
    void many_threads_and_many_types_share_a_codec() {
        List<Type> types =
                new ArrayList<>(List.of(Object.class, Map.class, new TypeRef<Map<String, Integer>>() {}.type()));
        long wrong = IntStream.range(0, 20_000)
                .parallel()
                .filter(i -> !Map.of("a", i).equals(decode(codec, "{\"a\":" + i + "}", types.get(i % types.size()))))
                .count();
        assertThat(wrong).isZero();
    }

    @Test
    void more_types_than_it_remembers_are_no_problem() {
        for (int i = 0; i < 2_000; i++) {
            assertThat(decode(codec, "[\"a\"]", new ListOf(i))).isEqualTo(List.of("a"));
        }
        assertThat(decode(codec, "{\"x\":1,\"y\":2}", Point.class)).isEqualTo(new Point(1, 2));
    }

    /** {@code List<String>}, as another type each time. */
    private record ListOf(int number) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {String.class};
        }

        @Override
        public Type getRawType() {
            return List.class;
        }

        @Override
        public Type getOwnerType() {
            return null;
        }
    }

    @Test
    void large_arrays_of_numbers_come_back_the_same() {
        int[] numbers = IntStream.range(0, 50_000).map(i -> i * 31).toArray();
        Object back = decode(codec, codec.encode(numbers), int[].class);
        assertThat(Arrays.equals((int[]) back, numbers)).isTrue();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\n", "\\n").replace("\u0007", "\\u0007") + "\"";
    }

    private static Object decode(JsonCodec codec, String json, Type type) {
        return codec.decode(json.toCharArray(), 0, json.length(), type);
    }

    record Numbers(OptionalInt small, OptionalLong large, OptionalDouble fraction) {}

    @Test
    void optional_numbers_are_their_value_or_null() {
        Numbers full = new Numbers(OptionalInt.of(1), OptionalLong.of(1L << 40), OptionalDouble.of(0.5));
        String json = "{\"small\":1,\"large\":1099511627776,\"fraction\":0.5}";
        assertThat(codec.encode(full)).isEqualTo(json);
        assertThat(decode(codec, json, Numbers.class)).isEqualTo(full);

        Numbers empty = new Numbers(OptionalInt.empty(), OptionalLong.empty(), OptionalDouble.empty());
        String nulls = "{\"small\":null,\"large\":null,\"fraction\":null}";
        assertThat(codec.encode(empty)).isEqualTo(nulls);
        assertThat(decode(codec, nulls, Numbers.class)).isEqualTo(empty);
    }
}

package dev.halley.json.jackson3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.halley.TypeRef;
import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonCodecProvider;
import dev.halley.json.JsonException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

class Jackson3CodecTest {
    private final Jackson3Codec codec = Jackson3Codec.create();

    record Point(int x, int y) {}

    record Line(Point from, List<Point> via) {}

    record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("value: " + value + " (expected: positive)");
            }
        }
    }

    record Renamed(@JsonProperty("unit_price") double unitPrice) {}

    record Maybe(Optional<String> text, OptionalInt number) {}

    record Times(OffsetDateTime at, Duration length, LocalTime opens, ZonedDateTime zoned) {}

    record Tree(String name, List<Tree> children) {}

    enum Side {
        BUY,
        SELL
    }

    enum Loud {
        QUIET;

        @Override
        public String toString() {
            return "quiet!";
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

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    static class Named {
        public String value;
    }

    static class Special extends Named {}

    static final class Throwing {
        public String getText() {
            throw new IllegalStateException("not now");
        }
    }

    @Test
    void is_found_where_no_other_codec_is_present() {
        List<JsonCodecProvider> providers = ServiceLoader.load(JsonCodecProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(providers).singleElement().satisfies(provider -> {
            assertThat(provider).isInstanceOf(Jackson3CodecProvider.class);
            assertThat(provider.name()).isEqualTo("jackson3");
            assertThat(provider.priority()).isEqualTo(-10);
            assertThat(provider.codec()).isSameAs(provider.codec()).isInstanceOf(Jackson3Codec.class);
        });
        assertThat(JsonCodecLoader.defaultCodec())
                .isInstanceOf(Jackson3Codec.class)
                .isSameAs(JsonCodecLoader.defaultCodec());
    }

    @Test
    void never_waits() {
        assertThat(codec.isNonBlocking()).isTrue();
    }

    @Test
    void fractions_are_BigDecimal_when_asked_for() {
        Jackson3Codec exact = codec.withBigDecimals();
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
    void writes_as_the_default_codec_where_Jackson_3_differs() {
        record Both(String z, Loud a) {}
        Both both = new Both("a/b", Loud.QUIET);
        assertThat(codec.encode(both)).isEqualTo("{\"z\":\"a/b\",\"a\":\"QUIET\"}");
        assertThat(decode(codec, codec.encode(both), Both.class)).isEqualTo(both);
    }

    @Test
    void output_is_one_line_and_keeps_line_separators() {
        String json = codec.encode(Map.of("a", "x\n\u2028\u2029y"));
        assertThat(json).isEqualTo("{\"a\":\"x\\n\u2028\u2029y\"}");
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
        assertThatThrownBy(() -> decode(codec, json, Named.class)).isInstanceOf(JsonException.class);
        assertThat(decode(codec, "{\"@class\":\"java.lang.Object\"}", Object.class))
                .isEqualTo(Map.of("@class", "java.lang.Object"));
        assertThat(decode(codec, "[\"java.util.Date\",1]", Object.class)).isEqualTo(List.of("java.util.Date", 1));
    }

    @Test
    void a_message_names_the_place_the_value_and_the_type() {
        assertThatThrownBy(() -> decode(codec, "[{\"from\":{\"x\":\"abc\"}}]", new TypeRef<List<Line>>() {}.type()))
                .isInstanceOf(JsonException.class)
                .hasMessage("JSON in [0].from.x at line 1, column 15: 'abc' is no int (expected: java.util.List<"
                        + Line.class.getName() + ">)");
        assertThatThrownBy(() -> decode(codec, "{\"x\":[1]}", Point.class))
                .hasMessage("JSON in x at line 1, column 6: Cannot deserialize value of type `int` from Array value"
                        + " (token `JsonToken.START_ARRAY`) (expected: " + Point.class.getName() + ")");
        assertThatThrownBy(() -> decode(codec, "{\"x\":1,\n oops}", Point.class))
                .hasMessageStartingWith("JSON at line 2, column 2: Unexpected character ('o'");
        assertThatThrownBy(() -> decode(codec, "", Point.class)).hasMessageContaining("end-of-input");
        assertThatThrownBy(() -> decode(codec, "1 2", Integer.class)).hasMessageContaining("Trailing token");
    }

    @Test
    void columns_count_from_the_start_of_the_value() {
        char[] text = "[[[[1,oops]".toCharArray();
        assertThatThrownBy(() -> codec.decode(text, 3, text.length - 3, Object.class))
                .hasMessageStartingWith("JSON at line 1, column 4: Unrecognized token 'oops'");
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
        assertThatThrownBy(() -> codec.encode(Map.of("a", List.of(new Throwing()))))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining(" in a[0].text: not now (expected: a value that Jackson can write)");
        assertThatThrownBy(() -> codec.encode(new Object()))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("java.lang.Object: No serializer found");
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
    void an_own_mapper_keeps_its_settings() {
        JsonMapper own = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        Jackson3Codec ofOwn = Jackson3Codec.of(own);
        record Plain(double unitPrice) {}
        assertThat(ofOwn.encode(new Plain(2.5))).isEqualTo("{\"unit_price\":2.5}");
        assertThatThrownBy(() -> decode(ofOwn, "{\"unit_price\":1,\"more\":2}", Plain.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("more");
        assertThat(decode(ofOwn.withBigDecimals(), "{\"unit_price\":0.10}", Map.class))
                .isEqualTo(Map.of("unit_price", new BigDecimal("0.10")));
    }

    @Test
    void an_own_mapper_is_not_changed() {
        JsonMapper own = generous()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        assertThat(Jackson3Codec.of(own).encode(Map.of("a", 1))).isEqualTo("{\"a\":1}");
        assertThat(own.isEnabled(SerializationFeature.INDENT_OUTPUT)).isTrue();
        assertThat(own.isEnabled(DeserializationFeature.FAIL_ON_TRAILING_TOKENS))
                .isFalse();
        assertThat(own.tokenStreamFactory().streamReadConstraints().getMaxNestingDepth())
                .isEqualTo(2_000);
    }

    @Test
    void an_own_mapper_gets_the_limits_of_a_message() {
        Jackson3Codec ofOwn = Jackson3Codec.of(generous()
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build());
        for (String json : List.of("[".repeat(501) + "]".repeat(501), "1".repeat(1001), "1 2")) {
            assertThatThrownBy(() -> decode(ofOwn, json, Object.class)).isInstanceOf(JsonException.class);
        }
    }

    @Test
    void the_setting_for_big_decimals_keeps_the_limits() {
        Jackson3Codec ofOwn = Jackson3Codec.of(generous().build()).withBigDecimals();
        assertThatThrownBy(() -> decode(ofOwn, "[".repeat(501) + "]".repeat(501), Object.class))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void modules_of_an_own_mapper_work_once_and_deserializers_may_read_trees() {
        SimpleModule module = new SimpleModule("points");
        module.addDeserializer(Point.class, new ValueDeserializer<>() {
            @Override
            public Point deserialize(JsonParser parser, DeserializationContext context) {
                JsonNode tree = parser.readValueAsTree();
                return new Point(tree.get(0).asInt(), tree.get(1).asInt());
            }
        });
        Jackson3Codec ofOwn =
                Jackson3Codec.of(JsonMapper.builder().addModule(module).build());
        assertThat(decode(ofOwn.withBigDecimals(), "[1,2]", Point.class)).isEqualTo(new Point(1, 2));
    }

    @Test
    void source_text_stays_out_of_jacksons_own_messages() {
        JsonMapper own = JsonMapper.builder()
                .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
        for (JsonCodec each : List.of(codec, Jackson3Codec.of(own))) {
            assertThatThrownBy(() -> decode(each, "{\"password\":\"hunter2\",oops}", Object.class))
                    .cause()
                    .message()
                    .doesNotContain("hunter2");
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

    /** With limits above those of a message. */
    private static JsonMapper.Builder generous() {
        return JsonMapper.builder(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(2_000)
                        .maxNumberLength(5_000)
                        .build())
                .build());
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\n", "\\n").replace("\u0007", "\\u0007") + "\"";
    }

    private static Object decode(JsonCodec codec, String json, Type type) {
        return codec.decode(json.toCharArray(), 0, json.length(), type);
    }

    @Test
    void a_failure_without_words_is_named_by_its_class() {
        JsonCodec failing = Jackson3Codec.of(JsonMapper.builder()
                .addModule(new SimpleModule().addDeserializer(Point.class, new ValueDeserializer<>() {
                    @Override
                    public Point deserialize(JsonParser parser, DeserializationContext context) {
                        throw new IllegalStateException();
                    }
                }))
                .build());
        assertThatThrownBy(() -> decode(failing, "1", Point.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("JSON: java.lang.IllegalStateException (expected: ");
    }

    @Test
    void the_text_that_does_not_fit_a_type_is_not_shown() {
        assertThatThrownBy(() -> decode(codec, "\"hide me\"", Point.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("Point")
                .hasMessageNotContaining("hide me");
    }
}

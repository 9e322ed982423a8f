package dev.halley.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.TypeRef;
import dev.halley.internal.json.JsonValues;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LambdaCodecTest {
    private final JsonCodec codec = JsonCodec.of(value -> "<" + value + ">", JsonValues::parse);

    record Point(int x, int y) {}

    @Test
    void decodes_what_the_function_says() {
        assertThat(decode("{\"a\":[1,null]}", Object.class)).hasToString("{a=[1, null]}");
        assertThat(decode("{\"a\":1}", Map.class)).isEqualTo(Map.of("a", 1));
        assertThat(decode("[1]", List.class)).isEqualTo(List.of(1));
        assertThat(decode("\"x\"", String.class)).isEqualTo("x");
        assertThat(decode("true", Boolean.class)).isEqualTo(true);
        assertThat(decode("true", boolean.class)).isEqualTo(true);
        assertThat(decode("null", Map.class)).isNull();
    }

    @Test
    void hands_over_only_the_range() {
        assertThat(codec.decode("[[12]]".toCharArray(), 2, 2, Object.class)).isEqualTo(12);
    }

    @Test
    void takes_maps_and_lists_of_plain_values() {
        assertThat(decode("{\"a\":1}", new TypeRef<Map<String, Object>>() {}.type()))
                .isEqualTo(Map.of("a", 1));
        assertThat(decode("{\"a\":1}", new TypeRef<Map<?, ?>>() {}.type())).isEqualTo(Map.of("a", 1));
        assertThat(decode("[1]", new TypeRef<List<Object>>() {}.type())).isEqualTo(List.of(1));
    }

    @Test
    void converts_numbers_that_fit() {
        assertThat(decode("5", Long.class)).isEqualTo(5L);
        assertThat(decode("5", long.class)).isEqualTo(5L);
        assertThat(decode("5", Double.class)).isEqualTo(5.0);
        assertThat(decode("5", float.class)).isEqualTo(5f);
        assertThat(decode("5", Short.class)).isEqualTo((short) 5);
        assertThat(decode("5", byte.class)).isEqualTo((byte) 5);
        assertThat(decode("5", BigInteger.class)).isEqualTo(BigInteger.valueOf(5));
        assertThat(decode("1.5", BigDecimal.class)).isEqualTo(new BigDecimal("1.5"));
        assertThat(decode("5", Number.class)).isEqualTo(5);
        assertThat(decode("1e2", Integer.class)).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(classes = {Integer.class, Long.class, Short.class, Byte.class, BigInteger.class})
    void refuses_a_fraction_for_an_integer(Class<?> type) {
        refuses("1.5", type, type.getName());
    }

    @Test
    void refuses_numbers_that_do_not_fit() {
        refuses("2147483648", Integer.class, "java.lang.Integer");
        refuses("1e400", BigDecimal.class, "java.math.BigDecimal");
        refuses("1", java.util.concurrent.atomic.AtomicLong.class, "AtomicLong");
    }

    @Test
    void refuses_another_kind_of_value_and_says_which() {
        refuses("[]", Map.class, "java.util.ArrayList (expected: java.util.Map)");
        refuses("\"5\"", Integer.class, "java.lang.String (expected: java.lang.Integer)");
        refuses("5", String.class, "java.lang.Integer (expected: java.lang.String)");
    }

    @Test
    void refuses_types_that_two_functions_can_not_make() {
        for (Type type : List.<Type>of(
                Point.class,
                Instant.class,
                char.class,
                int[].class,
                new TypeRef<List<Point>>() {}.type(),
                new TypeRef<Map<String, Point>>() {}.type(),
                new TypeRef<Map<Integer, Object>>() {}.type())) {
            refuses("1", type, "expected: Object, Map, List, String, Boolean or a number type");
        }
    }

    @Test
    void what_the_functions_throw_becomes_a_JsonException() {
        IllegalStateException failure = new IllegalStateException("no");
        Function<Object, String> dumps = value -> {
            throw failure;
        };
        Function<String, Object> loads = text -> {
            throw failure;
        };
        JsonCodec broken = JsonCodec.of(dumps, loads);
        assertThatThrownBy(() -> broken.encode(Map.of()))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("dumps failed")
                .hasCause(failure);
        assertThatThrownBy(() -> broken.decode(new char[] {'1'}, 0, 1, Object.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("loads failed")
                .hasCause(failure);
    }

    @Test
    void encodes_what_the_function_says_on_one_line() {
        assertThat(codec.encode(1)).isEqualTo("<1>");
        assertThat(codec.encode(null)).isEqualTo("<null>");
        assertThat(JsonCodec.of(value -> "{\n  \"a\": 1\r\n}", JsonValues::parse)
                        .encode(1))
                .isEqualTo("{   \"a\": 1  }");
        assertThatThrownBy(() -> JsonCodec.of(value -> null, JsonValues::parse).encode(1))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void may_block_and_needs_both_functions() {
        assertThat(codec.isNonBlocking()).isFalse();
        assertThatNullPointerException().isThrownBy(() -> JsonCodec.of(null, JsonValues::parse));
        assertThatNullPointerException().isThrownBy(() -> JsonCodec.of(String::valueOf, null));
    }

    private Object decode(String json, Type type) {
        return codec.decode(json.toCharArray(), 0, json.length(), type);
    }

    private void refuses(String json, Type type, String message) {
        assertThatThrownBy(() -> decode(json, type))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining(message);
    }
}

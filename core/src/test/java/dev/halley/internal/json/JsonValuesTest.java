package dev.halley.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ProtocolException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonValuesTest {
    @Test
    void reads_a_tree_in_the_order_of_the_text() {
        Object value = JsonValues.parse(" {\"z\":[1,[],{}],\"a\":{\"b\":[[2],3]},\"m\":null,\"t\":true,\"s\":\"x\"} ");
        assertThat(value)
                .isInstanceOf(LinkedHashMap.class)
                .hasToString("{z=[1, [], {}], a={b=[[2], 3]}, m=null, t=true, s=x}");
    }

    @Test
    void an_integer_is_the_first_of_Integer_Long_BigInteger_that_holds_it() {
        assertThat(JsonValues.parse("2147483647")).isEqualTo(Integer.MAX_VALUE);
        assertThat(JsonValues.parse("-2147483648")).isEqualTo(Integer.MIN_VALUE);
        assertThat(JsonValues.parse("2147483648")).isEqualTo(2147483648L);
        assertThat(JsonValues.parse("-2147483649")).isEqualTo(-2147483649L);
        assertThat(JsonValues.parse("999999999999999999")).isEqualTo(999999999999999999L);
        assertThat(JsonValues.parse("-99999999999999999")).isEqualTo(-99999999999999999L);
        assertThat(JsonValues.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(JsonValues.parse("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(JsonValues.parse("9223372036854775808")).isEqualTo(new BigInteger("9223372036854775808"));
        assertThat(JsonValues.parse("-9223372036854775809")).isEqualTo(new BigInteger("-9223372036854775809"));
        assertThat(JsonValues.parse("-0")).isEqualTo(0);
        assertThat(JsonValues.parse("9".repeat(1000))).isEqualTo(new BigInteger("9".repeat(1000)));
    }

    @Test
    void everything_else_is_a_Double() {
        assertThat(JsonValues.parse("1.0")).isEqualTo(1.0);
        assertThat(JsonValues.parse("1e2")).isEqualTo(100.0);
        assertThat(JsonValues.parse("-1E-2")).isEqualTo(-0.01);
        assertThat(JsonValues.parse("-0.0")).isEqualTo(-0.0);
    }

    @Test
    void the_last_of_repeated_keys_wins_also_over_a_container() {
        assertThat(JsonValues.parse("{\"a\":[1],\"b\":1,\"a\":{\"c\":2},\"a\":3}"))
                .isEqualTo(Map.of("a", 3, "b", 1));
        assertThat(JsonValues.parse("{\"a\":3,\"a\":[1]}")).isEqualTo(Map.of("a", List.of(1)));
    }

    @Test
    void reads_a_part_and_leaves_the_scanner_behind_it() {
        JsonScanner scanner = new JsonScanner();
        char[] text = "{\"advice\":{\"hosts\":[\"a\"]},\"id\":\"1\"}".toCharArray();
        scanner.reset(text, 0, text.length);
        scanner.enterObject();
        assertThat(scanner.nextKey()).isTrue();
        assertThat(JsonValues.read(scanner)).isEqualTo(Map.of("hosts", List.of("a")));
        assertThat(scanner.nextKey() && scanner.keyIs("id")).isTrue();
        assertThat(scanner.string()).isEqualTo("1");
        assertThat(scanner.nextKey()).isFalse();
        scanner.end();
    }

    @Test
    void nests_500_deep() {
        Object value = JsonValues.parse("[".repeat(500) + "]".repeat(500));
        int depth = 0;
        while (value instanceof List<?> list) {
            depth++;
            value = list.isEmpty() ? null : list.get(0);
        }
        assertThat(depth).isEqualTo(500);
        assertThatThrownBy(() -> JsonValues.parse("[".repeat(501) + "]".repeat(501)))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void what_it_reads_can_be_changed() {
        Object value = JsonValues.parse("[{\"a\":null}]");
        assertThat(value).isInstanceOf(ArrayList.class);
        assertThat(((List<?>) value).remove(0)).isInstanceOf(LinkedHashMap.class);
    }

    @Test
    void trailing_text_is_refused() {
        assertThatThrownBy(() -> JsonValues.parse("{} x"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("JSON at offset 3: 'x' (expected: end of text) in: {} x");
    }
}

package dev.halley.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @Test
    void quotes_plain_text_as_it_is() {
        assertThat(quote("")).isEqualTo("\"\"");
        assertThat(quote("/meta/connect")).isEqualTo("\"/meta/connect\"");
        assertThat(quote("h\u00e9 \u4e16 \ud83d\ude00 \u2028 \u007f /"))
                .isEqualTo("\"h\u00e9 \u4e16 \ud83d\ude00 \u2028 \u007f /\"");
    }

    @Test
    void escapes_what_json_does_not_take_raw() {
        assertThat(quote("\"\\\b\f\n\r\t\0\u001f")).isEqualTo("\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\"");
        assertThat(quote("a\"b")).isEqualTo("\"a\\\"b\"");
    }

    @Test
    void escapes_lone_surrogates_and_leaves_pairs() {
        assertThat(quote("\ud800")).isEqualTo("\"\\ud800\"");
        assertThat(quote("\udfff\ud800x\ud83d\ude00\ud83d")).isEqualTo("\"\\udfff\\ud800x\ud83d\ude00\\ud83d\"");
        assertThat(quote("\ud800\ud83d\ude00")).isEqualTo("\"\\ud800\ud83d\ude00\"");
        assertThat(JsonText.escapeLoneSurrogates("{\"\udc00\":\"a\ud800\ud83d\ude00\"}"))
                .isEqualTo("{\"\\udc00\":\"a\\ud800\ud83d\ude00\"}");
    }

    @Test
    void text_without_lone_surrogates_is_returned_as_it_is() {
        String json = "{\"a\":\"\ud83d\ude00 \u2028\"}";
        assertThat(JsonText.escapeLoneSurrogates(json)).isSameAs(json);
    }

    @Test
    void every_character_comes_back_through_utf8() {
        for (int c = 0; c <= 0xffff; c++) {
            String text = "a" + (char) c + "b";
            String wire = new String(quote(text).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertThat(JsonValues.parse(wire)).isEqualTo(text);
        }
    }

    @Test
    void trees_are_written_as_the_values_are_read() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("a\"", null);
        tree.put("b", List.of(true, 7, -0.5, "x", Map.of()));
        tree.put("c", List.of());

        assertThat(written(tree)).isEqualTo("{\"a\\\"\":null,\"b\":[true,7,-0.5,\"x\",{}],\"c\":[]}");
        assertThat(written(new StringBuilder("a\n"))).isEqualTo("\"a\\n\"");
        assertThat(written(1.5f)).isEqualTo("1.5");
        assertThat(written(Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    }

    @Test
    void what_json_has_no_form_for_is_refused() {
        for (Object bad : List.of(Double.NaN, Float.POSITIVE_INFINITY, new Object(), 'c', List.of(Double.NaN))) {
            assertThatThrownBy(() -> written(bad))
                    .as(bad.getClass().getName())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(expected: Map, Iterable, text, Boolean, finite number or null)");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_tree_may_be_500_deep_and_no_deeper(boolean map) {
        Object tree = 1;
        for (int i = 0; i < 500; i++) {
            tree = map ? Map.of("a", tree) : List.of(tree);
        }
        Object deepest = tree;
        Object tooDeep = map ? Map.of("a", tree) : List.of(tree);

        assertThat(written(deepest)).contains(map ? "{\"a\":1}" : "[1]");
        assertThatThrownBy(() -> written(tooDeep)).hasMessage("depth: more than 500 (expected: a tree without cycles)");
    }

    private static String written(Object value) {
        StringBuilder out = new StringBuilder();
        JsonText.write(out, value);
        return out.toString();
    }

    private static String quote(String text) {
        StringBuilder out = new StringBuilder();
        JsonText.quote(out, text);
        return out.toString();
    }
}

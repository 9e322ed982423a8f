package dev.halley.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

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

    private static String quote(String text) {
        StringBuilder out = new StringBuilder();
        JsonText.quote(out, text);
        return out.toString();
    }
}

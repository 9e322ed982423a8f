package dev.halley.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ProtocolException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    private final JsonScanner scanner = new JsonScanner();

    @Test
    void walks_an_envelope_and_leaves_the_payload_a_slice() {
        String json =
                " [ {\"channel\":\"/a\", \"data\" : {\"x\":[1,{\"y\":\"]\"}]} , \"id\":\"7\", \"n\":-1.5e3,\"ok\":true} ] ";
        on(json);
        scanner.enterArray();
        assertThat(scanner.nextElement()).isTrue();
        scanner.enterObject();
        List<String> seen = new ArrayList<>();
        while (scanner.nextKey()) {
            if (scanner.keyIs("channel") || scanner.keyIs("id")) {
                seen.add(scanner.key() + "=" + scanner.string());
            } else if (scanner.keyIs("n")) {
                seen.add("n=" + scanner.numberText());
            } else if (scanner.keyIs("ok")) {
                seen.add("ok=" + scanner.bool());
            } else {
                scanner.skip();
                seen.add(scanner.key() + "=" + json.substring(scanner.valueStart(), scanner.valueEnd()));
            }
        }
        assertThat(scanner.nextElement()).isFalse();
        scanner.end();
        assertThat(seen).containsExactly("channel=/a", "data={\"x\":[1,{\"y\":\"]\"}]}", "id=7", "n=-1.5e3", "ok=true");
        assertThat(scanner.position()).isEqualTo(json.length());
    }

    @Test
    void tells_each_kind_without_reading_it() {
        on("[{},[],\"\",-1,0,true,false,null]");
        scanner.enterArray();
        List<JsonScanner.Kind> kinds = new ArrayList<>();
        while (scanner.nextElement()) {
            assertThat(scanner.peek()).isEqualTo(scanner.peek());
            kinds.add(scanner.peek());
            scanner.skip();
        }
        assertThat(kinds)
                .containsExactly(
                        JsonScanner.Kind.OBJECT,
                        JsonScanner.Kind.ARRAY,
                        JsonScanner.Kind.STRING,
                        JsonScanner.Kind.NUMBER,
                        JsonScanner.Kind.NUMBER,
                        JsonScanner.Kind.TRUE,
                        JsonScanner.Kind.FALSE,
                        JsonScanner.Kind.NULL);
    }

    @Test
    void reads_only_its_range() {
        scanner.reset("[[1]]x".toCharArray(), 1, 3);
        scanner.skip();
        scanner.end();
        assertThat(scanner.valueStart()).isEqualTo(1);
        assertThat(scanner.valueEnd()).isEqualTo(4);

        scanner.reset("123456".toCharArray(), 2, 2);
        assertThat(scanner.numberText()).isEqualTo("34");
        scanner.end();
    }

    @Test
    void starts_anew_after_a_failure() {
        on("[[[1,");
        assertThatThrownBy(scanner::skip).isInstanceOf(ProtocolException.class);
        on("{\"a\":\"b\"}");
        scanner.enterObject();
        assertThat(scanner.nextKey()).isTrue();
        assertThat(scanner.string()).isEqualTo("b");
        assertThat(scanner.nextKey()).isFalse();
        scanner.end();
    }

    @Test
    void resolves_escapes_in_strings_and_keys() {
        on("{\"\\u0063hannel\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"}");
        scanner.enterObject();
        assertThat(scanner.nextKey()).isTrue();
        assertThat(scanner.keyIs("channel")).isTrue();
        assertThat(scanner.keyIs("channels")).isFalse();
        assertThat(scanner.keyIs("\\u0063hannel")).isFalse();
        assertThat(scanner.string()).isEqualTo("\"\\/\b\f\n\r\t\u00e9\ud83d\ude00");
    }

    @Test
    void compares_keys_exactly() {
        on("{\"id\":1}");
        scanner.enterObject();
        assertThat(scanner.nextKey()).isTrue();
        assertThat(scanner.keyIs("id")).isTrue();
        assertThat(scanner.keyIs("i")).isFalse();
        assertThat(scanner.keyIs("idx")).isFalse();
        assertThat(scanner.keyIs("ie")).isFalse();
        assertThat(scanner.keyIs("")).isFalse();
    }

    @Test
    void shows_each_of_repeated_keys() {
        on("{\"a\":1,\"a\":2}");
        scanner.enterObject();
        assertThat(scanner.nextKey() && scanner.keyIs("a")).isTrue();
        assertThat(scanner.numberText()).isEqualTo("1");
        assertThat(scanner.nextKey() && scanner.keyIs("a")).isTrue();
        assertThat(scanner.numberText()).isEqualTo("2");
    }

    @Test
    void takes_lone_surrogates_raw_and_escaped() {
        on("\"a\ud800b\\udc00\"");
        assertThat(scanner.string()).isEqualTo("a\ud800b\udc00");
    }

    @Test
    void nests_500_deep_and_no_deeper() {
        on("[".repeat(500) + "]".repeat(500));
        scanner.skip();
        scanner.end();

        on("[".repeat(501) + "]".repeat(501));
        assertThatThrownBy(scanner::skip)
                .isInstanceOf(ProtocolException.class)
                .hasMessage("JSON nesting at offset 500: 501 (expected: at most 500)");

        on("{\"a\":".repeat(250) + "[".repeat(250) + "1" + "]".repeat(250) + "}".repeat(250));
        scanner.skip();
        scanner.end();
    }

    @Test
    void counts_entered_containers_as_nesting() {
        on("[".repeat(501));
        for (int i = 0; i < 499; i++) {
            scanner.enterArray();
            assertThat(scanner.nextElement()).isTrue();
        }
        assertThatThrownBy(scanner::skip).hasMessageContaining("nesting");
    }

    @Test
    void reads_numbers_of_1000_characters_and_no_longer() {
        on("1".repeat(1000));
        assertThat(scanner.numberText()).hasSize(1000);
        on("1".repeat(1001));
        assertThatThrownBy(scanner::numberText)
                .isInstanceOf(ProtocolException.class)
                .hasMessage("JSON number length at offset 0: 1001 (expected: at most 1000)");
        on("{\"a\":-0." + "1".repeat(998) + "}");
        assertThatThrownBy(scanner::skip).hasMessage("JSON number length at offset 5: 1001 (expected: at most 1000)");
    }

    @Test
    void says_which_kind_was_expected_when_there_is_another() {
        on("[1]");
        scanner.enterArray();
        assertThat(scanner.nextElement()).isTrue();
        assertThatThrownBy(scanner::string)
                .isInstanceOf(ProtocolException.class)
                .hasMessage("JSON value at offset 1: NUMBER (expected: STRING)");
        assertThatThrownBy(scanner::bool).hasMessage("JSON value at offset 1: NUMBER (expected: TRUE or FALSE)");
        assertThatThrownBy(scanner::enterObject).hasMessage("JSON value at offset 1: NUMBER (expected: OBJECT)");
        assertThatThrownBy(scanner::enterArray).hasMessage("JSON value at offset 1: NUMBER (expected: ARRAY)");
        assertThat(scanner.numberText()).isEqualTo("1");
        on("\"1\"");
        assertThatThrownBy(scanner::numberText).hasMessage("JSON value at offset 0: STRING (expected: NUMBER)");
    }

    @Test
    void refuses_calls_that_make_no_sense_at_this_place() {
        on("[1,{\"a\":2}]");
        assertThatIllegalStateException().isThrownBy(scanner::nextElement);
        assertThatIllegalStateException().isThrownBy(scanner::end);
        scanner.enterArray();
        assertThatIllegalStateException().isThrownBy(scanner::skip);
        assertThatIllegalStateException().isThrownBy(scanner::peek);
        assertThatIllegalStateException().isThrownBy(scanner::nextKey);
        assertThat(scanner.nextElement()).isTrue();
        assertThatIllegalStateException().isThrownBy(scanner::nextElement);
        assertThat(scanner.numberText()).isEqualTo("1");
        assertThatIllegalStateException().isThrownBy(scanner::end);
        assertThat(scanner.nextElement()).isTrue();
        scanner.enterObject();
        assertThatIllegalStateException().isThrownBy(scanner::nextElement);
        assertThat(scanner.nextKey()).isTrue();
        assertThatIllegalStateException().isThrownBy(scanner::nextKey);
    }

    @Test
    void an_error_says_what_was_there_what_was_expected_and_where() {
        on("{\"a\":1 \"b\":2}");
        assertThatThrownBy(scanner::skip).hasMessage("JSON at offset 7: '\"' (expected: , or }) in: {\"a\":1 \"b\":2}");
        on("[1,");
        assertThatThrownBy(scanner::skip).hasMessage("JSON at offset 3: end of text (expected: a JSON value) in: [1,");
        on("");
        assertThatThrownBy(scanner::peek).hasMessage("JSON at offset 0: end of text (expected: a JSON value)");
        on("<!DOCTYPE html>");
        assertThatThrownBy(scanner::peek)
                .hasMessage("JSON at offset 0: '<' (expected: a JSON value) in: <!DOCTYPE html>");
        on("\"\u0001\"");
        assertThatThrownBy(scanner::skip)
                .hasMessage("JSON at offset 1: U+0001 (expected: no raw control character in a string) in: \".\"");
        on("1 2");
        scanner.skip();
        assertThatThrownBy(scanner::end).hasMessage("JSON at offset 2: '2' (expected: end of text) in: 1 2");
    }

    @Test
    void an_offset_counts_from_the_start_of_the_range() {
        scanner.reset("xxxx[1 2]".toCharArray(), 4, 5);
        assertThatThrownBy(scanner::skip).hasMessage("JSON at offset 3: '2' (expected: , or ]) in: [1 2]");
    }

    @Test
    void an_error_shows_at_most_40_characters_and_masks_what_may_be_a_token() {
        on("{\"filler\":\"abc\",\"clientId\":\"un4kn0wnT0ken12345\" oops, \"more\": \"and so on and on and on\"}");
        assertThatThrownBy(scanner::skip)
                .message()
                .doesNotContain("un4kn0wn", "nT0ken12345")
                .contains("***")
                .satisfies(m ->
                        assertThat(m.substring(m.indexOf(" in: ") + 5).length()).isLessThanOrEqualTo(43));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[",
                "]",
                "{",
                "}",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1}",
                "{]",
                "{1:2}",
                "{a:1}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\" 1}",
                "{\"a\":1 \"b\":2}",
                "{\"a\"::1}",
                "[]]",
                "{}}",
                "1 2",
                "\"a\" \"b\"",
                "'a'",
                "\"a",
                "\"\\",
                "\"\\u",
                "\"\\u123\"",
                "\"\\u12G4\"",
                "\"\\x\"",
                "\"\\U0041\"",
                "\"\n\"",
                "\"\t\"",
                "\"\0\"",
                "01",
                "-01",
                "00",
                "+1",
                "-",
                "--1",
                ".5",
                "1.",
                "1.e5",
                "-.5",
                "1e",
                "1e+",
                "1e+-1",
                "1E1.5",
                "0x10",
                "1_000",
                "1a",
                "NaN",
                "Infinity",
                "-Infinity",
                "nul",
                "nulll",
                "tru",
                "truee",
                "True",
                "undefined",
                "//c\n1",
                "/**/1",
                "1//c",
                "\ufeff1",
                "\u00a01",
                "\u20281",
                "\f1",
                "\0"
            })
    void refuses_what_is_not_json(String json) {
        assertThatThrownBy(() -> skipWhole(json)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> JsonValues.parse(json)).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "-1",
                "10",
                "0.0",
                "-0.5",
                "1e5",
                "1E5",
                "1e+5",
                "1e-5",
                "0e0",
                "1.5e00",
                "true",
                "false",
                "null",
                "\"\"",
                "\"\\u0000\"",
                "\"\u007f\u2028\u2029\"",
                "[]",
                "{}",
                "[[]]",
                "[{}]",
                "{\"\":[]}",
                " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n",
                "{ \"a\" : { \"b\" : [ ] } , \"c\" : null }"
            })
    void accepts_what_is_json(String json) {
        assertThatCode(() -> skipWhole(json)).doesNotThrowAnyException();
        assertThatCode(() -> JsonValues.parse(json)).doesNotThrowAnyException();
    }

    @Test
    void agrees_with_the_grammar_on_every_short_text() {
        char[] alphabet = "[]{},:\"a1 \\".toCharArray();
        char[] text = new char[5];
        int[] count = {0, 0};
        for (int length = 0; length <= text.length; length++) {
            everyText(alphabet, text, length, 0, count);
        }
        assertThat(count[0]).isEqualTo(177_156);
        assertThat(count[1]).isGreaterThan(500);
    }

    private void everyText(char[] alphabet, char[] text, int length, int at, int[] count) {
        if (at < length) {
            for (char c : alphabet) {
                text[at] = c;
                everyText(alphabet, text, length, at + 1, count);
            }
            return;
        }
        String json = new String(text, 0, length);
        boolean valid = SimpleGrammar.matches(json);
        count[0]++;
        count[1] += valid ? 1 : 0;
        if (accepts(json) != valid) {
            throw new AssertionError("<" + json + "> accepted: " + !valid + " (expected: " + valid + ")");
        }
    }

    private boolean accepts(String json) {
        try {
            skipWhole(json);
            return true;
        } catch (ProtocolException e) {
            return false;
        }
    }

    @Test
    void agrees_with_the_grammar_on_every_short_number() {
        char[] alphabet = "01-+.eE".toCharArray();
        char[] text = new char[6];
        int[] count = {0, 0};
        for (int length = 0; length <= text.length; length++) {
            everyText(alphabet, text, length, 0, count);
        }
        assertThat(count[0]).isEqualTo(137_257);
        assertThat(count[1]).isGreaterThan(500);
    }

    @Test
    void skipping_allocates_nothing() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        String json = "{\"a\":[1,2.5e3,\"x\\n\\u0041y\",true,null,{\"b\":{}}],\"key\":\"" + "z".repeat(1000) + "\"}";
        char[] text = json.toCharArray();
        for (int i = 0; i < 2_000; i++) {
            skipAll(text);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            skipAll(text);
        }
        // A few bytes for the measurement itself; one object per text would be 160,000.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
    }

    private void skipAll(char[] text) {
        scanner.reset(text, 0, text.length);
        scanner.enterObject();
        while (scanner.nextKey()) {
            scanner.skip();
        }
        scanner.end();
    }

    private void skipWhole(String json) {
        on(json);
        scanner.skip();
        scanner.end();
    }

    private void on(String json) {
        scanner.reset(json.toCharArray(), 0, json.length());
    }
}

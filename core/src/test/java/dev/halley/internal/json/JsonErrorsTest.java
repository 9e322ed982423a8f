package dev.halley.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonErrorsTest {
    @Test
    void a_run_of_twelve_characters_of_a_token_is_shown_by_its_first_three() {
        assertThat(message("09AZaz-_09AZ")).endsWith(" in: 09A***");
        assertThat(message("09AZaz-_09A")).endsWith(" in: 09AZaz-_09A");
    }

    @Test
    void other_characters_end_such_a_run_and_are_shown_if_they_can_be() {
        assertThat(message("/:@[`{/:@[`{/:@[")).endsWith(" in: /:@[`{/:@[`{/:@[");
        assertThat(message(" ~\u007f\u001f\u00e9\u2028")).endsWith(" in:  ~..\u00e9.");
    }

    @Test
    void a_text_that_ends_too_early_is_shown_from_its_beginning() {
        assertThat(JsonErrors.unexpected("x[1".toCharArray(), 1, 3, 3, "]"))
                .hasMessage("JSON at offset 2: end of text (expected: ]) in: [1");
        assertThat(JsonErrors.unexpected(new char[0], 0, 0, 0, "a value"))
                .hasMessage("JSON at offset 0: end of text (expected: a value)");
    }

    private static String message(String text) {
        return JsonErrors.unexpected(text.toCharArray(), 0, text.length(), 0, "nothing of it")
                .getMessage();
    }
}

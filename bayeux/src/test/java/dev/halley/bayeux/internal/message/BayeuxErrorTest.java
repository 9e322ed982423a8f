package dev.halley.bayeux.internal.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BayeuxErrorTest {
    @Test
    void P39_code_arguments_and_text_are_told_apart() {
        assertThat(BayeuxError.parse("403:a,b:msg")).isEqualTo(new BayeuxError(403, List.of("a", "b"), "msg"));
        assertThat(BayeuxError.parse("401::msg")).isEqualTo(new BayeuxError(401, List.of(), "msg"));
        assertThat(BayeuxError.parse("402::")).isEqualTo(new BayeuxError(402, List.of(), ""));
    }

    @Test
    void P39_a_text_with_colons_is_kept_whole() {
        assertThat(BayeuxError.parse("403:x:no: not now: ever"))
                .isEqualTo(new BayeuxError(403, List.of("x"), "no: not now: ever"));
    }

    @Test
    void P39_free_text_has_no_code() {
        assertThat(BayeuxError.parse("Authentication failed"))
                .isEqualTo(new BayeuxError(null, List.of(), "Authentication failed"));
        assertThat(BayeuxError.parse("")).isEqualTo(new BayeuxError(null, List.of(), ""));
        assertThat(BayeuxError.parse("40:x:y")).isEqualTo(new BayeuxError(null, List.of(), "40:x:y"));
        assertThat(BayeuxError.parse(null)).isEqualTo(new BayeuxError(null, List.of(), ""));
    }

    @Test
    void P58_what_may_be_a_client_id_is_not_shown() {
        assertThat(BayeuxError.masked("403:c9e3779b97f4a7c15,/no:denied")).isEqualTo("403:***,/no:denied");
        assertThat(BayeuxError.masked("401:x7:Unknown client")).isEqualTo("401:***:Unknown client");
        assertThat(BayeuxError.masked("403:denied_by_security_policy:create_denied"))
                .isEqualTo("403:denied_by_security_policy:create_denied");
        assertThat(BayeuxError.masked("a7 sixteen_letters_a sixteen_letters7")).isEqualTo("a7 sixteen_letters_a ***");
    }

    @Test
    void a_long_error_takes_no_more_than_its_share_of_time() {
        String letters = "a".repeat(4_000_000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(BayeuxError.masked(letters)).isEqualTo(letters));
    }

    @Test
    void P58_every_digit_makes_a_long_word_one_that_may_be_a_client_id() {
        for (char digit = '0'; digit <= '9'; digit++) {
            assertThat(BayeuxError.masked("x: aaaaaaaaaaaaaaa" + digit)).isEqualTo("x: ***");
        }
        assertThat(BayeuxError.masked("x: aaaaaaaaaaaaaa9")).isEqualTo("x: aaaaaaaaaaaaaa9");
    }
}

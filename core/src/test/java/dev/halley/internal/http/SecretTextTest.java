package dev.halley.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SecretTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    [{"channel":"/a","clientId":"c1","id":"1"}]        | [{"channel":"/a","clientId":"***","id":"1"}]
                    {"clientId" : "c\\"1" , "x":1}                     | {"clientId" : "***" , "x":1}
                    {"access_token":"t","n":[1]}                       | {"access_token":"***","n":[1]}
                    {"Password":{"a":["b"]},"c":"d"}                   | {"Password":"***","c":"d"}
                    {"session_id":17}                                  | {"session_id":"***"}
                    {"sid":"s","pingInterval":1}                       | {"sid":"***","pingInterval":1}
                    {"token":null,"secret":true}                       | {"token":null,"secret":true}
                    {"clientId":"c1                                    | {"clientId":"***"
                    {"data":{"text":"the token is x"}}                 | {"data":{"text":"the token is x"}}
                    {"a":"Authorization: Bearer abcdef.ghi"}           | {"a":"Authorization: Bearer ***"}
                    """)
    void values_of_fields_with_secret_names_are_masked_wherever_they_stand(String text, String masked) {
        assertThat(SecretText.masked(text, false)).isEqualTo(masked);
    }

    @Test
    void texts_within_ext_are_masked_where_asked_for_and_names_and_numbers_stay() {
        String text = "[{\"ext\":{\"auth\":{\"user\":\"u\",\"pin\":[\"1\",2]},\"ack\":true,\"timesync\":{\"tc\":5}},"
                + "\"channel\":\"/meta/handshake\"}]";
        assertThat(SecretText.masked(text, true))
                .isEqualTo("[{\"ext\":{\"auth\":{\"user\":\"***\",\"pin\":[\"***\",2]},\"ack\":true,"
                        + "\"timesync\":{\"tc\":5}},\"channel\":\"/meta/handshake\"}]");
        assertThat(SecretText.masked(text, false)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    40{"code":"x"}                             | 40"***"
                    40/admin,{"code":"x","a":[1]}              | 40/admin,"***"
                    40{"pid":"p","sid":"s                      | 40"***"
                    2~40{"a":"b"}~40/x,{"c":"d"}~42["e"]       | 2~40"***"~40/x,"***"~42["e"]
                    6:3probe14:40{"code":"x"}                  | 6:3probe14:40"***"
                    40{"a":"1:40{"}                            | 40"***"
                    42["e",{"code":"x"}]                       | 42["e",{"code":"x"}]
                    40                                         | 40
                    40/admin,                                  | 40/admin,
                    """)
    void sec_05_what_joins_a_namespace_is_masked_whatever_its_fields_are_named(String text, String masked) {
        assertThat(SecretText.masked(text.replace('~', '\u001e'), false)).isEqualTo(masked.replace('~', '\u001e'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"",
                "\"a",
                "\"a\\",
                "\"a\":",
                "{\"ext\":",
                "{\"ext\":{",
                "<html>\"q\"</html>",
                "}]",
                ":\"\":"
            })
    void what_is_no_json_is_left_alone(String text) {
        assertThat(SecretText.masked(text, true)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:40/", "\"ext\":", "{\"ext\":[", "\"a\" ", "bearer ", ":client "})
    void a_long_text_of_one_pattern_takes_no_more_than_its_share_of_time(String pattern) {
        String text = pattern.repeat(2_000_000 / pattern.length());

        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThat(SecretText.masked(text, true)).hasSizeLessThan(4_000_000));
    }
}

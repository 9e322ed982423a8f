package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
    @Test
    void a_message_stays_as_it_was_received() {
        String message = "{\"data\":{\"n\":1.10,\"n\":12345678901234567890123},\"channel\":\"/a\",\"ext\":{\"x\":[ ]}}";
        assertThat(JsonLines.withoutClientId(message)).isEqualTo(message);
    }

    @Test
    void only_its_client_id_goes() {
        assertThat(JsonLines.withoutClientId(
                        "{\"clientId\":\"secret\", \"channel\":\"/a\",\"data\":{\"clientId\":\"payload\"} }"))
                .isEqualTo("{\"channel\":\"/a\",\"data\":{\"clientId\":\"payload\"}}");
        assertThat(JsonLines.withoutClientId("{\"channel\":\"/a\",\"clientId\":\"secret\"}"))
                .isEqualTo("{\"channel\":\"/a\"}");
        assertThat(JsonLines.withoutClientId("{\"clientId\":1}")).isEqualTo("{}");
    }

    @Test
    void a_client_id_with_an_escaped_name_goes_too() {
        assertThat(JsonLines.withoutClientId("{\"client\\u0049d\":\"secret\",\"data\":null}"))
                .isEqualTo("{\"data\":null}");
    }

    @Test
    void is_one_line_whatever_the_server_sent() {
        assertThat(JsonLines.withoutClientId("{\r\n  \"data\" : 1,\n  \"channel\":\"/a\"}"))
                .doesNotContain("\n", "\r");
        assertThat(JsonLines.check("{\n\"a\":1}")).isEqualTo("{ \"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e400", "\"ü\\ud800\"", "[]", "null", " true ", "{\"a\":{\"b\":[1,2,{}]}}"})
    void every_json_value_is_data(String json) {
        assertThat(JsonLines.check(json)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "{a:1}", "{'a':1}", "1 2", "01", "-", "[1,]", "\"a", "nul"})
    void anything_else_is_not(String text) {
        assertThatThrownBy(() -> JsonLines.check(text)).isInstanceOf(ProtocolException.class);
    }
}

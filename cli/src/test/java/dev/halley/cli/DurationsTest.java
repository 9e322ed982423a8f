package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "10s,PT10S", "2m,PT2M", "1h,PT1H", "1.5s,PT1.5S", "0.25ms,PT0.00025S"})
    void reads_a_number_and_a_unit(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1 s", "10S", "1d", "1e3s", "none", "99999999999s", "1,5s"})
    void says_what_it_expects(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("500ms, 10s or 2m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "0.0ms", "0.0000000001ms", "9000h"})
    void has_a_range(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void a_limit_may_be_none() {
        Durations.LimitConverter converter = new Durations.LimitConverter();
        assertThat(converter.convert("none").duration()).isNull();
        assertThat(converter.convert("10s").duration()).isEqualTo(Duration.ofSeconds(10));
        assertThatThrownBy(() -> converter.convert("never")).hasMessageContaining("10s, or none");
    }

    @ParameterizedTest
    @CsvSource({"PT0.85S,850 ms", "PT1.25S,1.2 s", "PT10S,10 s", "PT0S,0 ms", "PT3M,3 min"})
    void are_short_for_people(Duration duration, String text) {
        assertThat(Durations.text(duration)).isEqualTo(text);
    }
}

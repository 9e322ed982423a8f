package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class TokenCommandTest {
    @Test
    void what_the_command_prints_is_the_token() throws Exception {
        assertThat(new TokenCommand("echo ' t0k.en-1 '").token()).isEqualTo("t0k.en-1");
    }

    @Test
    void each_time_the_command_is_asked_again() throws Exception {
        TokenCommand command = new TokenCommand("date +%s%N");
        assertThat(command.token()).isNotEqualTo(command.token());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    true                       | printed nothing
                    echo s3cret two            | printed more than one word
                    printf 's3cret\\ntwo'      | printed more than one word
                    echo s3cret; exit 3        | ended with exit code 3
                    head -c 100000 /dev/zero   | printed more than one word
                    no-such-command 2>/dev/null | ended with exit code 127
                    """)
    void a_command_that_gives_no_token_is_told_without_its_output(String command, String said) {
        assertThatThrownBy(() -> new TokenCommand(command).token())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("s3cret");
    }
}

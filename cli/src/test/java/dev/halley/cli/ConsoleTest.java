package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    @Test
    void a_note_is_one_line_whatever_a_server_put_into_it() {
        TestConsole console = new TestConsole();
        console.console().note("503 says\r\n\u001b[31mred\u0007");
        assertThat(console.err()).containsExactly("503 says   [31mred ");
    }

    @Test
    void a_closed_pipe_is_no_failure_and_a_full_disk_is_one() {
        assertThatThrownBy(() -> failing("Broken pipe").line("x")).isInstanceOf(Console.ClosedOutputException.class);
        assertThatThrownBy(() -> failing("No space left on device").line("x"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("can't write to standard output: No space left on device");
    }

    private static Console failing(String message) {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
        return new Console(InputStream.nullInputStream(), out, OutputStream.nullOutputStream());
    }
}

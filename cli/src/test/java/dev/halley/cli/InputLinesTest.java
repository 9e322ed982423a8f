package dev.halley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cli.InputLines.Line;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InputLinesTest {
    @Test
    void numbers_lines_and_skips_empty_ones() throws Exception {
        assertThat(read("1\n\n  \n\"two\"\r\n[3]"))
                .containsExactly(new Line(1, "1", null), new Line(4, "\"two\"", null), new Line(5, "[3]", null));
    }

    @Test
    void tells_a_bad_line_by_its_number_and_goes_on() throws Exception {
        List<Line> lines = read("1\n{bad}\n3\n");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1).number()).isEqualTo(2);
        assertThat(lines.get(1).problem()).startsWith("not JSON: ");
        assertThat(lines.get(2)).isEqualTo(new Line(3, "3", null));
    }

    @Test
    void bytes_that_are_not_utf_8_are_a_bad_line() throws Exception {
        byte[] bytes = {'"', (byte) 0xff, '"', '\n', '1', '\n'};
        List<Line> lines = read(new ByteArrayInputStream(bytes));
        assertThat(lines.get(0).problem()).isEqualTo("not UTF-8");
        assertThat(lines.get(1)).isEqualTo(new Line(2, "1", null));
    }

    @Test
    void a_byte_order_mark_is_no_data() throws Exception {
        assertThat(read("\uFEFF\"ü\"\n")).containsExactly(new Line(1, "\"ü\"", null));
    }

    @Test
    void a_line_that_is_too_long_does_not_fill_the_memory() throws Exception {
        List<Line> lines = read("[\"" + "x".repeat(17 << 20) + "\"]\n2\n");
        assertThat(lines.get(0).problem()).isEqualTo("longer than 16 MiB");
        assertThat(lines.get(1)).isEqualTo(new Line(2, "2", null));
    }

    @Test
    void a_read_that_fails_is_told() throws Exception {
        List<Line> lines = read(new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }
        });
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).problem()).isEqualTo("can't read standard input: gone");
    }

    @Test
    void one_value_is_no_line() {
        InputLines one = InputLines.one("-1");
        one.start(() -> {});
        Line line = one.poll();
        assertThat(line.label()).isEqualTo("message");
        assertThat(one.atEnd()).isTrue();
    }

    private static List<Line> read(String text) throws InterruptedException {
        return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Line> read(InputStream in) throws InterruptedException {
        InputLines lines = InputLines.read(in);
        Semaphore wakes = new Semaphore(0);
        lines.start(wakes::release);
        List<Line> all = new ArrayList<>();
        while (!lines.atEnd()) {
            Line line = lines.poll();
            if (line == null) {
                assertThat(wakes.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            } else {
                all.add(line);
            }
        }
        return all;
    }
}

package dev.halley.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.internal.loop.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ClientLogTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final List<String> standard = new ArrayList<>();

    /** A logger that collects, or throws. */
    private final class Collecting implements System.Logger {
        private final boolean throwing;

        Collecting(boolean throwing) {
            this.throwing = throwing;
        }

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.getSeverity() >= Level.DEBUG.getSeverity();
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            if (throwing) {
                throw new IllegalStateException("no space left");
            }
            standard.add(level + " " + text + (thrown == null ? "" : " " + thrown.getMessage()));
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... values) {
            log(level, bundle, format, (Throwable) null);
        }
    }

    private static final TimeSource TIME = new TimeSource() {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.parse("2026-01-02T03:04:05.678Z");
        }

        @Override
        public Timer schedule(long delayNanos, Runnable task) {
            throw new AssertionError("a logger needs no timer");
        }
    };

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void prints_time_level_and_the_clients_name() {
        ClientLog log = new ClientLog("ticker", new Collecting(false), new PrintLogger(out, Level.DEBUG, TIME));
        log.log(Level.INFO, () -> "a {0} of '5%'");
        log.log(Level.TRACE, () -> {
            throw new AssertionError("nobody reads this");
        });
        assertThat(printed()).isEqualTo("2026-01-02T03:04:05.678Z INFO ticker: a {0} of '5%'" + System.lineSeparator());
        assertThat(standard).isEmpty();
    }

    @Test
    void prints_the_stack_of_what_was_thrown() {
        ClientLog log = new ClientLog("ticker", new Collecting(false), new PrintLogger(out, Level.ALL, TIME));
        log.log(Level.WARNING, () -> "a handler threw", new IllegalStateException("boom"));
        assertThat(printed().lines())
                .startsWith(
                        "2026-01-02T03:04:05.678Z WARNING ticker: a handler threw",
                        "java.lang.IllegalStateException: boom")
                .hasSizeGreaterThan(2);
    }

    @Test
    void a_print_logger_of_level_off_and_no_logger_write_nothing() {
        for (System.Logger quiet : List.of(new PrintLogger(out, Level.OFF, TIME), new NoLogger())) {
            ClientLog log = new ClientLog("ticker", new Collecting(false), quiet);
            for (Level level : Level.values()) {
                assertThat(log.isLoggable(level)).as("%s", level).isFalse();
                log.log(level, () -> "text");
            }
        }
        assertThat(printed()).isEmpty();
        assertThat(standard).isEmpty();
    }

    @Test
    void a_logger_that_throws_is_taken_off_and_the_standard_one_goes_on() {
        ClientLog log = new ClientLog("ticker", new Collecting(false), new Collecting(true));
        log.log(Level.INFO, () -> "first");
        log.log(Level.INFO, () -> "second");
        assertThat(standard)
                .containsExactly(
                        "ERROR ticker: the logger threw, and was taken off no space left",
                        "INFO ticker: first",
                        "INFO ticker: second");
    }
}

package dev.halley.internal.observe;

import dev.halley.internal.loop.TimeSource;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * A logger for a print stream: time, level and text on a line, and below it the stack of what was thrown. Each entry is
 * written by one call, so that entries of several threads do not mix. Any thread.
 */
public final class PrintLogger implements System.Logger {
    private final PrintStream out;
    private final Level least;
    private final TimeSource time;

    /**
     * A logger.
     *
     * @param least entries below this level are not written
     */
    public PrintLogger(PrintStream out, Level least, TimeSource time) {
        this.out = out;
        this.least = least;
        this.time = time;
    }

    @Override
    public String getName() {
        return "dev.halley";
    }

    @Override
    public boolean isLoggable(Level level) {
        return level != Level.OFF && level.getSeverity() >= least.getSeverity() && least != Level.OFF;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable thrown) {
        if (!isLoggable(level)) {
            return;
        }
        StringWriter entry = new StringWriter();
        entry.append(time.now().toString()).append(' ').append(level.getName()).append(' ');
        entry.append(text);
        if (thrown != null) {
            entry.append(System.lineSeparator());
            PrintWriter stack = new PrintWriter(entry);
            thrown.printStackTrace(stack);
            stack.flush();
            entry.getBuffer().setLength(entry.toString().stripTrailing().length());
        }
        out.println(entry);
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object @Nullable ... values) {
        log(
                level,
                bundle,
                values == null || values.length == 0 ? format : MessageFormat.format(format, values),
                (Throwable) null);
    }
}

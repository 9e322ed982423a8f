package dev.halley.cli;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Keeps logs off standard error, where the command's own words belong: what matters to the user comes as events and
 * errors. The JDK finds it as a service. It also keeps {@code java.util.logging} out of the command's start.
 */
public final class QuietLoggers extends System.LoggerFinder {
    /** For the service loader. */
    public QuietLoggers() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new Quiet(name);
    }

    private record Quiet(String getName) implements System.Logger {
        @Override
        public boolean isLoggable(Level level) {
            return false;
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {}

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... params) {}
    }
}

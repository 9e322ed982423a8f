package dev.halley.internal.observe;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Writes nothing. Any thread. */
public final class NoLogger implements System.Logger {
    @Override
    public String getName() {
        return "off";
    }

    @Override
    public boolean isLoggable(Level level) {
        return false;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String text, @Nullable Throwable thrown) {
        // whoever chose this wants to read nothing
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object @Nullable ... values) {
        // whoever chose this wants to read nothing
    }
}

package dev.halley.reliability.fuzz;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A client's log at its finest level, which keeps what the client itself calls unexpected. Any thread. */
final class DefectLog implements System.Logger {
    private volatile @Nullable Throwable defect;

    @Override
    public String getName() {
        return "fuzz";
    }

    @Override
    public boolean isLoggable(Level level) {
        return true;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable thrown) {
        if (text != null && text.contains("please report it")) {
            defect = thrown == null ? new AssertionError(text) : thrown;
        }
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        log(level, bundle, format, (Throwable) null);
    }

    void check() {
        Throwable found = defect;
        if (found != null) {
            throw new AssertionError("unexpected failure", found);
        }
    }
}

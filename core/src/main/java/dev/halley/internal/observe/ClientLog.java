package dev.halley.internal.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one place that logs for a client: each line begins with the client's name. A logger of the application that throws
 * is taken off, and the default one tells of it and goes on. Any thread.
 */
public final class ClientLog {
    private final String client;
    private final Logger standard;

    private volatile Logger logger;

    /**
     * A log.
     *
     * @param client the client's name
     * @param standard the module's logger, whose level its reader chooses
     * @param chosen the application's own, or null for the standard one
     */
    public ClientLog(String client, Logger standard, @Nullable Logger chosen) {
        this.client = client;
        this.standard = standard;
        this.logger = chosen == null ? standard : chosen;
    }

    public boolean isLoggable(Level level) {
        try {
            return logger.isLoggable(level);
        } catch (RuntimeException thrown) {
            return takenOff(thrown).isLoggable(level);
        }
    }

    /** The text is made only where somebody reads it. */
    public void log(Level level, Supplier<String> text) {
        log(level, text, null);
    }

    /**
     * Logs with what was thrown.
     *
     * @param thrown null for none
     */
    public void log(Level level, Supplier<String> text, @Nullable Throwable thrown) {
        if (!isLoggable(level)) {
            return;
        }
        String line = client + ": " + text.get();
        Logger current = logger;
        try {
            write(current, level, line, thrown);
        } catch (RuntimeException failure) {
            write(takenOff(failure), level, line, thrown);
        }
    }

    private static void write(Logger logger, Level level, String line, @Nullable Throwable thrown) {
        if (thrown == null) {
            logger.log(level, line);
        } else {
            logger.log(level, line, thrown);
        }
    }

    /** The application's logger is broken, and no message of a client may be lost for that. */
    private Logger takenOff(RuntimeException failure) {
        if (logger == standard) {
            // nobody is left who could be told
            throw failure;
        }
        logger = standard;
        standard.log(Level.ERROR, client + ": the logger threw, and was taken off", failure);
        return standard;
    }
}

package dev.halley.internal.loop;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Builds the pools and the timer of {@link Kernel#shared()}; separate from it so that other kernels start no class of these. */
final class SharedPools {
    static final String MAX_THREADS = "halley.maxThreads";
    static final int DEFAULT_MAX_THREADS = 2000;
    static final Duration IDLE = Duration.ofSeconds(1);

    static final Set<ThreadLimitListener> LISTENERS = ConcurrentHashMap.newKeySet();
    static final SharedTimer TIMER = new SharedTimer("halley-timer", IDLE);
    static final Executor IO = pool("halley-io");
    static final Executor HANDLERS = handlers();

    private SharedPools() {}

    private static Executor handlers() {
        Executor virtual = VirtualThreads.executor("halley-handler-");
        return virtual != null ? virtual : pool("halley-handler");
    }

    private static GrowingPool pool(String name) {
        int base = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        return new GrowingPool(name, base, maxThreads(System.getProperty(MAX_THREADS)), IDLE, TIMER, SharedPools::tell);
    }

    /** The limit, or the default where the property says nothing that can be one. */
    static int maxThreads(@Nullable String property) {
        if (property == null || property.isBlank()) {
            return DEFAULT_MAX_THREADS;
        }
        try {
            int value = Integer.parseInt(property.strip());
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            return complain(property, e);
        }
        return complain(property, null);
    }

    private static int complain(String property, @Nullable Throwable cause) {
        System.getLogger("dev.halley")
                .log(
                        System.Logger.Level.WARNING,
                        MAX_THREADS + ": " + property + " (expected: a whole number from 1); using "
                                + DEFAULT_MAX_THREADS,
                        cause);
        return DEFAULT_MAX_THREADS;
    }

    private static void tell(String pool, int limit) {
        for (ThreadLimitListener listener : LISTENERS) {
            try {
                listener.threadLimitReached(pool, limit);
            } catch (Throwable failure) {
                Uncaught.report(failure);
            }
        }
    }
}

package dev.halley.internal.loop;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * What every client stands on: time, two pools and chance. Tests build one of their own.
 *
 * @param time the clock and the timer
 * @param io runs serial contexts; nothing on it may block for long, but the pool survives it when something does
 * @param handlers runs the application's code where it gave no executor of its own
 * @param random draws numbers from 0 (inclusive) to 1 (exclusive)
 */
public record Kernel(TimeSource time, Executor io, Executor handlers, DoubleSupplier random) {
    public Kernel {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(io, "io");
        Objects.requireNonNull(handlers, "handlers");
        Objects.requireNonNull(random, "random");
    }

    /**
     * The kernel of this JVM, the same for all clients. Its threads are daemons, are made when there is work and end
     * after a second without; where the JVM has virtual threads that may block anywhere (24 and later), handlers run on
     * these. The system property
     * {@code halley.maxThreads} (default 2000) limits each pool.
     */
    public static Kernel shared() {
        return Shared.KERNEL;
    }

    /** Asks to be told when one of the shared pools reaches its limit. The same listener counts once. */
    public static void addThreadLimitListener(ThreadLimitListener listener) {
        SharedPools.LISTENERS.add(Objects.requireNonNull(listener, "listener"));
    }

    /** Takes a listener back. */
    public static void removeThreadLimitListener(ThreadLimitListener listener) {
        SharedPools.LISTENERS.remove(listener);
    }

    private static final class Shared {
        static final Kernel KERNEL = new Kernel(
                SharedPools.TIMER,
                SharedPools.IO,
                SharedPools.HANDLERS,
                () -> ThreadLocalRandom.current().nextDouble());
    }
}

package dev.halley.internal.loop;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * One virtual thread per task, by reflection, because the baseline is older than they are. A throwable that escapes
 * a task reaches the thread's uncaught exception handler, as on any thread.
 */
final class VirtualThreads {
    private VirtualThreads() {}

    /** An executor whose threads are named {@code prefix} and a number; null where the JVM has none that fit. */
    static @Nullable Executor executor(String prefix) {
        // Up to 23 a virtual thread that blocks inside of synchronized holds its carrier: a few handlers that do would
        // stop those of every other client, which the pool does not let happen.
        if (Runtime.version().feature() < 24) {
            return null;
        }
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            builder = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
            builder = type.getMethod("inheritInheritableThreadLocals", boolean.class)
                    .invoke(builder, false);
            Method make = type.getMethod("factory");
            ThreadFactory factory = (ThreadFactory) make.invoke(builder);
            return task -> {
                Thread thread = factory.newThread(task);
                thread.setContextClassLoader(VirtualThreads.class.getClassLoader());
                thread.start();
            };
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("virtual threads: not available on Java " + Runtime.version(), e);
        }
    }
}

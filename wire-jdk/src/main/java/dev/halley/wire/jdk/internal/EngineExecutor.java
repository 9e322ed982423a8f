package dev.halley.wire.jdk.internal;

import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The executor that an engine is built with: the settings' own, with two things noted around each task. It knows which
 * socket's upgrade a task starts, for the JDK hands the rest of an attempt over within the call that begins it; and the
 * end of a task is the end of what was read at once.
 */
final class EngineExecutor implements Executor {
    private static final ThreadLocal<JdkSocket> STARTING = new ThreadLocal<>();

    private final Executor delegate;

    EngineExecutor(Executor delegate) {
        this.delegate = delegate;
    }

    @Override
    public void execute(Runnable task) {
        JdkSocket socket = STARTING.get();
        delegate.execute(() -> {
            if (socket != null) {
                STARTING.set(socket);
            }
            try {
                ReadBatch.around(task);
            } finally {
                STARTING.remove();
            }
        });
    }

    /** Runs the beginning of an upgrade. */
    static <T> T starting(JdkSocket socket, Supplier<T> work) {
        STARTING.set(socket);
        try {
            return work.get();
        } finally {
            STARTING.remove();
        }
    }

    /** The socket whose upgrade this thread is about to send, if it is. */
    static @Nullable JdkSocket current() {
        return STARTING.get();
    }
}

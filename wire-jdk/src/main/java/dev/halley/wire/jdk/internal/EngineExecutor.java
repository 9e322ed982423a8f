package dev.halley.wire.jdk.internal;

import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The executor that an engine is built with: the settings' own, with three things noted around each task. It knows which
 * socket's upgrade a task starts, for the JDK hands the rest of an attempt over within the call that begins it; the end
 * of a task is the end of what was read at once; and what a task asks for runs after it, on the same thread.
 */
final class EngineExecutor implements Executor {
    private static final ThreadLocal<JdkSocket> STARTING = new ThreadLocal<>();
    private static final ThreadLocal<Turn> TURN = new ThreadLocal<>();

    private final Executor delegate;

    EngineExecutor(Executor delegate) {
        this.delegate = delegate;
    }

    /**
     * The JDK cuts an exchange into a handful of tasks, most of which ask for the next one as their last deed: that one needs
     * no other thread. What is asked for while it still waits gets a thread of its own, and so nothing stands in line.
     */
    @Override
    public void execute(Runnable task) {
        Task noted = new Task(task, STARTING.get());
        Turn turn = TURN.get();
        if (turn != null && turn.executor == this && turn.next == null) {
            turn.next = noted;
        } else {
            handOver(noted);
        }
    }

    private void handOver(Task task) {
        delegate.execute(() -> new Turn(this).run(task));
    }

    private record Task(Runnable work, @Nullable JdkSocket socket) {
        void run() {
            if (socket != null) {
                STARTING.set(socket);
            }
            try {
                ReadBatch.around(work);
            } finally {
                STARTING.remove();
            }
        }
    }

    /** A task and those that follow from it. Confined to its thread. */
    private static final class Turn {
        private final EngineExecutor executor;
        private @Nullable Task next;

        Turn(EngineExecutor executor) {
            this.executor = executor;
        }

        void run(Task first) {
            // An executor that runs its tasks on the calling thread is in the turn of another one.
            Turn outer = TURN.get();
            TURN.set(this);
            next = first;
            try {
                while (next != null) {
                    Task task = next;
                    next = null;
                    task.run();
                }
            } finally {
                if (outer == null) {
                    TURN.remove();
                } else {
                    TURN.set(outer);
                }
                if (next != null) {
                    // The one before it threw, and the thread's handler hears of that.
                    executor.handOver(next);
                }
            }
        }
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

package dev.halley.internal.loop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Gives many tasks to an executor in few hand-overs. They are begun in order, and none waits for the end of another: who
 * runs one while more wait has asked the executor for a successor before, so a task that blocks holds nobody up. Any thread.
 */
public final class SharedHandOver implements Executor {
    private final Executor executor;
    private final Runnable run = this::run;

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    /** Whether the executor was asked, and has not begun. */
    private final AtomicBoolean asked = new AtomicBoolean();

    /** Nothing waits. */
    public SharedHandOver(Executor executor) {
        this.executor = executor;
    }

    /** Runs a task soon; here and now, with all that wait, when the executor refuses. */
    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        ask();
    }

    private void ask() {
        if (asked.get() || !asked.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(run);
        } catch (Throwable refused) {
            run();
        }
    }

    private void run() {
        // First: who adds something from now on asks again, unless it is taken before.
        asked.set(false);
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            if (!waiting.isEmpty()) {
                ask();
            }
            try {
                task.run();
            } catch (Throwable failure) {
                Uncaught.report(failure);
            }
        }
    }
}

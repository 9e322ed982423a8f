package dev.halley.internal.loop;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks of the application one after another, in order, on its executor. Unlike in a {@link SerialContext} a task
 * may block. Any thread.
 */
public final class OrderedExecutor implements Executor {
    private final Executor executor;
    private final Consumer<Throwable> onFailure;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /**
     * An executor with an empty queue.
     *
     * @param onFailure gets what a task throws, and the refusal of an executor that was shut down
     */
    public OrderedExecutor(Executor executor, Consumer<Throwable> onFailure) {
        this.executor = executor;
        this.onFailure = onFailure;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (count.getAndIncrement() == 0) {
            try {
                executor.execute(this::drain);
            } catch (Throwable refused) {
                // whoever comes next tries again; one by one, so that what is added meanwhile stays counted
                do {
                    tasks.poll();
                } while (count.decrementAndGet() > 0);
                onFailure.accept(refused);
            }
        }
    }

    private void drain() {
        do {
            Runnable task = tasks.poll();
            if (task != null) {
                try {
                    task.run();
                } catch (Throwable failure) {
                    onFailure.accept(failure);
                }
            }
        } while (count.decrementAndGet() > 0);
    }
}

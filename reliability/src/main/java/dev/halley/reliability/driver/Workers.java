package dev.halley.reliability.driver;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Several threads that share work until it is done, or the time is over in which something may be begun.
 *
 * @param <T> one piece of work
 */
final class Workers<T> {
    private final Task<T> task;
    private final long end;

    // Guarded by this.
    private final Queue<T> waiting;

    Workers(List<T> work, int minutes, Task<T> task) {
        this.task = task;
        this.waiting = new ArrayDeque<>(work);
        this.end = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    }

    /** What is done with a piece of work. */
    interface Task<T> {
        void run(T work) throws IOException, InterruptedException;
    }

    /** Works; how much is left. */
    int run(int threads) throws InterruptedException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread worker = new Thread(this::work, "worker-" + i);
            worker.start();
            workers.add(worker);
        }
        for (Thread worker : workers) {
            worker.join();
        }
        synchronized (this) {
            return waiting.size();
        }
    }

    private void work() {
        try {
            for (T next = next(); next != null; next = next()) {
                task.run(next);
            }
        } catch (IOException e) {
            System.out.println("FAILED: " + e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a worker", e);
        }
    }

    private synchronized @Nullable T next() {
        return System.nanoTime() - end > 0 ? null : waiting.poll();
    }
}

package dev.halley.internal.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The timer of all clients: one daemon thread, which exists while something is scheduled and ends a second after that.
 * A cancelled task leaves the queue at once.
 */
final class SharedTimer implements TimeSource {
    private final ScheduledThreadPoolExecutor executor;

    SharedTimer(String name, Duration idle) {
        executor = new ScheduledThreadPoolExecutor(1, task -> daemon(task, name));
        executor.setRemoveOnCancelPolicy(true);
        executor.setKeepAliveTime(idle.toNanos(), TimeUnit.NANOSECONDS);
        executor.allowCoreThreadTimeOut(true);
    }

    static Thread daemon(Runnable task, String name) {
        // No inheritable thread locals and no class loader of whichever application came first.
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(SharedTimer.class.getClassLoader());
        return thread;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        ScheduledFuture<?> scheduled = executor.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            Uncaught.report(failure);
        }
    }
}

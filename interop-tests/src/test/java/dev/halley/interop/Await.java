package dev.halley.interop;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Bounded waits that say what they waited for. */
public final class Await {
    /** More than anything here takes on a busy machine. */
    public static final Duration SOON = Duration.ofSeconds(20);

    private Await() {}

    public static void until(Duration limit, String what, BooleanSupplier condition) {
        until(limit, () -> what, condition);
    }

    /** For facts that nobody announces, such as the end of a thread. */
    public static void until(Duration limit, Supplier<String> what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + limit + ": " + what.get());
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    public static <T> T next(BlockingQueue<T> queue, Duration limit, String what) {
        try {
            T item = queue.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (item == null) {
                throw new AssertionError("not within " + limit + ": " + what);
            }
            return item;
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    public static void latch(CountDownLatch latch, Duration limit, String what) {
        try {
            if (!latch.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("not within " + limit + ": " + what + " (" + latch.getCount() + " missing)");
            }
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    /** The future's value; what it fails with is thrown as it is. */
    public static <T> T value(CompletableFuture<T> future, String what) {
        try {
            return future.get(SOON.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(what + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("not within " + SOON + ": " + what, e);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    public static AssertionError interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting: " + what, e);
    }
}

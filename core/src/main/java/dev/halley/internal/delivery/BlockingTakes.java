package dev.halley.internal.delivery;

import dev.halley.OperationInterruptedException;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.Stages;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Waiting for a stream's items, on the application's threads. An interrupt loses no item: when one was on its way it is
 * returned, with the interrupt flag set.
 */
final class BlockingTakes<T> {
    private final StreamQueue<T> queue;

    BlockingTakes(StreamQueue<T> queue) {
        this.queue = queue;
    }

    T take(String operation, Consumer<? super CompletableFuture<T>> waiting) {
        SerialContext.checkMayBlock(operation);
        T ready = queue.poll();
        if (ready != null) {
            return ready;
        }
        CompletableFuture<T> next = queue.receive(Thread.currentThread());
        waiting.accept(next);
        try {
            return Stages.await(next, operation);
        } catch (OperationInterruptedException e) {
            if (next.cancel(false)) {
                throw e;
            }
            return Stages.claimed(next, operation);
        }
    }

    Optional<T> take(Duration timeout, String operation, Consumer<? super CompletableFuture<T>> waiting) {
        SerialContext.checkMayBlock(operation);
        T ready = queue.poll();
        return ready != null
                ? Optional.of(ready)
                : awaited(queue.receive(Thread.currentThread()), timeout, operation, waiting);
    }

    List<T> takeBatch(
            int most, Duration timeout, String operation, Consumer<? super CompletableFuture<List<T>>> waiting) {
        SerialContext.checkMayBlock(operation);
        List<T> ready = queue.pollBatch(most);
        if (!ready.isEmpty()) {
            return ready;
        }
        CompletableFuture<List<T>> next = queue.receiveBatch(most, Thread.currentThread());
        return awaited(next, timeout, operation, waiting).orElse(List.of());
    }

    private static <R> Optional<R> awaited(
            CompletableFuture<R> next,
            Duration timeout,
            String operation,
            Consumer<? super CompletableFuture<R>> waiting) {
        waiting.accept(next);
        try {
            Optional<R> item = Stages.await(next, timeout, operation);
            return item.isPresent() || next.cancel(false) ? item : Optional.of(Stages.claimed(next, operation));
        } catch (OperationInterruptedException e) {
            if (next.cancel(false)) {
                throw e;
            }
            return Optional.of(Stages.claimed(next, operation));
        }
    }
}

package dev.halley.internal.delivery;

import dev.halley.ClientEvent.DropReason;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscription's items on the way to its handler. Filled in the serial context; the handler runs on the client's
 * executor, one item at a time and in order, one hand-over for each batch. What a handler throws is reported, and the
 * next item is handled. The rules of bounds and pressure are written at {@link Backlog}.
 */
public final class HandlerQueue<T> {
    /** After so many items the executor gets a chance to run something else. */
    private static final int RUN_LIMIT = 1024;

    private final Pending<T> pending;
    private final Consumer<? super T> handler;
    private final Runnable run = this::drain;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    // Guarded by the lock of pending: whether the consumer has been started and has not stopped.
    private boolean running;

    // The consumer, which is one task at a time: what it fetched, and in which generation.
    private final Items<T> own = new Items<>();
    private int ownGeneration;

    // Written by the context, read by the consumer.
    private final AtomicInteger generation = new AtomicInteger();
    private volatile DropReason discardReason = DropReason.DISCARDED;
    private volatile boolean finishing;

    HandlerQueue(Pending<T> pending, Consumer<? super T> handler) {
        this.pending = pending;
        this.handler = handler;
    }

    /**
     * Adds an item to the batch; in the context. After {@link #finish()} it is dropped and reported.
     *
     * @param bytes how much it counts
     */
    public void add(T item, int bytes) {
        Objects.requireNonNull(item, "item");
        if (finishing) {
            pending.reportDropped(1, DropReason.DISCARDED);
            return;
        }
        pending.add(item, bytes);
    }

    /** The read batch is complete: hands it over, once; in the context. */
    public void flush() {
        boolean start;
        pending.lock().lock();
        try {
            pending.flush();
            start = !running && !pending.ready().isEmpty();
            running |= start;
        } finally {
            pending.lock().unlock();
        }
        if (start) {
            Throwable refused = Backlog.executed(pending.backlog().executor(), run);
            if (refused != null) {
                refused(refused);
            }
        }
        pending.settle();
    }

    /**
     * No more items come; in the context.
     *
     * @return completes, in the context, when what was added has been handled or dropped
     */
    public CompletableFuture<Void> finish() {
        finishing = true;
        flush();
        settleFinish();
        return finished;
    }

    /**
     * Drops what waits, and reports it; the item that is being handled is not affected. In the context. What the
     * consumer had fetched already is reported when its handler returns. The queue stays usable unless it is finished.
     */
    public void discard(DropReason reason) {
        discardReason = reason;
        long count;
        pending.lock().lock();
        try {
            generation.getAndIncrement();
            count = pending.clear();
        } finally {
            pending.lock().unlock();
        }
        pending.cleared(count, reason);
        settleFinish();
    }

    /** How many items wait; any thread. */
    public int size() {
        return pending.size();
    }

    /** The context. */
    private void settleFinish() {
        boolean idle;
        pending.lock().lock();
        try {
            idle = !running;
        } finally {
            pending.lock().unlock();
        }
        if (finishing && idle) {
            pending.backlog().remove(pending);
            finished.complete(null);
        }
    }

    /** The context, which owns the consumer's part now: the executor did not run it, so nothing here will be handled. */
    private void refused(Throwable refused) {
        pending.backlog().listener().handlerFailed(pending.scope(), refused);
        long count = forgotten();
        pending.lock().lock();
        try {
            running = false;
            count += pending.clear();
        } finally {
            pending.lock().unlock();
        }
        pending.cleared(count, DropReason.DISCARDED);
        settleFinish();
    }

    private void drain() {
        for (int i = 0; i < RUN_LIMIT; i++) {
            if (own.isEmpty() && !fetched()) {
                if (finishing) {
                    pending.backlog().context().execute(this::settleFinish);
                }
                return;
            }
            if (ownGeneration != generation.get()) {
                long count = forgotten();
                DropReason reason = discardReason;
                pending.backlog().context().execute(() -> pending.reportDropped(count, reason));
            } else {
                handle();
            }
        }
        Throwable refused = Backlog.executed(pending.backlog().executor(), run);
        if (refused != null) {
            pending.backlog().context().execute(() -> refused(refused));
        }
    }

    private boolean fetched() {
        pending.lock().lock();
        try {
            ownGeneration = generation.get();
            pending.fetch(own);
            running = !own.isEmpty();
            return running;
        } finally {
            pending.lock().unlock();
        }
    }

    private void handle() {
        @Nullable T item = own.pollFirst();
        int bytes = own.removedBytes();
        pending.taken();
        try {
            handler.accept(Objects.requireNonNull(item));
        } catch (Throwable failure) {
            pending.backlog().handlerFailed(pending.scope(), failure);
        }
        pending.released(bytes);
    }

    /** The consumer: passes over what it had fetched. */
    private long forgotten() {
        long count = own.size();
        while (own.pollFirst() != null) {
            int bytes = own.removedBytes();
            pending.taken();
            pending.released(bytes);
        }
        return count;
    }
}

package dev.halley.internal.delivery;

import dev.halley.ClientEvent.DropReason;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One subscription's items on the way to its handler. Filled in the serial context; the handler runs on the client's
 * executor, one call at a time and in order, one hand-over for each batch; after a call whose stage has not ended the
 * next one waits for it. What a handler throws, or its stage fails with, is reported, and the next item is handled. The
 * rules of bounds and pressure are written at {@link Backlog}.
 */
public final class HandlerQueue<T> {
    /** After so many calls the executor gets a chance to run something else. */
    private static final int RUN_LIMIT = 1024;

    private final Pending<T> pending;
    private final Handling<T> handling;
    private final Runnable run = this::drain;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    // Guarded by the lock of pending: whether the consumer has been started and has not stopped.
    private boolean running;

    // The consumer, which is one task or one unfinished call at a time: what it fetched, and in which generation.
    private final Items<T> own = new Items<>();
    private int ownGeneration;

    // Written by the context, read by the consumer.
    private final AtomicInteger generation = new AtomicInteger();
    private volatile DropReason discardReason = DropReason.DISCARDED;
    private volatile boolean finishing;

    HandlerQueue(Pending<T> pending, Handling<T> handling) {
        this.pending = pending;
        this.handling = handling;
    }

    /**
     * Adds an item to the batch; in the context. After {@link #finish()} it is dropped and reported.
     *
     * @param bytes how much it counts
     */
    public void add(T item, int bytes) {
        Objects.requireNonNull(item, "item");
        if (finishing) {
            Completion.tellDropped(item, DropReason.DISCARDED);
            pending.reportDropped(1, DropReason.DISCARDED);
            return;
        }
        pending.add(item, bytes);
    }

    /**
     * The same for an item that is neither counted nor dropped, whatever the policy: only {@link #discard}, and an executor
     * that refuses, keep it from its handler.
     */
    public void addLasting(T item) {
        Objects.requireNonNull(item, "item");
        if (finishing) {
            throw new IllegalStateException("queue: finished (expected: one that takes items)");
        }
        pending.addLasting(item);
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
            count = pending.clear(reason);
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
        long count = forgotten(DropReason.DISCARDED);
        pending.lock().lock();
        try {
            running = false;
            count += pending.clear(DropReason.DISCARDED);
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
                DropReason reason = discardReason;
                long count = forgotten(reason);
                pending.backlog().context().execute(() -> pending.reportDropped(count, reason));
            } else if (!handled()) {
                // the end of the call's stage goes on from here
                return;
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
            pending.fetch(own, handling.most());
            running = !own.isEmpty();
            return running;
        } finally {
            pending.lock().unlock();
        }
    }

    /** One call of the handler; false when it goes on after this. */
    private boolean handled() {
        T item = null;
        List<T> items = List.of();
        int countBefore = own.counted();
        long bytesBefore = own.bytes();
        if (handling.several() == null) {
            item = own.pollFirst();
        } else {
            items = own.pollFirst(handling.most());
        }
        long bytes = bytesBefore - own.bytes();
        pending.taken(countBefore - own.counted());
        CompletionStage<?> stage = null;
        try {
            stage = handling.handle(item, items);
        } catch (Throwable failure) {
            failed(failure);
        }
        if (stage == null) {
            ended(item, items, bytes);
            return true;
        }
        return endedWith(stage, item, items, bytes);
    }

    /** Whether the call has ended already; otherwise its end resumes the queue, on the executor. */
    private boolean endedWith(CompletionStage<?> stage, @Nullable T item, List<T> items, long bytes) {
        // whichever of the two comes second goes on: this thread, or the one that ends the stage
        AtomicBoolean met = new AtomicBoolean();
        try {
            CompletionStage<?> unused = stage.whenComplete((value, failure) -> {
                if (failure != null) {
                    failed(failure);
                }
                if (!met.compareAndSet(false, true)) {
                    resume(item, items, bytes);
                }
            });
        } catch (Throwable failure) {
            // no stage that can be waited for
            failed(failure);
            met.set(true);
        }
        if (met.compareAndSet(false, true)) {
            return false;
        }
        ended(item, items, bytes);
        return true;
    }

    private void resume(@Nullable T item, List<T> items, long bytes) {
        Throwable refused = Backlog.executed(pending.backlog().executor(), () -> {
            ended(item, items, bytes);
            drain();
        });
        if (refused != null) {
            ended(item, items, bytes);
            pending.backlog().context().execute(() -> refused(refused));
        }
    }

    private void failed(Throwable failure) {
        Throwable cause = failure.getCause();
        Throwable told = failure instanceof CompletionException && cause != null ? cause : failure;
        pending.backlog().handlerFailed(pending.scope(), told);
    }

    private void ended(@Nullable T item, List<T> items, long bytes) {
        Completion.tellProcessed(item);
        for (int i = 0; i < items.size(); i++) {
            Completion.tellProcessed(items.get(i));
        }
        pending.released(bytes);
    }

    /** The consumer: passes over what it had fetched. */
    private long forgotten(DropReason reason) {
        long count = own.size();
        pending.taken(own.counted());
        for (T item = own.pollFirst(); item != null; item = own.pollFirst()) {
            int bytes = own.removedBytes();
            Completion.tellDropped(item, reason);
            pending.released(bytes);
        }
        return count;
    }
}

package dev.halley.socketio.internal.dispatch;

import dev.halley.ClientEvent.DropReason;
import dev.halley.internal.delivery.Backlog;
import dev.halley.internal.delivery.HandlerQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The events of one namespace on the way to their handlers: one after the other, or so many at a time as the application
 * allows. Filled in the serial context, run on the client's executor.
 */
final class NamespaceQueue {
    private final HandlerQueue<EventCall> queue;
    private final Executor executor;
    private final int concurrency;

    /** How many may begin without waiting for one that runs. */
    private final Semaphore free;

    /** What the next event waits for while as many run as may. */
    private final AtomicReference<@Nullable CompletableFuture<Void>> turn = new AtomicReference<>();

    // Serial context.
    private boolean dirty;

    NamespaceQueue(Backlog backlog, Executor executor, String namespace, int concurrency) {
        this.executor = executor;
        this.concurrency = concurrency;
        this.free = new Semaphore(concurrency - 1);
        this.queue = concurrency == 1
                ? backlog.stagedHandlerQueue(namespace, EventCall::run)
                : backlog.stagedHandlerQueue(namespace, this::begin);
    }

    /** Whether it had nothing to flush before. */
    boolean add(EventCall call, int weight) {
        queue.add(call, weight);
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    /** The same for what the protocol says, which no overflow policy drops. */
    boolean addLasting(EventCall call) {
        queue.addLasting(call);
        boolean first = !dirty;
        dirty = true;
        return first;
    }

    void flush() {
        dirty = false;
        queue.flush();
    }

    CompletableFuture<Void> finish() {
        return queue.finish();
    }

    /** The consumer of the queue: begins with an event, and says when the next one may begin. */
    private @Nullable CompletionStage<?> begin(EventCall call) {
        CompletableFuture<Void> next = null;
        if (!free.tryAcquire()) {
            next = new CompletableFuture<>();
            turn.set(next);
        }
        try {
            executor.execute(() -> run(call));
        } catch (Throwable refused) {
            call.dropped(DropReason.DISCARDED);
            ended();
            throw refused;
        }
        return next;
    }

    private void run(EventCall call) {
        CompletionStage<?> stage = call.run();
        if (stage == null) {
            ended();
        } else {
            CompletionStage<?> unused = stage.whenComplete((value, failure) -> ended());
        }
    }

    private void ended() {
        CompletableFuture<Void> waiting = turn.getAndSet(null);
        if (waiting != null) {
            waiting.complete(null);
        } else {
            free.release();
        }
    }

    @Override
    public String toString() {
        return "NamespaceQueue[concurrency=" + concurrency + "]";
    }
}

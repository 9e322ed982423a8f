package dev.halley.internal.delivery;

import dev.halley.ClientEvent.DropReason;
import dev.halley.ClosedException;
import dev.halley.OperationInterruptedException;
import dev.halley.internal.flow.SerialSubscription;
import dev.halley.internal.flow.SerialSubscription.End;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.StageFuture;
import dev.halley.internal.loop.Stages;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The items that the application takes by itself: by receiving, by waiting, or as a {@link Flow.Publisher}. Filled in
 * the serial context, emptied by any thread. Who waits in {@link #receive()} is served first and in order; the
 * subscriber gets what nobody waits for. The rules of bounds and pressure are written at {@link Backlog}.
 */
public final class StreamQueue<T> {
    private final Pending<T> pending;
    private final ReentrantLock lock;

    // Guarded by the lock of pending.
    private final ArrayDeque<Waiter<T>> waiters = new ArrayDeque<>();
    private @Nullable Subscription subscription;
    private @Nullable End end;
    private boolean serving;

    StreamQueue(Pending<T> pending) {
        this.pending = pending;
        this.lock = pending.lock();
    }

    /**
     * Adds an item to the batch; in the context. After {@link #finish} it is dropped and reported.
     *
     * @param bytes how much it counts
     */
    public void add(T item, int bytes) {
        Objects.requireNonNull(item, "item");
        if (ended() != null) {
            pending.reportDropped(1, DropReason.DISCARDED);
            return;
        }
        pending.add(item, bytes);
    }

    /** The read batch is complete: whoever waits gets it; in the context. */
    public void flush() {
        lock.lock();
        try {
            pending.flush();
        } finally {
            lock.unlock();
        }
        dispatch(true);
        pending.settle();
    }

    /**
     * The application asked for the stream, which is bounded by the policy from now on. Before, it keeps the newest
     * items, reports the others as unhandled, and never causes pressure. Any thread.
     */
    public void attach() {
        pending.count();
    }

    /**
     * The next item, for the application as it is: its dependents run on the client's executor, and cancelling it (or
     * a timeout set on it) withdraws it without losing an item. Attaches. Any thread.
     *
     * @return fails as {@link #failWaiting} and {@link #finish} say
     */
    public CompletableFuture<T> receive() {
        return receive(false);
    }

    private CompletableFuture<T> receive(boolean direct) {
        attach();
        StageFuture<T> answer;
        lock.lock();
        try {
            T item = waiters.isEmpty() ? pending.poll() : null;
            if (item != null) {
                answer = new StageFuture<>(pending.backlog().executor());
                answer.complete(item);
            } else if (waiters.isEmpty() && end != null) {
                answer = new StageFuture<>(pending.backlog().executor());
                answer.completeExceptionally(failure(end));
            } else {
                Waiter<T> waiter = new Waiter<>(pending.backlog().executor(), direct, this::withdrawn);
                waiters.addLast(waiter);
                answer = waiter;
            }
        } finally {
            lock.unlock();
        }
        pending.relieve();
        return answer;
    }

    /**
     * Waits for the next item; for the blocking face. One hop shorter than {@link #receive()}, and an interrupt loses
     * no item either: when one was on its way it is returned, with the interrupt flag set. Attaches.
     *
     * @param operation what the application called, for messages
     * @param waiting gets the future that is waited for, when it has to be: failing it ends the wait
     */
    public T take(String operation, Consumer<? super CompletableFuture<T>> waiting) {
        SerialContext.checkMayBlock(operation);
        T ready = poll();
        if (ready != null) {
            return ready;
        }
        CompletableFuture<T> next = receive(true);
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

    /**
     * The same with a limit in real time.
     *
     * @return empty when the time is up
     */
    public Optional<T> take(Duration timeout, String operation, Consumer<? super CompletableFuture<T>> waiting) {
        SerialContext.checkMayBlock(operation);
        T ready = poll();
        if (ready != null) {
            return Optional.of(ready);
        }
        CompletableFuture<T> next = receive(true);
        waiting.accept(next);
        try {
            Optional<T> item = Stages.await(next, timeout, operation);
            return item.isPresent() || next.cancel(false) ? item : Optional.of(Stages.claimed(next, operation));
        } catch (OperationInterruptedException e) {
            if (next.cancel(false)) {
                throw e;
            }
            return Optional.of(Stages.claimed(next, operation));
        }
    }

    /** The next item if there is one and nobody waits for it; attaches. Any thread. */
    public @Nullable T poll() {
        attach();
        T item = pollUnlessAwaited();
        pending.relieve();
        return item;
    }

    private @Nullable T pollUnlessAwaited() {
        lock.lock();
        try {
            return waiters.isEmpty() ? pending.poll() : null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The stream as a publisher, for one subscriber at a time: a second one is refused with
     * {@link IllegalStateException} until the first one has cancelled or ended. Subscribing attaches; signals run on the
     * client's executor.
     */
    public Flow.Publisher<T> publisher() {
        return this::subscribe;
    }

    private void subscribe(Flow.Subscriber<? super T> subscriber) {
        Subscription mine = new Subscription(subscriber);
        boolean free;
        lock.lock();
        try {
            free = subscription == null;
            if (free) {
                subscription = mine;
            }
        } finally {
            lock.unlock();
        }
        if (!free) {
            SerialSubscription.refuse(
                    subscriber,
                    new IllegalStateException(
                            pending.scope() + ": has a subscriber (expected: one at a time; cancel the"
                                    + " other one, or share the stream with an operator of a reactive library)"));
            return;
        }
        attach();
        mine.start();
        mine.wake();
    }

    /** Fails the receives that wait now; the stream goes on. Any thread. */
    public void failWaiting(Throwable cause) {
        List<Waiter<T>> waited = new ArrayList<>();
        List<Waiter<T>> failing = new ArrayList<>();
        lock.lock();
        try {
            for (Waiter<T> waiter : waiters) {
                if (waiter.claim()) {
                    (waiter.isDirect() ? waited : failing).add(waiter);
                }
            }
            waiters.clear();
        } finally {
            lock.unlock();
        }
        waited.forEach(waiter -> waiter.fail(cause));
        if (!failing.isEmpty()) {
            onExecutor(() -> failing.forEach(waiter -> waiter.fail(cause)));
        }
    }

    /**
     * No more items come; in the context. What is there can still be taken; after that receives fail and the
     * subscriber gets its end.
     *
     * @param cause what receives fail with and the subscriber gets; null for {@link ClosedException} and completion
     */
    public void finish(@Nullable Throwable cause) {
        lock.lock();
        try {
            pending.flush();
            if (end == null) {
                end = new End(cause);
            }
        } finally {
            lock.unlock();
        }
        dispatch(true);
        pending.settle();
    }

    /**
     * Drops what is left, reports it, and takes items again; in the context. Who still waits for the end of what was
     * before gets it.
     */
    public void reopen(DropReason reason) {
        End before;
        Subscription left = null;
        lock.lock();
        try {
            before = end;
            end = null;
            if (before != null && subscription != null) {
                left = subscription;
                left.ended = before;
                subscription = null;
            }
        } finally {
            lock.unlock();
        }
        if (left != null) {
            left.wake();
        }
        if (before != null) {
            failWaiting(failure(before));
        }
        long count;
        lock.lock();
        try {
            count = pending.clear();
        } finally {
            lock.unlock();
        }
        pending.cleared(count, reason);
    }

    /** How many items wait; any thread. */
    public int size() {
        return pending.size();
    }

    private @Nullable End ended() {
        lock.lock();
        try {
            return end;
        } finally {
            lock.unlock();
        }
    }

    private Throwable failure(End ended) {
        Throwable cause = ended.failure();
        return cause != null ? cause : new ClosedException("receive: the client is closed", null);
    }

    /** Leads items, or the end, to whoever waits for them; direct waiters are served on this thread. */
    private void dispatch(boolean inContext) {
        while (inContext && served(true)) {
            // One waiter after the other.
        }
        boolean serve;
        Subscription next;
        lock.lock();
        try {
            boolean something = !pending.ready().isEmpty() || end != null;
            serve = something && !waiters.isEmpty() && !serving;
            serving |= serve;
            next = something && waiters.isEmpty() ? subscription : null;
        } finally {
            lock.unlock();
        }
        if (serve) {
            onExecutor(this::serve);
        }
        if (next != null) {
            next.wake();
        }
    }

    private void serve() {
        while (served(false)) {
            // One waiter after the other.
        }
        lock.lock();
        try {
            serving = false;
        } finally {
            lock.unlock();
        }
        // For the subscriber, and for what came between the last look and the flag.
        dispatch(false);
        pending.relieve();
    }

    /** Ends the first waiter with an item, or with the end; false when there is none, or nothing for it. */
    private boolean served(boolean directOnly) {
        Waiter<T> waiter;
        T item;
        int bytes;
        End ended;
        lock.lock();
        try {
            waiter = waiters.peekFirst();
            ended = end;
            if (waiter == null
                    || (directOnly && !waiter.isDirect())
                    || (pending.ready().isEmpty() && ended == null)) {
                return false;
            }
            waiters.removeFirst();
            if (!waiter.claim()) {
                return true;
            }
            item = pending.poll();
            bytes = pending.ready().removedBytes();
        } finally {
            lock.unlock();
        }
        if (item == null) {
            waiter.fail(failure(Objects.requireNonNull(ended)));
        } else if (!waiter.deliver(item)) {
            putBack(item, bytes);
        }
        return true;
    }

    private void putBack(T item, int bytes) {
        lock.lock();
        try {
            pending.putBack(item, bytes);
        } finally {
            lock.unlock();
        }
    }

    private void withdrawn(Waiter<T> waiter) {
        lock.lock();
        try {
            waiters.remove(waiter);
        } finally {
            lock.unlock();
        }
        // It may have been the one that kept the subscriber waiting.
        dispatch(false);
    }

    /** Runs it on this thread when the executor refuses: a future that never ends is worse. */
    private void onExecutor(Runnable task) {
        Throwable refused = Backlog.executed(pending.backlog().executor(), task);
        if (refused != null) {
            pending.backlog().handlerFailed(pending.scope(), refused);
            task.run();
        }
    }

    private final class Subscription extends SerialSubscription<T> {
        /** Guarded by the lock: the end of a stream that was reopened since. */
        private @Nullable End ended;

        Subscription(Flow.Subscriber<? super T> subscriber) {
            super(subscriber, pending.backlog().executor());
        }

        @Override
        protected @Nullable T take() {
            T item;
            lock.lock();
            try {
                item = ended == null && waiters.isEmpty() ? pending.poll() : null;
            } finally {
                lock.unlock();
            }
            pending.relieve();
            return item;
        }

        @Override
        protected @Nullable End end() {
            lock.lock();
            try {
                return ended != null ? ended : pending.ready().isEmpty() ? end : null;
            } finally {
                lock.unlock();
            }
        }

        @Override
        protected void closed() {
            lock.lock();
            try {
                if (subscription == this) {
                    subscription = null;
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        protected void failed(Throwable cause) {
            pending.backlog().handlerFailed(pending.scope(), cause);
        }
    }
}

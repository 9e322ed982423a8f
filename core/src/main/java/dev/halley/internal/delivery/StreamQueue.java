package dev.halley.internal.delivery;

import dev.halley.ClientEvent.DropReason;
import dev.halley.ClosedException;
import dev.halley.internal.flow.SerialSubscription;
import dev.halley.internal.flow.SerialSubscription.End;
import dev.halley.internal.loop.Stages;
import dev.halley.internal.loop.TimeSource;
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
    private final BlockingTakes<T> takes = new BlockingTakes<>(this);

    // Guarded by the lock of pending.
    private final ArrayDeque<Waiter<T>> waiters = new ArrayDeque<>();
    private final Handed handed = new Handed();
    private @Nullable StreamSubscriber<T> subscription;
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
            Completion.tellDropped(item, DropReason.DISCARDED);
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

    /** Whether the application asked for it; any thread. */
    public boolean isAttached() {
        return pending.isCounted();
    }

    /**
     * The next item, for the application as it is: its dependents run on the client's executor, and cancelling it (or
     * a timeout set on it) withdraws it without losing an item. Attaches. Any thread.
     *
     * @return fails as {@link #failWaiting} and {@link #finish} say
     */
    public CompletableFuture<T> receive() {
        return receive(Handed.ASYNC);
    }

    /** A thread that is the taker waits itself, so that nothing of the application depends on the future. */
    CompletableFuture<T> receive(Object taker) {
        Waiter.One<T> waiter =
                new Waiter.One<>(pending.backlog().executor(), taker != Handed.ASYNC, taker, this::withdrawn);
        ask(waiter, taker);
        return waiter;
    }

    /**
     * What is there, one item at least; otherwise like {@link #receive()}.
     *
     * @param most how many items at most
     * @param timeout how long to wait for the first one
     * @return an empty list when the time is up
     */
    public CompletableFuture<List<T>> receiveBatch(int most, Duration timeout) {
        Waiter.Batch<T> waiter = receiveBatch(most, Handed.ASYNC);
        if (!waiter.isDone()) {
            TimeSource.Timer timer = pending.backlog().context().schedule(Stages.nanos(timeout), () -> expired(waiter));
            Stages.ignore(waiter.whenComplete((items, failure) -> timer.cancel()));
        }
        return waiter;
    }

    Waiter.Batch<T> receiveBatch(int most, Object taker) {
        if (most < 1) {
            throw new IllegalArgumentException("max: " + most + " (expected: 1 or more)");
        }
        Waiter.Batch<T> waiter =
                new Waiter.Batch<>(pending.backlog().executor(), taker != Handed.ASYNC, taker, most, this::withdrawn);
        ask(waiter, taker);
        return waiter;
    }

    /** Answers at once, where something or the end is there and nobody waits for it, or queues the waiter. */
    private void ask(Waiter<T> waiter, Object taker) {
        attach();
        List<Completion> done;
        boolean filled = false;
        End over = null;
        lock.lock();
        try {
            done = handed.done(taker);
            if (!waiters.isEmpty()) {
                waiters.addLast(waiter);
            } else if (!pending.ready().isEmpty()) {
                filled = waiter.claim() && waiter.fill(pending, handed);
            } else if (end != null) {
                over = end;
            } else {
                waiters.addLast(waiter);
            }
        } finally {
            lock.unlock();
        }
        done.forEach(Completion::processed);
        if (filled) {
            // nobody else has it yet
            boolean unused = waiter.handOver();
        } else if (over != null && waiter.claim()) {
            waiter.fail(failure(over));
        }
        pending.relieve();
    }

    private void expired(Waiter.Batch<T> waiter) {
        if (waiter.claim()) {
            withdrawn(waiter);
            onExecutor(waiter::expire);
        }
    }

    /**
     * Waits for the next item; for the blocking face. One hop shorter than {@link #receive()}, and an interrupt loses
     * no item either: when one was on its way it is returned, with the interrupt flag set. Attaches.
     *
     * @param operation what the application called, for messages
     * @param waiting gets the future that is waited for, when it has to be: failing it ends the wait
     */
    public T take(String operation, Consumer<? super CompletableFuture<T>> waiting) {
        return takes.take(operation, waiting);
    }

    /**
     * The same with a limit in real time.
     *
     * @return empty when the time is up
     */
    public Optional<T> take(Duration timeout, String operation, Consumer<? super CompletableFuture<T>> waiting) {
        return takes.take(timeout, operation, waiting);
    }

    /**
     * Waits for one item at least and takes what is there, with a limit in real time.
     *
     * @param most how many items at most
     * @return an empty list when the time is up
     */
    public List<T> takeBatch(
            int most, Duration timeout, String operation, Consumer<? super CompletableFuture<List<T>>> waiting) {
        return takes.takeBatch(most, timeout, operation, waiting);
    }

    /** The next item if there is one and nobody waits for it; attaches. Any thread, which is the taker. */
    public @Nullable T poll() {
        attach();
        Object taker = Thread.currentThread();
        T item;
        List<Completion> done;
        lock.lock();
        try {
            done = handed.done(taker);
            item = pollUnlessAwaited();
            handed.add(taker, item);
        } finally {
            lock.unlock();
        }
        done.forEach(Completion::processed);
        pending.relieve();
        return item;
    }

    /** The same for what is there. */
    List<T> pollBatch(int most) {
        attach();
        Object taker = Thread.currentThread();
        Items<T> items = new Items<>();
        List<Completion> done;
        lock.lock();
        try {
            done = handed.done(taker);
            if (waiters.isEmpty()) {
                pending.poll(items, most);
                items.forEach(item -> handed.add(taker, item));
            }
        } finally {
            lock.unlock();
        }
        done.forEach(Completion::processed);
        pending.relieve();
        return items.toList();
    }

    /** Under the lock. */
    @Nullable T pollUnlessAwaited() {
        return waiters.isEmpty() ? pending.poll() : null;
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
        StreamSubscriber<T> mine = new StreamSubscriber<>(this, pending, subscriber);
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
        StreamSubscriber<T> left = null;
        lock.lock();
        try {
            before = end;
            end = null;
            if (before != null && subscription != null) {
                left = subscription;
                left.leftBehind(before);
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
            count = pending.clear(reason);
        } finally {
            lock.unlock();
        }
        pending.cleared(count, reason);
    }

    /**
     * Nobody reads it any more: drops what is left, reports it, and gives the queue up; in the context. Who still waits
     * gets the end.
     */
    public void dispose(DropReason reason) {
        long count;
        End last;
        lock.lock();
        try {
            last = end == null ? new End(null) : end;
            end = last;
            count = pending.clear(reason);
        } finally {
            lock.unlock();
        }
        pending.cleared(count, reason);
        pending.backlog().remove(pending);
        failWaiting(failure(last));
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
        StreamSubscriber<T> next;
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
        boolean filled;
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
            filled = waiter.fill(pending, handed);
        } finally {
            lock.unlock();
        }
        if (!filled) {
            waiter.fail(failure(Objects.requireNonNull(ended)));
        } else if (!waiter.handOver()) {
            putBack(waiter);
        }
        return true;
    }

    private void putBack(Waiter<T> waiter) {
        lock.lock();
        try {
            waiter.putBack(pending, handed);
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

    /** Under the lock: how it ended, once nothing is left. */
    @Nullable End endWhenEmpty() {
        return pending.ready().isEmpty() ? end : null;
    }

    void unsubscribed(StreamSubscriber<T> subscriber) {
        lock.lock();
        try {
            if (subscription == subscriber) {
                subscription = null;
            }
        } finally {
            lock.unlock();
        }
    }
}

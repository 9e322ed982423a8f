package dev.halley.internal.flow;

import dev.halley.OverflowException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to any number of subscribers, each of which has its own buffer and so never slows down another one. A
 * subscriber sees what is published after it subscribed. Published from one thread at a time (the serial context);
 * signals run on the executor.
 *
 * @param <T> the items
 */
public final class Broadcast<T> implements Flow.Publisher<T> {
    private final Executor executor;
    private final int buffer;
    private final boolean keepLatestOnly;
    private final Consumer<Throwable> onFailure;

    // Any thread.
    private final CopyOnWriteArrayList<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private volatile SerialSubscription.@Nullable End end;
    private volatile @Nullable T latest;

    /**
     * Creates a publisher; what a subscriber throws goes to its thread's uncaught exception handler.
     *
     * @param buffer how many items may wait for one subscriber, which then ends with {@link OverflowException}
     * @param keepLatestOnly whether the newest item replaces one that waits, instead of queueing behind it, and is the
     *     first one of whoever subscribes
     */
    public Broadcast(Executor executor, int buffer, boolean keepLatestOnly) {
        this(executor, buffer, keepLatestOnly, Broadcast::uncaught);
    }

    /**
     * Creates a publisher.
     *
     * @param onFailure is called, on the subscriber's thread, with what a subscriber or the executor threw
     */
    public Broadcast(Executor executor, int buffer, boolean keepLatestOnly, Consumer<Throwable> onFailure) {
        if (buffer < 1) {
            throw new IllegalArgumentException("buffer: " + buffer + " (expected: 1 or more)");
        }
        this.executor = Objects.requireNonNull(executor, "executor");
        this.buffer = buffer;
        this.keepLatestOnly = keepLatestOnly;
        this.onFailure = Objects.requireNonNull(onFailure, "onFailure");
    }

    private static void uncaught(Throwable failure) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }

    /** Hands an item to everyone who is subscribed now; after {@link #complete} there is nobody. */
    public void publish(T item) {
        Objects.requireNonNull(item, "item");
        if (keepLatestOnly) {
            latest = item;
        }
        for (Subscription subscription : subscriptions) {
            subscription.offer(item);
        }
    }

    /**
     * Ends the stream for all subscribers, present and future, after what waits for them. The first call counts.
     *
     * @param failure why, or null when it ended as it should
     */
    public void complete(@Nullable Throwable failure) {
        if (end == null) {
            end = new SerialSubscription.End(failure);
        }
        for (Subscription subscription : subscriptions) {
            subscription.wake();
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Subscription subscription = new Subscription(subscriber);
        subscriptions.add(subscription);
        T newest = latest;
        if (newest != null) {
            subscription.begin(newest);
        }
        subscription.start();
        if (end != null) {
            subscription.wake();
        }
    }

    private final class Subscription extends SerialSubscription<T> {
        // Guarded by the lock.
        private final ReentrantLock lock = new ReentrantLock();
        private final ArrayDeque<T> waiting = new ArrayDeque<>();
        private @Nullable End overflow;
        private boolean begun;

        Subscription(Flow.Subscriber<? super T> subscriber) {
            super(subscriber, executor);
        }

        /** With the newest item of before, unless a newer one was first. */
        void begin(T item) {
            lock.lock();
            try {
                if (!begun) {
                    waiting.addLast(item);
                }
            } finally {
                lock.unlock();
            }
        }

        void offer(T item) {
            lock.lock();
            try {
                begun = true;
                if (overflow != null || isClosed()) {
                    return;
                }
                if (keepLatestOnly) {
                    waiting.clear();
                } else if (waiting.size() == buffer) {
                    overflow = new End(new OverflowException(
                            "subscriber: too slow, " + buffer + " items wait for it (expected: request() more, or"
                                    + " faster)",
                            null));
                    waiting.clear();
                }
                if (overflow == null) {
                    waiting.addLast(item);
                }
            } finally {
                lock.unlock();
            }
            wake();
        }

        @Override
        protected @Nullable T take() {
            lock.lock();
            try {
                return waiting.pollFirst();
            } finally {
                lock.unlock();
            }
        }

        @Override
        protected @Nullable End end() {
            lock.lock();
            try {
                return overflow != null ? overflow : waiting.isEmpty() ? end : null;
            } finally {
                lock.unlock();
            }
        }

        @Override
        protected void closed() {
            subscriptions.remove(this);
        }

        @Override
        protected void failed(Throwable cause) {
            onFailure.accept(cause);
        }
    }
}

package dev.halley.internal.delivery;

import dev.halley.internal.loop.WithdrawableFuture;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One {@code receive()} that waits for its turn; guarded as its queue says. */
interface Waiter<T> {
    /** Whether it may end on the context's thread, because a thread waits for it and nothing depends on it. */
    boolean isDirect();

    /** Whether it is the caller who has to end it. */
    boolean claim();

    /** Takes what it waits for; false when nothing is there. Under the lock, after a claim. */
    boolean fill(Pending<T> pending, Handed handed);

    /** Ends it with what it took, and says false when that is still the caller's. */
    boolean handOver();

    /** Gives back what it took. Under the lock. */
    void putBack(Pending<T> pending, Handed handed);

    /** Ends it, after a claim. */
    void fail(Throwable cause);

    /** Waits for one item. */
    final class One<T> extends WithdrawableFuture<T> implements Waiter<T> {
        private final Consumer<Waiter<T>> onWithdrawn;
        private final boolean direct;
        private final Object taker;

        // guarded by the queue's lock
        private @Nullable T item;
        private int bytes;

        /**
         * Creates a waiter.
         *
         * @param taker who asks, see {@link Handed}
         * @param onWithdrawn is called when the application ended it
         */
        One(Executor executor, boolean direct, Object taker, Consumer<Waiter<T>> onWithdrawn) {
            super(executor);
            this.direct = direct;
            this.taker = taker;
            this.onWithdrawn = onWithdrawn;
        }

        @Override
        public boolean isDirect() {
            return direct;
        }

        @Override
        public boolean fill(Pending<T> pending, Handed handed) {
            item = pending.poll();
            bytes = pending.ready().removedBytes();
            handed.add(taker, item);
            return item != null;
        }

        @Override
        public boolean handOver() {
            return deliver(Objects.requireNonNull(item));
        }

        @Override
        public void putBack(Pending<T> pending, Handed handed) {
            handed.remove(taker, item);
            pending.putBack(Objects.requireNonNull(item), bytes);
        }

        @Override
        protected void withdrawn() {
            onWithdrawn.accept(this);
        }
    }

    /** Waits for one item at least, and takes what is there. */
    final class Batch<T> extends WithdrawableFuture<List<T>> implements Waiter<T> {
        private final Consumer<Waiter<T>> onWithdrawn;
        private final boolean direct;
        private final Object taker;
        private final int most;

        // guarded by the queue's lock
        private final Items<T> items = new Items<>();

        Batch(Executor executor, boolean direct, Object taker, int most, Consumer<Waiter<T>> onWithdrawn) {
            super(executor);
            this.direct = direct;
            this.taker = taker;
            this.most = most;
            this.onWithdrawn = onWithdrawn;
        }

        @Override
        public boolean isDirect() {
            return direct;
        }

        @Override
        public boolean fill(Pending<T> pending, Handed handed) {
            pending.poll(items, most);
            items.forEach(item -> handed.add(taker, item));
            return !items.isEmpty();
        }

        @Override
        public boolean handOver() {
            return deliver(items.toList());
        }

        /** The time is up; after a claim. */
        void expire() {
            boolean unused = deliver(List.of());
        }

        @Override
        public void putBack(Pending<T> pending, Handed handed) {
            T item = items.pollLast();
            while (item != null) {
                handed.remove(taker, item);
                pending.putBack(item, items.removedBytes());
                item = items.pollLast();
            }
        }

        @Override
        protected void withdrawn() {
            onWithdrawn.accept(this);
        }
    }
}

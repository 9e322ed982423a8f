package dev.halley.internal.flow;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's side of a publisher, as Reactive Streams wants it: signals come one at a time, in order, on the
 * executor, and {@code onNext} no more often than asked for. Where the items come from is the subclass's business.
 *
 * <p>{@link #work} counts reasons to look; whoever moves it from zero owns the subscriber until it is zero again. An
 * item that was taken is always handed over, also when the subscriber cancels at that moment, so that none is lost.
 *
 * @param <T> the items
 */
public abstract class SerialSubscription<T> implements Flow.Subscription {
    private static final int RUN_LIMIT = 256;

    private final Executor executor;
    private final Runnable run = this::drain;

    // Any thread.
    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable IllegalArgumentException misuse;

    // The owner of the work counter.
    private Flow.@Nullable Subscriber<? super T> subscriber;
    private long demand;

    /** Creates a subscription that is quiet until {@link #start()}. */
    protected SerialSubscription(Flow.Subscriber<? super T> subscriber, Executor executor) {
        this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
        this.executor = executor;
    }

    /** How a stream ended: as it should, or by a failure. */
    public record End(@Nullable Throwable failure) {}

    /** The next item, or null when there is none now; called only when it will be handed over. */
    protected abstract @Nullable T take();

    /** The subscriber has seen the item: {@code onNext} returned or threw. */
    protected void passed(T item) {}

    /** How the stream ended, or null while items are left or may come. */
    protected abstract @Nullable End end();

    /** The subscription is over, for whatever reason; called once, on any thread. */
    protected abstract void closed();

    /** The subscriber threw, or the executor refused to run it; the subscription is over. */
    protected abstract void failed(Throwable cause);

    /** Says hello, on this thread; nothing else is signalled before that returned. */
    public final void start() {
        Flow.Subscriber<? super T> starting = Objects.requireNonNull(subscriber);
        try {
            starting.onSubscribe(this);
        } catch (Throwable failure) {
            close();
            failed(failure);
        }
        if (isClosed()) {
            subscriber = null;
        } else if (work.decrementAndGet() != 0) {
            handOver();
        }
    }

    /** Looks for items, or for the end, on the executor. */
    public final void wake() {
        if (work.getAndIncrement() == 0) {
            handOver();
        }
    }

    /** Refuses a subscriber the way the specification wants it (1.9): with a greeting first. */
    public static void refuse(Flow.Subscriber<?> subscriber, Throwable reason) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                // Nothing will ever come.
            }

            @Override
            public void cancel() {
                // It is over already.
            }
        });
        subscriber.onError(reason);
    }

    @Override
    public final void request(long n) {
        if (isClosed()) {
            return;
        }
        if (n <= 0) {
            misuse = new IllegalArgumentException("request: " + n + " (expected: 1 or more, rule 3.9)");
        } else {
            requested.getAndUpdate(before -> before + n < 0 ? Long.MAX_VALUE : before + n);
        }
        wake();
    }

    @Override
    public final void cancel() {
        close();
        // Rule 3.13: forget the subscriber. When somebody is signalling now, that thread does it afterwards.
        if (work.getAndIncrement() == 0) {
            subscriber = null;
        }
    }

    /** Whether no signal will come any more. */
    protected final boolean isClosed() {
        return closed.get();
    }

    private boolean close() {
        boolean first = closed.compareAndSet(false, true);
        if (first) {
            closed();
        }
        return first;
    }

    private void handOver() {
        try {
            executor.execute(run);
        } catch (Throwable refused) {
            // The owner is this thread now, so the last signal may come from here: better than none.
            finish(refused);
            failed(refused);
        }
    }

    private void drain() {
        int counted = work.get();
        for (int signals = 0; ; signals++) {
            if (signals == RUN_LIMIT) {
                handOver();
                return;
            }
            if (isClosed()) {
                // The counter stays above zero, and so nobody looks again.
                subscriber = null;
                return;
            }
            if (!signalled()) {
                counted = work.addAndGet(-counted);
                if (counted == 0) {
                    return;
                }
            }
        }
    }

    /** Gives one signal, where there is one to give. */
    private boolean signalled() {
        IllegalArgumentException wrong = misuse;
        if (wrong != null) {
            finish(wrong);
            return true;
        }
        if (demand == 0) {
            demand = requested.getAndSet(0);
        }
        T item = demand == 0 ? null : take();
        if (item != null) {
            demand--;
            next(item);
            return true;
        }
        End end = end();
        if (end != null) {
            finish(end.failure());
        }
        return end != null;
    }

    private void next(T item) {
        Flow.Subscriber<? super T> current = Objects.requireNonNull(subscriber);
        try {
            current.onNext(item);
        } catch (Throwable failure) {
            // Rule 2.13: a subscriber that throws has cancelled.
            close();
            failed(failure);
        } finally {
            passed(item);
        }
    }

    private void finish(@Nullable Throwable failure) {
        Flow.Subscriber<? super T> last = subscriber;
        subscriber = null;
        if (!close() || last == null) {
            return;
        }
        try {
            if (failure == null) {
                last.onComplete();
            } else {
                last.onError(failure);
            }
        } catch (Throwable thrown) {
            failed(thrown);
        }
    }
}

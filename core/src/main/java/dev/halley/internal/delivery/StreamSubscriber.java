package dev.halley.internal.delivery;

import dev.halley.internal.flow.SerialSubscription;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The one subscriber of a stream; what it does under which lock is the queue's. */
final class StreamSubscriber<T> extends SerialSubscription<T> {
    private final StreamQueue<T> queue;
    private final Pending<T> pending;

    /** Guarded by the queue's lock: the end of a stream that was reopened since. */
    private @Nullable End ended;

    StreamSubscriber(StreamQueue<T> queue, Pending<T> pending, Flow.Subscriber<? super T> subscriber) {
        super(subscriber, pending.backlog().executor());
        this.queue = queue;
        this.pending = pending;
    }

    /** Under the lock: what comes from now on is not for it. */
    void leftBehind(End end) {
        ended = end;
    }

    @Override
    protected @Nullable T take() {
        T item;
        pending.lock().lock();
        try {
            item = ended == null ? queue.pollUnlessAwaited() : null;
        } finally {
            pending.lock().unlock();
        }
        pending.relieve();
        return item;
    }

    @Override
    protected void passed(T item) {
        Completion.tellProcessed(item);
    }

    @Override
    protected @Nullable End end() {
        pending.lock().lock();
        try {
            return ended != null ? ended : queue.endWhenEmpty();
        } finally {
            pending.lock().unlock();
        }
    }

    @Override
    protected void closed() {
        queue.unsubscribed(this);
    }

    @Override
    protected void failed(Throwable cause) {
        pending.backlog().handlerFailed(pending.scope(), cause);
    }
}

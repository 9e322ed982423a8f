package dev.halley.internal.flow;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

public final class Broadcast<T> implements Flow.Publisher<T> {
    public Broadcast(Executor executor, int buffer, boolean keepLatestOnly) {}

    public void publish(T item) {
        throw new UnsupportedOperationException();
    }

    public void complete(@Nullable Throwable failure) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        throw new UnsupportedOperationException();
    }
}

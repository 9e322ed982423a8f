package dev.halley.internal.delivery;

import dev.halley.ClientEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

public final class StreamQueue<T> {
    public void add(T item, int bytes) {
        throw new UnsupportedOperationException();
    }

    public void flush() {
        throw new UnsupportedOperationException();
    }

    public void attach() {
        throw new UnsupportedOperationException();
    }

    public CompletableFuture<T> receive() {
        throw new UnsupportedOperationException();
    }

    public @Nullable T poll() {
        throw new UnsupportedOperationException();
    }

    public Flow.Publisher<T> publisher() {
        throw new UnsupportedOperationException();
    }

    public void failWaiting(Throwable cause) {
        throw new UnsupportedOperationException();
    }

    public void finish(@Nullable Throwable end) {
        throw new UnsupportedOperationException();
    }

    public void reopen(ClientEvent.DropReason reason) {
        throw new UnsupportedOperationException();
    }

    public int size() {
        throw new UnsupportedOperationException();
    }
}

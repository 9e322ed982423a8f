package dev.halley.internal.delivery;

import dev.halley.ClientEvent;
import java.util.concurrent.CompletableFuture;

public final class HandlerQueue<T> {
    public void add(T item, int bytes) {
        throw new UnsupportedOperationException();
    }

    public void flush() {
        throw new UnsupportedOperationException();
    }

    public CompletableFuture<Void> finish() {
        throw new UnsupportedOperationException();
    }

    public void discard(ClientEvent.DropReason reason) {
        throw new UnsupportedOperationException();
    }

    public int size() {
        throw new UnsupportedOperationException();
    }
}

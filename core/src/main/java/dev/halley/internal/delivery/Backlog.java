package dev.halley.internal.delivery;

import dev.halley.ClientEvent;
import dev.halley.internal.loop.SerialContext;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

public final class Backlog {
    public Backlog(DeliveryLimits limits, SerialContext context, Executor executor, Listener listener) {}

    /** Is told, always in the client's serial context. */
    public interface Listener {
        void pressureChanged(Pressure now);

        void dropped(String scope, long count, ClientEvent.DropReason reason);

        void overflowed(String scope);

        void handlerFailed(String scope, Throwable cause);
    }

    public Pressure pressure() {
        throw new UnsupportedOperationException();
    }

    public int pendingCount() {
        throw new UnsupportedOperationException();
    }

    public long pendingBytes() {
        throw new UnsupportedOperationException();
    }

    public <T> HandlerQueue<T> handlerQueue(String scope, Consumer<? super T> handler) {
        throw new UnsupportedOperationException();
    }

    public <T> StreamQueue<T> streamQueue(String scope) {
        throw new UnsupportedOperationException();
    }
}

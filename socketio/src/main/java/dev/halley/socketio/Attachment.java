package dev.halley.socketio;

import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.internal.dispatch.NamespaceClass;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** To which client a namespace class belongs. Any thread. */
final class Attachment {
    private final String name;
    private final AtomicReference<@Nullable ClientCore> core = new AtomicReference<>();
    private volatile @Nullable NamespaceClass handlers;

    Attachment(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void attach(ClientCore client, NamespaceClass read) {
        if (!core.compareAndSet(null, client) && core.get() != client) {
            throw new IllegalStateException("namespace: " + name
                    + " is registered with another client (expected: an object of its own for each client)");
        }
        handlers = read;
        client.table().add(name, read);
    }

    /** Calls the method of an event. */
    @Nullable Object trigger(IncomingEvent event) throws Exception {
        NamespaceClass methods = handlers;
        if (methods == null) {
            throw unregistered();
        }
        try {
            return methods.call(event);
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable other) {
            throw new UndeclaredThrowableException(other);
        }
    }

    ClientCore core() {
        ClientCore client = core.get();
        if (client == null) {
            throw unregistered();
        }
        return client;
    }

    private IllegalStateException unregistered() {
        return new IllegalStateException(
                "namespace: " + name + " is not registered (expected: register it with a client first)");
    }
}

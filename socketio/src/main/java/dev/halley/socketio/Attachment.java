package dev.halley.socketio;

import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.internal.dispatch.NamespaceClass;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** To which client a namespace class belongs. Any thread. */
final class Attachment {
    private final String name;
    private final AtomicReference<@Nullable ClientCore> core = new AtomicReference<>();

    Attachment(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void attach(ClientCore client, NamespaceClass handlers) {
        if (!core.compareAndSet(null, client) && core.get() != client) {
            throw new IllegalStateException("namespace: " + name
                    + " is registered with another client (expected: an object of its own for each client)");
        }
        client.table().add(name, handlers);
    }

    ClientCore core() {
        ClientCore client = core.get();
        if (client == null) {
            throw new IllegalStateException(
                    "namespace: " + name + " is not registered (expected: register it with a client first)");
        }
        return client;
    }
}

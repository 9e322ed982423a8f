package dev.halley.wire.jdk.internal;

import dev.halley.wire.Wire;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;

/** Found by {@link java.util.ServiceLoader}; opens wires whose engines are shared. Any thread. */
public final class JdkWireProvider implements WireProvider {
    /** For the service loader. */
    public JdkWireProvider() {}

    @Override
    public String name() {
        return HttpClientWire.NAME;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Wire open(WireSettings settings) {
        Engine engine = Engine.SHARED.acquire(settings);
        return new HttpClientWire(
                new HttpClientWire.Lease(engine, () -> Engine.SHARED.release(settings, engine)),
                settings.executor(),
                new Proxies(settings.proxy(), settings.proxyCredentials()));
    }
}

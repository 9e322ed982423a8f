package dev.halley.wire.jdk.internal;

import dev.halley.wire.Wire;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.net.ProxySelector;
import java.net.http.HttpClient;

/** Opens wires over the application's own client. Any thread. */
public final class OwnClientProvider implements WireProvider {
    private final HttpClient client;

    /** For {@link dev.halley.wire.jdk.JdkWire}. */
    public OwnClientProvider(HttpClient client) {
        this.client = client;
    }

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
        refuse("sslContext", settings.ssl() != null && settings.ssl() != client.sslContext());
        refuse("sslParameters", settings.sslParameters() != null);
        ProxySelector own = client.proxy().orElse(null);
        ProxySelector asked = settings.proxy();
        refuse("proxy", asked != null && asked != own && asked != ProxySelector.getDefault());
        Proxies proxies = new Proxies(own == null ? ProxySelector.getDefault() : own, settings.proxyCredentials());
        return new HttpClientWire(new HttpClientWire.Lease(Engine.of(client), () -> {}), settings.executor(), proxies);
    }

    private static void refuse(String name, boolean refused) {
        if (refused) {
            throw new IllegalArgumentException(
                    name + ": set beside an HttpClient of your own (expected: set it on that client)");
        }
    }
}

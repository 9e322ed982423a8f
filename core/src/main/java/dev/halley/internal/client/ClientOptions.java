package dev.halley.internal.client;

import dev.halley.ClientObserver;
import dev.halley.HeaderProvider;
import dev.halley.Overflow;
import dev.halley.ReconnectPolicy;
import dev.halley.RequestHook;
import dev.halley.WireTap;
import dev.halley.internal.http.TlsTrust;
import dev.halley.internal.loop.ExitHooks;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** The values of a builder, which its methods have checked and explain. Not thread-safe. */
public final class ClientOptions {
    public String name;
    public Duration connectTimeout = Duration.ofSeconds(10);
    public Headers headers = Headers.empty();
    public @Nullable HeaderProvider headerProvider;
    public @Nullable RequestHook requestHook;
    public boolean gzip = true;
    public final Map<String, String> cookies = new LinkedHashMap<>();
    public TlsTrust tls = TlsTrust.STANDARD;
    public @Nullable SSLParameters sslParameters;
    public @Nullable ProxySelector proxy;
    public WireSettings.@Nullable ProxyCredentials proxyCredentials;
    public @Nullable WireProvider wire;
    public ReconnectPolicy reconnectPolicy = ReconnectPolicy.exponentialBackoff();
    public int maxPendingCount = 100;
    public long maxPendingBytes = 16L << 20;
    public Overflow overflow = Overflow.PAUSE;
    public int maxMessageSize = 16 << 20;
    public long maxBodyBytes = 64L << 20;
    public @Nullable Executor executor;
    public boolean keepAlive;
    public boolean closeOnShutdown;
    public ExitHooks exitHooks = ExitHooks.JVM;
    public @Nullable WireTap wireTap;
    public final List<ClientObserver> observers = new ArrayList<>();
    public Function<TimeSource, System.@Nullable Logger> logger = time -> null;

    /** The defaults. */
    public ClientOptions(String name) {
        this.name = name;
    }

    /** The values of now. */
    ClientOptions copy() {
        ClientOptions copy = new ClientOptions(name);
        copy.connectTimeout = connectTimeout;
        copy.headers = headers;
        copy.headerProvider = headerProvider;
        copy.requestHook = requestHook;
        copy.gzip = gzip;
        copy.cookies.putAll(cookies);
        copy.tls = tls;
        copy.sslParameters = sslParameters;
        copy.proxy = proxy;
        copy.proxyCredentials = proxyCredentials;
        copy.wire = wire;
        copy.reconnectPolicy = reconnectPolicy;
        copy.maxPendingCount = maxPendingCount;
        copy.maxPendingBytes = maxPendingBytes;
        copy.overflow = overflow;
        copy.maxMessageSize = maxMessageSize;
        copy.maxBodyBytes = maxBodyBytes;
        copy.executor = executor;
        copy.keepAlive = keepAlive;
        copy.closeOnShutdown = closeOnShutdown;
        copy.exitHooks = exitHooks;
        copy.wireTap = wireTap;
        copy.observers.addAll(observers);
        copy.logger = logger;
        return copy;
    }
}

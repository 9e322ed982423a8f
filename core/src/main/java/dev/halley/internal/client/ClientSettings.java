package dev.halley.internal.client;

import dev.halley.ClientBuilder;
import dev.halley.ClientObserver;
import dev.halley.ReconnectPolicy;
import dev.halley.RequestHook;
import dev.halley.WireTap;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HookSettings;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.http.WireLoader;
import dev.halley.internal.http.Wording;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.KernelSource;
import dev.halley.internal.loop.Residence;
import dev.halley.internal.observe.ClientLog;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one client makes of the options of its builder, which may go on to build others. Immutable; any thread. */
public final class ClientSettings {
    private final ClientOptions options;
    private final Kernel kernel;

    private ClientSettings(ClientOptions options, Kernel kernel) {
        this.options = options;
        this.kernel = kernel;
    }

    /** The settings of now, over the kernel that the wire brings along, or the JVM's. */
    public static ClientSettings of(ClientBuilder<?> builder) {
        WireProvider wire = BuilderAccess.options(builder).wire;
        return of(builder, wire instanceof KernelSource source ? source.kernel() : Kernel.shared());
    }

    /** The same over a given kernel. */
    public static ClientSettings of(ClientBuilder<?> builder, Kernel kernel) {
        return new ClientSettings(BuilderAccess.options(builder).copy(), kernel);
    }

    public String name() {
        return options.name;
    }

    public Kernel kernel() {
        return kernel;
    }

    /**
     * The client's log.
     *
     * @param standard the module's logger, for when the application chose none
     */
    public ClientLog log(System.Logger standard) {
        return new ClientLog(options.name, standard, options.logger.apply(kernel.time()));
    }

    /**
     * The policy of HTTP.
     *
     * @param log is told what the application's hook throws
     */
    public HttpSettings http(Wording wording, ClientLog log) {
        RequestHook hook = options.requestHook;
        return new HttpSettings(
                options.headers,
                options.headerProvider,
                options.gzip,
                options.maxBodyBytes,
                options.maxMessageSize,
                options.connectTimeout,
                hook == null
                        ? null
                        : new HookSettings(
                                hook, thrown -> log.log(Level.ERROR, () -> "the request hook threw", thrown)),
                wording);
    }

    /**
     * P60: a jar of its own for each session, empty of what the last one left.
     *
     * @param url whose host gets the application's own cookies
     */
    public Supplier<CookieJar> cookieJars(URI url) {
        return () -> {
            CookieJar jar = new CookieJar(kernel.time());
            options.cookies.forEach((name, value) -> jar.add(url, name, value));
            return jar;
        };
    }

    /**
     * The wire's provider.
     *
     * @throws IllegalStateException if none was chosen and none is on the class path
     */
    public WireProvider wire() {
        return options.wire == null ? WireLoader.defaultProvider() : options.wire;
    }

    /**
     * How the wire connects.
     *
     * @throws IllegalStateException if the TLS options exclude each other
     */
    public WireSettings wireSettings() {
        return new WireSettings(
                options.connectTimeout,
                options.tls.context(),
                options.sslParameters,
                options.proxy,
                options.proxyCredentials,
                kernel.io());
    }

    /** Whether anybody may pretend to be the server. */
    public boolean trustsAnybody() {
        return options.tls.trustsAnybody();
    }

    public ReconnectPolicy reconnectPolicy() {
        return options.reconnectPolicy;
    }

    public DeliveryLimits delivery() {
        return new DeliveryLimits(options.maxPendingCount, options.maxPendingBytes, options.overflow);
    }

    /** Where the application's code runs. */
    public Executor executor() {
        return options.executor == null ? kernel.handlers() : options.executor;
    }

    /** What the open client means to the JVM. */
    public Residence residence() {
        return new Residence(options.keepAlive, options.closeOnShutdown, options.exitHooks);
    }

    public @Nullable WireTap wireTap() {
        return options.wireTap;
    }

    public List<ClientObserver> observers() {
        return List.copyOf(options.observers);
    }

    /** The name alone: headers and cookies may be secrets. */
    @Override
    public String toString() {
        return "ClientSettings[" + options.name + "]";
    }
}

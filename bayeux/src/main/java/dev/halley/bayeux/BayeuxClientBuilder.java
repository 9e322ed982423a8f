package dev.halley.bayeux;

import dev.halley.HeaderProvider;
import dev.halley.Overflow;
import dev.halley.ReconnectPolicy;
import dev.halley.bayeux.internal.session.BayeuxConfig;
import dev.halley.bayeux.internal.session.BayeuxSession;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.http.Masking;
import dev.halley.internal.http.WireLoader;
import dev.halley.internal.http.Wording;
import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.KernelSource;
import dev.halley.json.JsonCodec;
import dev.halley.wire.Headers;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Configures a Bayeux client. Each method names its default. Not thread-safe; may be used for several clients, which
 * then share nothing but the objects given here.
 */
public final class BayeuxClientBuilder {
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

    private static final Wording WORDING =
            new Wording("Bayeux", "long-polling", "websocket", "CometD servers usually listen at /cometd.");

    private final URI url;
    private List<ConnectionType> transports = List.of(ConnectionType.WEBSOCKET, ConnectionType.LONG_POLLING);
    private @Nullable Duration connectionTimeout = Duration.ofSeconds(10);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private Headers headers = Headers.empty();
    private @Nullable HeaderProvider headerProvider;
    private boolean gzip = true;
    private @Nullable SSLContext sslContext;
    private @Nullable SSLParameters sslParameters;
    private @Nullable ProxySelector proxy;
    private WireSettings.@Nullable ProxyCredentials proxyCredentials;
    private @Nullable WireProvider wire;
    private @Nullable JsonCodec jsonCodec;
    private ReconnectPolicy reconnectPolicy = ReconnectPolicy.exponentialBackoff();
    private boolean retryFirstOpen;
    private int maxPendingCount = 100;
    private long maxPendingBytes = 16L << 20;
    private Overflow overflow = Overflow.PAUSE;
    private int maxMessageSize = 16 << 20;
    private long maxBodyBytes = 64L << 20;
    private @Nullable Executor executor;
    private boolean keepAlive;
    private String name = "bayeux";

    BayeuxClientBuilder(String url) {
        this.url = parse(url);
    }

    private static URI parse(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            if (scheme == null || uri.getHost() == null || !SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("url: '" + Masking.uri(uri)
                        + "' (expected: an absolute URL that begins with http, https, ws or wss, such as"
                        + " http://localhost:8080/cometd)");
            }
            return uri;
        } catch (URISyntaxException e) {
            // without the text itself: a URL may hold a password
            throw new IllegalArgumentException(
                    "url: " + e.getReason() + " at index " + e.getIndex() + " (expected: an absolute URL)");
        }
    }

    /**
     * The transports to use, in order of preference. The first one that works at {@code open()} is kept.
     *
     * @param first the preferred transport
     * @param others further ones; none means "this one or fail"
     * @return this builder; default {@code WEBSOCKET, LONG_POLLING}
     */
    public BayeuxClientBuilder transports(ConnectionType first, ConnectionType... others) {
        List<ConnectionType> all = new ArrayList<>();
        all.add(Objects.requireNonNull(first, "first"));
        for (ConnectionType type : others) {
            if (all.contains(type)) {
                throw new IllegalArgumentException("transports: " + type + " twice (expected: each at most once)");
            }
            all.add(type);
        }
        this.transports = List.copyOf(all);
        return this;
    }

    /**
     * How long a waiting {@code receive()} or iteration puts up with having no connection; also how long a
     * {@code subscribe} waits to be confirmed, if that is longer than the request timeout.
     *
     * @param timeout more than zero, or null to wait without limit
     * @return this builder; default 10 s
     */
    public BayeuxClientBuilder connectionTimeout(@Nullable Duration timeout) {
        this.connectionTimeout = timeout == null ? null : positive("connectionTimeout", timeout);
        return this;
    }

    /**
     * How long a TCP and TLS connection, and a WebSocket upgrade, may take.
     *
     * @param timeout more than zero
     * @return this builder; default 10 s
     */
    public BayeuxClientBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = positive("connectTimeout", timeout);
        return this;
    }

    /**
     * How long the server may take to answer a request; the reply to {@code /meta/connect} may take this much longer
     * than the server said it would hold it. Arriving bytes extend it.
     *
     * @param timeout more than zero
     * @return this builder; default 10 s
     */
    public BayeuxClientBuilder requestTimeout(Duration timeout) {
        this.requestTimeout = positive("requestTimeout", timeout);
        return this;
    }

    /**
     * Adds a header to every HTTP request and WebSocket upgrade.
     *
     * @param name the header's name
     * @param value its value
     * @return this builder; default none
     * @throws IllegalArgumentException if name or value can't be a header
     */
    public BayeuxClientBuilder header(String name, String value) {
        this.headers = headers.plus(name, value);
        return this;
    }

    /**
     * Asks for further headers before every HTTP request and WebSocket upgrade.
     *
     * @param provider called on the client's executor; has 10 s
     * @return this builder; default none
     */
    public BayeuxClientBuilder headers(HeaderProvider provider) {
        this.headerProvider = Objects.requireNonNull(provider, "provider");
        return this;
    }

    /**
     * Whether replies may be compressed.
     *
     * @param gzip false to send no {@code Accept-Encoding}
     * @return this builder; default true
     */
    public BayeuxClientBuilder gzip(boolean gzip) {
        this.gzip = gzip;
        return this;
    }

    /**
     * The TLS context, for certificates of one's own.
     *
     * @param context the context; clients with the same one share connections' threads
     * @return this builder; default the JDK's
     */
    public BayeuxClientBuilder sslContext(SSLContext context) {
        this.sslContext = Objects.requireNonNull(context, "context");
        return this;
    }

    /**
     * TLS parameters, such as protocols and cipher suites.
     *
     * @param parameters the parameters
     * @return this builder; default the context's
     */
    public BayeuxClientBuilder sslParameters(SSLParameters parameters) {
        this.sslParameters = Objects.requireNonNull(parameters, "parameters");
        return this;
    }

    /**
     * Chooses a proxy per URL.
     *
     * @param selector must not block; for instance {@code ProxySelector.of(address)} or {@code ProxySelector.getDefault()}
     * @return this builder; default no proxy
     */
    public BayeuxClientBuilder proxy(ProxySelector selector) {
        this.proxy = Objects.requireNonNull(selector, "selector");
        return this;
    }

    /**
     * User and password for the proxy.
     *
     * @param user the user
     * @param password the password
     * @return this builder; default none
     */
    public BayeuxClientBuilder proxyCredentials(String user, String password) {
        this.proxyCredentials = new WireSettings.ProxyCredentials(user, password);
        return this;
    }

    /**
     * The wire to use.
     *
     * @param provider the wire's provider
     * @return this builder; default the one of highest priority that {@link java.util.ServiceLoader} finds
     */
    public BayeuxClientBuilder wire(WireProvider provider) {
        this.wire = Objects.requireNonNull(provider, "provider");
        return this;
    }

    /**
     * The codec of payloads.
     *
     * @param codec the codec
     * @return this builder; default the one of highest priority that {@link java.util.ServiceLoader} finds
     */
    public BayeuxClientBuilder jsonCodec(JsonCodec codec) {
        this.jsonCodec = Objects.requireNonNull(codec, "codec");
        return this;
    }

    /**
     * When and for how long to reconnect.
     *
     * @param policy the policy
     * @return this builder; default {@link ReconnectPolicy#exponentialBackoff()}, which never gives up
     */
    public BayeuxClientBuilder reconnectPolicy(ReconnectPolicy policy) {
        this.reconnectPolicy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Whether {@code open()} keeps trying, by the reconnect policy, when the first round over the transports failed.
     *
     * @param retry true to keep trying
     * @return this builder; default false: it fails
     */
    public BayeuxClientBuilder retryFirstOpen(boolean retry) {
        this.retryFirstOpen = retry;
        return this;
    }

    /**
     * How many messages may wait in one queue before the overflow policy acts.
     *
     * @param count the mark; zero or less for none
     * @return this builder; default 100
     */
    public BayeuxClientBuilder maxPendingCount(int count) {
        this.maxPendingCount = count;
        return this;
    }

    /**
     * How many bytes may wait in all queues of the client together; a hard limit.
     *
     * @param bytes more than zero
     * @return this builder; default 16 MiB
     */
    public BayeuxClientBuilder maxPendingBytes(long bytes) {
        this.maxPendingBytes = positive("maxPendingBytes", bytes);
        return this;
    }

    /**
     * What happens beyond these marks.
     *
     * @param overflow the policy
     * @return this builder; default {@link Overflow#PAUSE}
     */
    public BayeuxClientBuilder overflow(Overflow overflow) {
        this.overflow = Objects.requireNonNull(overflow, "overflow");
        return this;
    }

    /**
     * How large a received WebSocket message may be.
     *
     * @param characters more than zero
     * @return this builder; default 16 Mi characters
     */
    public BayeuxClientBuilder maxMessageSize(int characters) {
        this.maxMessageSize = (int) positive("maxMessageSize", characters);
        return this;
    }

    /**
     * How large the body of an HTTP reply may be, decompressed.
     *
     * @param bytes more than zero
     * @return this builder; default 64 MiB
     */
    public BayeuxClientBuilder maxBodyBytes(long bytes) {
        this.maxBodyBytes = positive("maxBodyBytes", bytes);
        return this;
    }

    /**
     * Runs handlers, listeners, subscribers, providers and dependents of futures.
     *
     * @param executor an executor that the application owns; it must not run tasks in the thread that hands them over
     * @return this builder; default a virtual thread per task on JDK 24 and later, else a shared pool
     */
    public BayeuxClientBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Whether the open client keeps the JVM running; else a {@code main} that only has handlers ends at once.
     *
     * @param keepAlive true for one non-daemon thread, shared by all such clients
     * @return this builder; default false
     */
    public BayeuxClientBuilder keepAlive(boolean keepAlive) {
        this.keepAlive = keepAlive;
        return this;
    }

    /**
     * The client's name in logs and {@code toString()}.
     *
     * @param name any text
     * @return this builder; default {@code bayeux}
     */
    public BayeuxClientBuilder name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Builds a client that is not open yet.
     *
     * @return a client
     * @throws IllegalStateException if no wire or no JSON codec is on the class path
     */
    public BayeuxClient build() {
        return buildAsync().blocking();
    }

    /**
     * Builds a client with futures that is not open yet.
     *
     * @return a client
     * @throws IllegalStateException if no wire or no JSON codec is on the class path
     */
    public AsyncBayeuxClient buildAsync() {
        return buildAsync(wire instanceof KernelSource source ? source.kernel() : Kernel.shared());
    }

    /** For tests in virtual time. */
    AsyncBayeuxClient buildAsync(Kernel kernel) {
        return new AsyncBayeuxClient(new BayeuxSession(config(kernel)));
    }

    /**
     * Builds a client and opens it.
     *
     * @return an open client
     * @throws dev.halley.HalleyException if it can't be opened; nothing stays running
     */
    public BayeuxClient open() {
        return build().open();
    }

    private BayeuxConfig config(Kernel kernel) {
        WireProvider provider = wire == null ? WireLoader.defaultProvider() : wire;
        return new BayeuxConfig(
                name,
                url,
                transports,
                connectionTimeout,
                requestTimeout,
                new HttpSettings(headers, headerProvider, gzip, maxBodyBytes, maxMessageSize, connectTimeout, WORDING),
                provider,
                new WireSettings(connectTimeout, sslContext, sslParameters, proxy, proxyCredentials, kernel.io()),
                jsonCodec == null ? JsonCodecLoader.defaultCodec() : jsonCodec,
                reconnectPolicy,
                retryFirstOpen,
                new DeliveryLimits(maxPendingCount, maxPendingBytes, overflow),
                executor == null ? kernel.handlers() : executor,
                keepAlive,
                kernel);
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        return value;
    }

    private static long positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        return value;
    }
}

package dev.halley;

import dev.halley.internal.client.BuilderAccess;
import dev.halley.internal.client.Checks;
import dev.halley.internal.client.ClientOptions;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.observe.NoLogger;
import dev.halley.internal.observe.PrintLogger;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.io.PrintStream;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The options that the clients of all protocols have. Each method names its default; where a protocol has another, its
 * own builder says so. Not thread-safe; a builder may be used for several clients, which then share nothing but the
 * objects given here.
 *
 * <p>Not to be extended by applications.
 *
 * @param <B> the builder's own type
 */
public abstract class ClientBuilder<B extends ClientBuilder<B>> {
    static {
        BuilderAccess.set(builder -> builder.options);
    }

    /** Whether a text can be a cookie does not depend on where it goes. */
    private static final URI ANY_URL = URI.create("http://localhost");

    private final ClientOptions options;

    /**
     * For the builders of Halley's own clients.
     *
     * @param name the default name
     */
    protected ClientBuilder(String name) {
        this.options = new ClientOptions(name);
    }

    /** Each builder names itself as its own type. */
    @SuppressWarnings("unchecked")
    private B self() {
        return (B) this;
    }

    /**
     * How long a TCP and TLS connection, and a WebSocket upgrade, may take.
     *
     * @param timeout more than zero
     * @return this builder; default 10 s
     */
    public B connectTimeout(Duration timeout) {
        options.connectTimeout = Checks.positive("connectTimeout", timeout);
        return self();
    }

    /**
     * Adds a header to every HTTP request and WebSocket upgrade.
     *
     * @param name the header's name
     * @param value its value
     * @return this builder; default none
     * @throws IllegalArgumentException if name or value can't be a header
     */
    public B header(String name, String value) {
        options.headers = options.headers.plus(name, value);
        return self();
    }

    /**
     * Asks for further headers before every HTTP request and WebSocket upgrade.
     *
     * @param provider called on the client's executor; has 10 s
     * @return this builder; default none
     */
    public B headers(HeaderProvider provider) {
        options.headerProvider = Objects.requireNonNull(provider, "provider");
        return self();
    }

    /**
     * Sees every HTTP request and WebSocket upgrade before it is sent, and may change its headers; and sees the status and
     * headers of every reply.
     *
     * @param hook called on the client's executor
     * @return this builder; default none
     */
    public B requestHook(RequestHook hook) {
        options.requestHook = Objects.requireNonNull(hook, "hook");
        return self();
    }

    /**
     * A cookie that the client has from the start, such as one that a login set or that a load balancer asks for. It goes
     * to the host of the client's URL only, whatever the path, with TLS only when the URL has it; the server can replace
     * or delete it until the client is opened again.
     *
     * @param name the cookie's name
     * @param value its value; never shown
     * @return this builder; default none. What servers set is kept while the client is open, and no two clients
     *     share it
     * @throws IllegalArgumentException if name or value can't be a cookie
     */
    public B cookie(String name, String value) {
        CookieJar.none().add(ANY_URL, name, value);
        options.cookies.put(name, value);
        return self();
    }

    /**
     * Whether replies may be compressed.
     *
     * @param gzip false to send no {@code Accept-Encoding}
     * @return this builder; default true
     */
    public B gzip(boolean gzip) {
        options.gzip = gzip;
        return self();
    }

    /**
     * The TLS context, for certificates of one's own.
     *
     * @param context the context; clients with the same one share connections' threads
     * @return this builder; default the JDK's
     */
    public B sslContext(SSLContext context) {
        options.tls = options.tls.context(Objects.requireNonNull(context, "context"));
        return self();
    }

    /**
     * A TLS context that may change, so that certificates can be renewed without a new client: asked for at each new
     * connection. Connections that are open keep theirs.
     *
     * @param context asked here for the first time and then on the client's threads; must return at once, so load a new
     *     certificate elsewhere. What it throws fails the connection
     * @return this builder; default the JDK's
     */
    public B sslContext(Supplier<SSLContext> context) {
        options.tls = options.tls.context(Objects.requireNonNull(context, "context"));
        return self();
    }

    /**
     * Accepts these certificates of the server only, beside the usual verification, or alone where
     * {@link #disableTlsVerification()} turned that off: for a server whose certificate nobody signed. Any other fails
     * the connection, with the fingerprint that came.
     *
     * @param sha256 SHA-256 fingerprints of the server's own certificate in DER form, each as 64 hexadecimal digits with
     *     or without colons (as {@code openssl x509 -fingerprint -sha256} shows it) or as Base64; name the next one too
     *     before it comes into use
     * @return this builder; default none; several calls add up. Not together with {@code sslContext}
     * @throws IllegalArgumentException if there is none, or one is no fingerprint
     */
    public B certificatePin(String... sha256) {
        if (sha256.length == 0) {
            throw new IllegalArgumentException("certificatePin: none (expected: at least one fingerprint)");
        }
        options.tls = options.tls.pins(sha256);
        return self();
    }

    /**
     * Verifies neither the server's certificate nor its host name: <strong>anybody on the way can read and change
     * everything, credentials included.</strong> For tests, or with {@link #certificatePin}, which then decides alone.
     * Without a pin each opening raises {@link dev.halley.ClientEvent.Insecure}, which is logged as a warning.
     *
     * @return this builder; default verified. Not together with {@code sslContext}
     */
    public B disableTlsVerification() {
        options.tls = options.tls.unverified();
        return self();
    }

    /**
     * TLS parameters, such as protocols and cipher suites.
     *
     * @param parameters the parameters
     * @return this builder; default the context's
     */
    public B sslParameters(SSLParameters parameters) {
        options.sslParameters = Objects.requireNonNull(parameters, "parameters");
        return self();
    }

    /**
     * Chooses a proxy per URL.
     *
     * @param selector must not block; for instance {@code ProxySelector.of(address)} or {@code ProxySelector.getDefault()}
     * @return this builder; default no proxy
     */
    public B proxy(ProxySelector selector) {
        options.proxy = Objects.requireNonNull(selector, "selector");
        return self();
    }

    /**
     * User and password for the proxy.
     *
     * @param user the user
     * @param password the password
     * @return this builder; default none
     */
    public B proxyCredentials(String user, String password) {
        options.proxyCredentials = new WireSettings.ProxyCredentials(user, password);
        return self();
    }

    /**
     * The wire to use. By default it is the one that the system property {@code halley.wire} names ({@code jdk},
     * {@code netty}) and, without that, Netty's when it is present, or else the JDK's.
     *
     * @param provider the wire's provider
     * @return this builder; default the one of highest priority that {@link java.util.ServiceLoader} finds
     */
    public B wire(WireProvider provider) {
        options.wire = Objects.requireNonNull(provider, "provider");
        return self();
    }

    /**
     * When and for how long to reconnect.
     *
     * @param policy the policy
     * @return this builder; default {@link ReconnectPolicy#exponentialBackoff()}, which never gives up
     */
    public B reconnectPolicy(ReconnectPolicy policy) {
        options.reconnectPolicy = Objects.requireNonNull(policy, "policy");
        return self();
    }

    /**
     * How many messages may wait in one queue before the overflow policy acts.
     *
     * @param count the mark; zero or less for none
     * @return this builder; default 100
     */
    public B maxPendingCount(int count) {
        options.maxPendingCount = count;
        return self();
    }

    /**
     * How many bytes may wait in all queues of the client together; a hard limit. A message counts as its text, a byte a
     * character, or its data, and 256 bytes for the objects around it.
     *
     * @param bytes more than zero
     * @return this builder; default 16 MiB
     */
    public B maxPendingBytes(long bytes) {
        options.maxPendingBytes = Checks.positive("maxPendingBytes", bytes);
        return self();
    }

    /**
     * What happens beyond these marks.
     *
     * @param overflow the policy
     * @return this builder; default {@link Overflow#PAUSE}
     */
    public B overflow(Overflow overflow) {
        options.overflow = Objects.requireNonNull(overflow, "overflow");
        return self();
    }

    /**
     * How large a received WebSocket message may be.
     *
     * @param characters more than zero; bytes of a binary one
     * @return this builder; default 16 Mi characters
     */
    public B maxMessageSize(int characters) {
        options.maxMessageSize = (int) Checks.positive("maxMessageSize", characters);
        return self();
    }

    /**
     * How large the body of an HTTP reply may be, decompressed.
     *
     * @param bytes more than zero
     * @return this builder; default 64 MiB
     */
    public B maxBodyBytes(long bytes) {
        options.maxBodyBytes = Checks.positive("maxBodyBytes", bytes);
        return self();
    }

    /**
     * Runs handlers, listeners, subscribers, providers and dependents of futures.
     *
     * @param executor an executor that the application owns; it must not run tasks in the thread that hands them over
     * @return this builder; default a virtual thread per task on JDK 24 and later, else a shared pool
     */
    public B executor(Executor executor) {
        options.executor = Objects.requireNonNull(executor, "executor");
        return self();
    }

    /**
     * Whether the open client keeps the JVM running; else a {@code main} that only has handlers ends at once.
     *
     * @param keepAlive true for one non-daemon thread, shared by all such clients
     * @return this builder; default false
     */
    public B keepAlive(boolean keepAlive) {
        options.keepAlive = keepAlive;
        return self();
    }

    /**
     * Whether the exit of the JVM ({@code System.exit}, SIGTERM, the end of the last thread that is no daemon) closes the
     * open client, so that the server hears of it. The exit waits for that, 2 s at most, whatever the number of clients.
     * While the client is open, a shutdown hook holds it; its end removes the hook. A client that is opened when the JVM is
     * exiting already is not closed by it. Leave it off where a container or a hook of the application closes clients in an
     * order of its own.
     *
     * @param closeOnShutdown true to close it as {@code close()} does
     * @return this builder; default false
     */
    public B closeOnShutdown(boolean closeOnShutdown) {
        options.closeOnShutdown = closeOnShutdown;
        return self();
    }

    /**
     * The client's name in logs and {@code toString()}.
     *
     * @param name any text
     * @return this builder; default the name of the protocol, such as {@code bayeux}
     */
    public B name(String name) {
        options.name = Objects.requireNonNull(name, "name");
        return self();
    }

    /**
     * Logs to a print stream, such as {@code System.err}: a line of time, level and text for each event and change of
     * state, but not for single messages; for those see {@link #logTo(PrintStream, System.Logger.Level)}.
     *
     * @param out written to on the client's threads, an entry at a time; a stream that blocks holds the client up
     * @return this builder; default the {@link System.Logger} of the client's package, such as {@code dev.halley.bayeux}
     */
    public B logTo(PrintStream out) {
        return logTo(out, System.Logger.Level.DEBUG);
    }

    /**
     * Logs to a print stream what has at least a level.
     *
     * @param out written to on the client's threads, an entry at a time; a stream that blocks holds the client up
     * @param least {@code INFO} or {@code WARNING} for operators, {@code DEBUG} for changes of state as well,
     *     {@code TRACE} for messages as well: of Bayeux and of Engine.IO with their payload, of Socket.IO with the name of
     *     the event and the number of its arguments
     * @return this builder; default the {@link System.Logger} of the client's package, such as {@code dev.halley.bayeux}
     */
    public B logTo(PrintStream out, System.Logger.Level least) {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(least, "least");
        options.logger = time -> new PrintLogger(out, least, time);
        return self();
    }

    /**
     * Logs to a logger of the application, at the levels that it lets through.
     *
     * @param logger called on the client's threads, must not block; one that throws is taken off and replaced by the
     *     default one, which tells of it
     * @return this builder; default the {@link System.Logger} of the client's package, such as {@code dev.halley.bayeux}
     */
    public B logTo(System.Logger logger) {
        Objects.requireNonNull(logger, "logger");
        options.logger = time -> logger;
        return self();
    }

    /**
     * Logs nothing for this client. Its events are still told to listeners; what no client causes alone, such as a pool
     * at its limit, still goes to the loggers named {@code dev.halley} and {@code dev.halley.wire}.
     *
     * @return this builder
     */
    public B logOff() {
        options.logger = time -> new NoLogger();
        return self();
    }

    /**
     * Adds an observer, for metrics and traces.
     *
     * @param observer called in the client's serial context, so it must not block and may use the async methods only; one
     *     that throws is logged and taken off
     * @return this builder; default none, which costs nothing
     */
    public B observer(ClientObserver observer) {
        options.observers.add(Objects.requireNonNull(observer, "observer"));
        return self();
    }

    /**
     * Shows each HTTP request, reply and WebSocket message, with secrets masked.
     *
     * @param tap called in the client's serial context, so it must not block and may use the async methods only; one
     *     that throws is logged and taken off. For instance {@code System.err::println}
     * @return this builder; default none, which costs nothing
     */
    public B wireTap(WireTap tap) {
        options.wireTap = Objects.requireNonNull(tap, "tap");
        return self();
    }
}

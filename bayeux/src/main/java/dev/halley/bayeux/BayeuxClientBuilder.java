package dev.halley.bayeux;

import dev.halley.ClientObserver;
import dev.halley.HeaderProvider;
import dev.halley.Overflow;
import dev.halley.ReconnectPolicy;
import dev.halley.WireTap;
import dev.halley.bayeux.internal.extension.BinaryCodec;
import dev.halley.bayeux.internal.extension.Extensions;
import dev.halley.bayeux.internal.message.HandshakeFields;
import dev.halley.bayeux.internal.position.PositionOptions;
import dev.halley.bayeux.internal.publish.PublishSettings;
import dev.halley.bayeux.internal.session.BayeuxConfig;
import dev.halley.bayeux.internal.session.BayeuxSession;
import dev.halley.internal.delivery.DeliveryLimits;
import dev.halley.internal.http.CookieJar;
import dev.halley.internal.http.HttpSettings;
import dev.halley.internal.http.TlsTrust;
import dev.halley.internal.http.WireLoader;
import dev.halley.internal.http.Wording;
import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.KernelSource;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.ClientLog;
import dev.halley.internal.observe.NoLogger;
import dev.halley.internal.observe.PrintLogger;
import dev.halley.json.JsonCodec;
import dev.halley.wire.Headers;
import dev.halley.wire.WireProvider;
import dev.halley.wire.WireSettings;
import java.io.PrintStream;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Configures a Bayeux client. Each method names its default. Not thread-safe; may be used for several clients, which
 * then share nothing but the objects given here.
 */
public final class BayeuxClientBuilder {
    private static final Wording WORDING =
            new Wording("Bayeux", "long-polling", "websocket", "CometD servers usually listen at /cometd.");

    private static final Duration LONGEST = Duration.ofDays(3650);

    private static final System.Logger LOGGER = System.getLogger("dev.halley.bayeux");

    private final ServerOptions servers;
    private @Nullable Duration connectionTimeout = Duration.ofSeconds(10);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private HandshakeFields handshakeFields = HandshakeFields.NONE;
    private Headers headers = Headers.empty();
    private @Nullable HeaderProvider headerProvider;
    private boolean gzip = true;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private TlsTrust tls = TlsTrust.STANDARD;
    private @Nullable SSLParameters sslParameters;
    private @Nullable ProxySelector proxy;
    private WireSettings.@Nullable ProxyCredentials proxyCredentials;
    private @Nullable WireProvider wire;
    private @Nullable JsonCodec jsonCodec;
    private ReconnectPolicy reconnectPolicy = ReconnectPolicy.exponentialBackoff();
    private int maxPendingCount = 100;
    private long maxPendingBytes = 16L << 20;
    private Overflow overflow = Overflow.PAUSE;
    private int maxMessageSize = 16 << 20;
    private long maxBodyBytes = 64L << 20;
    private PublishSettings publishing = PublishSettings.DEFAULT;
    private @Nullable Executor executor;
    private boolean keepAlive;
    private boolean ack;
    private boolean manualAck;
    private @Nullable Replay replay;
    private String name = "bayeux";
    private final List<Extension> extensions = new ArrayList<>();
    private @Nullable AuthExtension auth;
    private @Nullable WireTap wireTap;
    private final List<ClientObserver> observers = new ArrayList<>();
    private Function<TimeSource, System.@Nullable Logger> logger = time -> null;

    BayeuxClientBuilder(String url) {
        this.servers = new ServerOptions(url);
    }

    /**
     * The transports to use, in order of preference. The first one that works at {@code open()} is kept, with two
     * exceptions. A WebSocket that fails three times in a row, where the server also offers long-polling and is there at
     * all, gives way to long-polling. And after that, or after a first open that had to fall back, the preferred
     * transport is tried again: see {@link #promotion}.
     *
     * @param first the preferred transport
     * @param others further ones; none means "this one or fail"
     * @return this builder; default {@code WEBSOCKET, LONG_POLLING}
     */
    public BayeuxClientBuilder transports(ConnectionType first, ConnectionType... others) {
        servers.transports(Objects.requireNonNull(first, "first"), others);
        return this;
    }

    /**
     * Further servers of the same service. {@code open()} tries all servers in order, each over its transports. When the
     * connection to one fails three times in a row, or it refuses that often, the client goes to the one whose last
     * failure is the longest ago, with a new handshake; a server that fails there, too, gets one chance.
     *
     * @param more their URLs, after the one the builder began with
     * @return this builder; default none
     * @throws IllegalArgumentException if one is no absolute URL, or is there already
     */
    public BayeuxClientBuilder urls(String... more) {
        servers.add(more);
        return this;
    }

    /**
     * Another URL for one transport, at the first server.
     *
     * @param type the transport
     * @param url its URL
     * @return this builder; default the same URL for each transport
     * @throws IllegalArgumentException if it is no absolute URL
     */
    public BayeuxClientBuilder url(ConnectionType type, String url) {
        servers.url(Objects.requireNonNull(type, "type"), url);
        return this;
    }

    /**
     * Hosts to which the server's advice may send the client, beside those of its URLs. The first URL stays the same but
     * for the host, and the port where the advice names one. Credentials, headers and cookies without a domain of their own
     * go there, too. Advice that names another host is not followed, and raises
     * {@link dev.halley.ClientEvent.HostRefused}.
     *
     * @param hosts names or addresses; with {@code :port} only that port
     * @return this builder; default none
     * @throws IllegalArgumentException if one is not a host
     */
    public BayeuxClientBuilder allowHosts(String... hosts) {
        servers.allow(hosts);
        return this;
    }

    /**
     * When the preferred transport is tried again after a fallback, if the server offers it: first after this time, then
     * after twice as long each time, up to an hour. The attempt takes the place of a connect, has 5 s, and keeps the
     * session; when it fails the client goes on as before.
     *
     * @param delay more than zero, or null for never
     * @return this builder; default 1 minute
     */
    public BayeuxClientBuilder promotion(@Nullable Duration delay) {
        servers.promotion = delay == null ? null : positive("promotion", delay);
        return this;
    }

    /**
     * What a {@code /meta/disconnect} that nobody asked for leads to.
     *
     * @param reaction the reaction
     * @return this builder; default {@link ServerDisconnect#END}, but {@link ServerDisconnect#REHANDSHAKE} with
     *     {@link #auth}: servers that end sessions with their credentials say it so
     */
    public BayeuxClientBuilder onServerDisconnect(ServerDisconnect reaction) {
        servers.onServerDisconnect = Objects.requireNonNull(reaction, "reaction");
        return this;
    }

    /**
     * A session to go on with: the first {@code open()} sends a connect with its client id instead of a handshake. Where
     * the server does not know it any more, it makes a new session as usual. A channel that was subscribed in it is
     * confirmed without asking the server when it is subscribed again, and what arrived for it before waits for that, up
     * to 1,000 messages; where the server replays and this client does, the channel is subscribed anew behind its position.
     * The event {@link dev.halley.ClientEvent.Gap} says since when messages may be missing, unless the server sends them
     * again.
     *
     * @param snapshot what {@link BayeuxClient#detach} gave; for one client only
     * @return this builder; default none
     */
    public BayeuxClientBuilder resume(SessionSnapshot snapshot) {
        servers.former = Objects.requireNonNull(snapshot, "snapshot").former();
        return this;
    }

    /**
     * Whether long-polling appends {@code /handshake}, {@code /connect} or {@code /disconnect} to the URL of a request
     * with this one message, for proxies that tell requests apart by it. Never when the URL has a query.
     *
     * @param append true to append
     * @return this builder; default false
     */
    public BayeuxClientBuilder appendMessageType(boolean append) {
        servers.appendMessageType = append;
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
     * Adds a field to each {@code /meta/handshake}, the automatic ones after a lost session too.
     *
     * @param name the field's name; not one that the protocol itself sets ({@code channel}, {@code id},
     *     {@code clientId}, {@code version}, {@code minimumVersion}, {@code supportedConnectionTypes}), and not
     *     {@code ext}
     * @param value a text, a finite number, a Boolean, null, or a {@code Map} or {@code Iterable} of these; copied
     * @return this builder; default none; the same name again replaces the value
     * @throws IllegalArgumentException if the name is reserved or the value is none of these
     */
    public BayeuxClientBuilder handshakeField(String name, @Nullable Object value) {
        this.handshakeFields = handshakeFields.plusField(Objects.requireNonNull(name, "name"), value);
        return this;
    }

    /**
     * Adds a member to the {@code ext} of each {@code /meta/handshake}, the automatic ones after a lost session too. It
     * stands beside what extensions put there; where both are objects they are merged, else the extension's value wins.
     *
     * @param name the member's name, such as {@code com.example.authentication}
     * @param value a text, a finite number, a Boolean, null, or a {@code Map} or {@code Iterable} of these; copied. It may
     *     be a secret and is never shown
     * @return this builder; default none; the same name again is merged or replaces the value
     * @throws IllegalArgumentException if the value is none of these
     */
    public BayeuxClientBuilder handshakeExt(String name, @Nullable Object value) {
        this.handshakeFields = handshakeFields.plusExt(Objects.requireNonNull(name, "name"), value);
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
     * A cookie that the client has from the start, such as one that a login set or that a load balancer asks for. It goes
     * to the host of the client's URL only, whatever the path, with TLS only when the URL has it; the server can replace
     * or delete it until the next {@code open()}.
     *
     * @param name the cookie's name
     * @param value its value; never shown
     * @return this builder; default none. What servers set is kept from {@code open} to {@code close}, and no two clients
     *     share it
     * @throws IllegalArgumentException if name or value can't be a cookie
     */
    public BayeuxClientBuilder cookie(String name, String value) {
        CookieJar.none().add(servers.first(), name, value);
        cookies.put(name, value);
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
        this.tls = tls.context(Objects.requireNonNull(context, "context"));
        return this;
    }

    /**
     * A TLS context that may change, so that certificates can be renewed without a new client: asked for at each new
     * connection. Connections that are open keep theirs.
     *
     * @param context asked here for the first time and then on the client's threads; must return at once, so load a new
     *     certificate elsewhere. What it throws fails the connection
     * @return this builder; default the JDK's
     */
    public BayeuxClientBuilder sslContext(Supplier<SSLContext> context) {
        this.tls = tls.context(Objects.requireNonNull(context, "context"));
        return this;
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
    public BayeuxClientBuilder certificatePin(String... sha256) {
        if (sha256.length == 0) {
            throw new IllegalArgumentException("certificatePin: none (expected: at least one fingerprint)");
        }
        this.tls = tls.pins(sha256);
        return this;
    }

    /**
     * Verifies neither the server's certificate nor its host name: <strong>anybody on the way can read and change
     * everything, credentials included.</strong> For tests, or with {@link #certificatePin}, which then decides alone.
     * Without a pin each {@code open()} raises {@link dev.halley.ClientEvent.Insecure}, which is logged as a warning.
     *
     * @return this builder; default verified. Not together with {@code sslContext}
     */
    public BayeuxClientBuilder disableTlsVerification() {
        this.tls = tls.unverified();
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
        servers.retryFirstOpen = retry;
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
     * How a message is published that has no options of its own; calls of services are not affected.
     *
     * @param options the options
     * @return this builder; default {@link PublishOptions#defaults()}
     */
    public BayeuxClientBuilder publishDefaults(PublishOptions options) {
        this.publishing = publishing.defaults(Objects.requireNonNull(options, "options"));
        return this;
    }

    /**
     * How many messages may wait to be sent, during an outage or behind one that is sent again; the next one ends with
     * {@link dev.halley.OverflowException}.
     *
     * @param count zero or more
     * @return this builder; default 1000
     */
    public BayeuxClientBuilder maxOfflineCount(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("maxOfflineCount: " + count + " (expected: zero or more)");
        }
        this.publishing = publishing.maxOfflineCount(count);
        return this;
    }

    /**
     * Lets a publish or call wait a moment for others, which then go out together: fewer requests and frames for some
     * latency. A {@link AsyncBayeuxClient#batch batch} does not wait.
     *
     * @param maxMessages how many at most go out without waiting any longer, from 2 to 100
     * @param delay how long the first one waits, more than zero
     * @return this builder; default: nothing waits
     */
    public BayeuxClientBuilder autoBatch(int maxMessages, Duration delay) {
        if (maxMessages < 2 || maxMessages > 100) {
            throw new IllegalArgumentException("maxMessages: " + maxMessages + " (expected: from 2 to 100)");
        }
        this.publishing = publishing.autoBatch(maxMessages, positive("delay", delay));
        return this;
    }

    /**
     * How much JSON goes into one request or frame; what is more goes into several, in order. A single message that is
     * larger goes alone. A request or frame never has more than 100 messages.
     *
     * @param bytes more than zero, as UTF-8; Salesforce accepts 32,768
     * @return this builder; default 24,000
     */
    public BayeuxClientBuilder maxBatchBytes(int bytes) {
        this.publishing = publishing.maxBatchSize((int) positive("maxBatchBytes", bytes));
        return this;
    }

    /**
     * How large the payload of a publish or call may be; a larger one is refused with
     * {@link IllegalArgumentException} by the call itself.
     *
     * @param characters of JSON, more than zero
     * @return this builder; default 1 Mi characters, what CometD's servers accept
     */
    public BayeuxClientBuilder maxOutgoingMessageSize(int characters) {
        this.publishing = publishing.maxMessageSize((int) positive("maxOutgoingMessageSize", characters));
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
     * Logs to a print stream, such as {@code System.err}: a line of time, level and text for each event and change of
     * state, but not for single messages; for those see {@link #logTo(PrintStream, System.Logger.Level)}.
     *
     * @param out written to on the client's threads, an entry at a time; a stream that blocks holds the client up
     * @return this builder; default the {@link System.Logger} of the name {@code dev.halley.bayeux}
     */
    public BayeuxClientBuilder logTo(PrintStream out) {
        return logTo(out, System.Logger.Level.DEBUG);
    }

    /**
     * Logs to a print stream what has at least a level.
     *
     * @param out written to on the client's threads, an entry at a time; a stream that blocks holds the client up
     * @param least {@code INFO} or {@code WARNING} for operators, {@code DEBUG} for changes of state as well,
     *     {@code TRACE} for each received message as well, which shows its payload
     * @return this builder; default the {@link System.Logger} of the name {@code dev.halley.bayeux}
     */
    public BayeuxClientBuilder logTo(PrintStream out, System.Logger.Level least) {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(least, "least");
        this.logger = time -> new PrintLogger(out, least, time);
        return this;
    }

    /**
     * Logs to a logger of the application, at the levels that it lets through.
     *
     * @param logger called on the client's threads, must not block; one that throws is taken off and replaced by the
     *     default one, which tells of it
     * @return this builder; default the {@link System.Logger} of the name {@code dev.halley.bayeux}
     */
    public BayeuxClientBuilder logTo(System.Logger logger) {
        Objects.requireNonNull(logger, "logger");
        this.logger = time -> logger;
        return this;
    }

    /**
     * Logs nothing for this client. Its events are still told to listeners; what no client causes alone, such as a pool
     * at its limit, still goes to the loggers named {@code dev.halley} and {@code dev.halley.wire}.
     *
     * @return this builder
     */
    public BayeuxClientBuilder logOff() {
        this.logger = time -> new NoLogger();
        return this;
    }

    /**
     * Adds an observer, for metrics and traces.
     *
     * @param observer called in the client's serial context, so it must not block and may use the async methods only; one
     *     that throws is logged and taken off
     * @return this builder; default none, which costs nothing
     */
    public BayeuxClientBuilder observer(ClientObserver observer) {
        observers.add(Objects.requireNonNull(observer, "observer"));
        return this;
    }

    /**
     * Shows each HTTP request, reply and WebSocket message, with secrets masked.
     *
     * @param tap called in the client's serial context, so it must not block and may use the async methods only; one
     *     that throws is logged and taken off. For instance {@code System.err::println}
     * @return this builder; default none, which costs nothing
     */
    public BayeuxClientBuilder wireTap(WireTap tap) {
        this.wireTap = Objects.requireNonNull(tap, "tap");
        return this;
    }

    /**
     * Adds an extension behind those that were added before. Outgoing payloads pass them in this order and then
     * {@link #auth}; incoming ones pass {@link #auth} first and then these, in this order.
     *
     * @param extension sees all messages, meta messages included
     * @return this builder; default none, and then a payload changes no thread
     */
    public BayeuxClientBuilder extension(Extension extension) {
        this.extensions.add(Objects.requireNonNull(extension, "extension"));
        return this;
    }

    /**
     * Adds extensions, as {@link #extension} does one by one.
     *
     * @param extensions the extensions, in order
     * @return this builder; default none
     */
    public BayeuxClientBuilder extensions(List<? extends Extension> extensions) {
        extensions.forEach(this::extension);
        return this;
    }

    /**
     * The extension that adds credentials and renews them.
     *
     * @param auth the extension, such as a {@link TokenAuth}
     * @return this builder; default none: a failed authentication is a failure like any other
     */
    public BayeuxClientBuilder auth(AuthExtension auth) {
        this.auth = Objects.requireNonNull(auth, "auth");
        return this;
    }

    /**
     * Uses the acknowledgement extension of CometD servers, where the server has it: it keeps what it sent until the
     * client has <em>processed</em> it, and sends it again after a lost connection; what the client had received by then
     * it recognises. So a lost connection costs nothing as long as the server keeps the session, and no
     * {@link dev.halley.ClientEvent.Gap} is reported for it; with the session, unacknowledged messages are lost.
     *
     * <p>A message is processed when each of its consumers has finished: the handler returned or threw, or its stage
     * ended; {@code onNext} returned; or whoever took it from the stream asked for the next one: the same thread, or,
     * for asynchronous receives, any of them. The next connect waits for that, at most for half of the time that the
     * server keeps a session without one (its advice {@code maxInterval}; 10 s where it gives none), so a handler
     * that takes minutes costs no session.
     *
     * <p>A server without the extension is used as if this were off.
     *
     * @param ack whether to acknowledge
     * @return this builder; default false
     */
    public BayeuxClientBuilder ack(boolean ack) {
        this.ack = ack;
        return this;
    }

    /**
     * Leaves it to the application to say when a message is processed: by {@link BayeuxMessage#ack()}, from any thread
     * and in any order. Positions move over a message only when it and all before it were acknowledged; one that never
     * is holds them, and everything after it comes again after the next lost session or start. Messages that no
     * consumer gets count as processed. For consumers that hand messages on to other threads.
     * Only handlers of {@link BayeuxMessage} can acknowledge; one that gets the payload alone is refused at
     * {@code subscribe} and {@code register} with {@link IllegalArgumentException}.
     *
     * @param manual whether the application acknowledges
     * @return this builder; default false
     */
    public BayeuxClientBuilder manualAck(boolean manual) {
        this.manualAck = manual;
        return this;
    }

    /**
     * Lets subscriptions go on where they were, at servers with Salesforce's replay extension.
     *
     * @param replay which positions are kept, and where channels begin that have none
     * @return this builder; default none: the extension is not asked for
     */
    public BayeuxClientBuilder replay(Replay replay) {
        this.replay = Objects.requireNonNull(replay, "replay");
        return this;
    }

    /**
     * Builds a client that is not open yet.
     *
     * @return a client
     * @throws IllegalStateException if no wire or no JSON codec is on the class path, or the TLS settings exclude each
     *     other
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
                new ClientLog(name, LOGGER, logger.apply(kernel.time())),
                wireTap,
                List.copyOf(observers),
                tls.trustsAnybody(),
                servers.rules(reconnectPolicy, auth != null),
                servers.appendMessageType,
                servers.former(),
                connectionTimeout,
                requestTimeout,
                handshakeFields,
                new Extensions(extensions, auth),
                new HttpSettings(headers, headerProvider, gzip, maxBodyBytes, maxMessageSize, connectTimeout, WORDING),
                cookieJars(kernel.time()),
                provider,
                new WireSettings(connectTimeout, tls.context(), sslParameters, proxy, proxyCredentials, kernel.io()),
                codec(),
                new DeliveryLimits(maxPendingCount, maxPendingBytes, overflow),
                publishing,
                new PositionOptions(ack, manualAck, replay),
                executor == null ? kernel.handlers() : executor,
                keepAlive,
                kernel);
    }

    /** P60: a jar of its own for each client, empty of what the last session left. */
    private Supplier<CookieJar> cookieJars(TimeSource time) {
        Map<String, String> given = new LinkedHashMap<>(cookies);
        return () -> {
            CookieJar jar = new CookieJar(time);
            given.forEach((name, value) -> jar.add(servers.first(), name, value));
            return jar;
        };
    }

    private JsonCodec codec() {
        JsonCodec chosen = jsonCodec == null ? JsonCodecLoader.defaultCodec() : jsonCodec;
        return extensions.stream().anyMatch(BinaryExtension.class::isInstance) ? new BinaryCodec(chosen) : chosen;
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        // for ever is a value that people give, and sums of nanoseconds overflow after 292 years
        return value.compareTo(LONGEST) > 0 ? LONGEST : value;
    }

    private static long positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        return value;
    }
}

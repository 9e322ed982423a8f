package dev.halley.testkit.bayeux;

import dev.halley.testkit.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link BayeuxTestServer}. What is not set is as the {@link Dialect} has it. Not thread-safe. */
public final class BayeuxTestServerBuilder {
    private Dialect dialect = Dialect.COMETD;
    private @Nullable List<String> connectionTypes;
    private @Nullable Duration timeout;
    private @Nullable Duration maxInterval;
    private Duration interval = Duration.ZERO;
    private @Nullable Boolean numericIds;
    private @Nullable Boolean replay;
    private int retention = 1000;
    private @Nullable Integer maxRequestBytes;
    private int messagesPerFrame = 1;
    private int sessionsPerBrowser = 1;
    private boolean advisesMaxInterval;
    private String path = "/cometd";
    private @Nullable SSLContext tls;

    BayeuxTestServerBuilder() {}

    /**
     * Whose server it behaves like.
     *
     * @param dialect the dialect; {@link Dialect#COMETD} by default
     * @return this builder
     */
    public BayeuxTestServerBuilder dialect(Dialect dialect) {
        this.dialect = Objects.requireNonNull(dialect, "dialect");
        return this;
    }

    /**
     * What it lists as {@code supportedConnectionTypes}. Without {@code websocket} among them, upgrades are refused.
     *
     * @param types such as {@code long-polling}; by default those of the dialect
     * @return this builder
     */
    public BayeuxTestServerBuilder connectionTypes(String... types) {
        this.connectionTypes = List.of(types);
        return this;
    }

    /**
     * How long a connect is held, which is advised too.
     *
     * @param timeout by default 30 s for CometD, 110 s for Salesforce, 45 s for Faye
     * @return this builder
     */
    public BayeuxTestServerBuilder timeout(Duration timeout) {
        this.timeout = notNegative("timeout", timeout);
        return this;
    }

    /**
     * How long clients are advised to wait before the next connect.
     *
     * @param interval zero by default
     * @return this builder
     */
    public BayeuxTestServerBuilder interval(Duration interval) {
        this.interval = notNegative("interval", interval);
        return this;
    }

    /**
     * How long a session lives, beyond the interval, without a connect.
     *
     * @param maxInterval by default 10 s for CometD, 40 s for Salesforce, 45 s for Faye
     * @return this builder
     */
    public BayeuxTestServerBuilder maxInterval(Duration maxInterval) {
        this.maxInterval = notNegative("maxInterval", maxInterval);
        return this;
    }

    /**
     * Whether clients are told of the {@code maxInterval} in each advice, as CometD does with its option
     * {@code handshakeReconnect}.
     *
     * @param advised not so by default
     * @return this builder
     */
    public BayeuxTestServerBuilder adviseMaxInterval(boolean advised) {
        this.advisesMaxInterval = advised;
        return this;
    }

    /**
     * Whether ids that are numbers are answered as JSON numbers.
     *
     * @param numeric by default so for Salesforce only
     * @return this builder
     */
    public BayeuxTestServerBuilder numericIds(boolean numeric) {
        this.numericIds = numeric;
        return this;
    }

    /**
     * Whether it has the replay extension: events that are objects get a position in {@code data.event.replayId}.
     *
     * @param replay by default so for Salesforce only
     * @return this builder
     */
    public BayeuxTestServerBuilder replay(boolean replay) {
        this.replay = replay;
        return this;
    }

    /**
     * How many events per channel the replay extension keeps.
     *
     * @param events the newest ones; 1000 by default
     * @return this builder
     */
    public BayeuxTestServerBuilder retention(int events) {
        this.retention = positive("events", events);
        return this;
    }

    /**
     * How long a request may be; longer ones are answered with status 413.
     *
     * @param bytes by default 32,768 for Salesforce, else 64 MiB
     * @return this builder
     */
    public BayeuxTestServerBuilder maxRequestBytes(int bytes) {
        this.maxRequestBytes = positive("bytes", bytes);
        return this;
    }

    /**
     * How many messages go into one WebSocket frame.
     *
     * @param messages the most; 1 by default, as CometD does it
     * @return this builder
     */
    public BayeuxTestServerBuilder messagesPerFrame(int messages) {
        this.messagesPerFrame = positive("messages", messages);
        return this;
    }

    /**
     * How many sessions of one browser (one cookie jar) may have a long poll held; the others are told
     * {@code multiple-clients} and an interval of 2 s.
     *
     * @param sessions the most; 1 by default
     * @return this builder
     */
    public BayeuxTestServerBuilder sessionsPerBrowser(int sessions) {
        this.sessionsPerBrowser = positive("sessions", sessions);
        return this;
    }

    /**
     * The path of the URL. Requests below it are let in too.
     *
     * @param path {@code /cometd} by default
     * @return this builder
     */
    public BayeuxTestServerBuilder path(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path: " + path + " (expected: one that begins with /)");
        }
        this.path = path;
        return this;
    }

    /**
     * TLS for the sockets. In memory it has no meaning.
     *
     * @param context has the server's key; see {@link dev.halley.testkit.TestTls}
     * @return this builder
     */
    public BayeuxTestServerBuilder tls(SSLContext context) {
        this.tls = Objects.requireNonNull(context, "context");
        return this;
    }

    /**
     * Starts the server on a free port of the loopback interface.
     *
     * @return the running server
     */
    public BayeuxTestServer start() {
        return BayeuxTestServer.overSockets(settings(), tls);
    }

    /**
     * Starts the server in memory.
     *
     * @param time runs it and its clients
     * @return the running server
     */
    public BayeuxTestServer inVirtualTime(VirtualTime time) {
        return BayeuxTestServer.inMemory(settings(), time);
    }

    private Settings settings() {
        boolean salesforce = dialect == Dialect.SALESFORCE;
        return new Settings(
                dialect,
                connectionTypes == null ? dialect.connectionTypes() : connectionTypes,
                timeout == null ? dialect.timeout : timeout,
                interval,
                maxInterval == null ? dialect.maxInterval : maxInterval,
                numericIds == null ? salesforce : numericIds,
                replay == null ? salesforce : replay,
                retention,
                maxRequestBytes == null ? dialect.maxRequestBytes : maxRequestBytes,
                messagesPerFrame,
                sessionsPerBrowser,
                advisesMaxInterval,
                path);
    }

    private static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: zero or more)");
        }
        return value;
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
        return value;
    }
}

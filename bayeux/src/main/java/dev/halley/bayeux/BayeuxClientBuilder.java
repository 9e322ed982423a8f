package dev.halley.bayeux;

import dev.halley.ClientBuilder;
import dev.halley.bayeux.internal.extension.BinaryCodec;
import dev.halley.bayeux.internal.extension.Extensions;
import dev.halley.bayeux.internal.message.HandshakeFields;
import dev.halley.bayeux.internal.position.PositionOptions;
import dev.halley.bayeux.internal.publish.PublishSettings;
import dev.halley.bayeux.internal.session.BayeuxConfig;
import dev.halley.bayeux.internal.session.BayeuxSession;
import dev.halley.internal.client.Checks;
import dev.halley.internal.client.ClientSettings;
import dev.halley.internal.http.Wording;
import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.observe.ClientLog;
import dev.halley.json.JsonCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configures a Bayeux client. Each method names its default. Not thread-safe; may be used for several clients, which
 * then share nothing but the objects given here.
 */
public final class BayeuxClientBuilder extends ClientBuilder<BayeuxClientBuilder> {
    private static final Wording WORDING =
            new Wording("Bayeux", "long-polling", "websocket", "CometD servers usually listen at /cometd.");

    private static final System.Logger LOGGER = System.getLogger("dev.halley.bayeux");

    private final ServerOptions servers;
    private @Nullable Duration connectionTimeout = Duration.ofSeconds(10);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private @Nullable JsonCodec jsonCodec;
    private HandshakeFields handshakeFields = HandshakeFields.NONE;
    private PublishSettings publishing = PublishSettings.DEFAULT;
    private boolean ack;
    private boolean manualAck;
    private @Nullable Replay replay;
    private final List<Extension> extensions = new ArrayList<>();
    private @Nullable AuthExtension auth;

    BayeuxClientBuilder(String url) {
        super("bayeux");
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
        servers.promotion = delay == null ? null : Checks.positive("promotion", delay);
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
     * to 1,000 messages. Where the server replays and this client does, another session begins nevertheless, and its
     * subscriptions behind their positions. The event {@link dev.halley.ClientEvent.Gap} says since when messages may be missing, unless the server sends them
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
        this.connectionTimeout = timeout == null ? null : Checks.positive("connectionTimeout", timeout);
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
        this.requestTimeout = Checks.positive("requestTimeout", timeout);
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
        this.publishing = publishing.autoBatch(maxMessages, Checks.positive("delay", delay));
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
        this.publishing = publishing.maxBatchSize((int) Checks.positive("maxBatchBytes", bytes));
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
        this.publishing = publishing.maxMessageSize((int) Checks.positive("maxOutgoingMessageSize", characters));
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
        return buildAsync(ClientSettings.of(this));
    }

    /** For tests in virtual time. */
    AsyncBayeuxClient buildAsync(Kernel kernel) {
        return buildAsync(ClientSettings.of(this, kernel));
    }

    private AsyncBayeuxClient buildAsync(ClientSettings settings) {
        return new AsyncBayeuxClient(new BayeuxSession(config(settings)));
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

    private BayeuxConfig config(ClientSettings settings) {
        ClientLog log = settings.log(LOGGER);
        return new BayeuxConfig(
                settings.name(),
                log,
                settings.wireTap(),
                settings.observers(),
                settings.trustsAnybody(),
                servers.rules(settings.reconnectPolicy(), auth != null),
                servers.appendMessageType,
                servers.former(),
                connectionTimeout,
                requestTimeout,
                handshakeFields,
                new Extensions(extensions, auth),
                settings.http(WORDING, log),
                settings.cookieJars(servers.first()),
                settings.wire(),
                settings.wireSettings(),
                codec(),
                settings.delivery(),
                publishing,
                new PositionOptions(ack, manualAck, replay),
                settings.executor(),
                settings.residence(),
                settings.kernel());
    }

    private JsonCodec codec() {
        JsonCodec codec = JsonCodecLoader.orDefault(jsonCodec);
        boolean binary = extensions.stream().anyMatch(BinaryExtension.class::isInstance);
        return binary ? new BinaryCodec(codec) : codec;
    }
}

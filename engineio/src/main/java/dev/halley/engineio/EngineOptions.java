package dev.halley.engineio;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How sessions are opened and kept. Immutable: each {@code with…} method returns changed options, and names the default.
 */
public final class EngineOptions {
    private static final Duration LONGEST = Duration.ofDays(3650);

    private static final EngineOptions DEFAULTS = new EngineOptions(new Values());

    private final Values values;

    /** Never changed again once options hold them. */
    private static final class Values implements Cloneable {
        private List<EngineTransport> transports = List.of(EngineTransport.POLLING, EngineTransport.WEBSOCKET);
        private @Nullable EngineVersion version;
        private boolean upgrade = true;
        private boolean rememberUpgrade;
        private boolean tryAllTransports;
        private String path = "/engine.io";
        private boolean addTrailingSlash = true;
        private Map<String, String> query = Map.of();
        private List<String> subprotocols = List.of();
        private Map<EngineTransport, TransportOptions> transportOptions = Map.of();
        private boolean forceBase64;
        private boolean timestampRequests = true;
        private String timestampParameter = "t";
        private int compressionThreshold = 1024;
        private int maxPacketsPerPost = 16;
        private int maxPacketsPerPayload = 100_000;
        private long assumedMaxPayload = 1_000_000;
        private long maxSendBuffer = 64L << 20;
        private Duration connectTimeout = Duration.ofSeconds(20);
        private Duration requestTimeout = Duration.ofSeconds(5);
        private Duration upgradeTimeout = Duration.ofSeconds(8);

        Values copy() {
            try {
                return (Values) clone();
            } catch (CloneNotSupportedException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    private EngineOptions(Values values) {
        this.values = values;
    }

    private EngineOptions with(Consumer<Values> change) {
        Values draft = values.copy();
        change.accept(draft);
        return new EngineOptions(draft);
    }

    /**
     * The defaults, as the methods name them.
     *
     * @return options
     */
    public static EngineOptions defaults() {
        return DEFAULTS;
    }

    /**
     * The transports, in order: a session begins on the first one, and may change to a later one.
     *
     * @param wanted at least one; a repeated one counts once
     * @return changed options; default polling, then WebSocket
     */
    public EngineOptions withTransports(EngineTransport... wanted) {
        return withTransports(List.of(wanted));
    }

    /**
     * The transports, in order: a session begins on the first one, and may change to a later one.
     *
     * @param wanted at least one; a repeated one counts once
     * @return changed options; default polling, then WebSocket
     */
    public EngineOptions withTransports(List<EngineTransport> wanted) {
        List<EngineTransport> distinct = List.copyOf(new LinkedHashSet<>(wanted));
        if (distinct.isEmpty()) {
            throw new IllegalArgumentException("transports: none (expected: polling, websocket or both)");
        }
        return with(draft -> draft.transports = distinct);
    }

    /**
     * The version of the protocol that the server speaks.
     *
     * @param chosen a version, which then is the only one that is tried; null to detect it
     * @return changed options; default null: version 4 is tried, and 3 where the server turns out to speak that
     */
    public EngineOptions withVersion(@Nullable EngineVersion chosen) {
        return with(draft -> draft.version = chosen);
    }

    /**
     * Whether a session that begins on polling changes to WebSocket when the server offers it.
     *
     * @param on whether it does
     * @return changed options; default true
     */
    public EngineOptions withUpgrade(boolean on) {
        return with(draft -> draft.upgrade = on);
    }

    /**
     * Whether, after a WebSocket has worked, the next session begins on it. One that then fails to open forgets it.
     *
     * @param on whether it is remembered
     * @return changed options; default false
     */
    public EngineOptions withRememberUpgrade(boolean on) {
        return with(draft -> draft.rememberUpgrade = on);
    }

    /**
     * Whether the next transport is tried when the first one cannot be opened.
     *
     * @param on whether the others are tried
     * @return changed options; default false
     */
    public EngineOptions withTryAllTransports(boolean on) {
        return with(draft -> draft.tryAllTransports = on);
    }

    /**
     * The path of the server's URLs.
     *
     * @param value a path, with or without slashes around it
     * @return changed options; default {@code /engine.io}; a Socket.IO client has {@code /socket.io}
     */
    public EngineOptions withPath(String value) {
        Objects.requireNonNull(value, "path");
        return with(draft -> draft.path = value);
    }

    /**
     * Whether the path ends with a slash, which most servers insist on.
     *
     * @param on whether a slash is added
     * @return changed options; default true
     */
    public EngineOptions withAddTrailingSlash(boolean on) {
        return with(draft -> draft.addTrailingSlash = on);
    }

    /**
     * Parameters of the query of all requests. Those of the protocol ({@code EIO}, {@code transport}, {@code sid},
     * {@code j}, and the timestamp's) cannot be replaced.
     *
     * @param parameters names and values, not encoded
     * @return changed options; default none beside those of the URL
     */
    public EngineOptions withQuery(Map<String, String> parameters) {
        Map<String, String> copy = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        return with(draft -> draft.query = copy);
    }

    /**
     * The sub-protocols that a WebSocket offers.
     *
     * @param names the sub-protocols, the preferred one first
     * @return changed options; default none
     */
    public EngineOptions withSubprotocols(List<String> names) {
        List<String> copy = List.copyOf(names);
        return with(draft -> draft.subprotocols = copy);
    }

    /**
     * What one transport has of its own.
     *
     * @param transport the transport
     * @param own its options
     * @return changed options; default none
     */
    public EngineOptions withTransportOptions(EngineTransport transport, TransportOptions own) {
        Map<EngineTransport, TransportOptions> copy = new EnumMap<>(EngineTransport.class);
        copy.putAll(values.transportOptions);
        copy.put(Objects.requireNonNull(transport, "transport"), Objects.requireNonNull(own, "own"));
        return with(draft -> draft.transportOptions = Collections.unmodifiableMap(copy));
    }

    /**
     * Whether binary messages travel as base64 text over WebSocket too, for proxies that damage binary frames.
     *
     * @param on whether they do
     * @return changed options; default false
     */
    public EngineOptions withForceBase64(boolean on) {
        return with(draft -> draft.forceBase64 = on);
    }

    /**
     * Whether the requests of polling have a parameter that differs each time, so that no cache answers them.
     *
     * @param on whether they have
     * @return changed options; default true
     */
    public EngineOptions withTimestampRequests(boolean on) {
        return with(draft -> draft.timestampRequests = on);
    }

    /**
     * The name of the parameter that differs each time.
     *
     * @param name a name
     * @return changed options; default {@code t}
     */
    public EngineOptions withTimestampParameter(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("timestampParameter: '" + name + "' (expected: a name)");
        }
        return with(draft -> draft.timestampParameter = name);
    }

    /**
     * From which size on messages are compressed on a WebSocket, where the wire and the server can.
     *
     * @param size characters, or bytes of a binary message
     * @return changed options; default 1024
     */
    public EngineOptions withCompressionThreshold(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("compressionThreshold: " + size + " (expected: 0 or more)");
        }
        return with(draft -> draft.compressionThreshold = size);
    }

    /**
     * How many packets one POST carries at most.
     *
     * @param count a number
     * @return changed options; default 16, which is what python-engineio takes
     */
    public EngineOptions withMaxPacketsPerPost(int count) {
        return with(draft -> draft.maxPacketsPerPost = positive("maxPacketsPerPost", count));
    }

    /**
     * How many packets the server may send in one payload; more end the session.
     *
     * @param count a number
     * @return changed options; default 100,000: a server that emits 10,000 events at once, each with attachments, is in
     *     its right
     */
    public EngineOptions withMaxPacketsPerPayload(int count) {
        return with(draft -> draft.maxPacketsPerPayload = positive("maxPacketsPerPayload", count));
    }

    /**
     * How many bytes one POST carries at most where the server does not say it.
     *
     * @param bytes a number
     * @return changed options; default 1,000,000
     */
    public EngineOptions withAssumedMaxPayload(int bytes) {
        return with(draft -> draft.assumedMaxPayload = positive("assumedMaxPayload", bytes));
    }

    /**
     * How much may wait to be written over an open connection: what was given to the client, and the connection has not
     * taken. A message that would make it more is not sent, nothing of it is written, and the connection goes on: a send
     * fails with {@link dev.halley.OverflowException}, and so does an emit of a Socket.IO client, whose attachments count
     * with it. There is no limit for one message alone, while nothing else waits. Packets of the protocol always pass.
     *
     * @param bytes a number, more than zero: bytes of binary messages, characters of text; independently of it at most
     *     100,000 messages wait
     * @return changed options; default 67,108,864 (64 MiB)
     * @throws IllegalArgumentException if it is not more than zero
     */
    public EngineOptions withMaxSendBuffer(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("maxSendBuffer: " + bytes + " (expected: more than zero)");
        }
        return with(draft -> draft.maxSendBuffer = bytes);
    }

    /**
     * How long one attempt to open a session may take.
     *
     * @param timeout more than zero
     * @return changed options; default 20 s
     */
    public EngineOptions withConnectTimeout(Duration timeout) {
        return with(draft -> draft.connectTimeout = positive("connectTimeout", timeout));
    }

    /**
     * How long a request may take beyond the time that the protocol itself gives it: for the one that waits for packets,
     * the server's ping interval and ping timeout; for one that carries packets, the ping timeout.
     *
     * @param timeout more than zero
     * @return changed options; default 5 s
     */
    public EngineOptions withRequestTimeout(Duration timeout) {
        return with(draft -> draft.requestTimeout = positive("requestTimeout", timeout));
    }

    /**
     * How long the change from polling to WebSocket may take; when it is over the session stays on polling.
     *
     * @param timeout more than zero; servers usually give up after 10 s
     * @return changed options; default 8 s
     */
    public EngineOptions withUpgradeTimeout(Duration timeout) {
        return with(draft -> draft.upgradeTimeout = positive("upgradeTimeout", timeout));
    }

    /**
     * The transports, in order.
     *
     * @return at least one
     */
    public List<EngineTransport> transports() {
        return values.transports;
    }

    /**
     * The version of the protocol.
     *
     * @return the only one that is tried, or null to detect it
     */
    public @Nullable EngineVersion version() {
        return values.version;
    }

    /**
     * Whether a session may change from polling to WebSocket.
     *
     * @return whether it may
     */
    public boolean upgrade() {
        return values.upgrade;
    }

    /**
     * Whether a session begins on the WebSocket that worked before.
     *
     * @return whether it does
     */
    public boolean rememberUpgrade() {
        return values.rememberUpgrade;
    }

    /**
     * Whether further transports are tried while opening.
     *
     * @return whether they are
     */
    public boolean tryAllTransports() {
        return values.tryAllTransports;
    }

    /**
     * The path of the server's URLs.
     *
     * @return as it was given
     */
    public String path() {
        return values.path;
    }

    /**
     * Whether the path ends with a slash.
     *
     * @return whether one is added
     */
    public boolean addTrailingSlash() {
        return values.addTrailingSlash;
    }

    /**
     * Parameters of the query.
     *
     * @return names and values, not encoded
     */
    public Map<String, String> query() {
        return values.query;
    }

    /**
     * The sub-protocols of WebSockets.
     *
     * @return their names
     */
    public List<String> subprotocols() {
        return values.subprotocols;
    }

    /**
     * What a transport has of its own.
     *
     * @param transport the transport
     * @return its options; {@link TransportOptions#NONE} when it has none
     */
    public TransportOptions transportOptions(EngineTransport transport) {
        return values.transportOptions.getOrDefault(transport, TransportOptions.NONE);
    }

    /**
     * Whether binary messages are base64 everywhere.
     *
     * @return whether they are
     */
    public boolean forceBase64() {
        return values.forceBase64;
    }

    /**
     * Whether requests have a parameter that differs each time.
     *
     * @return whether they have
     */
    public boolean timestampRequests() {
        return values.timestampRequests;
    }

    /**
     * The name of that parameter.
     *
     * @return the name
     */
    public String timestampParameter() {
        return values.timestampParameter;
    }

    /**
     * From which size on messages are compressed.
     *
     * @return characters or bytes
     */
    public int compressionThreshold() {
        return values.compressionThreshold;
    }

    /**
     * How many packets a POST carries at most.
     *
     * @return the count
     */
    public int maxPacketsPerPost() {
        return values.maxPacketsPerPost;
    }

    /**
     * How many packets a payload of the server may have.
     *
     * @return the count
     */
    public int maxPacketsPerPayload() {
        return values.maxPacketsPerPayload;
    }

    /**
     * How many bytes a POST carries where the server does not say it.
     *
     * @return the bytes
     */
    public long assumedMaxPayload() {
        return values.assumedMaxPayload;
    }

    /**
     * How much may wait to be written.
     *
     * @return bytes of binary messages, characters of text
     */
    public long maxSendBuffer() {
        return values.maxSendBuffer;
    }

    /**
     * How long opening may take.
     *
     * @return the time
     */
    public Duration connectTimeout() {
        return values.connectTimeout;
    }

    /**
     * How long a request may take beyond the protocol's time.
     *
     * @return the time
     */
    public Duration requestTimeout() {
        return values.requestTimeout;
    }

    /**
     * How long a change of transport may take.
     *
     * @return the time
     */
    public Duration upgradeTimeout() {
        return values.upgradeTimeout;
    }

    private static int positive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        return value;
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
        // sums of nanoseconds overflow after 292 years
        return value.compareTo(LONGEST) > 0 ? LONGEST : value;
    }

    /** Names of parameters alone: their values may be secrets. */
    @Override
    public String toString() {
        return "EngineOptions[" + values.transports + ", version=" + values.version + ", path=" + values.path
                + ", query=" + values.query.keySet() + "]";
    }
}

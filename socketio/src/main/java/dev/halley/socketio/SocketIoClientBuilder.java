package dev.halley.socketio;

import dev.halley.ClientBuilder;
import dev.halley.Overflow;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineOptions;
import dev.halley.internal.client.Checks;
import dev.halley.internal.client.ClientSettings;
import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.internal.loop.Kernel;
import dev.halley.internal.loop.TimeSource;
import dev.halley.internal.observe.NoLogger;
import dev.halley.internal.observe.PrintLogger;
import dev.halley.json.JsonCodec;
import dev.halley.socketio.internal.client.ClientCore;
import dev.halley.socketio.internal.client.ClientOptions;
import dev.halley.socketio.internal.session.SessionSettings;
import dev.halley.socketio.parser.PacketParser;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Configures a Socket.IO client. Each method names its default, and what is inherited names its own, with one difference:
 * the reconnect policy begins with 1 s, doubles up to 5 s, varies by half of that in both directions, and never gives up.
 * Not thread-safe; may be used for several clients, which then share nothing but the objects given here.
 */
public final class SocketIoClientBuilder extends ClientBuilder<SocketIoClientBuilder> {
    private EngineOptions engine = EngineOptions.defaults().withPath("/socket.io");
    private PacketParser parser = PacketParser.json();
    private @Nullable JsonCodec jsonCodec;
    private int maxAttachments = 64;
    private long maxAttachmentBytes = 64L << 20;
    private int maxBuffered = SessionSettings.DEFAULT.bufferLimit();
    private Overflow bufferOverflow = SessionSettings.DEFAULT.bufferOverflow();
    private int retries = SessionSettings.DEFAULT.retries();
    private @Nullable Duration ackTimeout = SessionSettings.DEFAULT.ackTimeout();
    private Duration callTimeout = Duration.ofSeconds(60);
    private boolean recovery = SessionSettings.DEFAULT.recovery();
    private boolean showRecoveryOffset = SessionSettings.DEFAULT.showsOffset();
    private int handlerConcurrency = 1;
    private Function<TimeSource, System.@Nullable Logger> engineLogger = time -> null;

    SocketIoClientBuilder() {
        super("socketio");
        SocketIoClientBuilder unused = reconnectPolicy(SessionSettings.DEFAULT.reconnect());
    }

    /**
     * Changes how the connection below works: transports, path, query, upgrade, protocol version, timeouts.
     *
     * @param change gets the options so far and returns others
     * @return this builder; default {@link EngineOptions#defaults} with the path {@code /socket.io}
     */
    public SocketIoClientBuilder engine(UnaryOperator<EngineOptions> change) {
        this.engine = Objects.requireNonNull(change.apply(engine), "engine");
        return this;
    }

    /**
     * How packets travel; the server has to use the same.
     *
     * @param parser the parser
     * @return this builder; default {@link PacketParser#json}
     */
    public SocketIoClientBuilder parser(PacketParser parser) {
        this.parser = Objects.requireNonNull(parser, "parser");
        return this;
    }

    /**
     * The codec of payloads.
     *
     * @param codec the codec
     * @return this builder; default the one of highest priority that {@link java.util.ServiceLoader} finds
     */
    public SocketIoClientBuilder jsonCodec(JsonCodec codec) {
        this.jsonCodec = Objects.requireNonNull(codec, "codec");
        return this;
    }

    /**
     * How many attachments (SEC-01) a received packet may have; one with more ends the connection.
     *
     * @param count 0 or more
     * @return this builder; default 64
     * @throws IllegalArgumentException if it is negative
     */
    public SocketIoClientBuilder maxAttachments(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("maxAttachments: " + count + " (expected: 0 or more)");
        }
        this.maxAttachments = count;
        return this;
    }

    /**
     * How many bytes the attachments of a received packet may have together. As many may have come of a namespace's events
     * before the server's answer to its CONNECT, as when a server with recovery sends again what was missed.
     *
     * @param bytes more than zero
     * @return this builder; default 64 MiB
     * @throws IllegalArgumentException if it is not more than zero
     */
    public SocketIoClientBuilder maxAttachmentBytes(long bytes) {
        this.maxAttachmentBytes = Checks.positive("maxAttachmentBytes", bytes);
        return this;
    }

    /**
     * How many emitted events may wait for the connection, in each namespace; and so many again that are sent until they are
     * acknowledged ({@link #retries}).
     *
     * @param count 0 or more
     * @return this builder; default 1,000
     * @throws IllegalArgumentException if it is negative
     */
    public SocketIoClientBuilder maxBuffered(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("maxBuffered: " + count + " (expected: 0 or more)");
        }
        this.maxBuffered = count;
        return this;
    }

    /**
     * What becomes of one more.
     *
     * @param policy {@link Overflow#FAIL}: it fails; {@link Overflow#DROP_OLDEST}, {@link Overflow#DROP_LATEST}: one is
     *     dropped, and reported as {@link dev.halley.ClientEvent.NotSent}; a blocking {@code emit} of it returns as if it
     *     waited, its stage ends with {@link dev.halley.OverflowException}
     * @return this builder; default {@link Overflow#FAIL}
     * @throws IllegalArgumentException if it is {@link Overflow#PAUSE}
     */
    public SocketIoClientBuilder bufferOverflow(Overflow policy) {
        if (policy == Overflow.PAUSE) {
            throw new IllegalArgumentException("bufferOverflow: PAUSE (expected: FAIL, DROP_OLDEST or DROP_LATEST)");
        }
        this.bufferOverflow = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * How often an event is sent again for which no acknowledgement came: each event then arrives at least once, <b>and
     * perhaps twice</b>. The server has to acknowledge each.
     *
     * @param retries how often after the first time, 0 or more
     * @return this builder; default 0
     * @throws IllegalArgumentException if it is negative
     */
    public SocketIoClientBuilder retries(int retries) {
        if (retries < 0) {
            throw new IllegalArgumentException("retries: " + retries + " (expected: 0 or more)");
        }
        this.retries = retries;
        return this;
    }

    /**
     * How long each emitted event that asks for an acknowledgement ({@link EmitOptions#onAck}) waits for it, where its
     * options do not say; where events are sent again, how long each try waits. A {@code call} has {@link #callTimeout}.
     *
     * @param timeout more than zero
     * @return this builder; default: as long as it takes, and 10 s for each try
     * @throws IllegalArgumentException if it is not more than zero
     */
    public SocketIoClientBuilder ackTimeout(Duration timeout) {
        this.ackTimeout = Checks.positive("ackTimeout", timeout);
        return this;
    }

    /**
     * How long {@code call} waits for the acknowledgement.
     *
     * @param timeout more than zero
     * @return this builder; default 60 s
     * @throws IllegalArgumentException if it is not more than zero
     */
    public SocketIoClientBuilder callTimeout(Duration timeout) {
        this.callTimeout = Checks.positive("callTimeout", timeout);
        return this;
    }

    /**
     * Whether the client asks the server to restore the session after a lost connection, and to send again what was missed
     * ("connection state recovery"). Servers that can't do it ignore that.
     *
     * @param recovery false to begin anew each time
     * @return this builder; default true
     */
    public SocketIoClientBuilder recovery(boolean recovery) {
        this.recovery = recovery;
        return this;
    }

    /**
     * Whether handlers see the last argument that a server with connection state recovery adds to its events: the event's
     * offset.
     *
     * @param shown true to show it
     * @return this builder; default false: it is taken off
     */
    public SocketIoClientBuilder showRecoveryOffset(boolean shown) {
        this.showRecoveryOffset = shown;
        return this;
    }

    /**
     * How many events of one namespace are handled at a time. With more than one, handlers see them in no order that could
     * be relied on.
     *
     * @param handlers 1 or more
     * @return this builder; default 1
     * @throws IllegalArgumentException if it is less than 1
     */
    public SocketIoClientBuilder handlerConcurrency(int handlers) {
        if (handlers < 1) {
            throw new IllegalArgumentException("handlerConcurrency: " + handlers + " (expected: 1 or more)");
        }
        this.handlerConcurrency = handlers;
        return this;
    }

    /**
     * Writes all that the connection below logs to a stream instead of the logger {@code dev.halley.engineio}: that it is
     * opened, upgraded and closed, and each packet sent and received, with its type, its size and the start of its text,
     * in which secrets are masked. {@link #logTo(PrintStream)} is for Socket.IO itself.
     *
     * @param out such as {@code System.err}
     * @return this builder; default the logger {@code dev.halley.engineio}
     */
    public SocketIoClientBuilder engineLogTo(PrintStream out) {
        return engineLogTo(out, System.Logger.Level.TRACE);
    }

    /**
     * Writes what the connection below logs to a stream.
     *
     * @param out such as {@code System.err}
     * @param least the lowest level that is written: {@code DEBUG} for changes of state, {@code TRACE} for each packet as
     *     well
     * @return this builder; default the logger {@code dev.halley.engineio}
     */
    public SocketIoClientBuilder engineLogTo(PrintStream out, System.Logger.Level least) {
        Objects.requireNonNull(out, "out");
        Objects.requireNonNull(least, "least");
        this.engineLogger = time -> new PrintLogger(out, least, time);
        return this;
    }

    /**
     * Gives what the connection below logs to a logger.
     *
     * @param logger the logger
     * @return this builder; default the logger {@code dev.halley.engineio}
     */
    public SocketIoClientBuilder engineLogTo(System.Logger logger) {
        Objects.requireNonNull(logger, "logger");
        this.engineLogger = time -> logger;
        return this;
    }

    /**
     * Logs nothing of the connection below.
     *
     * @return this builder; default the logger {@code dev.halley.engineio}
     */
    public SocketIoClientBuilder engineLogOff() {
        return engineLogTo(new NoLogger());
    }

    /**
     * Makes a client. It holds nothing until it connects.
     *
     * @return a client that is not connected
     * @throws IllegalStateException if no wire or no JSON codec is on the class path
     */
    public SocketIoClient build() {
        return buildAsync().blocking();
    }

    /**
     * Makes a client with futures.
     *
     * @return a client that is not connected
     * @throws IllegalStateException if no wire or no JSON codec is on the class path
     */
    public AsyncSocketIoClient buildAsync() {
        return new AsyncSocketIoClient(core(ClientSettings.of(this)));
    }

    /** For tests in virtual time. */
    AsyncSocketIoClient buildAsync(Kernel kernel) {
        return new AsyncSocketIoClient(core(ClientSettings.of(this, kernel)));
    }

    ClientCore core(ClientSettings settings) {
        ReconnectPolicy policy = settings.reconnectPolicy();
        return new ClientCore(
                settings,
                new ClientOptions(
                        engine,
                        parser,
                        JsonCodecLoader.orDefault(jsonCodec),
                        maxAttachments,
                        maxAttachmentBytes,
                        new SessionSettings(
                                policy, maxBuffered, bufferOverflow, retries, ackTimeout, recovery, showRecoveryOffset),
                        callTimeout,
                        handlerConcurrency,
                        engineLogger));
    }
}

package dev.halley.engineio.internal.transport;

import dev.halley.engineio.EngineHandshake;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.engineio.internal.payload.PayloadCodec;
import dev.halley.internal.http.HttpAgent;
import dev.halley.internal.http.Wording;
import dev.halley.internal.loop.SerialContext;
import dev.halley.internal.loop.TimeSource;
import dev.halley.wire.Headers;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the transports of one session share. Serial context. */
public final class Link {
    private final HttpAgent agent;
    private final SerialContext context;
    private final TimeSource time;
    private final Wording wording;
    private final EngineOptions options;
    private final Headers headers;
    private final Addresses addresses;
    private final Farewell farewell;
    private final Caution caution;
    private final Outbox outbox;

    private PayloadCodec codec;
    private boolean detecting;
    private @Nullable EngineHandshake handshake;

    /**
     * @param version the one to begin with
     * @param headers of each request (E4-11)
     * @param farewell hears of what tells the server that the session is over
     * @param caution what is known of refused requests
     */
    public Link(
            HttpAgent agent,
            SerialContext context,
            TimeSource time,
            Wording wording,
            EngineOptions options,
            URI url,
            Headers headers,
            EngineVersion version,
            Farewell farewell,
            Caution caution) {
        this.agent = agent;
        this.context = context;
        this.time = time;
        this.wording = wording;
        this.options = options;
        this.headers = headers;
        this.farewell = farewell;
        this.caution = caution;
        this.outbox = new Outbox(options.maxSendBuffer());
        this.addresses = new Addresses(url, options, time);
        this.codec = PayloadCodec.of(version);
        this.detecting = options.version() == null;
    }

    Farewell farewell() {
        return farewell;
    }

    HttpAgent agent() {
        return agent;
    }

    SerialContext context() {
        return context;
    }

    TimeSource time() {
        return time;
    }

    Wording wording() {
        return wording;
    }

    EngineOptions options() {
        return options;
    }

    Caution caution() {
        return caution;
    }

    public Outbox outbox() {
        return outbox;
    }

    public PayloadCodec codec() {
        return codec;
    }

    /** Whether what the server sends first decides the version. */
    public boolean isDetecting() {
        return detecting;
    }

    /** The server turned out to speak this version. */
    public void speaks(EngineVersion version) {
        codec = PayloadCodec.of(version);
    }

    public @Nullable EngineHandshake handshake() {
        return handshake;
    }

    /** The session is open: its sid is on every request from here on (E4-04). */
    public void opened(EngineHandshake agreed) {
        handshake = agreed;
        detecting = false;
    }

    /** Headers of a transport's requests; its own replace the connection's. */
    Headers headers(EngineTransport transport) {
        Headers[] merged = {headers};
        Headers own = options.transportOptions(transport).headers();
        own.forEach((name, value) -> merged[0] = merged[0].without(name));
        own.forEach((name, value) -> merged[0] = merged[0].plus(name, value));
        return merged[0];
    }

    URI url(EngineTransport transport) {
        return addresses.url(transport, codec.version(), handshake == null ? null : handshake.sid());
    }

    /** E4-10: longer than the server may hold a poll. */
    Duration pollTimeout() {
        EngineHandshake agreed = handshake;
        return agreed == null
                ? options.connectTimeout()
                : agreed.pingInterval().plus(agreed.pingTimeout()).plus(options.requestTimeout());
    }

    /** A POST that takes longer than the ping timeout keeps the pong from the server. */
    Duration postTimeout() {
        EngineHandshake agreed = handshake;
        return agreed == null ? options.connectTimeout() : agreed.pingTimeout().plus(options.requestTimeout());
    }

    // E4-20, E3-08
    long maxPayload() {
        EngineHandshake agreed = handshake;
        return agreed == null || agreed.maxPayload() <= 0 ? options.assumedMaxPayload() : agreed.maxPayload();
    }
}

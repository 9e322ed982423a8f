package dev.halley.engineio;

import dev.halley.ClientBuilder;
import dev.halley.engineio.internal.client.EngineConfig;
import dev.halley.engineio.internal.client.EngineIoCore;
import dev.halley.internal.client.Checks;
import dev.halley.internal.client.ClientSettings;
import dev.halley.internal.loop.Kernel;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Configures an Engine.IO client. Each method names its default; of the options of all clients, the reconnect policy and
 * the JSON codec mean nothing here: an Engine.IO client opens one session and reports its end. Not thread-safe; may be
 * used for several clients.
 */
public final class EngineIoClientBuilder extends ClientBuilder<EngineIoClientBuilder> {
    private final URI url;
    private EngineOptions options = EngineOptions.defaults();
    private Duration closeTimeout = Duration.ofSeconds(5);
    private final List<Consumer<? super EngineMessage>> onMessage = new ArrayList<>();
    private final List<Consumer<? super EngineEvent>> onEvent = new ArrayList<>();

    EngineIoClientBuilder(String url) {
        super("engineio");
        this.url = parse(url);
        String scheme = String.valueOf(this.url.getScheme());
        if (!scheme.matches("(?i)https?|wss?") || this.url.getHost() == null) {
            throw new IllegalArgumentException(
                    "url: not absolute, or of another scheme" + " (expected: http, https, ws or wss, and a host)");
        }
    }

    private static URI parse(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // without the text itself: a URL may hold a password
            throw new IllegalArgumentException(
                    "url: " + e.getReason() + " at index " + e.getIndex() + " (expected: an absolute URL)");
        }
    }

    /**
     * How sessions are opened and kept.
     *
     * @param chosen the options
     * @return this builder; default {@link EngineOptions#defaults}
     */
    public EngineIoClientBuilder options(EngineOptions chosen) {
        this.options = Objects.requireNonNull(chosen, "options");
        return this;
    }

    /**
     * Changes how sessions are opened and kept.
     *
     * @param change gets the options of now, such as {@code options -> options.withPath("/engine")}
     * @return this builder; default no change
     */
    public EngineIoClientBuilder options(UnaryOperator<EngineOptions> change) {
        return options(change.apply(options));
    }

    /**
     * Listens to messages from the first one on.
     *
     * @param listener called on the client's executor, one message at a time, in order
     * @return this builder; default none: a message that comes while nobody listens is reported as dropped
     */
    public EngineIoClientBuilder onMessage(Consumer<? super EngineMessage> listener) {
        onMessage.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Listens to events from the first one on. A listener that is given here hears of each packet, too.
     *
     * @param listener called on the client's executor, one event at a time, in order
     * @return this builder; default none
     */
    public EngineIoClientBuilder onEvent(Consumer<? super EngineEvent> listener) {
        onEvent.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * How long a close waits for what is queued, for a running upgrade and for the server.
     *
     * @param timeout more than zero
     * @return this builder; default 5 s
     */
    public EngineIoClientBuilder closeTimeout(Duration timeout) {
        closeTimeout = Checks.positive("closeTimeout", timeout);
        return this;
    }

    /**
     * Builds a client that is not open yet.
     *
     * @return a client
     * @throws IllegalStateException if no wire is on the class path, or the TLS settings exclude each other
     */
    public EngineIoClient build() {
        return buildAsync().blocking();
    }

    /**
     * Builds a client with futures that is not open yet.
     *
     * @return a client
     * @throws IllegalStateException if no wire is on the class path, or the TLS settings exclude each other
     */
    public AsyncEngineIoClient buildAsync() {
        return buildAsync(ClientSettings.of(this));
    }

    /** For tests in virtual time. */
    AsyncEngineIoClient buildAsync(Kernel kernel) {
        return buildAsync(ClientSettings.of(this, kernel));
    }

    private AsyncEngineIoClient buildAsync(ClientSettings settings) {
        return new AsyncEngineIoClient(new EngineIoCore(
                new EngineConfig(url, options, closeTimeout, List.copyOf(onMessage), List.copyOf(onEvent), settings)));
    }

    /**
     * Builds a client and opens it.
     *
     * @return an open client
     * @throws dev.halley.HalleyException if it can't be opened; nothing stays running
     */
    public EngineIoClient open() {
        return build().open();
    }
}

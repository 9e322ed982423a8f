package dev.halley.salesforce;

import dev.halley.bayeux.BayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.bayeux.Replay;
import dev.halley.internal.loop.Stages;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Configures a client of Salesforce's Streaming API. Each method names its default. Not thread-safe. */
public final class SalesforceClientBuilder {
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{1,2}\\.0");

    private final SalesforceAuth auth;
    private String apiVersion = "64.0";
    private Replay replay = Replay.inMemory();
    private UnaryOperator<BayeuxClientBuilder> further = UnaryOperator.identity();

    SalesforceClientBuilder(SalesforceAuth auth) {
        this.auth = auth;
    }

    /**
     * The version of the API; the events that arrive have its form.
     *
     * @param version such as {@code 64.0}; Salesforce accepts 37.0 and later at this URL
     * @return this builder; default {@code 64.0}
     * @throws IllegalArgumentException if it is no version
     */
    public SalesforceClientBuilder apiVersion(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("version: '" + version + "' (expected: such as 64.0)");
        }
        this.apiVersion = version;
        return this;
    }

    /**
     * Where positions are kept, and what happens when Salesforce refuses one because its event is no longer retained.
     *
     * @param replay the positions
     * @return this builder; default in memory, from the tip; a refused position fails the subscription
     */
    public SalesforceClientBuilder replay(Replay replay) {
        this.replay = Objects.requireNonNull(replay, "replay");
        return this;
    }

    /**
     * Configures the Bayeux client further: proxy, TLS, executor, reconnect policy, queues, manual acknowledgement. With
     * {@link BayeuxClientBuilder#manualAck manualAck(true)} subscribe by {@link SalesforceClient#bayeux()}, with handlers
     * of messages: only these can be acknowledged.
     *
     * @param further gets the builder after everything of Salesforce was set
     * @return this builder; default nothing
     */
    public SalesforceClientBuilder configure(UnaryOperator<BayeuxClientBuilder> further) {
        this.further = Objects.requireNonNull(further, "further");
        return this;
    }

    /**
     * Logs in and opens the client.
     *
     * @return an open client
     * @throws LoginRefusedException if Salesforce refuses the login
     * @throws dev.halley.HalleyException if it can't be opened; nothing stays running
     */
    public SalesforceClient open() {
        CompletableFuture<SalesforceClient> opening = openAsync();
        // whoever gives up must not leave a client behind
        return Stages.await(
                opening,
                "open",
                () -> Stages.ignore(
                        opening.thenAccept(opened -> opened.bayeux().async().close())));
    }

    /**
     * Logs in and opens the client.
     *
     * @return completes with an open client, on the client's executor; fails with {@link LoginRefusedException},
     *     {@link dev.halley.ConnectionException} or what {@link dev.halley.bayeux.AsyncBayeuxClient#open} fails with
     */
    public CompletableFuture<SalesforceClient> openAsync() {
        return auth.instanceUrl().toCompletableFuture().thenCompose(instance -> {
            BayeuxClient client = builder(instance).build();
            return client.async().open().thenApply(opened -> new SalesforceClient(client));
        });
    }

    private BayeuxClientBuilder builder(URI instance) {
        URI endpoint = instance.resolve("/cometd/" + apiVersion);
        return further.apply(BayeuxClient.builder(endpoint.toString())
                .name("salesforce")
                // anything else is answered with "400 Invalid connection type"
                .transports(ConnectionType.LONG_POLLING)
                // connects are held for 110 s; what comes beside that is the network's
                .requestTimeout(Duration.ofSeconds(15))
                .auth(auth)
                .replay(replay));
    }
}

package dev.halley.reliability.close;

import dev.halley.ConnectionState;
import dev.halley.bayeux.AsyncBayeuxClient;
import dev.halley.bayeux.BayeuxClientBuilder;
import dev.halley.bayeux.ConnectionType;
import dev.halley.testkit.FaultProxy;
import dev.halley.testkit.bayeux.BayeuxTestServer;
import dev.halley.wire.WireProvider;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Where a Bayeux client is. */
final class BayeuxSite extends Site {
    /** So that a promotion needs not wait long for its turn. */
    private static final Duration HOLD = Duration.ofSeconds(2);

    final BayeuxTestServer server = BayeuxTestServer.builder().timeout(HOLD).start();
    private final FaultProxy proxy =
            FaultProxy.to("localhost", URI.create(server.url()).getPort());
    private final ConnectionType type;
    AsyncBayeuxClient client;

    BayeuxSite(WireProvider wire, ConnectionType type) {
        super(wire);
        this.type = type;
        client = build(proxy.url("http", "/cometd"), builder -> builder);
    }

    private AsyncBayeuxClient build(String url, UnaryOperator<BayeuxClientBuilder> change) {
        return change.apply(AsyncBayeuxClient.builder(url)
                        .wire(wire)
                        .keepAlive(true)
                        .logOff()
                        .connectTimeout(Deadlines.LATE)
                        .requestTimeout(Deadlines.LATE)
                        .connectionTimeout(null)
                        .transports(type))
                .buildAsync();
    }

    void openAt(String scheme, int port) {
        client = build(scheme + "://localhost:" + port + "/cometd", builder -> builder);
        waiting.add(client.open());
    }

    void open(UnaryOperator<BayeuxClientBuilder> change) {
        client = build(proxy.url("http", "/cometd"), change);
        waiting.add(client.open());
    }

    void open() {
        open(builder -> builder);
    }

    /** Until messages flow. */
    void connect(UnaryOperator<BayeuxClientBuilder> change) {
        open(change);
        awaitReturn(waiting.remove(0));
    }

    void connect() {
        connect(builder -> builder);
        server.awaitConnectsHeld(1, Deadlines.SOON);
    }

    void awaitReceived(String channel) {
        Deadlines.await(channel, Deadlines.SOON, () -> !server.received(channel).isEmpty());
    }

    void awaitState(ConnectionState state) {
        Deadlines.await(state.toString(), Deadlines.SOON, () -> client.state() == state);
    }

    @Override
    FaultProxy proxy() {
        return proxy;
    }

    @Override
    ConnectionState state() {
        return client.state();
    }

    @Override
    CompletableFuture<Void> startClose() {
        return client.closeAsync();
    }

    @Override
    public void close() throws Exception {
        super.close();
        proxy.close();
        server.close();
    }

    @Override
    public String toString() {
        return type.toString();
    }
}

package dev.halley.reliability.close;

import dev.halley.ConnectionState;
import dev.halley.engineio.EngineTransport;
import dev.halley.reliability.close.SocketIoPlace.Route;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SocketIoClientBuilder;
import dev.halley.testkit.FaultProxy;
import dev.halley.testkit.socketio.SocketIoTestServer;
import dev.halley.wire.WireProvider;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Where a Socket.IO client is. */
final class SocketIoSite extends Site {
    final SocketIoTestServer server =
            SocketIoTestServer.builder().namespaces("/", "/other").start();
    private final FaultProxy proxy =
            FaultProxy.to("localhost", URI.create(server.url()).getPort());
    private final Route route;
    AsyncSocketIoClient client;

    SocketIoSite(WireProvider wire, Route route) {
        super(wire);
        this.route = route;
        client = build(builder -> builder);
    }

    private AsyncSocketIoClient build(UnaryOperator<SocketIoClientBuilder> change) {
        return change.apply(AsyncSocketIoClient.builder()
                        .wire(wire)
                        .keepAlive(true)
                        .logOff()
                        .engineLogOff()
                        .callTimeout(Deadlines.LATE)
                        .engine(engine ->
                                engine.withConnectTimeout(Deadlines.LATE).withRequestTimeout(Deadlines.LATE)))
                .buildAsync();
    }

    ConnectOptions options(String scheme, int port) {
        return over(ConnectOptions.to(scheme + "://localhost:" + port));
    }

    ConnectOptions options() {
        return options("http", proxy.port());
    }

    ConnectOptions over(ConnectOptions options) {
        return (switch (route) {
                    case POLLING -> options.transports(EngineTransport.POLLING);
                    case WEBSOCKET -> options.transports(EngineTransport.WEBSOCKET);
                    case UPGRADE -> options;
                })
                .waitTimeout(Deadlines.LATE);
    }

    void open(ConnectOptions options) {
        waiting.add(client.connect(options));
    }

    void open(UnaryOperator<SocketIoClientBuilder> change, ConnectOptions options) {
        client = build(change);
        open(options);
    }

    /** Until the namespaces are joined. */
    void connect(UnaryOperator<SocketIoClientBuilder> change) {
        open(change, options());
        awaitReturn(waiting.remove(0));
    }

    void connect() {
        connect(builder -> builder);
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
        return client.disconnect();
    }

    @Override
    public void close() throws Exception {
        super.close();
        proxy.close();
        server.close();
    }

    @Override
    public String toString() {
        return route.toString();
    }
}

package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineTransport;
import dev.halley.interop.Await;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SocketIoClientBuilder;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.NamespaceSession;
import dev.halley.testkit.socketio.SocketIoTestServer;
import dev.halley.testkit.socketio.SocketIoTestServerBuilder;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A client of Socket.IO and the scripted server behind sockets, which lists what a client must not do. */
final class SocketIoRules implements AutoCloseable {
    final SocketIoTestServer server;
    final AsyncSocketIoClient client;
    /** What handlers heard, one line each. */
    final List<String> heard = new CopyOnWriteArrayList<>();

    final List<ClientEvent> events = new CopyOnWriteArrayList<>();
    private final Set<String> listened = new HashSet<>();

    SocketIoRules() {
        this(EngineTransport.WEBSOCKET);
    }

    SocketIoRules(EngineTransport transport) {
        this(SocketIoTestServer.builder().anyNamespace(), over(transport));
    }

    SocketIoRules(SocketIoTestServerBuilder settings) {
        this(settings, over(EngineTransport.WEBSOCKET));
    }

    SocketIoRules(SocketIoTestServerBuilder settings, UnaryOperator<SocketIoClientBuilder> options) {
        server = settings.start();
        client = options.apply(AsyncSocketIoClient.builder()
                        .reconnectPolicy(ReconnectPolicy.exponentialBackoff()
                                .initialDelay(Duration.ofMillis(20))
                                .maxDelay(Duration.ofMillis(160))
                                .proportionalJitter(0))
                        .logOff()
                        .engineLogOff())
                .buildAsync();
        var unused = client.onEvent(events::add);
        listen("/");
    }

    static UnaryOperator<SocketIoClientBuilder> over(EngineTransport transport) {
        return builder -> builder.engine(engine -> engine.withTransports(transport));
    }

    /** Writes down what happens in a namespace. */
    SocketIoRules listen(String namespace) {
        listened.add(namespace);
        var handlers = client.namespace(namespace);
        var unused = List.of(
                handlers.onConnect(connected -> heard.add("connect " + namespace)),
                handlers.onDisconnect(end ->
                        heard.add("disconnect " + namespace + " " + end.reason().text())),
                handlers.onConnectError(error -> heard.add("connect_error " + namespace + " " + error.message())),
                handlers.onUnhandled(
                        event -> heard.add(event.name() + " " + event.args().toList())));
        return this;
    }

    ConnectOptions to(String... namespaces) {
        ConnectOptions options = ConnectOptions.to(server.url());
        return namespaces.length == 0 ? options : options.onlyNamespaces(namespaces);
    }

    /** Connects, and nothing was heard since. */
    SocketIoRules open(String... namespaces) {
        return open(to(namespaces));
    }

    SocketIoRules open(ConnectOptions options) {
        assertThat(result(client.connect(options))).isSameAs(client);
        Set<String> joined = new HashSet<>(options.namespaces());
        if (!options.isOnly()) {
            joined.add("/");
        }
        joined.retainAll(listened);
        until("the connect handlers of " + joined, () -> heard.size() >= joined.size());
        heard.clear();
        return this;
    }

    NamespaceSession session() {
        return server.namespace("/").session();
    }

    /** The connection breaks. Over polling one that breaks between two polls costs nothing, so a poll is waited for. */
    void lose() {
        until(
                "a poll that is held",
                () -> server.connections().stream()
                        .allMatch(connection -> !connection.transport().equals("polling") || connection.isPollHeld()));
        server.dropConnections();
    }

    /** Sends a message to the client that need not be a packet. */
    void raw(String message) {
        server.connection().send(EnginePacket.message(message));
    }

    void until(String what, BooleanSupplier condition) {
        Await.until(
                Await.SOON,
                () -> what + "; heard: " + heard + "; events: " + events + "; received: " + server.received()
                        + "; violations: " + server.violations(),
                condition);
    }

    /** Until handlers heard exactly this, which is then forgotten. */
    void hears(String... expected) {
        until("to hear " + List.of(expected), () -> heard.size() >= expected.length);
        assertThat(heard).containsExactly(expected);
        heard.clear();
    }

    void awaitConnected() {
        until("a connection", () -> client.isConnected() && server.connections().size() == 1);
    }

    void awaitEvents(Class<? extends ClientEvent> kind) {
        until(kind.getSimpleName(), () -> events.stream().anyMatch(kind::isInstance));
    }

    static <T> T result(CompletableFuture<T> future) {
        return Await.value(future, "result");
    }

    static <E extends Throwable> E failure(CompletableFuture<?> future, Class<E> type) {
        return BayeuxRules.failure(future, type);
    }

    void assertCorrect() {
        assertThat(server.violations()).isEmpty();
    }

    @Override
    public void close() {
        result(client.shutdown());
        server.close();
    }
}

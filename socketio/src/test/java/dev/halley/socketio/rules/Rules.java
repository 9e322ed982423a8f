package dev.halley.socketio.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.ConnectOptions;
import dev.halley.socketio.SocketIoClientBuilder;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.NamespaceSession;
import dev.halley.testkit.socketio.SocketIoTestServer;
import dev.halley.testkit.socketio.SocketIoTestServerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A client in virtual time and the test kit's server, which is as strict as the JavaScript one. */
final class Rules implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(5);

    final VirtualTime time = new VirtualTime();
    final SocketIoTestServer server;
    final AsyncSocketIoClient client;
    /** What handlers heard, one line each. */
    final List<String> heard = new ArrayList<>();

    final List<ClientEvent> events = new ArrayList<>();

    Rules(SocketIoTestServerBuilder settings, UnaryOperator<SocketIoClientBuilder> options) {
        server = settings.inVirtualTime(time);
        client = options.apply(AsyncSocketIoClient.builder()
                        .wire(server.wire())
                        .logOff()
                        .engineLogOff())
                .buildAsync();
        var unused = client.onEvent(events::add);
        listen("/");
    }

    Rules(SocketIoTestServerBuilder settings) {
        this(settings, options -> options);
    }

    Rules() {
        this(SocketIoTestServer.builder().anyNamespace());
    }

    /** Writes down what happens in a namespace. */
    Rules listen(String namespace) {
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

    /** Connects, and everything that follows from it has happened, the upgrade too. */
    Rules open(String... namespaces) {
        return open(to(namespaces));
    }

    Rules open(ConnectOptions options) {
        CompletableFuture<AsyncSocketIoClient> connected = client.connect(options);
        time.advance(Duration.ofSeconds(1));
        assertThat(Objects.requireNonNull(time.result(connected))).isSameAs(client);
        return this;
    }

    /** Makes sure that something succeeds at once. */
    void done(CompletableFuture<?> started) {
        time.runPending();
        assertThat(started).isCompleted();
    }

    NamespaceSession session() {
        return server.namespace("/").session();
    }

    /** Sends a message to the client that need not be a packet. */
    void raw(String message) {
        server.connection().send(EnginePacket.message(message));
    }

    /** Whether nothing was done that a server forbids, and nothing is left behind. */
    void assertCorrect() {
        assertThat(server.violations()).isEmpty();
    }

    @Override
    public void close() {
        client.close();
        time.advance(Duration.ofSeconds(30));
        server.close();
        assertThat(time.timers()).as("timers left behind").isZero();
    }
}

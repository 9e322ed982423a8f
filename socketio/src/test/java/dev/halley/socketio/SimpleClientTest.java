package dev.halley.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ConnectionException;
import dev.halley.OperationTimeoutException;
import dev.halley.ReconnectPolicy;
import dev.halley.engineio.EngineTransport;
import dev.halley.testkit.socketio.NamespaceSession;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("wire")
class SimpleClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SimpleClient sio = SimpleClient.create(SocketIoClient.builder()
            .logOff()
            .reconnectPolicy(ReconnectPolicy.exponentialBackoff().initialDelay(Duration.ofMillis(10))));
    private SocketIoTestServer server;

    @BeforeEach
    void start() {
        server = SocketIoTestServer.builder().namespaces("/", "/chat").start();
        server.on("echo", event -> event.ack(event.args().toArray()));
    }

    @AfterEach
    void stop() {
        sio.close();
        assertThat(server.violations()).isEmpty();
        server.close();
    }

    private NamespaceSession connected() {
        assertThat(sio.connect(server.url())).isSameAs(sio);
        server.awaitJoined("/", LIMIT);
        return server.namespace("/").session();
    }

    @Test
    void events_wait_until_they_are_received() {
        NamespaceSession session = connected();
        session.emit("first", 1);
        session.emit("second", "a", "b");
        assertThat(sio.receive().toString()).isEqualTo("/ first [1]");
        assertThat(sio.receive(LIMIT).orElseThrow().args().toList()).containsExactly("a", "b");
        assertThat(sio.receive(Duration.ofMillis(1))).isEmpty();
        assertThatThrownBy(() -> sio.async().receive(Duration.ofMillis(1)).join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(OperationTimeoutException.class);
        CompletableFuture<IncomingEvent> next = sio.async().receive();
        session.emit("third");
        assertThat(next.orTimeout(20, TimeUnit.SECONDS).join().name()).isEqualTo("third");
        assertThat(sio.isConnected()).isTrue();
        assertThat(sio.sid()).contains(session.id());
        assertThat(sio.transport()).isNotEmpty();
    }

    record Pair(String first, Integer second) {}

    @Test
    void what_is_received_and_what_answers_becomes_a_record() {
        NamespaceSession session = connected();
        session.emit("pair", "a", 1);
        assertThat(sio.receive().get(Args.as(Pair.class))).isEqualTo(new Pair("a", 1));
        assertThat(sio.call(Args.as(Pair.class), "echo", "b", 2)).isEqualTo(new Pair("b", 2));
        assertThat(sio.async()
                        .call(Args.as(Pair.class), "echo", "c")
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join())
                .isEqualTo(new Pair("c", null));
    }

    @Test
    void a_received_event_may_be_acknowledged_and_otherwise_is_when_the_next_one_is_received() throws Exception {
        NamespaceSession session = connected();
        CompletableFuture<List<Object>> own = session.call("own");
        CompletableFuture<List<Object>> none = session.call("none");
        sio.receive().ack().send("mine");
        assertThat(own.get(20, TimeUnit.SECONDS)).isEqualTo(List.of("mine"));
        assertThat(sio.receive().name()).isEqualTo("none");
        assertThat(none).isNotDone();
        assertThat(sio.receive(Duration.ofMillis(1))).isEmpty();
        assertThat(none.get(20, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void emit_and_call_wait_for_the_connection_to_come_back() throws Exception {
        connected();
        CountDownLatch lost = new CountDownLatch(1);
        sio.client().onDisconnect(lost::countDown);
        server.stopListening();
        server.dropConnections();
        assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Integer> echoed = sio.async().call(Integer.class, "echo", 1);
        CompletableFuture<Void> noted = sio.async().emit("noted", 2);
        assertThat(echoed).isNotDone();
        assertThat(noted).isNotDone();
        server.listen();
        assertThat(echoed.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        noted.get(20, TimeUnit.SECONDS);
        sio.emit("noted", 3);
        assertThat(server.take("noted", LIMIT).args().toString()).isEqualTo("[2]");
        assertThat(server.take("noted", LIMIT).args().toString()).isEqualTo("[3]");
    }

    @Test
    void when_the_server_disconnected_what_is_there_can_be_received_and_then_it_is_over() {
        NamespaceSession session = connected();
        session.emit("last");
        session.disconnect();
        assertThat(sio.receive().name()).isEqualTo("last");
        assertThatThrownBy(sio::receive)
                .isInstanceOfSatisfying(
                        DisconnectedException.class,
                        over -> assertThat(over.reason()).isEqualTo(DisconnectReason.SERVER));
        assertThatThrownBy(() -> sio.emit("x")).isInstanceOf(DisconnectedException.class);
        assertThatThrownBy(() -> sio.call("x")).isInstanceOf(DisconnectedException.class);
        assertThatThrownBy(() -> sio.async().emit("x").join()).hasCauseInstanceOf(DisconnectedException.class);
    }

    @Test
    void it_may_connect_again() {
        connected();
        sio.disconnect();
        assertThatThrownBy(sio::receive)
                .isInstanceOfSatisfying(
                        DisconnectedException.class,
                        over -> assertThat(over.reason()).isEqualTo(DisconnectReason.CLIENT));
        connected().emit("again");
        assertThat(sio.receive().name()).isEqualTo("again");
    }

    @Test
    void a_second_connect_while_it_is_connected_fails_and_changes_nothing() throws Exception {
        NamespaceSession session = connected();
        CompletableFuture<IncomingEvent> waiting = sio.async().receive();
        assertThatThrownBy(() -> sio.connect(ConnectOptions.to("http://127.0.0.1:1")
                        .transports(EngineTransport.POLLING)
                        .path("/elsewhere/")
                        .namespaces("/chat")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("connect: the client is CONNECTED (expected: NEW or CLOSED)");
        session.emit("first");
        session.emit("second");
        assertThat(waiting.orTimeout(20, TimeUnit.SECONDS).join().name()).isEqualTo("first");
        assertThat(sio.receive().name()).isEqualTo("second");
        assertThat(sio.call(Integer.class, "echo", 1)).isEqualTo(1);
        CountDownLatch again = new CountDownLatch(1);
        sio.client().onConnect(again::countDown);
        // between two polls there is no connection that could be dropped
        server.forgetConnections();
        server.dropConnections();
        // made again where it was made
        assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(sio.call(Integer.class, "echo", 2)).isEqualTo(2);
    }

    @Test
    void who_receives_on_a_connection_that_can_not_be_made_hears_of_it() {
        CompletableFuture<AsyncSimpleClient> connect = sio.async().connect("http://127.0.0.1:1");
        CompletableFuture<IncomingEvent> waiting = sio.async().receive();
        assertThatThrownBy(() -> connect.orTimeout(20, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(ConnectionException.class);
        assertThatThrownBy(() -> waiting.orTimeout(20, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(DisconnectedException.class);
        connected().emit("again");
        assertThat(sio.receive().name()).isEqualTo("again");
    }

    @Test
    void what_was_left_of_the_connection_before_counts_no_more() {
        NamespaceSession session = connected();
        session.emit("left");
        session.disconnect();
        sio.client().awaitEnd(LIMIT);
        assertThat(sio.client().pendingCount()).isOne();
        connected();
        assertThat(sio.client().pendingCount()).isZero();
    }

    @Test
    void it_has_one_namespace() {
        sio.connect(ConnectOptions.to(server.url()).namespaces("/chat"));
        assertThat(sio.client().connectedNamespaces()).containsExactly("/chat");
        server.namespace("/chat").emit("hi");
        assertThat(sio.receive().namespace()).isEqualTo("/chat");
        SimpleClient other = SimpleClient.create();
        assertThatThrownBy(() -> other.connect(ConnectOptions.to(server.url()).namespaces("/", "/chat")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> other.emit("x")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(other::receive).isInstanceOf(IllegalStateException.class);
    }
}

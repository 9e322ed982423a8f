package dev.halley.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClientObserver;
import dev.halley.engineio.EngineTransport;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.ConnectAnswer;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an observer hears of a Socket.IO client. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ObserverTest {
    private static final Duration QUARTER = Duration.ofMillis(250);

    private final VirtualTime time = new VirtualTime();
    private final SocketIoTestServer server =
            SocketIoTestServer.builder().namespaces("/", "/chat", "/no").inVirtualTime(time);
    private final List<String> heard = new ArrayList<>();
    private final List<ClientObserver.Exchange> exchanges = new ArrayList<>();

    private final ClientObserver observer = new ClientObserver() {
        @Override
        public void onEvent(ClientEvent event) {
            heard.add(event.getClass().getSimpleName());
        }

        @Override
        public void onExchange(ClientObserver.Exchange exchange) {
            exchanges.add(exchange);
        }

        @Override
        public void onTextSent(int characters) {
            heard.add("sent " + (characters > 0));
        }

        @Override
        public void onTextReceived(int characters) {
            heard.add("got " + (characters > 0));
        }

        @Override
        public void onBinarySent(int bytes) {
            heard.add("sent " + bytes + " bytes");
        }

        @Override
        public void onBinaryReceived(int bytes) {
            heard.add("got " + bytes + " bytes");
        }

        @Override
        public void onReceived(int messages, int pendingCount, long pendingBytes) {
            heard.add("received " + messages + ", " + pendingCount + " wait: " + (pendingBytes > 0));
        }

        @Override
        public void onHandled(String scope, int messages, Duration took, Throwable failure) {
            heard.add("handled " + scope + " " + messages + " " + took + " " + failure);
        }

        @Override
        public void onOperation(String operation, String scope, Duration took, Throwable failure) {
            heard.add(operation + " " + scope + " " + took + " "
                    + (failure == null ? "" : failure.getClass().getSimpleName()));
        }
    };

    private AsyncSocketIoClient client() {
        return AsyncSocketIoClient.builder()
                .wire(server.wire())
                .logOff()
                .observer(observer)
                .buildAsync(time.kernel());
    }

    private AsyncSocketIoClient connected(EngineTransport transport) {
        AsyncSocketIoClient client = client();
        time.result(client.connect(ConnectOptions.to(server.url()).transports(transport)));
        time.runPending();
        return client;
    }

    private List<String> heard(String prefix) {
        return heard.stream().filter(line -> line.startsWith(prefix)).toList();
    }

    @ParameterizedTest
    @EnumSource
    void hears_how_long_each_handler_ran_and_what_it_threw(EngineTransport transport) {
        AsyncSocketIoClient client = connected(transport);
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> broken = new CompletableFuture<>();
        client.on("two", event -> {});
        client.on("two", event -> {
            throw new IllegalStateException("boom");
        });
        client.onCall("slow", event -> slow);
        client.onCall("broken", event -> broken);
        server.emit("two", "text");
        time.runPending();
        assertThat(heard("handled"))
                .containsExactly("handled / 1 PT0S null", "handled / 1 PT0S java.lang.IllegalStateException: boom");
        assertThat(heard).contains("HandlerFailed", "received 1, 1 wait: true");

        heard.clear();
        server.emit("slow");
        time.advance(QUARTER);
        assertThat(heard("handled")).isEmpty();
        slow.complete("answer");
        time.runPending();
        assertThat(heard("handled")).containsExactly("handled / 1 PT0.25S null");

        heard.clear();
        server.emit("broken");
        time.advance(QUARTER);
        broken.completeExceptionally(new IllegalStateException("later"));
        time.runPending();
        assertThat(heard("handled")).containsExactly("handled / 1 PT0.25S java.lang.IllegalStateException: later");
    }

    @Test
    void hears_of_listeners_to_any_event_and_of_those_of_the_connection_and_of_nobody_where_nobody_listens() {
        AsyncSocketIoClient client = client();
        client.namespace("/chat").onConnect(connected -> {});
        time.result(client.connect(ConnectOptions.to(server.url())));
        time.advance(Duration.ofSeconds(1));
        assertThat(heard("handled")).containsExactly("handled /chat 1 PT0S null");
        heard.clear();
        server.namespace("/chat").emit("nobody's", "text");
        time.runPending();
        assertThat(heard("handled")).isEmpty();
        assertThat(heard).contains("received 1, 1 wait: true", "Dropped");
        client.namespace("/chat").onAny(event -> {});
        server.namespace("/chat").emit("anybody's");
        time.runPending();
        assertThat(heard("handled")).containsExactly("handled /chat 1 PT0S null");
    }

    @ParameterizedTest
    @EnumSource
    void hears_how_long_an_operation_took_and_whether_it_failed(EngineTransport transport) {
        AsyncSocketIoClient client = client();
        server.delayPackets(QUARTER);
        CompletableFuture<AsyncSocketIoClient> connect =
                client.connect(ConnectOptions.to(server.url()).transports(transport));
        time.advance(Duration.ofSeconds(2));
        assertThat(connect).isCompleted();
        assertThat(heard("connect"))
                .singleElement()
                .asString()
                .startsWith("connect  PT0")
                .endsWith("S ");
        assertThat(heard("connect")).doesNotContain("connect  PT0S ");

        server.delayPackets(Duration.ZERO);
        server.on("echo", event -> event.ack(event.args().toArray()));
        CompletableFuture<Void> emit = client.emit("news", 1);
        time.runPending();
        assertThat(emit).isCompleted();
        CompletableFuture<Args> good = client.call("echo", 1);
        time.runPending();
        assertThat(good).isCompleted();
        CompletableFuture<Args> bad =
                client.namespace("/").call(EmitOptions.defaults().timeout(Duration.ofSeconds(1)), "silent");
        time.advance(Duration.ofSeconds(1));
        assertThat(bad).isCompletedExceptionally();
        assertThat(heard("emit")).containsExactly("emit / PT0S ");
        assertThat(heard("call")).containsExactly("call / PT0S ", "call / PT1S OperationTimeoutException");

        server.namespace("/no").answerNextConnects(ConnectAnswer.refuse("no"));
        CompletableFuture<AsyncNamespace> joined = client.namespace("/chat").join();
        CompletableFuture<AsyncNamespace> refused = client.namespace("/no").join();
        time.runPending();
        assertThat(joined).isCompleted();
        assertThat(refused).isCompletedExceptionally();
        assertThat(heard("join")).containsExactly("join /chat PT0S ", "join /no PT0S NamespaceRefusedException");
    }

    @Test
    void hears_that_nobody_could_be_connected_to() {
        AsyncSocketIoClient client = client();
        server.stopListening();
        CompletableFuture<AsyncSocketIoClient> connect = client.connect(server.url());
        time.advance(Duration.ofSeconds(30));
        assertThat(connect).isCompletedExceptionally();
        assertThat(heard("connect")).singleElement().asString().endsWith("ConnectionException");
        assertThat(exchanges)
                .isNotEmpty()
                .allSatisfy(exchange -> assertThat(exchange.failure()).isNotNull());
    }

    @Test
    void hears_of_requests_with_their_sizes_and_times_and_of_the_upgrade() {
        AsyncSocketIoClient client = client();
        time.result(client.connect(server.url()));
        time.advance(Duration.ofSeconds(1));
        assertThat(client.transport()).contains(EngineTransport.WEBSOCKET);
        assertThat(exchanges).extracting(ClientObserver.Exchange::transport).contains("polling", "websocket");
        assertThat(exchanges)
                .filteredOn(exchange -> exchange.transport().equals("polling"))
                .allSatisfy(exchange -> assertThat(exchange.status()).isEqualTo(200))
                .anySatisfy(exchange -> assertThat(exchange.bytesSent()).isPositive())
                .anySatisfy(
                        exchange -> assertThat(exchange.charactersReceived()).isPositive());
        assertThat(exchanges)
                .filteredOn(exchange -> exchange.transport().equals("websocket"))
                .singleElement()
                .satisfies(exchange -> assertThat(exchange.status()).isEqualTo(101));
    }

    @Test
    void hears_of_each_message_of_a_websocket_and_of_the_reconnection() {
        AsyncSocketIoClient client = connected(EngineTransport.WEBSOCKET);
        heard.clear();
        time.result(client.emit("text"));
        time.result(client.emit("binary", (Object) new byte[] {1, 2, 3}));
        assertThat(heard).containsSubsequence("sent true", "emit / PT0S ", "sent true", "sent 3 bytes", "emit / PT0S ");
        server.emit("bytes", (Object) new byte[] {1, 2});
        time.runPending();
        assertThat(heard).containsSubsequence("got true", "got 2 bytes", "received 1, 1 wait: true");
        heard.clear();
        server.dropConnections();
        time.advance(Duration.ofSeconds(10));
        assertThat(heard).contains("StateChanged", "Retrying");
        assertThat(client.isConnected()).isTrue();
    }
}

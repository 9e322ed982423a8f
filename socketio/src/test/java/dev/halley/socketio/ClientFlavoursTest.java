package dev.halley.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.OperationTimeoutException;
import dev.halley.ReconnectPolicy;
import dev.halley.TypeRef;
import dev.halley.engineio.EngineTransport;
import dev.halley.testkit.RecordingSubscriber;
import dev.halley.testkit.socketio.ConnectAnswer;
import dev.halley.testkit.socketio.NamespaceSession;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application sees, in both faces and over each way to begin a connection, against a server over sockets. */
@Tag("wire")
class ClientFlavoursTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private SocketIoTestServer server;

    record Point(int x, int y) {}

    record News(Point point, @Nullable String text) {}

    /** The operations of a face, waited for. */
    interface Face {
        SocketIoClient client();

        void connect(ConnectOptions options);

        void emit(String namespace, EmitOptions options, String event, @Nullable Object @Nullable ... args);

        Args call(String namespace, EmitOptions options, String event, @Nullable Object... args);

        void join(String namespace);

        void disconnect(String namespace);

        void disconnect();

        void awaitEnd();
    }

    enum Flavour {
        BLOCKING {
            @Override
            Face face(SocketIoClient sio) {
                return new Face() {
                    @Override
                    public SocketIoClient client() {
                        return sio;
                    }

                    @Override
                    public void connect(ConnectOptions options) {
                        assertThat(sio.connect(options)).isSameAs(sio);
                    }

                    @Override
                    public void emit(
                            String namespace, EmitOptions options, String event, @Nullable Object @Nullable ... args) {
                        sio.namespace(namespace).emit(options, event, args);
                    }

                    @Override
                    public Args call(String namespace, EmitOptions options, String event, @Nullable Object... args) {
                        return sio.namespace(namespace).call(options, event, args);
                    }

                    @Override
                    public void join(String namespace) {
                        assertThat(sio.namespace(namespace).join().name()).isEqualTo(namespace);
                    }

                    @Override
                    public void disconnect(String namespace) {
                        sio.namespace(namespace).disconnect();
                    }

                    @Override
                    public void disconnect() {
                        sio.disconnect();
                    }

                    @Override
                    public void awaitEnd() {
                        assertThat(sio.awaitEnd(LIMIT)).isTrue();
                        sio.awaitEnd();
                    }
                };
            }
        },
        ASYNC {
            @Override
            Face face(SocketIoClient sio) {
                AsyncSocketIoClient async = sio.async();
                return new Face() {
                    @Override
                    public SocketIoClient client() {
                        return sio;
                    }

                    @Override
                    public void connect(ConnectOptions options) {
                        assertThat(done(async.connect(options))).isSameAs(async);
                    }

                    @Override
                    public void emit(
                            String namespace, EmitOptions options, String event, @Nullable Object @Nullable ... args) {
                        done(async.namespace(namespace).emit(options, event, args));
                    }

                    @Override
                    public Args call(String namespace, EmitOptions options, String event, @Nullable Object... args) {
                        return done(async.namespace(namespace).call(options, event, args));
                    }

                    @Override
                    public void join(String namespace) {
                        assertThat(done(async.namespace(namespace).join()).name())
                                .isEqualTo(namespace);
                    }

                    @Override
                    public void disconnect(String namespace) {
                        done(async.namespace(namespace).disconnect());
                    }

                    @Override
                    public void disconnect() {
                        done(async.disconnect());
                    }

                    @Override
                    public void awaitEnd() {
                        assertThat(done(async.awaitEnd(LIMIT))).isTrue();
                        done(async.awaitEnd());
                    }
                };
            }
        };

        abstract Face face(SocketIoClient client);
    }

    static Stream<Arguments> flavours() {
        return Arrays.stream(Flavour.values())
                .flatMap(flavour ->
                        Arrays.stream(EngineTransport.values()).map(transport -> Arguments.of(flavour, transport)));
    }

    private static <T> T done(CompletableFuture<T> future) {
        try {
            return future.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @BeforeEach
    void start() {
        server = SocketIoTestServer.builder().namespaces("/", "/chat").start();
        server.on("echo", event -> event.ack(event.args().toArray()));
        server.namespace("/chat").on("echo", event -> event.ack(event.args().toArray()));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        assertThat(server.violations()).isEmpty();
        server.close();
    }

    private Face face(Flavour flavour) {
        SocketIoClient client = SocketIoClient.builder()
                .logOff()
                .callTimeout(LIMIT)
                .reconnectPolicy(ReconnectPolicy.exponentialBackoff().initialDelay(Duration.ofMillis(10)))
                .build();
        opened.add(client);
        return flavour.face(client);
    }

    private ConnectOptions to(EngineTransport transport) {
        return ConnectOptions.to(server.url()).transports(transport);
    }

    private String heard() throws InterruptedException {
        String next = heard.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(next).as("what was heard next").isNotNull();
        return next;
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void events_go_both_ways_and_the_client_comes_back(Flavour flavour, EngineTransport transport) throws Exception {
        Face face = face(flavour);
        SocketIoClient sio = face.client();
        sio.onConnect(connected -> heard.add("connected " + sio.isConnected()));
        sio.onDisconnect(end -> heard.add("disconnected " + end.reason().isAccidental()));
        sio.on("news", Args.as(News.class), news -> heard.add(news.point() + " " + news.text()));
        face.connect(to(transport));
        assertThat(heard()).isEqualTo("connected true");
        assertThat(sio.transport()).contains(transport);
        assertThat(sio.sid()).contains(server.namespace("/").session().id());
        server.emit("news", Map.of("x", 1, "y", 2));
        assertThat(heard()).isEqualTo("Point[x=1, y=2] null");

        // between two polls there is no connection that could be dropped
        server.forgetConnections();
        server.dropConnections();
        assertThat(heard()).isEqualTo("disconnected true");
        assertThat(heard()).isEqualTo("connected true");
        server.emit("news", Map.of("x", 3, "y", 4), "again");
        assertThat(heard()).isEqualTo("Point[x=3, y=4] again");

        face.disconnect();
        assertThat(heard()).isEqualTo("disconnected false");
        face.awaitEnd();
        assertThat(sio.isActive()).isFalse();
        face.connect(to(transport));
        assertThat(heard()).isEqualTo("connected true");
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void arguments_are_what_was_given(Flavour flavour, EngineTransport transport) {
        Face face = face(flavour);
        face.connect(to(transport));
        EmitOptions plain = EmitOptions.defaults();
        face.emit("/", plain, "none");
        face.emit("/", plain, "null", (Object) null);
        face.emit("/", plain, "array", (Object[]) null);
        face.emit("/", plain, "list", List.of(1, 2));
        face.emit("/", plain, "spread", new Object[] {1, List.of(2), new byte[] {3}});
        face.emit("/", plain, "record", new Point(1, 2), Map.of("deep", List.of(new byte[] {1, 2})));
        assertThat(server.take("none", LIMIT).args()).isEmpty();
        assertThat(server.take("null", LIMIT).args()).containsExactly((Object) null);
        assertThat(server.take("array", LIMIT).args()).containsExactly((Object) null);
        assertThat(server.take("list", LIMIT).args()).hasSize(1);
        assertThat(server.take("spread", LIMIT).args()).hasSize(3);
        assertThat(server.take("record", LIMIT).args()).hasSize(2);
        Args echoed = face.call("/", plain, "echo", "text", new byte[] {1, 2, 3}, null, new Point(1, 2));
        assertThat(echoed.size()).isEqualTo(4);
        assertThat(echoed.get(0)).isEqualTo("text");
        assertThat(echoed.get(1, byte[].class)).containsExactly(1, 2, 3);
        assertThat(echoed.get(2)).isNull();
        assertThat(echoed.get(3, Point.class)).isEqualTo(new Point(1, 2));
        assertThat(echoed.get(4)).isNull();
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void handlers_answer_emit_call_and_disconnect(Flavour flavour, EngineTransport transport) throws Exception {
        Face face = face(flavour);
        face.client().onCall("question", String.class, text -> {
            Args reply = face.call("/", EmitOptions.defaults(), "echo", text);
            face.emit("/", EmitOptions.defaults(), "noted");
            return Args.of("answer to", reply.get(0));
        });
        face.client().on("bye", event -> face.disconnect());
        face.connect(to(transport));
        server.awaitJoined("/", LIMIT);
        NamespaceSession session = server.namespace("/").session();
        assertThat(session.call("question", "life").get(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .isEqualTo(List.of("answer to", "life"));
        assertThat(server.take("noted", LIMIT).args()).isEmpty();
        session.emit("bye");
        face.awaitEnd();
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void namespaces_are_joined_and_left(Flavour flavour, EngineTransport transport) throws Exception {
        Face face = face(flavour);
        SocketIoClient sio = face.client();
        sio.namespace("chat").on("hi", event -> heard.add("chat " + event));
        face.connect(to(transport).onlyNamespaces("/"));
        assertThat(sio.connectedNamespaces()).containsExactly("/");
        assertThatThrownBy(() -> face.emit("/chat", EmitOptions.defaults(), "x"))
                .isInstanceOf(BadNamespaceException.class);
        face.join("/chat");
        face.join("/chat");
        assertThat(sio.connectedNamespaces()).containsExactlyInAnyOrder("/", "/chat");
        server.namespace("/chat").emit("hi", 1);
        assertThat(heard()).isEqualTo("chat /chat hi [1]");
        assertThat(face.call("/chat", EmitOptions.defaults(), "echo", 1).get(0, Integer.class))
                .isOne();
        face.disconnect("/chat");
        assertThat(sio.connectedNamespaces()).containsExactly("/");
        face.disconnect("/");
        face.awaitEnd();
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void what_was_refused_says_why(Flavour flavour, EngineTransport transport) throws Exception {
        Face face = face(flavour);
        SocketIoClient sio = face.client();
        sio.onConnectError(error -> heard.add(error.message() + " " + error.data() + " " + error.active()));
        server.namespace("/").answerNextConnects(ConnectAnswer.refuse("no", Map.of("code", 7)));
        assertThatThrownBy(() -> face.connect(to(transport)))
                .isInstanceOfSatisfying(NamespaceRefusedException.class, refused -> {
                    assertThat(refused.errorText()).isEqualTo("no");
                    assertThat(refused.data()).isEqualTo(Map.of("code", 7));
                });
        assertThat(heard()).isEqualTo("no {code=7} false");
        assertThat(sio.isActive()).isFalse();
        face.connect(to(transport));
        assertThat(sio.isConnected()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void an_acknowledgement_goes_to_the_callback_or_what_prevented_it(Flavour flavour, EngineTransport transport)
            throws Exception {
        Face face = face(flavour);
        face.client().onEvent(event -> {
            if (event instanceof ClientEvent.Unconfirmed lost) {
                heard.add("unconfirmed " + lost.id());
            }
        });
        face.connect(to(transport));
        face.emit("/", EmitOptions.defaults().onAck(args -> heard.add("acknowledged " + args)), "echo", 1);
        assertThat(heard()).isEqualTo("acknowledged [1]");
        // long enough for a busy machine to write the event in time
        EmitOptions shortly = EmitOptions.defaults().timeout(Duration.ofMillis(500));
        face.emit("/", shortly.onAck((args, failure) -> heard.add("failed " + (failure != null))), "silent");
        assertThat(heard()).isEqualTo("failed true");
        face.emit("/", shortly.onAck(args -> heard.add("never")), "silent too");
        assertThat(heard()).startsWith("unconfirmed silent too");
        assertThatThrownBy(() -> face.call("/", shortly, "silent")).isInstanceOf(OperationTimeoutException.class);
    }

    @Test
    void typed_calls_give_the_first_argument_or_a_record_of_all() {
        SocketIoClient sio = face(Flavour.BLOCKING).client();
        sio.connect(server.url());
        assertThat(sio.call(Integer.class, "echo", 7)).isEqualTo(7);
        assertThat(sio.call(new TypeRef<List<Point>>() {}, "echo", List.of(new Point(1, 2))))
                .containsExactly(new Point(1, 2));
        assertThat(done(sio.async().call(String.class, "echo", "x"))).isEqualTo("x");
        assertThat(done(sio.async().call(new TypeRef<List<Integer>>() {}, "echo", List.of(1))))
                .containsExactly(1);
        assertThat(sio.call("echo").isEmpty()).isTrue();
        assertThat(sio.call(Integer.class, "echo")).isNull();
        News news = new News(new Point(1, 2), null);
        assertThat(sio.call(Args.as(News.class), "echo", new Point(1, 2))).isEqualTo(news);
        assertThat(done(sio.async().call(Args.as(News.class), "echo", new Point(1, 2))))
                .isEqualTo(news);
    }

    @Test
    void names_of_the_protocol_are_refused() {
        SocketIoClient sio = face(Flavour.BLOCKING).client();
        for (String name : List.of("connect", "connect_error", "disconnect", "disconnecting", "newListener")) {
            assertThatThrownBy(() -> sio.emit(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void send_is_the_event_message() {
        SocketIoClient sio = face(Flavour.BLOCKING).client();
        sio.connect(server.url());
        sio.send("hello");
        done(sio.async().send("again"));
        assertThat(server.take("message", LIMIT).args()).containsExactly("hello");
        assertThat(server.take("message", LIMIT).args()).containsExactly("again");
    }

    @Test
    void publishers_get_the_events_and_end_with_the_client() {
        SocketIoClient sio = face(Flavour.BLOCKING).client();
        RecordingSubscriber<Integer> numbers = new RecordingSubscriber<>();
        sio.events("number", Integer.class).subscribe(numbers);
        sio.connect(server.url());
        server.awaitJoined("/", LIMIT);
        server.emit("number", 1);
        server.emit("number", 2);
        assertThat(numbers.awaitItems(2, LIMIT)).containsExactly(1, 2);
        sio.disconnect();
        numbers.awaitEnd(LIMIT);
        assertThat(numbers.isComplete()).isTrue();
    }

    @Test
    void tasks_run_in_the_background_and_time_passes() {
        SocketIoClient sio = face(Flavour.BLOCKING).client();
        sio.onEvent(event -> {
            if (event instanceof ClientEvent.HandlerFailed failed) {
                heard.add(failed.scope() + " " + failed.cause().getMessage());
            }
        });
        sio.sleep(Duration.ofMillis(1));
        done(sio.async().sleep(Duration.ofMillis(1)));
        done(sio.startBackgroundTask(() -> heard.add("ran")));
        assertThat(heard).containsExactly("ran");
        CompletableFuture<Void> failing = sio.startBackgroundTask(() -> {
            throw new IllegalStateException("mine");
        });
        assertThatThrownBy(() -> done(failing)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_class_belongs_to_one_client() {
        final class Chat extends SocketNamespace {
            Chat() {
                super("/chat");
            }
        }
        Chat chat = new Chat();
        assertThatThrownBy(() -> chat.emit("x")).isInstanceOf(IllegalStateException.class);
        SocketIoClient sio = face(Flavour.BLOCKING).client();
        assertThat(sio.register(chat)).isSameAs(sio);
        sio.register(chat);
        assertThat(chat.namespace().name()).isEqualTo("/chat");
        SocketIoClient other = face(Flavour.BLOCKING).client();
        assertThatThrownBy(() -> other.register(chat)).isInstanceOf(IllegalStateException.class);
    }
}

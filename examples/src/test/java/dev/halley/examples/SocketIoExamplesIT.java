package dev.halley.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.socketio.NamespaceSession;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Each Socket.IO program does what its documentation says, against a server as strict as the JavaScript one. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SocketIoExamplesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private SocketIoTestServer server;

    @BeforeEach
    void start() {
        server = SocketIoTestServer.builder()
                .namespaces("/", "/chat", "/news", "/orders")
                .start();
        server.on(
                "sum",
                event -> event.ack(
                        number(event.args().get(0)) + number(event.args().get(1))));
        server.on("store", event -> event.ack("stored"));
    }

    private static int number(Object value) {
        return ((Number) value).intValue();
    }

    @AfterEach
    void stop() {
        assertThat(server.violations()).isEmpty();
        server.close();
    }

    private NamespaceSession joined(String namespace) {
        server.awaitJoined(namespace, LIMIT);
        return server.namespace(namespace).session();
    }

    private static List<Object> answer(CompletableFuture<List<Object>> answer) throws Exception {
        return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    void hello_emits_receives_and_ends_with_the_connection() throws Exception {
        server.on("my message", event -> event.session().emit("my response", "yes"));
        try (Program program = Program.start(SocketIoHello.class, server.url())) {
            program.awaitLine("I received yes");
            assertThat(server.take("my message", LIMIT).args()).containsExactly(Map.of("foo", "bar"));
            server.namespace("/").disconnectClients();
            assertThat(program.awaitEnd()).isZero();
        }
    }

    @Test
    void handlers_get_events_answer_and_call() throws Exception {
        try (Program program = Program.start(SocketIoHandlers.class, server.url())) {
            NamespaceSession session = joined("/");
            program.awaitLines("I'm connected!", "my sid is " + session.id(), "[stored] 3");
            assertThat(server.take("my message", LIMIT).args()).containsExactly(Map.of("foo", "bar"));
            assertThat(server.take("upload", LIMIT).args())
                    .hasSize(4)
                    .satisfies(args -> assertThat((byte[]) args.get(1)).containsExactly(1, 2, 3))
                    .satisfies(args -> assertThat(args.get(2)).isEqualTo(List.of("a", "b")));

            session.emit("message", "x");
            session.emit("my message", "hello");
            session.emit("order", Map.of("id", "acme", "count", 2));
            session.emit("moved", 3, 4, "acme");
            session.emit("orders", List.of(Map.of("id", "acme", "count", 2)));
            session.emit("many", 1, 2, 3, 4);
            session.emit("unknown");
            program.awaitLines(
                    "I received a message!",
                    "I received hello",
                    "2 of acme",
                    "acme is at 3",
                    "1 orders",
                    "4 arguments, the last: 4",
                    "nobody handles unknown");
            assertThat(answer(session.call("my event", Map.of("id", "acme", "count", 2)))
                            .toString())
                    .isEqualTo("[OK, 123]");
            assertThat(answer(session.call("review", "four")).toString()).isEqualTo("[reviewed, 4]");
            session.disconnect();
            program.awaitLine("I'm disconnected: io server disconnect");
            assertThat(program.awaitEnd()).isZero();
        }
    }

    @Test
    void async_does_one_thing_after_the_other() throws Exception {
        try (Program program = Program.start(SocketIoAsync.class, server.url())) {
            program.awaitLines("the sum is 3", "in the background: 123");
            NamespaceSession session = joined("/");
            assertThat(answer(session.call("my message", "this"))).isEqualTo(List.of("stored this"));
            session.disconnect();
            program.awaitLine("the end");
            assertThat(program.awaitEnd()).isZero();
        }
    }

    @Test
    void chat_has_two_namespaces_joins_a_third_and_leaves_it() throws Exception {
        try (Program program = Program.start(SocketIoChat.class, server.url())) {
            program.awaitLines(
                    "I'm connected to the /chat namespace!", "joined [/, /chat]", "left /news, joined [/, /chat]");
            server.namespace("/chat").emit("my custom event", "hi");
            program.awaitLine("in /chat: hi");
            assertThat(server.received("my message"))
                    .hasSize(2)
                    .allMatch(event -> event.namespace().equals("/chat"));
            server.namespace("/").disconnectClients();
            server.namespace("/chat").disconnectClients();
            assertThat(program.awaitEnd()).isZero();
        }
    }

    @Test
    void chat_class_answers_with_its_methods() throws Exception {
        try (Program program = Program.start(SocketIoChatClass.class, server.url())) {
            program.awaitLine("connected");
            joined("/chat").emit("my event", Map.of("a", 1));
            assertThat(server.take("my_response", LIMIT).namespace()).isEqualTo("/chat");
            joined("/news").emit("my event", Map.of("b", 2));
            assertThat(server.take("my_response", LIMIT).namespace()).isEqualTo("/news");
            assertThat(answer(joined("/chat").call("question", "life"))).isEqualTo(List.of("the answer to life"));
            joined("/orders").emit("order:placed", "17", 2, List.of(Map.of("article", "tea", "count", 1)), true);
            program.awaitLines("-> order:placed", "17: 1 lines, and 1 arguments more");
            server.namespace("/orders").disconnectClients();
            server.namespace("/chat").disconnectClients();
            program.awaitLine("disconnected: io server disconnect");
            server.namespace("/news").disconnectClients();
            assertThat(program.awaitEnd()).isZero();
        }
    }

    @Test
    void tasks_run_in_the_background_and_failures_are_told() throws Exception {
        try (Program program = Program.start(SocketIoTasks.class, server.url())) {
            assertThat(server.take("my message", LIMIT).args()).isEqualTo(List.of(Map.of("from the background", 123)));
            joined("/").emit("broken");
            program.awaitLine("a handler of / failed: not today");
            joined("/").disconnect();
            program.awaitLine("ended");
            assertThat(program.awaitEnd()).isZero();
        }
    }

    @Test
    void echo_gets_its_own_words() throws Exception {
        server.on("echo", event -> event.session().emit("echo", event.args().toArray()));
        try (Program program = Program.start(SocketIoEcho.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("{text=hello}");
        }
    }

    @Test
    void simple_emits_receives_and_calls() throws Exception {
        server.on("my message", event -> event.session().emit("my response", "a", 1));
        try (Program program = Program.start(SocketIoSimple.class, server.url())) {
            assertThat(program.awaitEnd()).isZero();
            assertThat(program.rest()).containsExactly("my response [a, 1]", "the sum is 3", "no more");
        }
    }

    @Test
    void delivery_connects_with_credentials_and_sends_until_it_is_acknowledged() throws Exception {
        server.on("order", event -> event.ack());
        try (Program program = Program.start(SocketIoDelivery.class, server.url())) {
            program.awaitLine("delivered over websocket");
            assertThat(program.awaitEnd()).isZero();
        }
        assertThat(server.received("order")).hasSize(1);
        assertThat(server.received("order").get(0).args()).hasSize(2);
        assertThat(server.requests())
                .allMatch(request -> request.parameter("tenant").isPresent());
    }

    @Test
    void flow_gets_the_news_until_there_are_no_more() throws Exception {
        try (Program program = Program.start(SocketIoFlow.class, server.url())) {
            NamespaceSession session = joined("/");
            session.emit("news", "first");
            session.emit("news", "second");
            program.awaitLines("news: first", "news: second");
            session.disconnect();
            program.awaitLine("no more news");
            assertThat(program.awaitEnd()).isZero();
        }
    }
}

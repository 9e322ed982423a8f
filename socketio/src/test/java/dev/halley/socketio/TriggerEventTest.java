package dev.halley.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.annotation.OnConnect;
import dev.halley.socketio.annotation.OnEvent;
import dev.halley.testkit.VirtualTime;
import dev.halley.testkit.socketio.NamespaceSession;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The one method through which all events of a namespace class go. */
class TriggerEventTest {
    private final VirtualTime time = new VirtualTime();
    private final SocketIoTestServer server =
            SocketIoTestServer.builder().namespaces("/", "/chat").inVirtualTime(time);
    private final List<String> calls = new ArrayList<>();
    private final List<ClientEvent> events = new ArrayList<>();
    private final AsyncSocketIoClient client = SocketIoClient.builder()
            .wire(server.wire())
            .logOff()
            .engineLogOff()
            .engine(engine -> engine.withTransports(EngineTransport.WEBSOCKET))
            .buildAsync();

    /** Has a method for each way in which one can end. */
    static class Methods extends SocketNamespace {
        private final Consumer<String> calls;

        Methods(Consumer<String> calls) {
            super("/chat");
            this.calls = calls;
        }

        @OnConnect
        void connected() {
            calls.accept("connected");
        }

        @OnEvent("sum")
        int sum(int a, int b) {
            return a + b;
        }

        void on_said_hello(Ack ack, String who) {
            calls.accept("hello " + who);
            ack.send("taken");
        }

        void on_fail() throws Exception {
            throw new java.io.IOException("mine");
        }
    }

    static final class Through extends Methods {
        private final Consumer<String> calls;

        Through(Consumer<String> calls) {
            super(calls);
            this.calls = calls;
        }

        @Override
        protected @Nullable Object triggerEvent(IncomingEvent event) throws Exception {
            calls.accept(event.name() + " " + event.args().size());
            if (event.name().equals("secret")) {
                return "withheld";
            }
            if (event.name().equals("sum")) {
                return super.triggerEvent(event.withArgs(Args.of(20, 22)));
            }
            return super.triggerEvent(event.withName(event.name().replace(' ', '_')));
        }
    }

    static final class AsyncThrough extends AsyncSocketNamespace {
        private final Consumer<String> calls;
        private final CompletableFuture<String> late = new CompletableFuture<>();

        AsyncThrough(Consumer<String> calls) {
            super("/chat");
            this.calls = calls;
        }

        @Override
        protected CompletionStage<? extends @Nullable Object> triggerEvent(IncomingEvent event) {
            return super.triggerEvent(event)
                    .whenComplete((answer, failure) -> calls.accept(event.name() + " " + answer + " " + failure));
        }

        @OnEvent
        CompletionStage<String> late() {
            return late;
        }

        @OnEvent
        String now() {
            return "at once";
        }

        @OnEvent
        void fail() {
            throw new IllegalStateException("mine");
        }
    }

    private NamespaceSession connected() {
        var unused = client.onEvent(events::add);
        assertThat(time.result(client.connect(ConnectOptions.to(server.url()).onlyNamespaces("/chat"))))
                .isSameAs(client);
        time.runPending();
        events.clear();
        return server.namespace("/chat").session();
    }

    @AfterEach
    void nothing_is_left_behind() {
        client.close();
        time.advance(Duration.ofSeconds(30));
        assertThat(server.violations()).isEmpty();
        server.close();
        assertThat(time.timers()).isZero();
    }

    @Test
    void each_event_goes_through_it_and_may_be_seen_changed_answered_and_withheld() {
        assertThat(client.register(new Through(calls::add))).isSameAs(client);
        NamespaceSession session = connected();
        CompletableFuture<List<Object>> sum = session.call("sum", 1, 2);
        CompletableFuture<List<Object>> hello = session.call("said hello", "you");
        CompletableFuture<List<Object>> secret = session.call("secret");
        CompletableFuture<List<Object>> nobody = session.call("nobody");
        assertThat(time.result(sum)).containsExactly(42);
        assertThat(time.result(hello)).containsExactly("taken");
        assertThat(time.result(secret)).containsExactly("withheld");
        assertThat(time.result(nobody)).isEmpty();
        session.disconnect();
        time.runPending();
        assertThat(calls)
                .containsExactly(
                        "connect 1",
                        "connected",
                        "sum 2",
                        "said hello 1",
                        "hello you",
                        "secret 0",
                        "nobody 0",
                        "disconnect 1");
        assertThat(events).as("nothing is unhandled").noneMatch(event -> event instanceof ClientEvent.Dropped);
    }

    @Test
    void what_a_method_throws_comes_through_it_and_is_reported() {
        assertThat(client.register(new Through(calls::add))).isSameAs(client);
        NamespaceSession session = connected();
        CompletableFuture<List<Object>> answer = session.call("fail");
        time.runPending();
        assertThat(answer).isNotDone();
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        ClientEvent.HandlerFailed.class,
                        failed -> assertThat(failed.cause())
                                .isInstanceOf(java.io.IOException.class)
                                .hasMessage("mine"));
    }

    @Test
    void a_function_for_the_same_event_is_called_instead() {
        assertThat(client.register(new Through(calls::add))).isSameAs(client);
        var unused = client.namespace("/chat").on("sum", event -> calls.add("function"));
        NamespaceSession session = connected();
        session.emit("sum", 1, 2);
        session.emit("other");
        time.runPending();
        assertThat(calls).endsWith("function", "other 0");
    }

    @Test
    void the_async_one_ends_when_the_method_does_and_the_next_event_waits_for_it() {
        AsyncThrough handlers = new AsyncThrough(calls::add);
        assertThat(client.register(handlers)).isSameAs(client);
        NamespaceSession session = connected();
        calls.clear();
        CompletableFuture<List<Object>> late = session.call("late");
        CompletableFuture<List<Object>> now = session.call("now");
        CompletableFuture<List<Object>> fail = session.call("fail");
        time.runPending();
        assertThat(calls).isEmpty();
        handlers.late.complete("in the end");
        assertThat(time.result(late)).containsExactly("in the end");
        assertThat(time.result(now)).containsExactly("at once");
        time.runPending();
        assertThat(fail).isNotDone();
        assertThat(calls)
                .containsExactly(
                        "late in the end null", "now at once null", "fail null java.lang.IllegalStateException: mine");
        assertThat(events).singleElement().isInstanceOf(ClientEvent.HandlerFailed.class);
    }

    @Test
    void without_it_an_event_that_has_no_method_is_ignored_and_reported() {
        assertThat(client.register(new Methods(calls::add))).isSameAs(client);
        connected().emit("nobody");
        time.runPending();
        assertThat(events).singleElement().isInstanceOf(ClientEvent.Dropped.class);
    }

    @Test
    void it_is_for_classes_that_are_registered() {
        Methods unregistered = new Methods(calls::add);
        assertThatThrownBy(() -> unregistered.triggerEvent(IncomingEvent.of("/chat", "sum", Args.of(), () -> {
                    throw new AssertionError("ack");
                })))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not registered");
    }
}

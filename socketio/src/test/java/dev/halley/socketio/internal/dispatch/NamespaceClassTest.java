package dev.halley.socketio.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.socketio.Ack;
import dev.halley.socketio.Args;
import dev.halley.socketio.ConnectError;
import dev.halley.socketio.IncomingEvent;
import dev.halley.socketio.annotation.OnConnect;
import dev.halley.socketio.annotation.OnConnectError;
import dev.halley.socketio.annotation.OnDisconnect;
import dev.halley.socketio.annotation.OnEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class NamespaceClassTest {
    private static final List<Object> CALLS = new ArrayList<>();

    private final DispatchFixture f = new DispatchFixture();

    record Order(String id, int count) {}

    static class Base {
        @OnEvent("inherited")
        void inherited() {
            CALLS.add("inherited");
        }

        @OnEvent("overridden")
        void overridden() {
            CALLS.add("base");
        }
    }

    static final class Chat extends Base {
        @OnConnect
        private void joined() {
            CALLS.add("connected");
        }

        @OnDisconnect
        void left(String reason) {
            CALLS.add(reason);
        }

        @OnConnectError
        void failed(ConnectError error) {
            CALLS.add(error.message());
        }

        void on_my_event(Map<String, Object> data, int number, List<Order> orders) {
            CALLS.add(data);
            CALLS.add(number);
            CALLS.addAll(orders);
        }

        @OnEvent("my event")
        String withSpace() {
            return "OK";
        }

        @OnEvent
        CompletionStage<Args> later() {
            return CompletableFuture.completedFuture(Args.of("OK", 123));
        }

        @OnEvent("own")
        void own(Ack ack, IncomingEvent event, Args args, String first) {
            ack.send(event.name(), args.size(), first);
        }

        @Override
        @OnEvent("renamed")
        void overridden() {
            CALLS.add("renamed");
        }

        void on_many(
                int a, long b, double c, boolean d, String e, List<Order> f, Map<String, List<Integer>> g, byte[] h) {
            CALLS.addAll(List.of(a, b, c, d, e, f, g, h));
        }

        void on_rest(String first, Order second, Args rest, IncomingEvent event) {
            CALLS.add(first);
            CALLS.add(String.valueOf(second));
            CALLS.add(rest.toList());
            CALLS.add(event.args().size());
        }

        void on_throw() throws Exception {
            throw new java.io.IOException("checked");
        }

        void unrelated() {
            CALLS.add("unrelated");
        }
    }

    private static NamespaceClass read(String namespace, Object target) {
        return NamespaceClass.read(namespace, target, Object.class, event -> {
            throw new AssertionError(event);
        });
    }

    private void register(String namespace, Object target) {
        CALLS.clear();
        f.handlers.table().add(namespace, read(namespace, target));
    }

    @Test
    void methods_get_the_arguments_in_their_types_and_null_where_there_are_fewer() {
        register("/chat", new Chat());
        f.receive("2/chat,[\"my_event\",{\"a\":1},7,[{\"id\":\"o\",\"count\":2}]]");
        assertThat(CALLS).containsExactly(Map.of("a", 1), 7, new Order("o", 2));
        assertThat(f.handlers.namespaces()).containsExactly("/chat");
    }

    @Test
    void a_primitive_that_is_missing_is_reported() {
        register("/chat", new Chat());
        f.receive("2/chat,[\"my_event\",{}]");
        assertThat(f.events).singleElement().asString().contains("missing or null (expected: int)");
    }

    @Test
    void a_method_has_as_many_parameters_as_it_likes_each_in_its_own_type() {
        register("/chat", new Chat());
        f.receive("2/chat,[\"many\",1,2,3.5,true,\"e\",[{\"id\":\"o\",\"count\":2}],{\"k\":[4]},\"BQ==\"]");
        assertThat(f.events).isEmpty();
        assertThat(CALLS.subList(0, 7))
                .containsExactly(1, 2L, 3.5, true, "e", List.of(new Order("o", 2)), Map.of("k", List.of(4)));
    }

    @Test
    void args_among_the_parameters_are_what_remains_after_those_before_them() {
        register("/chat", new Chat());
        f.receive("2/chat,[\"rest\",\"a\",{\"id\":\"o\",\"count\":2},3,[4]]", "2/chat,[\"rest\"]");
        assertThat(CALLS)
                .containsExactly("a", "Order[id=o, count=2]", List.of(3, List.of(4)), 4, null, "null", List.of(), 0);
    }

    @Test
    void an_argument_that_does_not_fit_is_reported_and_the_method_is_not_called() {
        register("/chat", new Chat());
        f.receive("2/chat,5[\"rest\",\"a\",[7]]");
        assertThat(CALLS).isEmpty();
        assertThat(f.acks).isEmpty();
        assertThat(f.events)
                .singleElement()
                .isInstanceOfSatisfying(
                        dev.halley.ClientEvent.HandlerFailed.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(dev.halley.json.JsonException.class));
    }

    @Test
    void what_a_method_returns_is_the_answer() {
        register("/chat", new Chat());
        f.receive("2/chat,1[\"my event\"]", "2/chat,2[\"later\"]", "2/chat,3[\"own\",\"a\",\"b\"]");
        assertThat(f.acks).containsExactly("1 [OK]", "2 [OK, 123]", "3 [own, 2, a]");
    }

    @Test
    void the_connection_has_methods_too() {
        register("/chat", new Chat());
        f.inContext(() -> f.handlers.connected("/chat", "sid", false));
        f.inContext(() -> f.handlers.disconnected("/chat", dev.halley.socketio.DisconnectReason.SERVER, null));
        f.inContext(() -> f.handlers.connectError("/chat", new dev.halley.ClosedException("why", null), false));
        assertThat(CALLS).containsExactly("connected", "io server disconnect", "why");
    }

    @Test
    void an_overridden_method_counts_as_the_subclass_has_it() {
        register("/chat", new Chat());
        f.receive("2/chat,[\"inherited\"]", "2/chat,[\"overridden\"]", "2/chat,[\"renamed\"]");
        assertThat(CALLS).containsExactly("inherited", "renamed");
    }

    @Test
    void an_event_without_a_method_is_ignored_and_reported() {
        register("/chat", new Chat());
        f.receive("2/chat,1[\"unrelated\"]");
        assertThat(CALLS).isEmpty();
        assertThat(f.acks).containsExactly("1 []");
        assertThat(f.events).singleElement().asString().contains("UNHANDLED");
    }

    @Test
    void a_function_for_the_same_event_wins() {
        register("/chat", new Chat());
        f.on("/chat", "inherited", event -> CALLS.add("function") ? null : null);
        f.receive("2/chat,[\"inherited\"]", "2/chat,[\"renamed\"]");
        assertThat(CALLS).containsExactly("function", "renamed");
    }

    @Test
    void what_a_method_throws_is_reported_as_it_is() {
        register("/chat", new Chat());
        f.receive("2/chat,1[\"throw\"]");
        assertThat(f.events).singleElement().asString().contains("java.io.IOException: checked");
        assertThat(f.acks).isEmpty();
    }

    @Test
    void a_class_for_all_namespaces_gets_what_has_none_of_its_own() {
        register("*", new Chat());
        f.receive("2/other,[\"renamed\"]");
        assertThat(CALLS).containsExactly("renamed");
    }

    @Test
    void two_methods_for_one_event_and_static_ones_are_refused() {
        class Twice {
            void on_x() {}

            @OnEvent("x")
            void other() {}
        }
        assertThatThrownBy(() -> read("/", new Twice()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: one method for an event)");
        class Static {
            static void on_x() {}
        }
        assertThatThrownBy(() -> read("/", new Static()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("static (expected: a method of the object)");
    }
}

package dev.halley.socketio.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ClientEvent.DropReason;
import dev.halley.ClientEvent.Dropped;
import dev.halley.ClientEvent.HandlerFailed;
import dev.halley.ConnectionException;
import dev.halley.HalleyException;
import dev.halley.ListenerHandle;
import dev.halley.OperationTimeoutException;
import dev.halley.socketio.Ack;
import dev.halley.socketio.Args;
import dev.halley.socketio.ConnectError;
import dev.halley.socketio.Connected;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.Disconnected;
import dev.halley.socketio.NamespaceRefusedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HandlersTest {
    private final DispatchFixture f = new DispatchFixture();
    private final List<String> calls = new ArrayList<>();

    private Handler.Call noting(String who) {
        return event -> {
            calls.add(who + " " + event.name() + event.args());
            return null;
        };
    }

    @Test
    void several_handlers_of_an_event_are_called_in_the_order_in_which_they_were_added() {
        ListenerHandle unused = f.on("/", "x", noting("first"));
        ListenerHandle unused2 = f.on("/", "x", noting("second"));
        f.receive("2[\"x\",1]", "2[\"y\"]", "2[\"x\",2]");
        assertThat(calls).containsExactly("first x[1]", "second x[1]", "first x[2]", "second x[2]");
        assertThat(f.completions).containsExactly("x processed", "y processed", "x processed");
    }

    @Test
    void a_handler_that_is_taken_off_gets_not_even_what_has_arrived() {
        Handler second = f.on("/", "x", noting("second"));
        ListenerHandle unused = f.handlers.table().add(Handler.of("/", "first", false, event -> {
            second.close();
            return null;
        }));
        f.receive("2[\"first\"]", "2[\"x\"]");
        assertThat(calls).isEmpty();
    }

    @Test
    void a_handler_that_is_added_by_connect_gets_what_came_with_it() {
        ListenerHandle unused = f.on("/", "connect", event -> f.on("/", "x", noting("late")) == null ? event : null);
        f.context.execute(() -> f.handlers.connected("/", "sid", false));
        f.receive("2[\"x\"]");
        assertThat(calls).containsExactly("late x[]");
    }

    @Test
    void once_is_once_also_when_several_come_in_one_read() {
        f.handlers.table().add(Handler.of("/", "x", true, noting("once")));
        f.receive("2[\"x\",1]", "2[\"x\",2]");
        assertThat(calls).containsExactly("once x[1]");
        assertThat(f.handlers.table().handlers("/", "x")).isEmpty();
    }

    @Test
    void any_listeners_come_before_the_handlers_and_prepended_ones_before_the_others() {
        ListenerHandle unused = f.on("/", "x", noting("handler"));
        f.handlers.table().add(Handler.any("/", event -> calls.add("any " + event), false));
        f.handlers.table().add(Handler.any("/", event -> calls.add("prepended " + event), true));
        f.handlers.table().add(Handler.any("*", event -> calls.add("everywhere " + event), false));
        f.receive("2[\"x\"]", "2/chat,[\"y\"]");
        assertThat(calls)
                .containsExactly(
                        "prepended / x []", "any / x []", "everywhere / x []", "handler x[]", "everywhere /chat y []");
    }

    @Test
    void unhandled_gets_only_what_has_no_handler() {
        ListenerHandle unused = f.on("/", "x", noting("x"));
        ListenerHandle unused2 = f.on("/", "*", noting("rest"));
        f.receive("2[\"x\"]", "2[\"y\",1]");
        assertThat(calls).containsExactly("x x[]", "rest y[1]");
    }

    @Test
    void the_namespace_of_all_is_for_namespaces_without_any_function_of_their_own() {
        ListenerHandle unused = f.on("/", "x", noting("own"));
        ListenerHandle unused2 = f.on("*", "x", noting("all"));
        ListenerHandle unused3 = f.on("*", "y", noting("all"));
        f.receive("2[\"x\"]", "2[\"y\"]", "2/chat,[\"x\"]");
        assertThat(calls).containsExactly("own x[]", "all x[]");
        assertThat(f.handlers.namespaces()).containsExactly("/");
    }

    @Test
    void what_the_protocol_says_goes_to_the_namespace_of_all_by_name_but_never_to_the_unhandled() {
        ListenerHandle unused = f.on("*", "*", noting("rest"));
        ListenerHandle unused2 = f.on("*", "connect", noting("all"));
        f.inContext(() -> f.handlers.connected("/chat", "sid", false));
        f.inContext(() -> f.handlers.disconnected("/chat", DisconnectReason.SERVER, null));
        assertThat(calls).hasSize(1).first().asString().startsWith("all connect");
    }

    @Test
    void an_event_that_nobody_wants_is_reported_and_acknowledged() {
        f.receive("27[\"x\"]", "2[\"y\"]");
        assertThat(f.events).as("counted together").containsExactly(new Dropped("/", 2, DropReason.UNHANDLED));
        assertThat(f.acks).containsExactly("7 []");
    }

    @Test
    void s5_07_the_first_value_in_order_is_the_answer_and_there_is_one_answer() {
        ListenerHandle unused = f.on("/", "x", noting("none"));
        ListenerHandle unused2 = f.on("/", "x", event -> "second");
        ListenerHandle unused3 = f.on("/", "x", event -> "third");
        f.receive("20[\"x\"]");
        assertThat(f.acks).containsExactly("0 [second]");
    }

    @Test
    void args_are_several_answers_and_a_list_is_one() {
        ListenerHandle unused = f.on("/", "several", event -> Args.of("OK", 123));
        ListenerHandle unused2 = f.on("/", "one", event -> List.of("OK", 123));
        ListenerHandle unused3 = f.on("/", "none", event -> null);
        ListenerHandle unused4 = f.on("/", "null", event -> Args.of((Object) null));
        f.receive("21[\"several\"]", "22[\"one\"]", "23[\"none\"]", "24[\"null\"]");
        assertThat(f.acks).containsExactly("1 [OK, 123]", "2 [[OK, 123]]", "3 []", "4 [null]");
    }

    @Test
    void a_handler_that_throws_answers_nothing_is_reported_and_the_next_one_is_called() {
        ListenerHandle unused = f.on("/", "x", event -> {
            throw new IllegalStateException("mine");
        });
        f.receive("21[\"x\"]");
        assertThat(f.acks).isEmpty();
        assertThat(f.events).singleElement().isInstanceOfSatisfying(HandlerFailed.class, failed -> {
            assertThat(failed.scope()).isEqualTo("/");
            assertThat(failed.cause()).hasMessage("mine");
        });
        ListenerHandle unused2 = f.on("/", "x", event -> "OK");
        f.receive("22[\"x\"]");
        assertThat(f.acks).containsExactly("2 [OK]");
        assertThat(f.completions).containsExactly("x processed", "x processed");
    }

    @Test
    void a_stage_answers_when_it_completes_and_the_next_event_waits_for_it() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        ListenerHandle unused = f.on("/", "x", event -> answer);
        ListenerHandle unused2 = f.on("/", "y", noting("next"));
        f.receive("21[\"x\"]", "2[\"y\"]", "2/chat,[\"z\"]");
        assertThat(f.acks).isEmpty();
        assertThat(calls).isEmpty();
        assertThat(f.completions).containsExactly("z processed");
        answer.complete("OK");
        f.time.runPending();
        assertThat(f.acks).containsExactly("1 [OK]");
        assertThat(calls).containsExactly("next y[]");
    }

    @Test
    void a_stage_that_fails_answers_nothing_and_is_reported() {
        ListenerHandle unused =
                f.on("/", "x", event -> CompletableFuture.failedFuture(new IllegalStateException("later")));
        ListenerHandle unused2 = f.on("/", "x", noting("next"));
        f.receive("21[\"x\"]");
        assertThat(f.acks).isEmpty();
        assertThat(calls).containsExactly("next x[]");
        assertThat(f.events)
                .singleElement()
                .isInstanceOfSatisfying(
                        HandlerFailed.class,
                        failed -> assertThat(failed.cause()).hasMessage("later"));
    }

    @Test
    void who_takes_the_acknowledgement_decides_alone() {
        List<Ack> taken = new ArrayList<>();
        ListenerHandle unused = f.on("/", "x", event -> {
            taken.add(event.ack());
            return "ignored";
        });
        ListenerHandle unused2 = f.on("/", "x", event -> "ignored, too");
        f.receive("21[\"x\"]", "2[\"x\"]");
        assertThat(f.acks).isEmpty();
        assertThat(taken.get(0).isWanted()).isTrue();
        assertThat(taken.get(0).isSent()).isFalse();
        taken.get(0).send("mine", null);
        taken.get(0).send("again");
        assertThat(taken.get(0).isSent()).isTrue();
        assertThat(taken.get(1).isWanted()).isFalse();
        taken.get(1).send("nobody asked");
        assertThat(f.acks).containsExactly("1 [mine, null]");
    }

    @Test
    void connect_and_disconnect_are_in_order_with_the_events_and_have_their_objects_and_texts() {
        List<Object> seen = new ArrayList<>();
        ListenerHandle unused = f.on("/", "connect", event -> {
            seen.add(event.get(0, Connected.class));
            return null;
        });
        ListenerHandle unused2 = f.on("/", "x", event -> {
            seen.add(event.name());
            return null;
        });
        ListenerHandle unused3 = f.on("/", "disconnect", event -> {
            seen.add(event.get(0, Disconnected.class));
            seen.add(event.get(0, String.class));
            return null;
        });
        f.context.execute(() -> f.handlers.connected("/", "abc", true));
        f.receive("2[\"x\"]");
        f.inContext(() -> f.handlers.disconnected("/", DisconnectReason.TRANSPORT_CLOSE, null));
        assertThat(seen)
                .containsExactly(
                        new Connected("/", "abc", true),
                        "x",
                        new Disconnected("/", DisconnectReason.TRANSPORT_CLOSE, "", null),
                        "transport close");
    }

    @Test
    void a_disconnect_is_handed_over_before_anything_else_happens_and_waits_for_no_read_to_end() {
        ListenerHandle unused = f.on("/", "disconnect", noting("gone"));
        f.inContext(() -> f.handlers.disconnected("/", DisconnectReason.PING_TIMEOUT, null));
        assertThat(calls).hasSize(1);
    }

    private List<ConnectError> errors(HalleyException cause) {
        List<ConnectError> seen = new ArrayList<>();
        ListenerHandle handle = f.on("/", "connect_error", event -> {
            seen.add(event.get(0, ConnectError.class));
            calls.add(event.get(0, String.class));
            return null;
        });
        f.inContext(() -> f.handlers.connectError("/", cause, true));
        handle.close();
        return seen;
    }

    @Test
    void connect_error_says_what_failed_with_status_and_body() {
        ConnectionException failure = new ConnectionException(
                "HTTP 403",
                new ConnectionException.Details(
                        URI.create("http://localhost/"), "polling", 403, "no", 1, false, Optional.empty()),
                null);
        assertThat(errors(failure)).containsExactly(new ConnectError("/", "HTTP 403", null, 403, "no", failure, true));
        OperationTimeoutException late = new OperationTimeoutException("late", null);
        assertThat(errors(late)).containsExactly(new ConnectError("/", "late", null, 0, null, late, true));
        assertThat(calls).containsExactly("HTTP 403", "late");
    }

    @Test
    void connect_error_of_a_refusal_has_the_words_and_the_data_of_the_server() {
        ConnectError error = new ConnectError("/", "expired", "data", 0, null, null, false);
        assertThat(errors(new NamespaceRefusedException("refused", error, null)))
                .containsExactly(new ConnectError("/", "expired", "data", 0, null, null, true));
    }

    @Test
    void outgoing_listeners_hear_what_is_sent_and_what_they_throw_is_reported() {
        assertThat(f.handlers.wantsOutgoing()).isFalse();
        f.handlers.table().add(Handler.outgoing("/", event -> calls.add("last " + event), false));
        f.handlers.table().add(Handler.outgoing("/", event -> calls.add("first " + event), true));
        f.handlers
                .table()
                .add(Handler.outgoing(
                        "*",
                        event -> {
                            throw new IllegalStateException("listener");
                        },
                        false));
        assertThat(f.handlers.wantsOutgoing()).isTrue();
        f.inContext(() -> f.handlers.outgoing("/", "x", List.of(1)));
        assertThat(calls).containsExactly("first / x [1]", "last / x [1]");
        assertThat(f.events).singleElement().isInstanceOf(HandlerFailed.class);
    }

    @Test
    void off_takes_the_handlers_of_an_event_or_of_all_events_off() {
        f.on("/", "x", noting("x"));
        f.on("/", "y", noting("y"));
        f.on("/", "connect", noting("connect"));
        f.handlers.table().remove("/", "x");
        assertThat(f.handlers.table().handlers("/", "x")).isEmpty();
        assertThat(f.handlers.table().handlers("/", "y")).hasSize(1);
        f.handlers.table().remove("/", null);
        f.receive("2[\"x\"]", "2[\"y\"]");
        assertThat(calls).isEmpty();
        assertThat(f.handlers.namespaces()).isEmpty();
    }

    @Test
    void the_end_waits_for_the_handlers() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        ListenerHandle unused = f.on("/", "x", event -> slow);
        f.receive("2[\"x\"]");
        f.inContext(() -> f.handlers.closed(null));
        assertThat(f.handlers.drained()).isNotDone();
        slow.complete(null);
        f.time.runPending();
        assertThat(f.handlers.drained()).isCompleted();
    }

    @Test
    void after_an_end_events_are_handled_again() {
        ListenerHandle unused = f.on("/", "x", noting("x"));
        f.receive("2[\"x\",1]");
        f.inContext(() -> f.handlers.closed(null));
        f.inContext(f.handlers::opened);
        f.receive("2[\"x\",2]");
        assertThat(calls).containsExactly("x x[1]", "x x[2]");
    }

    @Test
    void an_empty_name_is_refused() {
        assertThatThrownBy(() -> Handler.of("/", "", false, event -> null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: a name");
    }
}

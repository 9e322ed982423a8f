package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.NotSentReason;
import dev.halley.ConnectionException;
import dev.halley.OperationTimeoutException;
import dev.halley.Overflow;
import dev.halley.OverflowException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.MessageRefusedException;
import dev.halley.socketio.BadNamespaceException;
import dev.halley.socketio.DisconnectReason;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.internal.session.Emission.WhenOffline;
import dev.halley.socketio.parser.PacketData;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EmitTest {
    private final ClientHarness client = new ClientHarness();

    private static Emission emission(String event) {
        return Emission.of("/", event, List.of());
    }

    private static Emission droppable(String event) {
        return new Emission("/", event, List.of(), true, true, WhenOffline.BUFFER, null, null, -1, false);
    }

    private static Emission offline(String event, WhenOffline what, Duration ttl) {
        return new Emission("/", event, List.of(), true, false, what, ttl, null, -1, false);
    }

    private static Emission call(String event, Duration timeout) {
        return new Emission("/", event, List.of(), true, false, WhenOffline.BUFFER, null, timeout, -1, false);
    }

    private static Emission awaited(String event) {
        return new Emission(
                "/", event, List.of(), true, false, WhenOffline.BUFFER, null, Duration.ofSeconds(1), 0, false);
    }

    @Test
    void one_whose_acknowledgement_is_overdue_while_it_waits_for_the_connection_is_told_as_not_sent() {
        client.lose(client.connected("/"));
        SocketIoSession.Asked asked = client.session.ask(awaited("late"));
        client.time.result(asked.taken());
        client.time.advance(Duration.ofSeconds(1));
        assertThat(client.time.failure(asked.reply())).isInstanceOf(OperationTimeoutException.class);
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "late", NotSentReason.EXPIRED));
    }

    @Test
    void one_whose_acknowledgement_is_overdue_while_the_engine_has_it_is_told_as_unconfirmed() {
        FakeEngine engine = client.connected("/");
        engine.stuck = true;
        client.session.ask(awaited("late"));
        client.time.advance(Duration.ofSeconds(1));
        assertThat(client.events(ClientEvent.NotSent.class)).isEmpty();
        assertThat(client.events(ClientEvent.Unconfirmed.class)).hasSize(1);
    }

    @Test
    void one_more_than_may_wait_is_dropped_as_the_application_allowed() {
        ClientHarness small = new ClientHarness(settings -> new SessionSettings(
                settings.reconnect(), 1, Overflow.DROP_LATEST, 0, settings.ackTimeout(), true, false));
        small.lose(small.connected("/"));
        CompletableFuture<Void> kept = small.session.offer(emission("kept"));
        CompletableFuture<Void> dropped = small.session.offer(emission("dropped"));
        small.time.result(kept);
        small.time.result(dropped);
        assertThat(small.time.failure(small.emit("dropped too"))).isInstanceOf(OverflowException.class);
        assertThat(small.events(ClientEvent.NotSent.class))
                .extracting(ClientEvent.NotSent::event)
                .containsExactly("dropped", "dropped too");
    }

    static MessageRefusedException refusal(boolean tooLarge) {
        return new MessageRefusedException("refused", ConnectionException.Details.NONE, tooLarge, null);
    }

    @Test
    void e4_20_an_emit_that_is_too_large_fails_once_and_what_is_behind_it_goes_out() {
        FakeEngine engine = client.connected("/");
        engine.stuck = true;
        engine.refusal = refusal(true);
        CompletableFuture<Void> big = client.emit("big");
        CompletableFuture<Void> behind = client.emit("behind");
        FakeEngine second = client.reconnected(engine);
        client.accept(second, "/", null);
        assertThat(client.time.failure(big)).isSameAs(engine.refusal);
        client.time.result(behind);
        assertThat(second.sent).containsExactly("0", "2[\"behind\"]");
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "big", NotSentReason.REFUSED));
    }

    @Test
    void e4_21_an_emit_with_which_the_server_refuses_each_session_is_not_sent_for_ever() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<Void> cursed = null;
        CompletableFuture<Void> behind = null;
        for (int time = 1; time <= 5; time++) {
            engine.stuck = true;
            engine.refusal = refusal(false);
            if (cursed == null) {
                cursed = client.emit("cursed");
                behind = client.emit("behind");
            }
            assertThat(cursed).as("time " + time).isNotDone();
            if (time < 5) {
                client.lose(engine);
                client.time.advance(Duration.ofSeconds(10));
                engine = client.opened();
                engine.stuck = true;
                client.accept(engine, "/", null);
            }
        }
        engine = client.reconnected(engine);
        client.accept(engine, "/", null);
        assertThat(client.time.failure(cursed)).isInstanceOf(MessageRefusedException.class);
        client.time.result(behind);
    }

    @Test
    void the_stage_ends_when_the_wire_took_the_packet_and_not_before() {
        FakeEngine engine = client.connected("/");
        engine.stuck = true;
        CompletableFuture<Void> emit = client.emit("e", 1, "x");
        client.time.runPending();
        assertThat(emit).isNotDone();
        engine.flow();
        client.time.result(emit);
        assertThat(engine.sent).endsWith("2[\"e\",1,\"x\"]");
    }

    @Test
    void none_null_and_several_arguments_are_different() {
        FakeEngine engine = client.connected("/");
        client.time.result(client.emit("e"));
        client.time.result(client.session.emit(Emission.of("/", "e", Arrays.asList((Object) null))));
        client.time.result(client.emit("e", List.of(1, 2)));
        client.time.result(client.emit("e", 1, 2));
        assertThat(engine.sent).containsExactly("0", "2[\"e\"]", "2[\"e\",null]", "2[\"e\",[1,2]]", "2[\"e\",1,2]");
    }

    @Test
    void s5_10_a_binary_packet_is_given_to_the_engine_as_one() {
        FakeEngine engine = client.connected("/");
        client.time.result(client.emit("b", new byte[] {1}, new byte[] {2}));
        assertThat(engine.sent).hasSize(4);
        assertThat(engine.sent.get(1).toString()).startsWith("52-[\"b\"");
        assertThat(engine.sent.get(3)).isEqualTo(ByteBuffer.wrap(new byte[] {2}));
    }

    @Test
    void a_namespace_never_joined_or_refused_fails_at_once() {
        assertThat(client.time.failure(client.emit("e"))).isInstanceOf(BadNamespaceException.class);
        FakeEngine engine = client.connected("/");
        assertThat(client.time.failure(client.session.emit(Emission.of("/other", "e", List.of()))))
                .isInstanceOf(BadNamespaceException.class)
                .hasMessageContaining("/other");
        CompletableFuture<Void> join = client.session.join("/chat");
        client.time.runPending();
        client.receive(engine, "4/chat,{\"message\":\"no\"}");
        assertThat(join).isCompletedExceptionally();
        assertThat(client.time.failure(client.session.emit(Emission.of("/chat", "e", List.of()))))
                .isInstanceOf(BadNamespaceException.class)
                .hasMessageContaining("no");
    }

    @Test
    void an_emit_right_after_join_waits_for_it() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<Void> join = client.session.join("/chat");
        CompletableFuture<PacketData> call = client.session.call(Emission.of("/chat", "e", List.of()));
        client.time.runPending();
        client.accept(engine, "/chat", null);
        client.time.result(join);
        assertThat(engine.sent).endsWith("2/chat,0[\"e\"]");
        client.receive(engine, "3/chat,0[]");
        assertThat(client.time.result(call).size()).isZero();
    }

    @Test
    void after_the_end_an_emit_fails_with_the_reason() {
        FakeEngine engine = client.connected("/");
        client.receive(engine, "1");
        DisconnectedException failure = (DisconnectedException) client.time.failure(client.emit("e"));
        assertThat(failure.reason()).isEqualTo(DisconnectReason.SERVER);
    }

    @Test
    void s5_18_buffered_emits_go_out_in_order_before_the_connect_handlers_hear_of_it() {
        FakeEngine engine = client.connected("/");
        client.lose(engine);
        client.wantsOutgoing = true;
        CompletableFuture<Void> one = client.emit("one");
        CompletableFuture<Void> two = client.emit("two");
        CompletableFuture<Void> offered = client.session.offer(emission("three"));
        client.time.result(offered);
        assertThat(one).isNotDone();
        assertThat(client.time.result(client.session.buffered()))
                .extracting(BufferedEmit::event)
                .containsExactly("one", "two", "three");
        client.time.advance(Duration.ofSeconds(10));
        FakeEngine next = client.opened();
        client.heard.clear();
        client.receive(next, "2[\"early\"]");
        client.accept(next, "/", null);
        client.time.result(one);
        client.time.result(two);
        assertThat(next.sent).containsExactly("0", "2[\"one\"]", "2[\"two\"]", "2[\"three\"]");
        assertThat(client.heard)
                .containsExactly(
                        "event / early []",
                        "outgoing / one []",
                        "outgoing / two []",
                        "outgoing / three []",
                        "connected / s/ in CONNECTED");
    }

    @Test
    void nothing_that_the_dead_connection_did_not_write_is_lost_or_reordered() {
        FakeEngine engine = client.connected("/");
        engine.stuck = true;
        CompletableFuture<Void> one = client.emit("one");
        CompletableFuture<Void> two = client.emit("two");
        client.time.runPending();
        engine.overdue = true;
        CompletableFuture<Void> three = client.emit("three");
        client.time.runPending();
        client.time.advance(Duration.ofSeconds(10));
        FakeEngine next = client.opened();
        client.accept(next, "/", null);
        client.time.result(CompletableFuture.allOf(one, two, three));
        assertThat(next.sent).containsExactly("0", "2[\"one\"]", "2[\"two\"]", "2[\"three\"]");
    }

    @Test
    void e4_13_an_overdue_heartbeat_is_noticed_when_something_is_emitted() {
        FakeEngine engine = client.connected("/");
        engine.overdue = true;
        CompletableFuture<Void> emit = client.emit("e");
        client.time.runPending();
        assertThat(emit).isNotDone();
        assertThat(engine.sent).doesNotContain("2[\"e\"]");
        assertThat(client.heard("disconnected")).containsExactly("disconnected / ping timeout, engine too");
    }

    @Test
    void what_was_being_written_when_the_connection_died_is_reported_unconfirmed() {
        FakeEngine engine = client.connected("/");
        engine.stuck = true;
        engine.stuckWhileWriting = true;
        CompletableFuture<Void> emit = client.emit("e");
        client.lose(engine);
        assertThat(client.time.failure(emit)).isInstanceOf(UnconfirmedException.class);
        assertThat(client.events(ClientEvent.Unconfirmed.class)).hasSize(1);
    }

    @Test
    void the_buffer_is_bounded_and_refuses_the_newest() {
        ClientHarness small = new ClientHarness(settings ->
                new SessionSettings(settings.reconnect(), 2, Overflow.FAIL, 0, settings.ackTimeout(), true, false));
        small.lose(small.connected("/"));
        CompletableFuture<Void> one = small.emit("one");
        CompletableFuture<Void> two = small.emit("two");
        assertThat(small.time.failure(small.emit("three"))).isInstanceOf(OverflowException.class);
        assertThat(one).isNotDone();
        assertThat(two).isNotDone();
        assertThat(small.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "three", NotSentReason.OVERFLOW));
    }

    @Test
    void the_buffer_may_drop_the_oldest() {
        ClientHarness small = new ClientHarness(settings -> new SessionSettings(
                settings.reconnect(), 2, Overflow.DROP_OLDEST, 0, settings.ackTimeout(), true, false));
        small.lose(small.connected("/"));
        CompletableFuture<Void> one = small.emit("one");
        small.emit("two").isDone();
        small.emit("three").isDone();
        assertThat(small.time.failure(one)).isInstanceOf(OverflowException.class);
        assertThat(small.time.result(small.session.buffered()))
                .extracting(BufferedEmit::event)
                .containsExactly("two", "three");
        assertThat(small.events(ClientEvent.NotSent.class)).hasSize(1);
    }

    @Test
    void an_emit_may_wait_for_a_limited_time() {
        client.lose(client.connected("/"));
        CompletableFuture<Void> emit = client.session.emit(offline("e", WhenOffline.BUFFER, Duration.ofMillis(100)));
        client.time.runPending();
        client.time.advance(Duration.ofMillis(100));
        assertThat(client.time.failure(emit)).isInstanceOf(OperationTimeoutException.class);
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "e", NotSentReason.EXPIRED));
        assertThat(client.time.result(client.session.buffered())).isEmpty();
    }

    @Test
    void an_emit_may_refuse_to_wait() {
        client.lose(client.connected("/"));
        assertThat(client.time.failure(client.session.emit(offline("e", WhenOffline.FAIL, null))))
                .isInstanceOf(ConnectionException.class);
        client.time.result(client.session.emit(offline("d", WhenOffline.DROP, null)));
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "d", NotSentReason.OFFLINE));
    }

    @Test
    void a_volatile_emit_is_dropped_where_it_would_wait_and_that_is_reported() {
        FakeEngine engine = client.connected("/");
        client.time.result(client.session.emit(droppable("one")));
        engine.writable = false;
        client.time.result(client.session.emit(droppable("two")));
        assertThat(client.time.failure(client.session.call(droppable("three"))))
                .isInstanceOf(ConnectionException.class);
        client.lose(engine);
        client.time.result(client.session.emit(droppable("four")));
        assertThat(engine.sent).containsExactly("0", "2[\"one\"]");
        assertThat(client.events(ClientEvent.NotSent.class))
                .extracting(ClientEvent.NotSent::event)
                .containsExactly("two", "three", "four");
    }

    @Test
    void the_buffer_can_be_cleared() {
        client.lose(client.connected("/"));
        CompletableFuture<Void> emit = client.emit("e");
        assertThat(client.time.result(client.session.clearBuffer("/"))).isEqualTo(1);
        assertThat(client.time.failure(emit)).isInstanceOf(CancellationException.class);
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "e", NotSentReason.CLEARED));
    }

    @Test
    void what_waits_when_the_client_ends_is_reported() {
        client.lose(client.connected("/"));
        CompletableFuture<Void> emit = client.emit("e");
        client.time.result(client.session.disconnect());
        assertThat(client.time.failure(emit)).isInstanceOf(DisconnectedException.class);
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "e", NotSentReason.LEFT));
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void a_buffered_emit_can_be_withdrawn() {
        client.lose(client.connected("/"));
        CompletableFuture<Void> emit = client.emit("e");
        client.session.withdraw(emit);
        client.time.runPending();
        assertThat(client.time.result(client.session.buffered())).isEmpty();
        assertThat(emit).isCompletedExceptionally();
    }

    @Test
    void s5_08_acknowledgements_have_ids_from_zero_in_each_namespace() {
        FakeEngine engine = client.connected("/", "/chat");
        CompletableFuture<PacketData> one = client.session.call(emission("e"));
        CompletableFuture<PacketData> two = client.session.call(emission("e"));
        CompletableFuture<PacketData> chat = client.session.call(Emission.of("/chat", "e", List.of()));
        client.time.runPending();
        assertThat(engine.sent).endsWith("20[\"e\"]", "21[\"e\"]", "2/chat,0[\"e\"]");
        client.receive(engine, "31[2]", "3/chat,0[3]", "30[1,true]", "30[1]", "399999999999[]");
        assertThat(client.time.result(one).get(0, Integer.class)).isEqualTo(1);
        assertThat(client.time.result(one).size()).isEqualTo(2);
        assertThat(client.time.result(two).get(0, Integer.class)).isEqualTo(2);
        assertThat(client.time.result(chat).get(0, Integer.class)).isEqualTo(3);
        assertThat(client.session.isConnected("/"))
                .as("a second answer is ignored")
                .isTrue();
    }

    @Test
    void a_call_fails_when_no_acknowledgement_comes_in_time() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<PacketData> call = client.session.call(call("e", Duration.ofSeconds(3)));
        client.time.advance(Duration.ofSeconds(3));
        assertThat(client.time.failure(call)).isInstanceOf(OperationTimeoutException.class);
        client.receive(engine, "30[]");
        assertThat(client.session.isConnected("/")).isTrue();
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void a_call_that_times_out_in_the_buffer_is_not_sent() {
        client.lose(client.connected("/"));
        CompletableFuture<PacketData> call = client.session.call(call("e", Duration.ofMillis(10)));
        client.time.advance(Duration.ofSeconds(10));
        assertThat(client.time.failure(call)).isInstanceOf(OperationTimeoutException.class);
        FakeEngine next = client.opened();
        client.accept(next, "/", null);
        assertThat(next.sent).containsExactly("0");
    }

    @Test
    void pending_acknowledgements_fail_when_the_connection_is_lost() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<PacketData> call = client.session.call(emission("e"));
        client.lose(engine);
        assertThat(client.time.failure(call))
                .isInstanceOf(UnconfirmedException.class)
                .hasMessageStartingWith("/ was disconnected (transport close: transport close)");
        assertThat(client.events(ClientEvent.Unconfirmed.class))
                .singleElement()
                .satisfies(event -> assertThat(event.id()).isEqualTo("e 0"));
    }

    @Test
    void pending_acknowledgements_fail_when_the_namespace_is_left() {
        FakeEngine engine = client.connected("/", "/chat");
        CompletableFuture<PacketData> call = client.session.call(Emission.of("/chat", "e", List.of()));
        client.time.runPending();
        client.receive(engine, "1/chat,");
        assertThat(((DisconnectedException) client.time.failure(call)).reason()).isEqualTo(DisconnectReason.SERVER);
    }

    @Test
    void a_call_in_the_buffer_keeps_its_acknowledgement() {
        FakeEngine engine = client.connected("/");
        client.lose(engine);
        CompletableFuture<PacketData> call = client.session.call(call("e", Duration.ofMinutes(1)));
        client.time.advance(Duration.ofSeconds(10));
        FakeEngine next = client.opened();
        client.accept(next, "/", null);
        client.receive(next, "30[5]");
        assertThat(client.time.result(call).get(0, Integer.class)).isEqualTo(5);
    }

    @Test
    void a_call_can_be_withdrawn() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<PacketData> call = client.session.call(emission("e"));
        client.time.runPending();
        client.session.withdraw(call);
        client.receive(engine, "30[5]");
        assertThat(call).isCompletedExceptionally();
    }

    @Test
    void s5_07_an_event_is_acknowledged_once() {
        FakeEngine engine = client.connected("/chat");
        client.receive(engine, "2/chat,12[\"e\",1]");
        AckReply reply = client.replies.get(0);
        assertThat(reply.isSent()).isFalse();
        assertThat(reply.send(List.of("a", 1))).isTrue();
        assertThat(reply.send(List.of("b"))).isFalse();
        client.time.runPending();
        assertThat(engine.sent).containsExactly("0/chat,", "3/chat,12[\"a\",1]");
        assertThat(reply.isSent()).isTrue();
    }

    @Test
    void s5_07_an_acknowledgement_of_a_lost_connection_is_dropped_and_reported() {
        FakeEngine engine = client.connected("/");
        client.receive(engine, "212[\"e\",1]");
        FakeEngine next = client.reconnected(engine);
        client.accept(next, "/", null);
        client.replies.get(0).send(List.of());
        client.time.runPending();
        assertThat(next.sent).containsExactly("0");
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "ack", NotSentReason.LEFT));
    }

    @Test
    void outgoing_events_are_heard_when_they_are_given_to_the_engine() {
        client.connected("/");
        client.wantsOutgoing = true;
        client.time.result(client.emit("e", 1));
        assertThat(client.heard).endsWith("outgoing / e [1]");
    }

    @Test
    void sec_03_pending_acknowledgements_are_bounded() {
        FakeEngine engine = client.connected("/");
        client.time.livelockLimit(1_000_000);
        for (int i = 0; i < Outlet.MOST_PENDING_ACKS; i++) {
            client.session.call(emission("e")).isDone();
        }
        CompletableFuture<PacketData> more = client.session.call(emission("e"));
        assertThat(client.time.failure(more)).isInstanceOf(OverflowException.class);
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "e", NotSentReason.OVERFLOW));
        engine.end(EngineClose.Reason.TRANSPORT_CLOSE);
        client.time.runPending();
        assertThat(client.events(ClientEvent.Unconfirmed.class)).hasSize(Outlet.MOST_PENDING_ACKS);
    }
}

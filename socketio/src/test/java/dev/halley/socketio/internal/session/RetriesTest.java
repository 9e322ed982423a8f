package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.NotSentReason;
import dev.halley.OperationTimeoutException;
import dev.halley.Overflow;
import dev.halley.OverflowException;
import dev.halley.socketio.internal.session.Emission.WhenOffline;
import dev.halley.socketio.parser.PacketData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Emits that are sent until they are acknowledged. */
class RetriesTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private final ClientHarness client = new ClientHarness(settings -> settings.withRetries(2));

    private static Emission call(String event) {
        return Emission.of("/", event, List.of());
    }

    @Test
    void one_is_sent_at_a_time_in_order() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<Void> one = client.emit("one");
        CompletableFuture<PacketData> two = client.session.call(call("two"));
        client.time.result(one);
        assertThat(engine.sent).containsExactly("0", "20[\"one\"]");
        client.receive(engine, "30[]");
        assertThat(engine.sent).endsWith("21[\"two\"]");
        client.receive(engine, "31[7]");
        assertThat(client.time.result(two).get(0, Integer.class)).isEqualTo(7);
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void it_is_sent_again_after_the_timeout_until_the_tries_are_used_up() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<PacketData> call = client.session.call(call("e"));
        CompletableFuture<Void> next = client.emit("next");
        client.time.advance(Duration.ofSeconds(20));
        assertThat(engine.sent).containsExactly("0", "20[\"e\"]", "20[\"e\"]", "20[\"e\"]");
        client.time.advance(Duration.ofSeconds(10));
        assertThat(client.time.failure(call)).isInstanceOf(OperationTimeoutException.class);
        assertThat(client.events(ClientEvent.Unconfirmed.class)).hasSize(1);
        client.time.result(next);
        assertThat(engine.sent).endsWith("21[\"next\"]");
    }

    @Test
    void a_lost_connection_counts_as_a_try_and_the_head_is_sent_again_first() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<PacketData> call = client.session.call(call("e"));
        client.time.runPending();
        FakeEngine second = client.reconnected(engine);
        client.accept(second, "/", null);
        assertThat(second.sent).containsExactly("0", "20[\"e\"]");
        FakeEngine third = client.reconnected(second);
        client.accept(third, "/", null);
        assertThat(third.sent).containsExactly("0", "20[\"e\"]");
        client.lose(third);
        assertThat(client.time.failure(call)).isInstanceOf(dev.halley.UnconfirmedException.class);
        assertThat(client.events(ClientEvent.Unconfirmed.class)).hasSize(1);
    }

    @Test
    void e4_20_one_that_is_too_large_fails_at_once_and_the_next_goes_out() {
        FakeEngine engine = client.connected("/");
        engine.stuck = true;
        engine.refusal = EmitTest.refusal(true);
        CompletableFuture<PacketData> big = client.session.call(call("big"));
        CompletableFuture<Void> next = client.emit("next");
        FakeEngine second = client.reconnected(engine);
        client.accept(second, "/", null);
        assertThat(client.time.failure(big)).isSameAs(engine.refusal);
        client.time.result(next);
        assertThat(second.sent).containsExactly("0", "21[\"next\"]");
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "big", NotSentReason.REFUSED));
    }

    @Test
    void one_that_may_not_wait_for_the_connection_does_not_wait() {
        client.lose(client.connected("/"));
        CompletableFuture<PacketData> fails = client.session.call(
                new Emission("/", "fails", List.of(), true, false, WhenOffline.FAIL, null, null, 2, false));
        CompletableFuture<Void> dropped = client.session.emit(
                new Emission("/", "dropped", List.of(), true, false, WhenOffline.DROP, null, null, 2, false));
        assertThat(client.time.failure(fails)).hasMessageContaining("not connected now");
        client.time.result(dropped);
        assertThat(told()).containsExactly("NotSent dropped OFFLINE");
    }

    @Test
    void one_that_was_tried_and_expires_is_told_as_unconfirmed() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<PacketData> tried = client.session.call(
                new Emission("/", "tried", List.of(), true, false, WhenOffline.BUFFER, SOON, null, 2, false));
        CompletableFuture<PacketData> behind = client.session.call(
                new Emission("/", "behind", List.of(), true, false, WhenOffline.BUFFER, SOON, null, 2, false));
        client.time.runPending();
        client.lose(engine);
        client.time.advance(SOON);
        assertThat(client.time.failure(tried))
                .isInstanceOf(OperationTimeoutException.class)
                .hasMessageContaining("no acknowledgement of tried");
        assertThat(client.time.failure(behind)).hasMessageContaining("nothing was sent of behind");
        assertThat(told()).containsExactly("Unconfirmed tried 0", "NotSent behind EXPIRED");
    }

    @Test
    void one_that_was_tried_and_is_cleared_is_told_as_unconfirmed() {
        FakeEngine engine = client.connected("/");
        client.session.call(call("tried"));
        client.session.call(call("behind"));
        client.time.runPending();
        client.lose(engine);
        assertThat(client.time.result(client.session.clearBuffer(null))).isEqualTo(2);
        assertThat(told()).containsExactly("Unconfirmed tried 0", "NotSent behind CLEARED");
    }

    @Test
    void one_that_was_being_written_when_the_connection_died_is_told_as_unconfirmed_when_the_client_ends() {
        FakeEngine engine = client.connected("/");
        engine.stuck = true;
        engine.stuckWhileWriting = true;
        client.session.call(call("tried"));
        client.session.call(call("behind"));
        client.time.runPending();
        client.lose(engine);
        client.time.result(client.session.disconnect());
        assertThat(told()).containsExactly("Unconfirmed tried 0", "NotSent behind LEFT");
    }

    private List<String> told() {
        return client.events.stream()
                .map(event -> event instanceof ClientEvent.NotSent lost
                        ? "NotSent " + lost.event() + " " + lost.reason()
                        : event instanceof ClientEvent.Unconfirmed lost ? "Unconfirmed " + lost.id() : "")
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void one_that_was_tried_is_not_dropped_as_if_it_had_not_been_sent() {
        ClientHarness small = new ClientHarness(settings -> new SessionSettings(
                settings.reconnect(), 1, Overflow.DROP_OLDEST, 2, settings.ackTimeout(), true, false));
        FakeEngine engine = small.connected("/");
        CompletableFuture<PacketData> tried = small.session.call(call("tried"));
        small.time.runPending();
        small.lose(engine);
        assertThat(small.time.failure(small.session.call(call("newest")))).isInstanceOf(OverflowException.class);
        assertThat(tried).isNotDone();
        assertThat(small.events(ClientEvent.NotSent.class))
                .extracting(ClientEvent.NotSent::event)
                .containsExactly("newest");
    }

    @Test
    void what_was_not_written_is_no_try() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<PacketData> call = client.session.call(call("e"));
        for (int i = 0; i < 5; i++) {
            client.time.runPending();
            engine = client.reconnected(engine);
            engine.stuck = true;
            client.accept(engine, "/", null);
        }
        engine.flow();
        client.time.runPending();
        client.receive(engine, "30[]");
        client.time.result(call);
    }

    @Test
    void nothing_is_sent_while_disconnected_and_a_late_answer_to_an_earlier_try_counts() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<PacketData> call = client.session.call(call("e"));
        client.time.advance(Duration.ofSeconds(10));
        client.receive(engine, "30[]");
        client.time.result(call);
        client.lose(engine);
        CompletableFuture<Void> offered = client.session.offer(call("later"));
        client.time.result(offered);
        assertThat(client.time.result(client.session.buffered())).hasSize(1);
        client.time.advance(Duration.ofSeconds(10));
        FakeEngine next = client.opened();
        assertThat(next.sent).containsExactly("0");
        client.accept(next, "/", null);
        assertThat(next.sent).endsWith("21[\"later\"]");
    }

    @Test
    void a_dedup_id_is_the_last_argument_and_the_same_in_each_try() {
        FakeEngine engine = client.connected("/");
        client.session
                .emit(new Emission("/", "e", List.of(1), true, false, WhenOffline.BUFFER, null, null, -1, true))
                .isDone();
        client.time.advance(Duration.ofSeconds(10));
        assertThat(engine.sent).hasSize(3);
        assertThat(engine.sent.get(1).toString()).matches("20\\[\"e\",1,\"[-0-9a-f]{36}\"]");
        assertThat(engine.sent.get(2)).isEqualTo(engine.sent.get(1));
    }

    @Test
    void volatile_emits_and_those_that_opt_out_are_not_sent_again() {
        FakeEngine engine = client.connected("/");
        client.time.result(client.session.emit(
                new Emission("/", "v", List.of(), true, true, WhenOffline.BUFFER, null, null, -1, false)));
        client.time.result(client.session.emit(
                new Emission("/", "once", List.of(), true, false, WhenOffline.BUFFER, null, null, 0, false)));
        client.time.advance(Duration.ofMinutes(1));
        assertThat(engine.sent).containsExactly("0", "2[\"v\"]", "2[\"once\"]");
    }

    @Test
    void the_number_of_retries_can_be_changed_while_it_runs() {
        FakeEngine engine = client.connected("/");
        client.session.settings(settings -> settings.withRetries(0));
        client.time.result(client.emit("e"));
        assertThat(engine.sent).endsWith("2[\"e\"]");
    }

    @Test
    void a_withdrawn_one_lets_the_next_go() {
        FakeEngine engine = client.connected("/");
        CompletableFuture<PacketData> call = client.session.call(call("e"));
        CompletableFuture<Void> next = client.emit("next");
        client.time.runPending();
        client.session.withdraw(call);
        client.time.result(next);
        assertThat(engine.sent).containsExactly("0", "20[\"e\"]", "21[\"next\"]");
    }

    @Test
    void what_is_left_when_the_client_ends_is_reported() {
        client.connected("/");
        CompletableFuture<PacketData> tried = client.session.call(call("tried"));
        CompletableFuture<Void> waiting = client.emit("waiting");
        client.time.result(client.session.disconnect());
        client.time.failure(tried);
        client.time.failure(waiting);
        assertThat(client.events(ClientEvent.Unconfirmed.class)).hasSize(1);
        assertThat(client.events(ClientEvent.NotSent.class)).hasSize(1);
        assertThat(client.time.timers()).isZero();
    }
}

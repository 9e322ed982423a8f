package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.DropReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** S5-19: connection state recovery. */
class RecoveryTest {
    private final ClientHarness client = new ClientHarness();

    private FakeEngine connectedWith(String pid) {
        CompletableFuture<Void> connect = client.session.connect(ClientHarness.request("/"));
        FakeEngine engine = client.opened();
        client.accept(engine, "/", pid);
        client.time.result(connect);
        return engine;
    }

    private void processAll() {
        client.completions.forEach(completion -> completion.processed());
        client.completions.clear();
        client.time.runPending();
    }

    @Test
    void s5_19_the_offset_is_what_the_handlers_have_finished_with_and_they_do_not_see_it() {
        FakeEngine engine = connectedWith("p");
        client.receive(engine, "2[\"e\",1,\"o1\"]", "2[\"e\",2,\"o2\"]", "2[\"e\",3,\"o3\"]");
        assertThat(client.heard("event")).containsExactly("event / e [1]", "event / e [2]", "event / e [3]");
        client.completions.get(1).processed();
        client.time.runPending();
        client.completions.get(0).processed();
        client.time.runPending();
        FakeEngine next = client.reconnected(engine);
        assertThat(next.sent).containsExactly("0{\"pid\":\"p\",\"offset\":\"o2\"}");
    }

    @Test
    void s5_17_the_replay_is_delivered_in_order_before_connect_and_nothing_twice() {
        FakeEngine engine = connectedWith("p");
        client.receive(engine, "2[\"e\",1,\"o1\"]", "2[\"e\",2,\"o2\"]");
        client.completions.get(0).processed();
        FakeEngine next = client.reconnected(engine);
        assertThat(next.sent).containsExactly("0{\"pid\":\"p\",\"offset\":\"o1\"}");
        client.completions.get(1).processed();
        client.heard.clear();
        client.receive(next, "2[\"e\",2,\"o2\"]", "2[\"e\",3,\"o3\"]", "2[\"e\",4,\"o4\"]");
        client.accept(next, "/", "p");
        client.receive(next, "2[\"e\",5,\"o5\"]");
        assertThat(client.heard)
                .containsExactly(
                        "event / e [3]", "event / e [4]", "connected / s/ recovered in CONNECTED", "event / e [5]");
        assertThat(client.session.isRecovered("/")).isTrue();
        assertThat(client.events(ClientEvent.Gap.class)).isEmpty();
        processAll();
        assertThat(client.reconnected(next).sent).containsExactly("0{\"pid\":\"p\",\"offset\":\"o5\"}");
    }

    @Test
    void s5_19_a_new_pid_forgets_the_offset_and_the_gap_is_reported() {
        FakeEngine engine = connectedWith("p");
        client.receive(engine, "2[\"e\",1,\"o1\"]");
        processAll();
        client.receive(engine, "2[\"e\",2,\"o2\"]");
        FakeEngine next = client.reconnected(engine);
        client.accept(next, "/", "q");
        processAll();
        ClientEvent.Gap gap = client.events(ClientEvent.Gap.class).get(0);
        assertThat(gap.scope()).isEqualTo("/");
        assertThat(gap.lastPosition()).isEqualTo("o1");
        assertThat(Duration.between(gap.lostAt(), gap.restoredAt())).isEqualTo(Duration.ofSeconds(10));
        assertThat(client.session.isRecovered("/")).isFalse();
        assertThat(client.reconnected(next).sent).containsExactly("0{\"pid\":\"q\"}");
    }

    @Test
    void a_server_without_recovery_leaves_a_gap_in_each_namespace() {
        FakeEngine engine = client.connected("/", "/chat");
        FakeEngine next = client.reconnected(engine);
        client.accept(next, "/", null);
        client.accept(next, "/chat", null);
        assertThat(client.events(ClientEvent.Gap.class))
                .extracting(ClientEvent.Gap::scope)
                .containsExactlyInAnyOrder("/", "/chat");
    }

    @Test
    void the_gap_of_several_failed_attempts_begins_with_the_first_loss() {
        FakeEngine engine = client.connected("/");
        FakeEngine second = client.reconnected(engine);
        FakeEngine third = client.reconnected(second);
        client.accept(third, "/", null);
        assertThat(client.events(ClientEvent.Gap.class))
                .singleElement()
                .satisfies(gap -> assertThat(Duration.between(gap.lostAt(), gap.restoredAt()))
                        .isEqualTo(Duration.ofSeconds(20)));
    }

    @Test
    void a_namespace_left_and_joined_again_has_no_gap() {
        FakeEngine engine = client.connected("/", "/chat");
        client.time.result(client.session.disconnect("/chat"));
        CompletableFuture<Void> join = client.session.join("/chat");
        client.time.runPending();
        client.accept(engine, "/chat", null);
        client.time.result(join);
        assertThat(client.events(ClientEvent.Gap.class)).isEmpty();
    }

    @Test
    void without_an_event_only_the_pid_is_sent() {
        assertThat(client.reconnected(connectedWith("p")).sent).containsExactly("0{\"pid\":\"p\"}");
    }

    @Test
    void events_with_acknowledgement_and_those_that_end_in_other_text_have_no_offset() {
        FakeEngine engine = connectedWith("p");
        client.receive(engine, "25[\"e\",\"o1\"]", "2[\"e\",\"two words\"]", "2[\"e\",5]", "2[\"e\"]");
        assertThat(client.heard("event"))
                .containsExactly("event / e [o1]", "event / e [two words]", "event / e [5]", "event / e []");
        assertThat(client.completions).isEmpty();
    }

    @Test
    void a_dropped_event_does_not_hold_the_offset_back() {
        FakeEngine engine = connectedWith("p");
        client.receive(engine, "2[\"e\",1,\"o1\"]", "2[\"e\",2,\"o2\"]");
        client.completions.get(0).dropped(DropReason.OVERFLOW);
        client.completions.get(1).processed();
        assertThat(client.reconnected(engine).sent).containsExactly("0{\"pid\":\"p\",\"offset\":\"o2\"}");
    }

    @Test
    void the_offset_is_shown_when_asked_for() {
        client.session.settings(settings -> new SessionSettings(
                settings.reconnect(), 1, settings.bufferOverflow(), 0, settings.ackTimeout(), true, true));
        client.receive(connectedWith("p"), "2[\"e\",1,\"o1\"]");
        assertThat(client.heard("event")).containsExactly("event / e [1, o1]");
    }

    @Test
    void recovery_can_be_switched_off() {
        client.session.settings(settings -> new SessionSettings(
                settings.reconnect(), 1, settings.bufferOverflow(), 0, settings.ackTimeout(), false, false));
        FakeEngine engine = connectedWith("p");
        client.receive(engine, "2[\"e\",1,\"o1\"]");
        assertThat(client.heard("event")).containsExactly("event / e [1, o1]");
        assertThat(client.reconnected(engine).sent).containsExactly("0");
    }

    @Test
    void sec_03_a_replay_without_end_ends_the_connection() {
        FakeEngine engine = connectedWith("p");
        FakeEngine next = client.reconnected(engine);
        Object[] replay = new Object[Early.MOST + 1];
        java.util.Arrays.fill(replay, "2[\"e\",1]");
        client.receive(next, replay);
        assertThat(next.ended).isTrue();
        assertThat(client.session.state().isOpen()).isTrue();
    }
}

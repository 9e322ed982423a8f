package dev.halley.socketio.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.ClientEvent.NotSentReason;
import dev.halley.OverflowException;
import dev.halley.socketio.DisconnectedException;
import dev.halley.socketio.parser.PacketData;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of emits for which the open connection has no room (SEC-03). */
class SendBufferTest {
    private final ClientHarness client = new ClientHarness();

    /** Connected, and the wire takes nothing; the engine has room for so many. */
    private FakeEngine full(int room, String... namespaces) {
        FakeEngine engine = client.connected(namespaces);
        engine.stuck = true;
        engine.room = room;
        return engine;
    }

    @Test
    void sec_03_an_emit_fails_and_nothing_of_it_is_written_and_the_connection_goes_on() {
        FakeEngine engine = full(1, "/");
        CompletableFuture<Void> first = client.emit("first");
        CompletableFuture<Void> refused = client.emit("refused", new byte[] {1}, new byte[] {2});
        CompletableFuture<PacketData> call = client.session.call(Emission.of("/", "call", List.of()));
        CompletableFuture<Void> offered = client.session.offer(Emission.of("/", "offered", List.of(1)));
        assertThat(client.time.failure(refused))
                .isInstanceOf(OverflowException.class)
                .hasMessage("nothing was sent of refused to / with 2 argument(s): full");
        assertThat(client.time.failure(call)).isInstanceOf(OverflowException.class);
        assertThat(client.time.failure(offered)).isInstanceOf(OverflowException.class);
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(
                        new ClientEvent.NotSent("/", "refused", NotSentReason.OVERFLOW),
                        new ClientEvent.NotSent("/", "call", NotSentReason.OVERFLOW),
                        new ClientEvent.NotSent("/", "offered", NotSentReason.OVERFLOW));
        engine.flow();
        client.time.result(first);
        client.time.result(client.emit("later"));
        assertThat(engine.sent).containsExactly("0", "2[\"first\"]", "2[\"later\"]");
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void sec_03_who_does_not_hear_of_outgoing_events_does_not_hear_of_refused_ones() {
        client.wantsOutgoing = true;
        full(1, "/");
        client.emit("first");
        assertThat(client.time.failure(client.emit("refused"))).isInstanceOf(OverflowException.class);
        assertThat(client.heard("outgoing")).containsExactly("outgoing / first []");
    }

    @Test
    void sec_03_joining_leaving_and_disconnecting_pass() {
        FakeEngine engine = full(1, "/", "/chat");
        client.emit("first");
        CompletableFuture<Void> join = client.session.join("/late");
        CompletableFuture<Void> leave = client.session.disconnect("/chat");
        client.time.result(leave);
        engine.flow();
        client.time.runPending();
        assertThat(engine.sent).endsWith("2[\"first\"]", "0/late,", "1/chat,");
        client.accept(engine, "/late", null);
        client.time.result(join);
    }

    @Test
    void sec_03_what_waited_for_the_connection_waits_for_room_too_and_nothing_overtakes_it() {
        FakeEngine dead = client.connected("/");
        client.lose(dead);
        CompletableFuture<Void> one = client.emit("one");
        CompletableFuture<Void> two = client.emit("two");
        client.time.advance(Duration.ofSeconds(10));
        FakeEngine engine = client.opened();
        engine.stuck = true;
        engine.room = 1;
        client.accept(engine, "/", null);
        assertThat(two).isNotDone();
        assertThat(client.time.failure(client.emit("three"))).isInstanceOf(OverflowException.class);
        engine.flow();
        client.time.result(one);
        CompletableFuture<Void> four = client.emit("four");
        client.time.result(two);
        client.time.result(four);
        assertThat(engine.sent).endsWith("2[\"one\"]", "2[\"two\"]", "2[\"four\"]");
        client.time.advance(Duration.ofSeconds(1));
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void sec_03_what_waits_for_room_goes_out_by_itself_when_there_is_some() {
        FakeEngine dead = client.connected("/");
        client.lose(dead);
        client.emit("one");
        CompletableFuture<Void> two = client.emit("two");
        client.time.advance(Duration.ofSeconds(10));
        FakeEngine engine = client.opened();
        engine.stuck = true;
        engine.room = 1;
        client.accept(engine, "/", null);
        client.time.advance(Duration.ofSeconds(3));
        engine.flow();
        client.time.advance(Duration.ofMillis(100));
        assertThat(two).isCompleted();
        assertThat(engine.sent).endsWith("2[\"one\"]", "2[\"two\"]");
    }

    @Test
    void sec_03_an_emit_that_is_sent_again_waits_for_room_and_that_is_no_try() {
        FakeEngine engine = full(1, "/");
        client.session.settings(settings -> settings.withRetries(1));
        client.session.emit(
                new Emission("/", "other", List.of(), true, false, Emission.WhenOffline.BUFFER, null, null, 0, false));
        CompletableFuture<PacketData> call = client.session.call(Emission.of("/", "again", List.of()));
        client.time.advance(Duration.ofMinutes(1));
        assertThat(call).isNotDone();
        engine.flow();
        client.time.advance(Duration.ofMillis(100));
        assertThat(engine.sent).containsExactly("0", "2[\"other\"]", "20[\"again\"]");
        client.time.advance(Duration.ofSeconds(10));
        assertThat(engine.sent).endsWith("20[\"again\"]", "20[\"again\"]");
        client.receive(engine, "30[]");
        client.time.result(call);
        assertThat(client.events(ClientEvent.NotSent.class)).isEmpty();
        assertThat(client.time.timers()).isZero();
    }

    @Test
    void sec_03_an_answer_to_an_event_counts_and_is_reported_when_there_is_no_room() {
        FakeEngine engine = full(1, "/");
        client.emit("first");
        client.receive(engine, "27[\"question\"]");
        assertThat(client.replies.get(0).send(List.of("answer"))).isTrue();
        client.time.runPending();
        assertThat(client.events(ClientEvent.NotSent.class))
                .containsExactly(new ClientEvent.NotSent("/", "ack", NotSentReason.OVERFLOW));
    }

    @Test
    void what_waits_for_room_is_in_vain_when_the_namespace_is_left() {
        FakeEngine dead = client.connected("/", "/chat");
        client.lose(dead);
        client.emit("one");
        CompletableFuture<Void> two = client.emit("two");
        client.time.advance(Duration.ofSeconds(10));
        FakeEngine engine = client.opened();
        engine.stuck = true;
        engine.room = 1;
        client.accept(engine, "/chat", null);
        client.accept(engine, "/", null);
        client.time.result(client.session.disconnect("/"));
        assertThat(client.time.failure(two)).isInstanceOf(DisconnectedException.class);
        assertThat(client.time.timers()).isZero();
    }
}

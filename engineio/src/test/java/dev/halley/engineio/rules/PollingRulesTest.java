package dev.halley.engineio.rules;

import static dev.halley.engineio.rules.EngineHarness.OPEN;
import static dev.halley.engineio.rules.EngineHarness.polling;
import static dev.halley.engineio.rules.EngineHarness.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ConnectionException;
import dev.halley.UnconfirmedException;
import dev.halley.engineio.EngineClose.Reason;
import dev.halley.engineio.MessageRefusedException;
import dev.halley.internal.delivery.Pressure;
import dev.halley.testkit.PendingExchange;
import dev.halley.wire.Headers;
import dev.halley.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PollingRulesTest {
    private final EngineHarness engine = new EngineHarness();

    @Test
    void e4_07_splits_payloads_and_hands_over_each_packet() {
        engine.openPolling();
        engine.get().respond(200, "4one\u001ebAQID\u001e4two");
        engine.time.runPending();
        assertThat(engine.heard).containsExactly("open", "read", "text:one", "binary:1 2 3", "text:two", "read");
    }

    @Test
    void e4_07_delivers_what_came_before_the_first_bad_packet_and_closes() {
        engine.openPolling();
        engine.get().respond(200, "4one\u001ex\u001e4two");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:one", "closed:parse error");
    }

    @Test
    void e4_08_posts_text_and_takes_any_success() {
        engine.openPolling();
        CompletableFuture<Void> sent = engine.send("hello", ByteBuffer.wrap(new byte[] {1, 2, 3}));
        PendingExchange post = engine.post();
        assertThat(post.request().headers().first("Content-Type")).contains("text/plain;charset=UTF-8");
        assertThat(post.text()).isEqualTo("4hello\u001ebAQID");
        assertThat(sent).isNotDone();
        // as the JavaScript server calls it
        post.respond(200, Headers.empty().plus("Content-Type", "text/html"), "ok");
        engine.time.runPending();
        assertThat(sent).isCompleted();
        engine.send("again");
        engine.post().respond(200, Headers.empty().plus("Content-Type", "text/html"), "<html>Login</html>");
        engine.time.runPending();
        assertThat(engine.close.reason()).isEqualTo(Reason.TRANSPORT_ERROR);
    }

    @Test
    void e4_09_has_one_get_and_one_post_at_a_time() {
        engine.openPolling();
        PendingExchange get = engine.get();
        CompletableFuture<Void> first = engine.send("1");
        PendingExchange post = engine.post();
        CompletableFuture<Void> second = engine.send("2");
        CompletableFuture<Void> third = engine.send("3");
        engine.assertNothingSent();
        post.respond(200, "ok");
        PendingExchange next = engine.post();
        assertThat(first).isCompleted();
        assertThat(next.text()).isEqualTo("42\u001e43");
        next.respond(200, "ok");
        engine.time.runPending();
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
        engine.assertNothingSent();
        get.respond(200, "4x");
        assertThat(engine.get().isOpen()).isTrue();
        engine.assertNothingSent();
    }

    @Test
    void e4_10_waits_for_a_poll_longer_than_the_server_holds_it() {
        engine.openPolling();
        PendingExchange get = engine.get();
        for (int i = 0; i < 4; i++) {
            engine.time.advance(Duration.ofSeconds(11));
        }
        assertThat(get.isOpen()).isTrue();
        get.respond(200, "2");
        assertThat(engine.post().text()).isEqualTo("3");
        assertThat(engine.close).isNull();
    }

    @Test
    void e4_20_batches_by_the_bytes_of_the_body() {
        engine.openPolling();
        engine.send("first");
        PendingExchange first = engine.post();
        String umlauts = "ä".repeat(249);
        engine.send(umlauts);
        engine.send("b".repeat(498));
        engine.send(ByteBuffer.allocate(600));
        engine.send("z".repeat(197));
        engine.send("over");
        first.respond(200, "ok");
        // 1 + 498 and 2 + 498 are 999 bytes of 1000
        PendingExchange second = engine.post();
        assertThat(second.text()).isEqualTo("4" + umlauts + "\u001e4" + "b".repeat(498));
        second.respond(200, "ok");
        // 1 + 800 and 2 + 197 are 1000
        PendingExchange third = engine.post();
        assertThat(third.text()).hasSize(1000).startsWith("bAAAA").endsWith("zzz");
        third.respond(200, "ok");
        assertThat(engine.post().text()).isEqualTo("4over");
    }

    @Test
    void e4_20_sends_a_packet_alone_that_is_too_big_and_tells_what_the_server_said() {
        engine.openPolling();
        CompletableFuture<Void> big = engine.send("x".repeat(2000));
        CompletableFuture<Void> later = engine.send("y");
        PendingExchange post = engine.post();
        assertThat(post.text()).hasSize(2001);
        post.respond(413, "{\"code\":3,\"message\":\"Bad request\"}");
        engine.time.runPending();
        assertThat(engine.close.reason()).isEqualTo(Reason.TRANSPORT_ERROR);
        ConnectionException cause = (ConnectionException) engine.close.cause();
        assertThat(cause.details().status()).isEqualTo(413);
        assertThat(cause.details().body()).contains("Bad request");
        assertThat(engine.time.failure(big))
                .isInstanceOfSatisfying(
                        MessageRefusedException.class,
                        refused -> assertThat(refused.isTooLarge()).isTrue())
                .hasMessage("The message was not sent: the server refuses its 2001 bytes (maxPayload: 1000 bytes): "
                        + cause.getMessage());
        assertThat(engine.time.failure(later))
                .isInstanceOf(ConnectionException.class)
                .isNotInstanceOf(MessageRefusedException.class)
                .isNotInstanceOf(UnconfirmedException.class);
    }

    @Test
    void e4_20_a_message_of_several_packets_is_too_large_when_one_of_them_is() {
        engine.openPolling();
        CompletableFuture<Void> group = engine.send("head", ByteBuffer.allocate(2000));
        engine.post().respond(200, "ok");
        engine.post().respond(413, "");
        assertThat(engine.time.failure(group)).isInstanceOf(MessageRefusedException.class);
    }

    @Test
    void e4_21_what_a_refused_session_had_on_its_way_is_told_apart_from_what_is_too_large() {
        engine.openPolling();
        CompletableFuture<Void> sent = engine.send("small");
        engine.post().respond(400, "{\"code\":1,\"message\":\"Session ID unknown\"}");
        assertThat(engine.time.failure(sent))
                .isInstanceOfSatisfying(
                        MessageRefusedException.class,
                        refused -> assertThat(refused.isTooLarge()).isFalse())
                .hasMessageContaining("Session ID unknown");
    }

    @Test
    void e4_20_after_a_refused_request_with_several_packets_each_goes_alone_until_the_culprit_is_found() {
        engine.openPolling();
        engine.send("a");
        engine.post().respond(200, "ok");
        CompletableFuture<Void> one = engine.send("b");
        PendingExchange first = engine.post();
        CompletableFuture<Void> two = engine.send("c");
        engine.send("d");
        first.respond(200, "ok");
        engine.time.result(one);
        // less than maxPayload: what refuses it is a proxy
        engine.post().respond(413, "");
        assertThat(engine.time.failure(two))
                .isInstanceOfSatisfying(
                        MessageRefusedException.class,
                        refused -> assertThat(refused.isTooLarge()).isFalse());
        engine.get();
        engine.openPolling();
        engine.send("c");
        engine.send("d");
        for (int i = 0; i < 40; i++) {
            engine.send("e");
        }
        List<Integer> sizes = new ArrayList<>();
        for (int got = 0; got < 42; got += sizes.get(sizes.size() - 1)) {
            PendingExchange post = engine.post();
            sizes.add(post.text().split("\u001e").length);
            post.respond(200, "ok");
        }
        // the two, as many as a new session may have before them, and then as always
        assertThat(sizes.subList(0, 34)).containsOnly(1);
        assertThat(sizes.subList(34, sizes.size())).containsExactly(8);
    }

    @Test
    void e4_21_ends_with_the_status_and_body_of_a_refused_poll() {
        engine.openPolling();
        engine.get().respond(400, "{\"code\":1,\"message\":\"Session ID unknown\"}");
        engine.time.runPending();
        assertThat(engine.close.reason()).isEqualTo(Reason.TRANSPORT_ERROR);
        assertThat(engine.close.description())
                .contains("400", "Session ID unknown", "code 1")
                .doesNotContain("S1");
        assertThat(((ConnectionException) engine.close.cause()).details().status())
                .isEqualTo(400);
        engine.time.advance(Duration.ofMinutes(5));
        engine.assertNothingSent();
        assertThat(engine.time.timers()).isZero();
    }

    @Test
    void e4_27_posts_at_most_sixteen_packets() {
        engine.openPolling();
        CompletableFuture<Void> group = engine.send(Collections.nCopies(20, "a").toArray());
        PendingExchange first = engine.post();
        assertThat(first.text().split("\u001e")).hasSize(16);
        CompletableFuture<Void> next = engine.send("b");
        first.respond(200, "ok");
        PendingExchange second = engine.post();
        assertThat(group).isNotDone();
        assertThat(second.text()).isEqualTo("4a\u001e4a\u001e4a\u001e4a\u001e4b");
        second.respond(200, "ok");
        engine.time.runPending();
        assertThat(group).isCompleted();
        assertThat(next).isCompleted();
    }

    @Test
    void e4_19_closes_without_another_poll_when_the_server_says_so() {
        engine.openPolling();
        engine.get().respond(200, "4last\u001e1\u001e4never");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:last", "closed:transport close");
        engine.assertNothingSent();
    }

    @Test
    void a_connection_that_was_lost_between_two_polls_is_told_to_the_server() {
        engine.openPolling();
        CompletableFuture<Void> unconfirmed = engine.send("a");
        PendingExchange running = engine.post();
        engine.get().fail(WireException.Kind.BROKEN);
        PendingExchange close = engine.post();
        assertThat(running.isAborted()).isTrue();
        assertThat(close.text()).isEqualTo("1");
        assertThat(query(close.uri())).containsEntry("sid", "S1");
        assertThat(engine.messages()).containsExactly("open", "closed:transport error");
        assertThat(engine.time.failure(unconfirmed)).isInstanceOf(UnconfirmedException.class);
    }

    @Test
    void where_it_cannot_be_told_it_is_when_the_next_session_begins() {
        engine.openPolling();
        engine.get().fail(WireException.Kind.BROKEN);
        engine.post().fail(WireException.Kind.REFUSED);
        engine.connect(polling());
        PendingExchange second = engine.post();
        assertThat(second.text()).isEqualTo("1");
        assertThat(query(second.uri())).containsEntry("sid", "S1");
        second.respond(400, "{\"code\":1,\"message\":\"Session ID unknown\"}");
        engine.get().fail(WireException.Kind.REFUSED);
        engine.connect(polling());
        assertThat(query(engine.get().uri())).doesNotContainKey("sid");
        engine.assertNothingSent();
    }

    @Test
    void a_server_that_ended_the_session_itself_is_told_nothing() {
        engine.openPolling();
        engine.get().respond(400, "{\"code\":1,\"message\":\"Session ID unknown\"}");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "closed:transport error");
        engine.assertNothingSent();
    }

    @Test
    void e4_19_sends_what_waits_then_a_close_packet() {
        engine.openPolling();
        PendingExchange get = engine.get();
        CompletableFuture<Void> waiting = engine.send("a");
        PendingExchange post = engine.post();
        CompletableFuture<Void> second = engine.send("b");
        engine.inContext(engine.session::close);
        CompletableFuture<Void> late = engine.send("late");
        assertThat(engine.time.failure(late)).isInstanceOf(ConnectionException.class);
        post.respond(200, "ok");
        PendingExchange next = engine.post();
        assertThat(next.text()).isEqualTo("4b");
        next.respond(200, "ok");
        PendingExchange close = engine.post();
        assertThat(close.text()).isEqualTo("1");
        assertThat(waiting).isCompleted();
        assertThat(second).isCompleted();
        // what the last poll brings is still heard
        get.respond(200, "4still");
        close.respond(200, "ok");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:still", "closed:forced close");
        engine.assertNothingSent();
        assertThat(engine.time.timers()).isZero();
    }

    @Test
    void e4_19_closes_at_the_drain_deadline_when_the_server_is_gone() {
        engine.openPolling();
        PendingExchange get = engine.get();
        CompletableFuture<Void> stuck = engine.send("a");
        CompletableFuture<Void> unwritten = engine.send("b");
        engine.inContext(engine.session::close);
        engine.time.advance(Duration.ofSeconds(5));
        assertThat(engine.close.reason()).isEqualTo(Reason.CLIENT);
        assertThat(engine.time.failure(stuck)).isInstanceOf(UnconfirmedException.class);
        assertThat(engine.time.failure(unwritten))
                .isInstanceOf(ConnectionException.class)
                .isNotInstanceOf(UnconfirmedException.class);
        assertThat(get.isAborted()).isTrue();
    }

    @Test
    void tells_a_message_that_may_have_arrived_from_one_that_did_not() {
        engine.openPolling();
        CompletableFuture<Void> written = engine.send("a");
        PendingExchange post = engine.post();
        CompletableFuture<Void> waiting = engine.send("b");
        post.fail(WireException.Kind.BROKEN);
        engine.time.runPending();
        assertThat(engine.time.failure(written)).isInstanceOf(UnconfirmedException.class);
        assertThat(engine.time.failure(waiting))
                .isInstanceOf(ConnectionException.class)
                .isNotInstanceOf(UnconfirmedException.class);
        assertThat(engine.heard).endsWith("closed:transport error");
    }

    @Test
    void withdraws_a_group_whose_future_is_cancelled_while_nothing_of_it_is_written() {
        engine.openPolling();
        engine.send("a");
        PendingExchange post = engine.post();
        CompletableFuture<Void> withdrawn = engine.send("b1", "b2");
        CompletableFuture<Void> kept = engine.send("c");
        engine.inContext(() -> assertThat(withdrawn.cancel(false)).isTrue());
        post.respond(200, "ok");
        PendingExchange next = engine.post();
        assertThat(next.text()).isEqualTo("4c");
        next.respond(200, "ok");
        engine.time.runPending();
        assertThat(kept).isCompleted();
        engine.inContext(() -> assertThat(engine.session.isWritable()).isTrue());
    }

    @Test
    void finishes_a_group_that_was_begun_though_its_future_is_cancelled() {
        engine.openPolling();
        CompletableFuture<Void> group = engine.send(Collections.nCopies(20, "a").toArray());
        PendingExchange first = engine.post();
        engine.inContext(() -> assertThat(group.cancel(false)).isTrue());
        first.respond(200, "ok");
        assertThat(engine.post().text()).isEqualTo("4a\u001e4a\u001e4a\u001e4a");
    }

    @Test
    void under_soft_pressure_polls_only_when_the_server_needs_it() {
        engine.openPolling();
        PendingExchange get = engine.get();
        engine.inContext(() -> engine.session.pressure(Pressure.SOFT));
        get.respond(200, "4a");
        engine.assertNothingSent();
        // ping interval and half of the ping timeout
        engine.time.advance(Duration.ofSeconds(34));
        engine.assertNothingSent();
        engine.time.advance(Duration.ofSeconds(1));
        PendingExchange due = engine.get();
        due.respond(200, "2\u001e4b");
        assertThat(engine.post().text()).isEqualTo("3");
        engine.assertNothingSent();
        engine.inContext(() -> engine.session.pressure(Pressure.NONE));
        assertThat(engine.get().isOpen()).isTrue();
    }

    @Test
    void under_hard_pressure_polls_not_at_all_and_misses_no_ping_by_its_own_fault() {
        engine.openPolling();
        engine.inContext(() -> engine.session.pressure(Pressure.HARD));
        engine.get().respond(200, "2\u001e4a");
        PendingExchange pong = engine.post();
        assertThat(pong.text()).isEqualTo("3");
        pong.respond(200, "ok");
        engine.time.advance(Duration.ofMinutes(2));
        engine.assertNothingSent();
        assertThat(engine.close).isNull();
        engine.inContext(() -> engine.session.pressure(Pressure.NONE));
        engine.get().respond(200, "4b");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:a", "text:b");
    }

    @Test
    void an_exception_of_the_listener_ends_the_session_as_a_parse_error() {
        engine.openPolling();
        engine.onMessage = text -> {
            throw new IllegalStateException("no packet of mine");
        };
        PendingExchange get = engine.get();
        get.respond(200, "4a\u001e4b");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:a", "closed:parse error");
        assertThat(engine.close.cause()).hasMessage("no packet of mine");
        // the server need not wait for the ping timeout
        assertThat(engine.post().text()).isEqualTo("1");
    }

    @Test
    void an_abort_is_told_in_another_task_and_nothing_is_heard_after_it() {
        engine.openPolling();
        engine.onMessage = text -> {
            engine.session.abort(new IllegalStateException("enough"));
            assertThat(engine.close).isNull();
        };
        engine.get().respond(200, "4a\u001e4b");
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "text:a", "closed:transport error");
        engine.inContext(() -> engine.session.abort(new IllegalStateException("again")));
        assertThat(engine.messages()).hasSize(3);
    }

    @Test
    void what_follows_the_handshake_in_its_payload_is_processed() {
        engine.connect(polling());
        engine.get().respond(200, "0" + OPEN + "\u001e4first");
        engine.time.runPending();
        assertThat(engine.heard).containsExactly("open", "text:first", "read");
    }

    @Test
    void reports_when_everything_is_written() {
        engine.openPolling();
        engine.events.clear();
        engine.send("a");
        engine.post().respond(200, "ok");
        engine.time.runPending();
        assertThat(engine.events.stream().map(Object::toString))
                .containsExactlyElementsOf(List.of("Packet[incoming=false, type=message, size=1]", "Drained[]"));
    }

    /** An open session whose poll broke, so that the server may not know it. */
    private static EngineHarness lost() {
        EngineHarness engine = new EngineHarness().openPolling();
        engine.get().fail(WireException.Kind.BROKEN);
        engine.time.runPending();
        assertThat(engine.messages()).containsExactly("open", "closed:transport error");
        return engine;
    }

    @Test
    void the_next_session_begins_when_the_server_knows_that_the_last_one_is_over() {
        EngineHarness engine = lost();
        PendingExchange farewell = engine.post();
        assertThat(farewell.text()).isEqualTo("1");
        engine.connect(EngineHarness.polling());
        engine.assertNothingSent();
        farewell.respond(200, "ok");
        engine.get().respond(200, "0" + EngineHarness.OPEN);
        engine.time.runPending();
        assertThat(engine.messages()).endsWith("open");
    }

    @Test
    void a_farewell_that_failed_is_said_again_before_the_next_session_begins() {
        EngineHarness engine = lost();
        engine.post().fail(WireException.Kind.REFUSED);
        engine.connect(EngineHarness.polling());
        PendingExchange again = engine.post();
        assertThat(again.text()).isEqualTo("1");
        engine.assertNothingSent();
        again.fail(WireException.Kind.REFUSED);
        engine.get().respond(200, "0" + EngineHarness.OPEN);
        engine.time.runPending();
        assertThat(engine.messages()).endsWith("open");
    }

    @Test
    void a_farewell_that_nobody_answers_delays_the_next_session_by_a_second() {
        EngineHarness engine = lost();
        PendingExchange farewell = engine.post();
        engine.connect(EngineHarness.polling());
        engine.time.advance(Duration.ofMillis(999));
        engine.assertNothingSent();
        engine.time.advance(Duration.ofMillis(1));
        engine.get().respond(200, "0" + EngineHarness.OPEN);
        engine.time.runPending();
        assertThat(engine.messages()).endsWith("open");
        farewell.fail(WireException.Kind.BROKEN);
        engine.time.runPending();
        assertThat(engine.messages()).endsWith("open");
    }

    @Test
    void who_closes_while_a_session_waits_for_the_farewell_of_the_last_one_is_not_connected_after_it() {
        EngineHarness engine = lost();
        PendingExchange farewell = engine.post();
        engine.connect(EngineHarness.polling());
        engine.inContext(engine.session::close);
        assertThat(engine.messages()).endsWith("closed:forced close");
        farewell.respond(200, "ok");
        engine.assertNothingSent();
    }
}

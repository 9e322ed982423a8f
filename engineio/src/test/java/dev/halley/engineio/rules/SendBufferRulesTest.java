package dev.halley.engineio.rules;

import static dev.halley.engineio.rules.EngineHarness.OPEN;
import static dev.halley.engineio.rules.EngineHarness.webSocket;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.OverflowException;
import dev.halley.ProtocolException;
import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineOptions;
import dev.halley.testkit.PendingExchange;
import dev.halley.testkit.PendingSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may wait to be written. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SendBufferRulesTest {
    private final EngineHarness engine = new EngineHarness();

    private PendingSocket openSocket(EngineOptions options) {
        engine.connect(options);
        PendingSocket socket = engine.wire.takeSocket().accept();
        socket.deliverText("0" + OPEN);
        engine.time.runPending();
        return socket;
    }

    private Throwable failure(CompletableFuture<Void> sent) {
        return engine.time.failure(sent);
    }

    @Test
    void sec_03_more_bytes_than_may_wait_are_refused_and_the_session_goes_on() {
        PendingSocket socket = openSocket(webSocket().withMaxSendBuffer(100));
        socket.holdSends();
        CompletableFuture<Void> first = engine.send("a".repeat(60));
        CompletableFuture<Void> second = engine.send(ByteBuffer.allocate(40));
        CompletableFuture<Void> refused = engine.send("x");
        assertThat(failure(refused))
                .isInstanceOf(OverflowException.class)
                .hasMessage(
                        "maxSendBuffer: 2 messages of 100 bytes wait to be written, and 1 of 1 bytes were to be added"
                                + " (expected: at most 100000 of 100 bytes); send again when earlier ones were written, or allow"
                                + " more");
        socket.releaseSends();
        engine.time.runPending();
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        CompletableFuture<Void> later = engine.send("later");
        assertThat(later).isCompleted();
        assertThat(engine.sentFrames(socket)).hasSize(3).endsWith("4later");
        assertThat(engine.close).isNull();
    }

    @Test
    void sec_03_e4_12_a_server_that_does_not_read_the_answers_to_its_pings_is_given_up() {
        PendingSocket socket = openSocket(webSocket());
        for (int i = 0; i < 3_000; i++) {
            socket.deliverText("2");
            engine.time.runPending();
        }
        assertThat(engine.close).as("as long as it reads").isNull();
        assertThat(engine.sentFrames(socket)).hasSize(3_000).containsOnly("3");
        socket.holdSends();
        for (int i = 0; i < 3_000 && engine.close == null; i++) {
            socket.deliverText("2");
            engine.time.runPending();
        }
        assertThat(engine.close).isNotNull();
        assertThat(engine.close.reason()).isEqualTo(EngineClose.Reason.PARSE_ERROR);
        assertThat(engine.close.cause())
                .isInstanceOf(ProtocolException.class)
                .hasMessageStartingWith("answers to pings: 65600 bytes of them wait to be written, and one of 0")
                .hasMessageContaining("(expected: at most 65536;");
    }

    @Test
    void sec_03_e4_12_a_ping_that_wants_a_long_answer_is_refused() {
        PendingSocket socket = openSocket(webSocket());
        socket.deliverText("2" + "x".repeat(65_536));
        engine.time.runPending();
        assertThat(engine.close).isNull();
        socket.deliverText("2" + "x".repeat(65_537));
        engine.time.runPending();
        assertThat(engine.close).isNotNull();
        assertThat(engine.close.cause()).hasMessageStartingWith("answers to pings: 0 bytes of them wait");
    }

    @Test
    void sec_03_e4_12_a_payload_of_pings_is_answered_as_far_as_the_answers_may_wait() {
        engine.openPolling();
        engine.get().respond(200, payload(500));
        engine.time.runPending();
        assertThat(engine.close).isNull();
        engine.get().respond(200, payload(1_000));
        engine.time.runPending();
        assertThat(engine.close).isNotNull();
        assertThat(engine.close.cause()).hasMessageStartingWith("answers to pings: ");
    }

    private static String payload(int pings) {
        return String.join("\u001e", Collections.nCopies(pings, "2"));
    }

    @Test
    void sec_03_a_message_and_its_attachments_are_taken_all_or_not_at_all() {
        PendingSocket socket = openSocket(webSocket().withMaxSendBuffer(100));
        socket.holdSends();
        CompletableFuture<Void> first = engine.send("a".repeat(50));
        CompletableFuture<Void> refused = engine.send("head", ByteBuffer.allocate(30), ByteBuffer.allocate(30));
        assertThat(failure(refused)).isInstanceOf(OverflowException.class);
        CompletableFuture<Void> fits = engine.send("fits");
        socket.releaseSends();
        engine.time.runPending();
        assertThat(first).isCompleted();
        assertThat(fits).isCompleted();
        assertThat(engine.sentFrames(socket)).containsExactly("4" + "a".repeat(50), "4fits");
    }

    @Test
    void sec_03_one_long_message_goes_out_while_nothing_else_waits() {
        PendingSocket socket = openSocket(webSocket().withMaxSendBuffer(10));
        socket.holdSends();
        CompletableFuture<Void> alone = engine.send("a".repeat(1000));
        assertThat(failure(engine.send("b"))).isInstanceOf(OverflowException.class);
        socket.releaseSends();
        engine.time.runPending();
        assertThat(alone).isCompleted();
    }

    @Test
    void sec_03_more_messages_than_may_wait_are_refused_however_short() {
        openSocket(webSocket()).holdSends();
        CompletableFuture<Void> sent =
                engine.send(Collections.nCopies(99_999, "").toArray());
        CompletableFuture<Void> last = engine.send("");
        assertThat(failure(engine.send(""))).isInstanceOf(OverflowException.class);
        assertThat(sent).isNotDone();
        assertThat(last).isNotDone();
    }

    @Test
    void sec_03_what_is_withdrawn_makes_room_wherever_it_waits() {
        PendingSocket socket = openSocket(webSocket().withMaxSendBuffer(20_000));
        socket.holdSends();
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(engine.send("1234".repeat(250)));
        }
        assertThat(failure(engine.send("x"))).isInstanceOf(OverflowException.class);
        engine.inContext(() -> assertThat(waiting.get(19).cancel(false)).isTrue());
        CompletableFuture<Void> next = engine.send("54321");
        socket.releaseSends();
        engine.time.runPending();
        assertThat(next).isCompleted();
        assertThat(engine.sentFrames(socket)).hasSize(20).endsWith("454321");
    }

    @Test
    void sec_03_packets_of_the_protocol_pass() {
        PendingSocket socket = openSocket(webSocket().withMaxSendBuffer(10));
        socket.holdSends();
        engine.send("0123456789");
        assertThat(failure(engine.send("x"))).isInstanceOf(OverflowException.class);
        CompletableFuture<CompletableFuture<Void>> anyway = new CompletableFuture<>();
        engine.inContext(() -> anyway.complete(engine.session.sendAnyway(List.of("0/chat,"))));
        socket.deliverText("2");
        engine.time.runPending();
        socket.releaseSends();
        engine.time.runPending();
        assertThat(anyway.join()).isCompleted();
        assertThat(engine.sentFrames(socket)).contains("3", "40/chat,");
    }

    @Test
    void sec_03_over_polling_what_is_on_its_way_counts_until_the_server_has_answered() {
        engine.connect(EngineHarness.polling().withMaxSendBuffer(10));
        engine.get().respond(200, "0" + OPEN);
        engine.time.runPending();
        CompletableFuture<Void> first = engine.send("0123456789");
        PendingExchange post = engine.post();
        assertThat(failure(engine.send("x"))).isInstanceOf(OverflowException.class);
        post.respond(200, "ok");
        engine.time.runPending();
        assertThat(first).isCompleted();
        CompletableFuture<Void> second = engine.send("x");
        engine.post().respond(200, "ok");
        engine.time.runPending();
        assertThat(second).isCompleted();
    }

    @Test
    void sec_03_before_the_handshake_it_counts_too() {
        engine.connect(webSocket().withMaxSendBuffer(10).withConnectTimeout(Duration.ofSeconds(20)));
        CompletableFuture<Void> first = engine.send("0123456789");
        assertThat(failure(engine.send("x"))).isInstanceOf(OverflowException.class);
        PendingSocket socket = engine.wire.takeSocket().accept();
        socket.deliverText("0" + OPEN);
        engine.time.runPending();
        assertThat(first).isCompleted();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void a_bound_is_more_than_zero(long bytes) {
        assertThatThrownBy(() -> EngineOptions.defaults().withMaxSendBuffer(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxSendBuffer: " + bytes + " (expected: more than zero)");
        assertThat(EngineOptions.defaults().maxSendBuffer()).isEqualTo(67_108_864);
    }
}

package dev.halley.socketio.rules;

import static dev.halley.socketio.rules.Rules.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.OperationTimeoutException;
import dev.halley.UnconfirmedException;
import dev.halley.socketio.Args;
import dev.halley.socketio.AsyncSocketIoClient;
import dev.halley.socketio.EmitOptions;
import dev.halley.testkit.socketio.Answer;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.ReceivedPacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In which order things come and go, and what is kept over an outage. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryRulesTest {
    @Test
    void s5_17_what_comes_before_the_answer_to_connect_is_delivered_after_it_in_order() {
        try (Rules rules = new Rules()) {
            boolean[] connectedInside = new boolean[1];
            var unused = rules.client.on("early", event -> connectedInside[0] = rules.client.isConnected());
            rules.server.changePackets(
                    (connection, packet) -> packet.text().startsWith("0{") && packet.type() == EnginePacket.Type.MESSAGE
                            ? List.of(
                                    EnginePacket.message("2[\"early\"]"),
                                    EnginePacket.message("2[\"a\",1]"),
                                    packet,
                                    EnginePacket.message("2[\"b\",2]"))
                            : List.of(packet));
            rules.open("/");

            assertThat(connectedInside[0]).isTrue();
            assertThat(rules.heard).containsExactly("a [1]", "connect /", "b [2]");
        }
    }

    @Test
    void s5_18_what_was_emitted_offline_goes_out_in_order_before_connect_handlers_emit() {
        try (Rules rules = new Rules().open("/")) {
            var unused = rules.client.onConnect(connected -> {
                CompletableFuture<Void> alsoUnused = rules.client.emit("n", "connect");
            });
            rules.server.dropConnections();
            List<CompletableFuture<Void>> emitted = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                emitted.add(rules.client.emit("n", i));
            }
            CompletableFuture<Args> call = rules.client.call("n", "call");
            assertThat(emitted).allSatisfy(each -> assertThat(each).isNotDone());
            rules.time.advance(SOON);

            List<Object> expected =
                    new ArrayList<>(IntStream.range(0, 20).boxed().toList());
            expected.add("call");
            expected.add("connect");
            assertThat(rules.server.received("n").stream()
                            .map(event -> event.args().get(0)))
                    .containsExactlyElementsOf(expected);
            assertThat(emitted).allSatisfy(each -> assertThat(each).isCompleted());
            rules.server.received("n").get(20).ack("kept");
            assertThat(rules.time.result(call).toList()).containsExactly("kept");
            rules.assertCorrect();
        }
    }

    @Test
    void pending_acks_fail_when_the_connection_is_lost() {
        try (Rules rules = new Rules().open("/")) {
            CompletableFuture<Args> call = rules.client.call("x");
            assertThat(rules.server.received("x")).hasSize(1);
            rules.server.dropConnections();
            rules.time.runPending();

            assertThat(rules.time.failure(call)).isInstanceOf(UnconfirmedException.class);
        }
    }

    @Test
    void volatile_events_are_dropped_offline_and_others_kept() {
        try (Rules rules = new Rules().open("/")) {
            rules.server.dropConnections();
            CompletableFuture<Void> dropped =
                    rules.client.emit(EmitOptions.defaults().asVolatile(), "v");
            CompletableFuture<Void> kept = rules.client.emit("k");
            rules.time.advance(SOON);

            assertThat(dropped).isDone();
            assertThat(kept).isCompleted();
            assertThat(rules.server.received("v")).isEmpty();
            assertThat(rules.server.received("k")).hasSize(1);
        }
    }

    @Test
    void retries_repeat_until_the_server_acknowledges_and_keep_the_order() {
        try (Rules rules = new Rules(
                SocketIoTestServer.builder(), options -> options.retries(5).ackTimeout(Duration.ofSeconds(2)))) {
            int[] seen = new int[1];
            List<Object> taken = new ArrayList<>();
            rules.server.on("n", event -> {
                if (++seen[0] % 3 == 0) {
                    taken.add(event.args().get(0));
                    event.ack("ok");
                }
            });
            rules.open("/");
            List<CompletableFuture<Void>> emitted = IntStream.range(0, 5)
                    .mapToObj(i -> rules.client.emit("n", i))
                    .toList();
            rules.time.advance(Duration.ofMinutes(2));

            assertThat(taken).containsExactly(0, 1, 2, 3, 4);
            assertThat(rules.server.received("n")).hasSize(15);
            assertThat(emitted).allSatisfy(each -> assertThat(each).isCompleted());
            rules.assertCorrect();
        }
    }

    @Test
    void an_explicit_ack_timeout_ends_an_emit_with_a_callback_that_names_none() {
        try (Rules rules =
                new Rules(SocketIoTestServer.builder(), options -> options.ackTimeout(Duration.ofSeconds(2)))) {
            rules.open("/");
            List<Throwable> told = new ArrayList<>();
            List<Throwable> later = new ArrayList<>();
            EmitOptions heard = EmitOptions.defaults().onAck((args, failure) -> told.add(failure));
            rules.done(rules.client.emit(heard, "n", 1));
            rules.done(rules.client.emit(
                    EmitOptions.defaults().timeout(Duration.ofSeconds(5)).onAck((args, failure) -> later.add(failure)),
                    "n",
                    2));
            rules.time.advance(Duration.ofMillis(1_990));
            assertThat(told).isEmpty();
            rules.time.advance(Duration.ofMillis(10));

            assertThat(told)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            OperationTimeoutException.class,
                            failure -> assertThat(failure)
                                    .hasMessageContaining("no acknowledgement of")
                                    .hasMessageContaining("within 2000 ms"));
            assertThat(later).as("an emit's own time goes first").isEmpty();
            rules.time.advance(Duration.ofSeconds(3));
            assertThat(later).singleElement().isInstanceOf(OperationTimeoutException.class);
            rules.assertCorrect();
        }
    }

    @Test
    void without_an_ack_timeout_a_callback_waits_as_long_as_it_takes_and_holds_no_timer() {
        try (Rules rules = new Rules().open("/")) {
            int before = rules.time.timers();
            List<Object> told = new ArrayList<>();
            rules.done(rules.client.emit(
                    EmitOptions.defaults().onAck((args, failure) -> told.add(args == null ? failure : args.toList())),
                    "n"));
            assertThat(rules.time.timers()).isEqualTo(before);
            rules.time.advance(Duration.ofHours(1));
            assertThat(told).isEmpty();

            rules.server.received("n").get(0).ack("at last");
            rules.time.runPending();
            assertThat(told).containsExactly(List.of("at last"));
        }
    }

    @Test
    void an_ack_timeout_that_is_set_while_the_client_runs_holds_from_the_next_emit_on_and_not_without_a_callback() {
        try (Rules rules = new Rules().open("/")) {
            List<Throwable> told = new ArrayList<>();
            EmitOptions heard = EmitOptions.defaults().onAck((args, failure) -> told.add(failure));
            rules.done(rules.client.emit(heard, "n", "before"));
            rules.client.ackTimeout(Duration.ofSeconds(2));
            rules.time.runPending();
            int before = rules.time.timers();
            rules.done(rules.client.emit("n", "no callback"));
            assertThat(rules.time.timers()).isEqualTo(before);
            rules.done(rules.client.emit(heard, "n", "after"));
            rules.time.advance(Duration.ofMinutes(1));

            assertThat(told).singleElement().isInstanceOf(OperationTimeoutException.class);
            assertThat(rules.events)
                    .as("who has a callback hears it there")
                    .noneMatch(event -> event instanceof ClientEvent.Unconfirmed);
        }
    }

    @Test
    void s5_19_recovery_brings_what_was_missed_in_order_and_nothing_twice() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            try (Rules rules = new Rules(SocketIoTestServer.builder().recovery(Duration.ofMinutes(2)))) {
                rules.open("/");
                rules.server.emit("n", -1);
                rules.time.advance(Duration.ofSeconds(1));
                List<String> expected = new ArrayList<>();
                expected.add("n [-1]");
                for (int i = 0; i < 100; i++) {
                    expected.add("n [" + i + "]");
                    rules.server.emit("n", i);
                    if (random.nextInt(10) == 0) {
                        rules.server.dropConnections();
                    }
                    rules.time.advance(Duration.ofMillis(random.nextInt(400)));
                }
                rules.time.advance(Duration.ofSeconds(20));

                assertThat(rules.heard.stream().filter(line -> line.startsWith("n ")))
                        .as("seed " + seed)
                        .containsExactlyElementsOf(expected);
                assertThat(rules.client.isRecovered()).as("seed " + seed).isTrue();
                assertThat(rules.events).as("seed " + seed).noneMatch(event -> event instanceof ClientEvent.Gap);
                rules.assertCorrect();
            }
        }
    }

    @Test
    void s5_19_the_offset_advances_when_handlers_have_finished() {
        try (Rules rules = new Rules(SocketIoTestServer.builder().recovery(Duration.ofMinutes(2)))) {
            rules.open("/");
            rules.server.emit("n", 1);
            rules.time.runPending();
            rules.time.holdHandlers();
            rules.server.emit("n", 2);
            rules.server.dropConnections();
            rules.time.releaseHandlers();
            rules.time.advance(SOON);

            assertThat(rules.heard.stream().filter(line -> line.startsWith("n ")))
                    .containsOnly("n [1]", "n [2]")
                    .startsWith("n [1]", "n [2]");
        }
    }

    @Test
    void s5_19_where_the_server_begins_anew_the_gap_is_reported_and_the_offset_forgotten() {
        try (Rules rules = new Rules(SocketIoTestServer.builder().recovery(Duration.ofMinutes(2)))) {
            rules.open("/");
            rules.server.emit("n", 1);
            rules.time.runPending();
            rules.server.restart();
            rules.time.advance(SOON);

            assertThat(rules.client.isConnected()).isTrue();
            assertThat(rules.client.isRecovered()).isFalse();
            assertThat(rules.events).hasAtLeastOneElementOfType(ClientEvent.Gap.class);
            rules.server.dropConnections();
            rules.time.advance(SOON);
            ReceivedPacket last =
                    rules.server.received().get(rules.server.received().size() - 1);
            assertThat(last.payload() instanceof Map<?, ?> map && map.containsKey("offset"))
                    .isFalse();
        }
    }

    @Test
    @Tag("wire")
    void s5_10_emits_of_many_threads_never_mix_header_and_attachments() throws Exception {
        try (SocketIoTestServer server = SocketIoTestServer.start()) {
            AsyncSocketIoClient client = AsyncSocketIoClient.builder().logOff().buildAsync();
            client.connect(server.url()).get(10, TimeUnit.SECONDS);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                byte who = (byte) t;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 100; i++) {
                        CompletableFuture<Void> unused =
                                client.emit("b", (int) who, i, new byte[] {who, (byte) i}, new byte[] {(byte) i});
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            client.call("done").thenAccept(args -> {}).isDone();
            server.take("done", Duration.ofSeconds(20));

            List<ReceivedPacket> all = server.received("b");
            assertThat(all).hasSize(400).allSatisfy(event -> {
                byte who = ((Number) event.args().get(0)).byteValue();
                byte number = ((Number) event.args().get(1)).byteValue();
                assertThat(event.args().get(2)).isEqualTo(new byte[] {who, number});
                assertThat(event.args().get(3)).isEqualTo(new byte[] {number});
            });
            assertThat(server.violations()).isEmpty();
            client.close();
        }
    }

    @Test
    void nothing_is_lost_through_the_upgrade_with_two_way_load() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            try (Rules rules = new Rules()) {
                rules.server.onRequest(request -> true, Answer.usual().delay(Duration.ofMillis(random.nextInt(50))));
                rules.server.delayPackets(Duration.ofMillis(random.nextInt(30)));
                CompletableFuture<AsyncSocketIoClient> connected = rules.client.connect(rules.to());
                List<String> down = new ArrayList<>();
                int sent = 0;
                for (int i = 0; i < 200; i++) {
                    CompletableFuture<Void> unused = rules.client.emit("n", i, new byte[] {(byte) i});
                    if (!rules.server.namespace("/").sessions().isEmpty()) {
                        rules.server.emit("d", sent);
                        down.add("d [" + sent++ + "]");
                    }
                    rules.time.advance(Duration.ofMillis(random.nextInt(5)));
                }
                rules.time.advance(Duration.ofSeconds(3));

                assertThat(connected).isCompleted();
                assertThat(rules.server.connection().transport()).isEqualTo("websocket");
                assertThat(rules.server.received("n").stream()
                                .map(event -> event.args().get(0)))
                        .as("seed " + seed)
                        .containsExactlyElementsOf(IntStream.range(0, 200)
                                .mapToObj(i -> (Object) i)
                                .toList());
                assertThat(rules.heard.stream().filter(line -> line.startsWith("d ")))
                        .as("seed " + seed)
                        .containsExactlyElementsOf(down);
                rules.assertCorrect();
            }
        }
    }
}

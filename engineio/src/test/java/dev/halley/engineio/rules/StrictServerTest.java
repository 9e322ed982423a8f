package dev.halley.engineio.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineClose;
import dev.halley.engineio.EngineEvent;
import dev.halley.engineio.EngineOptions;
import dev.halley.engineio.EngineTransport;
import dev.halley.engineio.EngineVersion;
import dev.halley.testkit.Reply;
import dev.halley.testkit.socketio.Answer;
import dev.halley.testkit.socketio.EngineConnection;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.EngineRequest;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine against a server that ends what the JavaScript server would end, and lists it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StrictServerTest {
    private static final EngineOptions DEFAULTS = EngineOptions.defaults();
    private static final EngineOptions POLLING = DEFAULTS.withTransports(EngineTransport.POLLING);

    private static void assertCorrect(ServerHarness harness) {
        assertThat(harness.server.violations()).isEmpty();
        assertThat(harness.close).isNull();
    }

    @Test
    void e4_11_e4_24_every_request_has_version_sid_headers_and_the_sticky_cookie() {
        try (ServerHarness harness =
                new ServerHarness(SocketIoTestServer.builder().cookie("io")).connect(DEFAULTS)) {
            harness.time.advance(Duration.ofMinutes(2));
            assertThat(harness.send("x")).isCompleted();

            assertCorrect(harness);
            assertThat(harness.server.connection().transport()).isEqualTo("websocket");
            List<EngineRequest> requests = harness.server.requests();
            assertThat(requests).hasSizeGreaterThan(2).allSatisfy(request -> {
                assertThat(request.parameter("EIO")).contains("4");
                assertThat(request.header("X-All")).contains("yes");
                assertThat(request.header("X-One")).contains("1");
            });
            assertThat(requests.subList(1, requests.size())).allSatisfy(request -> {
                assertThat(request.parameter("sid"))
                        .contains(harness.server.connection().sid());
                assertThat(request.header("Cookie").orElse(""))
                        .contains("io=" + harness.server.connection().sid());
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void e4_12_e3_05_an_hour_of_heartbeats_on_each_transport(int version) {
        for (EngineOptions options : List.of(POLLING, DEFAULTS, DEFAULTS.withTransports(EngineTransport.WEBSOCKET))) {
            EngineOptions chosen = options.withVersion(version == 3 ? EngineVersion.V3 : EngineVersion.V4);
            try (ServerHarness harness =
                    new ServerHarness(SocketIoTestServer.builder().versions(version)).connect(chosen)) {
                harness.time.advance(Duration.ofHours(1));

                assertCorrect(harness);
                assertThat(harness.server.connection().received())
                        .filteredOn(packet ->
                                packet.type() == EnginePacket.Type.PONG || packet.type() == EnginePacket.Type.PING)
                        .hasSizeBetween(140, 145);
            }
        }
    }

    @Test
    void e4_13_a_server_that_falls_silent_is_given_up() {
        try (ServerHarness harness = new ServerHarness().connect(DEFAULTS)) {
            harness.server.withholdHeartbeats(true);
            harness.time.advance(Duration.ofSeconds(44));
            assertThat(harness.close).isNull();
            harness.time.advance(Duration.ofSeconds(2));

            assertThat(harness.close.reason()).isEqualTo(EngineClose.Reason.PING_TIMEOUT);
        }
    }

    @Test
    void e3_05_a_server_that_does_not_answer_pings_is_given_up() {
        try (ServerHarness harness = new ServerHarness(
                        SocketIoTestServer.builder().versions(3))
                .connect(DEFAULTS.withVersion(EngineVersion.V3))) {
            harness.server.withholdHeartbeats(true);
            harness.time.advance(Duration.ofSeconds(46));

            assertThat(harness.close.reason()).isEqualTo(EngineClose.Reason.PING_TIMEOUT);
        }
    }

    @Test
    void e4_20_e4_27_a_flood_goes_out_in_bodies_that_the_server_takes() {
        try (ServerHarness harness =
                new ServerHarness(SocketIoTestServer.builder().maxPayload(2_000)).connect(POLLING)) {
            List<String> expected = new ArrayList<>();
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String text = i + "€".repeat(i % 300);
                expected.add(text);
                sent.add(harness.send(text));
            }
            harness.time.advance(Duration.ofSeconds(1));

            assertThat(sent).allSatisfy(each -> assertThat(each).isCompleted());
            assertThat(harness.server.connection().messages()).isEqualTo(expected);
            assertCorrect(harness);
            assertThat(harness.server.requests(request -> request.method().equals("POST")))
                    .allSatisfy(post -> assertThat(post.body().length).isLessThanOrEqualTo(2_000));
        }
    }

    /** Numbered messages both ways while the upgrade is under way and everything takes its time. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void e4_16_e3_08_nothing_is_lost_doubled_or_reordered_through_the_upgrade(int version) {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            try (ServerHarness harness =
                    new ServerHarness(SocketIoTestServer.builder().versions(version))) {
                harness.server.onRequest(request -> true, Answer.usual().delay(Duration.ofMillis(random.nextInt(60))));
                harness.server.onRequest(
                        EngineRequest::isUpgrade, Answer.usual().delay(Duration.ofMillis(random.nextInt(200))));
                harness.server.onRequest(
                        request -> request.method().equals("POST"),
                        Answer.usual().delay(Duration.ofMillis(random.nextInt(120))));
                harness.server.delayPackets(Duration.ofMillis(random.nextInt(40)));
                harness.connect(DEFAULTS.withVersion(version == 3 ? EngineVersion.V3 : EngineVersion.V4));
                load(harness, random, 200);

                assertThat(harness.server.connection().transport())
                        .as("seed " + seed)
                        .isEqualTo("websocket");
                assertComplete(harness, 200, seed);
            }
        }
    }

    @Test
    void e4_18_nothing_is_lost_when_the_upgrade_fails_in_any_way() {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            try (ServerHarness harness = new ServerHarness()) {
                harness.server.onRequest(request -> true, Answer.usual().delay(Duration.ofMillis(random.nextInt(60))));
                Duration delay = Duration.ofMillis(random.nextInt(100));
                switch (seed % 5) {
                    case 0 ->
                        harness.server.onRequest(
                                EngineRequest::isUpgrade,
                                Answer.http(Reply.of(403)).delay(delay));
                    case 1 -> harness.server.onRequest(EngineRequest::isUpgrade, Answer.none());
                    case 2 ->
                        harness.server.onRequest(
                                EngineRequest::isUpgrade, Answer.http(Reply.dropConnection(Reply.Ending.RESET)));
                    case 3 -> harness.server.dropPackets(packet -> packet.type() == EnginePacket.Type.PONG);
                    default ->
                        harness.server.changePackets((connection, packet) -> List.of(
                                packet.type() == EnginePacket.Type.PONG ? EnginePacket.raw("3nonsense") : packet));
                }
                harness.connect(DEFAULTS);
                load(harness, random, 100);
                harness.time.advance(Duration.ofSeconds(15));

                assertThat(harness.server.connection().transport())
                        .as("seed " + seed)
                        .isEqualTo("polling");
                assertComplete(harness, 100, seed);
                assertThat(harness.events).hasAtLeastOneElementOfType(EngineEvent.UpgradeFailed.class);
            }
        }
    }

    private static void load(ServerHarness harness, Random random, int count) {
        for (int i = 0; i < count; i++) {
            boolean binary = random.nextInt(3) == 0;
            byte[] bytes = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
            while (harness.handshake == null) {
                harness.time.advance(Duration.ofMillis(1));
            }
            CompletableFuture<Void> unused =
                    binary ? harness.send(ByteBuffer.wrap(bytes)) : harness.send(Integer.toString(i));
            harness.server
                    .connection()
                    .send(binary ? EnginePacket.binary(bytes) : EnginePacket.message(Integer.toString(i)));
            harness.time.advance(Duration.ofMillis(random.nextInt(6)));
        }
        harness.time.advance(Duration.ofSeconds(5));
    }

    private static void assertComplete(ServerHarness harness, int count, int seed) {
        List<String> expected =
                IntStream.range(0, count).mapToObj(Integer::toString).toList();
        assertThat(harness.server.violations()).as("seed " + seed).isEmpty();
        assertThat(harness.close).as("seed " + seed).isNull();
        assertThat(harness.heard.stream().map(each -> each.replace("b:", "")).toList())
                .as("to the client, seed " + seed)
                .isEqualTo(expected);
        assertThat(harness.server.connection().received().stream()
                        .filter(packet -> packet.type() == EnginePacket.Type.MESSAGE)
                        .map(packet -> new String(packet.bytes(), StandardCharsets.US_ASCII))
                        .toList())
                .as("to the server, seed " + seed)
                .isEqualTo(expected);
    }

    @Test
    void e4_19_a_close_at_any_moment_sends_what_waits_and_breaks_no_rule() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            try (ServerHarness harness = new ServerHarness()) {
                harness.server.onRequest(request -> true, Answer.usual().delay(Duration.ofMillis(random.nextInt(50))));
                harness.server.delayPackets(Duration.ofMillis(random.nextInt(30)));
                harness.connect(DEFAULTS);
                while (harness.handshake == null) {
                    harness.time.advance(Duration.ofMillis(1));
                }
                harness.time.advance(Duration.ofMillis(random.nextInt(300)));
                EngineConnection connection = harness.server.connection();
                CompletableFuture<Void> last = harness.send("last");
                harness.inContext(harness.session::close);
                harness.time.advance(Duration.ofSeconds(5));

                assertThat(harness.close.reason()).as("seed " + seed).isEqualTo(EngineClose.Reason.CLIENT);
                assertThat(last).as("seed " + seed).isCompleted();
                assertThat(connection.messages()).containsExactly("last");
                assertThat(connection.closeReason()).as("seed " + seed).contains("transport close");
                assertThat(harness.server.violations()).as("seed " + seed).isEmpty();
            }
        }
    }

    @Test
    void e4_21_a_session_that_is_unknown_ends_with_status_and_code() {
        try (ServerHarness harness = new ServerHarness().connect(POLLING)) {
            harness.server.forgetConnections();
            harness.time.runPending();

            assertThat(harness.close.reason()).isEqualTo(EngineClose.Reason.TRANSPORT_ERROR);
            assertThat(harness.close.cause()).hasMessageContaining("Session ID unknown");
        }
    }

    @Test
    void e4_19_a_server_that_closes_is_understood_on_each_transport() {
        for (EngineOptions options : List.of(POLLING, DEFAULTS)) {
            try (ServerHarness harness = new ServerHarness().connect(options)) {
                harness.time.advance(Duration.ofSeconds(1));
                harness.server.connection().send("last");
                harness.server.closeConnections();
                harness.time.runPending();

                assertThat(harness.heard).containsExactly("last");
                assertThat(harness.close.reason()).isEqualTo(EngineClose.Reason.TRANSPORT_CLOSE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "", "x", "b!"})
    void e4_05_a_bad_packet_ends_the_session_and_what_came_before_it_is_delivered(String bad) {
        for (EngineOptions options : List.of(POLLING, DEFAULTS)) {
            try (ServerHarness harness = new ServerHarness().connect(options)) {
                harness.time.advance(Duration.ofSeconds(1));
                harness.server
                        .connection()
                        .send(EnginePacket.message("good"), EnginePacket.raw(bad), EnginePacket.message("never"));
                harness.time.runPending();

                assertThat(harness.heard).containsExactly("good");
                assertThat(harness.close.reason()).isEqualTo(EngineClose.Reason.PARSE_ERROR);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x:42", "3:42", "2:421", ":", "2:40:", "99999999999999999999:4"})
    void e3_06_a_bad_length_is_a_parse_error(String body) {
        try (ServerHarness harness = new ServerHarness(
                        SocketIoTestServer.builder().versions(3))
                .connect(POLLING.withVersion(EngineVersion.V3))) {
            harness.server.connection().answerPoll(Reply.text(body));
            harness.time.runPending();

            assertThat(harness.close.reason()).isEqualTo(EngineClose.Reason.PARSE_ERROR);
        }
    }

    @Test
    void e3_01_to_e3_04_bytes_and_texts_of_any_width_travel_both_ways() {
        for (EngineOptions options : List.of(
                POLLING,
                POLLING.withForceBase64(true),
                DEFAULTS.withTransports(EngineTransport.WEBSOCKET),
                DEFAULTS.withTransports(EngineTransport.WEBSOCKET).withForceBase64(true))) {
            try (ServerHarness harness = new ServerHarness(
                            SocketIoTestServer.builder().versions(3))
                    .connect(options.withVersion(EngineVersion.V3))) {
                assertThat(harness.send("a€\ud83d\ude00", ByteBuffer.wrap(new byte[] {1, 2, -1}), ""))
                        .isCompleted();
                harness.server
                        .connection()
                        .send(
                                EnginePacket.message("a€\ud83d\ude00"),
                                EnginePacket.binary((byte) 65),
                                EnginePacket.binary(),
                                EnginePacket.message(""));
                harness.time.runPending();

                assertCorrect(harness);
                assertThat(harness.server.connection().received())
                        .containsExactly(
                                EnginePacket.message("a€\ud83d\ude00"),
                                EnginePacket.binary((byte) 1, (byte) 2, (byte) -1),
                                EnginePacket.message(""));
                assertThat(harness.heard).containsExactly("a€\ud83d\ude00", "b:A", "b:", "");
            }
        }
    }

    @Test
    void sec_02_random_bodies_never_do_anything_but_end_the_session() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            int version = random.nextBoolean() ? 3 : 4;
            try (ServerHarness harness = new ServerHarness(
                            SocketIoTestServer.builder().versions(version))
                    .connect(POLLING.withVersion(version == 3 ? EngineVersion.V3 : EngineVersion.V4))) {
                byte[] body = new byte[random.nextInt(40)];
                for (int at = 0; at < body.length; at++) {
                    String likely = "0123456789:b\u001e{}[]\"4";
                    body[at] = (byte)
                            (random.nextInt(4) == 0
                                    ? random.nextInt(256)
                                    : likely.charAt(random.nextInt(likely.length())));
                }
                String type = random.nextBoolean() ? "application/octet-stream" : "text/plain; charset=UTF-8";
                harness.server
                        .connection()
                        .answerPoll(Reply.ok().header("Content-Type", type).body(body));
                harness.time.runPending();

                if (harness.close != null) {
                    assertThat(harness.close.reason())
                            .isIn(
                                    EngineClose.Reason.PARSE_ERROR,
                                    EngineClose.Reason.TRANSPORT_CLOSE,
                                    EngineClose.Reason.TRANSPORT_ERROR);
                }
            }
        }
    }
}

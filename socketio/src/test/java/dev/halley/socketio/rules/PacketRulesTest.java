package dev.halley.socketio.rules;

import static dev.halley.socketio.rules.Rules.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.engineio.EngineTransport;
import dev.halley.socketio.Args;
import dev.halley.socketio.EmitOptions;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.ReceivedPacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What packets may be, and what becomes of those that may not. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PacketRulesTest {
    private static Rules over(EngineTransport transport) {
        Rules rules = new Rules(
                SocketIoTestServer.builder(), options -> options.engine(engine -> engine.withTransports(transport)));
        return rules.open("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "51",
                "5a-",
                "51.23-",
                "9",
                "2{}",
                "2abc[\"x\"]",
                "22[\"some\"",
                "0[]",
                "1/admin,{}",
                "2[null]",
                "2[true]",
                "2[]",
                "2",
                "3",
                "31",
                "2[\"connect\"]",
                "2[\"disconnect\",1]",
                "2[\"newListener\"]",
                "",
                "x",
                "251-[\"x\"]",
                "599999-[\"x\"]",
                "12345678901234567890123",
                "3123456789012345678901234567890[]",
                "5-[\"x\"]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":9}]",
                "2[\"x\""
            })
    void s5_06_s5_12_s5_13_a_bad_packet_ends_the_connection_and_the_client_comes_back(String bad) {
        try (Rules rules = new Rules().open("/")) {
            rules.heard.clear();
            rules.server
                    .connection()
                    .send(
                            EnginePacket.message(bad),
                            EnginePacket.binary((byte) 1),
                            EnginePacket.message("2[\"never\"]"));
            rules.time.advance(SOON);

            assertThat(rules.heard).containsExactly("disconnect / parse error", "connect /");
            rules.server.emit("after", 1);
            assertThat(rules.heard).endsWith("after [1]");
            rules.assertCorrect();
        }
    }

    @Test
    void s5_12_text_between_attachments_and_binary_without_a_header_are_errors_and_leave_nothing_behind() {
        try (Rules rules = new Rules().open("/")) {
            rules.heard.clear();
            rules.raw("52-[\"x\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            rules.server.connection().send(EnginePacket.binary((byte) 1));
            rules.raw("2[\"between\"]");
            rules.time.advance(SOON);
            assertThat(rules.heard).containsExactly("disconnect / parse error", "connect /");

            rules.server.connection().send(EnginePacket.binary((byte) 2));
            rules.time.advance(SOON);
            assertThat(rules.heard).hasSize(4);
            rules.server.emit("b", new byte[] {3});
            assertThat(rules.heard).hasSize(5);
        }
    }

    @Test
    void s5_01_a_namespace_without_a_comma_and_with_a_query_is_understood() {
        try (Rules rules = new Rules().listen("/chat").open("/chat")) {
            rules.raw("2/chat?x=1,[\"a\"]");
            assertThat(rules.heard).endsWith("a []");
            rules.raw("1/chat");
            assertThat(rules.heard).endsWith("disconnect /chat io server disconnect");
        }
    }

    @Test
    void s5_06_names_may_be_numbers() {
        try (Rules rules = new Rules().open("/")) {
            rules.raw("2[7,\"x\"]");
            assertThat(rules.heard).endsWith("7 [x]");
        }
    }

    record Sum(int a, int b) {}

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void s5_07_each_event_with_an_id_is_acknowledged_once(EngineTransport transport) {
        try (Rules rules = over(transport)) {
            var unused = rules.client.onCall("sum", Args.as(Sum.class), sum -> sum.a() + sum.b());
            var alsoUnused = rules.client.onCall("two", event -> Args.of(1, null));
            var ack = rules.client.on("twice", event -> {
                event.ack().send("first");
                event.ack().send("second");
            });
            CompletableFuture<List<Object>> sum = rules.session().call("sum", 2, 3);
            CompletableFuture<List<Object>> two = rules.session().call("two");
            CompletableFuture<List<Object>> twice = rules.session().call("twice");
            CompletableFuture<List<Object>> nobody = rules.session().call("nobody");

            assertThat(rules.time.result(sum)).containsExactly(5);
            assertThat(rules.time.result(two)).containsExactly(1, null);
            assertThat(rules.time.result(twice)).containsExactly("first");
            assertThat(rules.time.result(nobody)).isEmpty();
            assertThat(ack).isNotNull();
            rules.assertCorrect();
        }
    }

    @Test
    void s5_07_an_ack_for_a_namespace_that_has_ended_is_dropped() {
        try (Rules rules = new Rules().open("/", "/chat")) {
            CompletableFuture<Object> answer = new CompletableFuture<>();
            var unused = rules.client.namespace("/chat").onCall("slow", event -> answer);
            CompletableFuture<List<Object>> asked =
                    rules.server.namespace("/chat").session().call("slow");
            assertThat(rules.client.namespace("/chat").disconnect()).isNotNull();
            rules.time.advance(Duration.ofSeconds(1));
            answer.complete(1);
            rules.time.advance(Duration.ofSeconds(1));

            assertThat(asked).isNotDone();
            assertThat(rules.client.isConnected()).isTrue();
            rules.assertCorrect();
        }
    }

    @Test
    void s5_08_acks_find_their_call_and_those_for_nobody_do_no_harm() {
        try (Rules rules = new Rules().open("/")) {
            List<CompletableFuture<Args>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                calls.add(rules.client.call("n", i));
            }
            List<ReceivedPacket> asked = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                asked.add(rules.server.take("n", SOON));
            }
            assertThat(asked.get(0).id()).hasValue(0);
            assertThat(asked.stream().map(ReceivedPacket::id).distinct()).hasSize(100);
            rules.raw("3999[]");
            rules.raw("39007199254740993[\"big\"]");
            for (int i = 99; i >= 0; i--) {
                asked.get(i).ack(asked.get(i).args().get(0));
                asked.get(i).ack("late");
            }

            for (int i = 0; i < 100; i++) {
                assertThat(rules.time.result(calls.get(i)).toList()).containsExactly(i);
            }
            assertThat(rules.client.isConnected()).isTrue();
            rules.assertCorrect();
        }
    }

    record Photo(String name, byte[] data, List<byte[]> parts) {}

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void s5_09_s5_14_bytes_travel_anywhere_in_arguments_both_ways(EngineTransport transport) {
        try (Rules rules = over(transport)) {
            byte[] one = {1};
            byte[] two = {2, 2};
            Map<String, Object> map = new HashMap<>();
            map.put("deep", List.of(Map.of("bytes", two)));
            CompletableFuture<Args> answer =
                    rules.client.call("up", one, map, new Photo("p", new byte[] {3}, List.of(new byte[] {4})));
            ReceivedPacket up = rules.server.take("up", SOON);
            assertThat(up.args().get(0)).isEqualTo(one);
            assertThat(((Map<?, ?>) ((List<?>) ((Map<?, ?>) up.args().get(1)).get("deep")).get(0)).get("bytes"))
                    .isEqualTo(two);
            Map<?, ?> photo = (Map<?, ?>) up.args().get(2);
            assertThat(photo.get("data")).isEqualTo(new byte[] {3});
            assertThat(((List<?>) photo.get("parts")).get(0)).isEqualTo(new byte[] {4});
            up.ack(Map.of("x", new byte[] {9}), one);
            Args ack = rules.time.result(answer);
            assertThat(ack.get(1, byte[].class)).isEqualTo(one);
            assertThat(((Map<?, ?>) ack.get(0)).get("x")).isEqualTo(new byte[] {9});

            List<Photo> photos = new ArrayList<>();
            var unused = rules.client.onCall("down", Photo.class, given -> {
                photos.add(given);
                return given.data();
            });
            CompletableFuture<List<Object>> down = rules.session()
                    .call("down", Map.of("name", "q", "data", new byte[] {7}, "parts", List.of(new byte[] {8})));
            assertThat(rules.time.result(down).get(0)).isEqualTo(new byte[] {7});
            assertThat(photos.get(0).parts().get(0)).isEqualTo(new byte[] {8});
            rules.assertCorrect();
        }
    }

    @Test
    void s5_09_placeholders_may_come_in_any_order_and_users_may_write_the_word() {
        try (Rules rules = new Rules().open("/")) {
            List<Object> got = new ArrayList<>();
            var unused = rules.client.on("x", event -> got.addAll(event.args().toList()));
            rules.server
                    .connection()
                    .send(
                            EnginePacket.message(
                                    "52-[\"x\",{\"_placeholder\":true,\"num\":1},{\"num\":0,\"_placeholder\":true}]"),
                            EnginePacket.binary((byte) 1),
                            EnginePacket.binary((byte) 2));
            rules.time.runPending();
            assertThat(got).containsExactly(new byte[] {2}, new byte[] {1});

            rules.done(rules.client.emit("word", Map.of("_placeholder", false, "num", "x"), "_placeholder"));
            assertThat(rules.server.take("word", SOON).args())
                    .containsExactly(Map.of("_placeholder", false, "num", "x"), "_placeholder");
            rules.raw("2[\"x\",{\"_placeholder\":\"no\",\"num\":5}]");
            assertThat(got.get(2)).isEqualTo(Map.of("_placeholder", "no", "num", 5));
        }
    }

    @Test
    void s5_11_no_attachments_at_all_delivers_at_once() {
        try (Rules rules = new Rules().open("/")) {
            rules.raw("50-[\"empty\",1]");
            assertThat(rules.heard).endsWith("empty [1]");
            rules.raw("2[\"next\"]");
            assertThat(rules.heard).endsWith("next []");
        }
    }

    @ParameterizedTest
    @EnumSource(EngineTransport.class)
    void s5_20_s5_21_texts_and_numbers_survive_both_ways(EngineTransport transport) {
        try (Rules rules = over(transport)) {
            List<Object> values = Arrays.asList(
                    "-",
                    ",",
                    "/",
                    "1-2",
                    "/admin,",
                    "a\u001eb",
                    "\u0000",
                    "\ud83d\ude00€ü",
                    "\"\\",
                    "",
                    null,
                    true,
                    9_007_199_254_740_993L,
                    Long.MIN_VALUE,
                    new BigInteger("123456789012345678901234567890"),
                    0.1,
                    Map.of("-,/", "1-[\"x\"]"),
                    List.of());
            rules.session().emit("down", values.toArray());
            assertThat(rules.heard).endsWith("down " + values);
            rules.done(rules.client.emit("up", values.toArray()));
            assertThat(rules.server.take("up", SOON).args()).isEqualTo(values);
            rules.done(rules.client.emit("decimal", new BigDecimal("1.10"), "\ud800"));
            assertThat(rules.server.take("decimal", SOON).args()).hasSize(2);
            rules.done(rules.client.emit("10", "digits"));
            assertThat(rules.server.take("10", SOON).args()).containsExactly("digits");
            rules.assertCorrect();
        }
    }

    @Test
    void s5_22_a_handler_that_throws_closes_nothing_and_is_reported() {
        try (Rules rules = new Rules().open("/")) {
            var unused = rules.client.on("bad", event -> {
                throw new IllegalStateException("thrown by the handler");
            });
            rules.server.emit("bad");
            rules.server.emit("good");

            assertThat(rules.heard).endsWith("good []");
            assertThat(rules.events).hasAtLeastOneElementOfType(ClientEvent.HandlerFailed.class);
            assertThat(rules.client.isConnected()).isTrue();
        }
    }

    @Test
    void sec_01_attachments_are_limited_in_number_and_bytes() {
        for (boolean bytes : new boolean[] {false, true}) {
            try (Rules rules = new Rules(
                    SocketIoTestServer.builder(),
                    options -> options.maxAttachments(3).maxAttachmentBytes(100))) {
                rules.open("/");
                rules.heard.clear();
                rules.session().emit("fits", new byte[10], new byte[90]);
                assertThat(rules.heard).hasSize(1);
                if (bytes) {
                    rules.session().emit("big", new byte[10], new byte[91]);
                } else {
                    rules.session().emit("many", new byte[1], new byte[1], new byte[1], new byte[1]);
                }
                rules.time.advance(SOON);
                assertThat(rules.heard).hasSize(3).endsWith("disconnect / parse error", "connect /");
            }
        }
    }

    @Test
    void sec_01_attachments_that_never_come_do_not_wait_for_ever() {
        try (Rules rules = new Rules().open("/")) {
            rules.heard.clear();
            rules.server.dropPackets(EnginePacket::isBinary);
            rules.session().emit("x", new byte[1]);
            rules.time.advance(Duration.ofMinutes(3));

            assertThat(rules.heard).contains("disconnect / parse error");
        }
    }

    @Test
    void sec_03_deep_json_long_numbers_and_long_namespaces_are_errors_and_not_crashes() {
        for (String bad : List.of(
                "2[\"x\"," + "[".repeat(100_000) + "]".repeat(100_000) + "]",
                "2[\"x\"," + "1".repeat(100_000) + "]",
                "2/" + "n".repeat(100_000) + ",[\"x\"]")) {
            try (Rules rules = new Rules().open("/")) {
                rules.raw(bad);
                rules.time.advance(SOON);
                assertThat(rules.heard)
                        .as(bad.substring(0, 20))
                        .containsExactly("connect /", "disconnect / parse error", "connect /");
            }
        }
    }

    @Test
    void an_emit_without_arguments_and_one_with_null_are_two_things() {
        try (Rules rules = new Rules().open("/")) {
            rules.done(rules.client.emit("none"));
            rules.done(rules.client.emit("null", (Object) null));
            rules.done(rules.client.emit(EmitOptions.defaults(), "list", List.of(1, 2)));
            assertThat(rules.server.take("none", SOON).args()).isEmpty();
            assertThat(rules.server.take("null", SOON).args()).containsExactly((Object) null);
            assertThat(rules.server.take("list", SOON).args()).containsExactly(List.of(1, 2));
        }
    }
}

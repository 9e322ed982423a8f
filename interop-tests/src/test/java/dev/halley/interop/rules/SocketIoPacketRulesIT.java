package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.engineio.EngineTransport;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.socketio.Args;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.ReceivedPacket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S5-01, S5-06 to S5-14, S5-22 and S5-23: what packets may be, and what becomes of those that may not. */
@Timeout(60)
@BothWires
class SocketIoPacketRulesIT {
    @Test
    void s5_01_a_namespace_without_a_comma_and_one_with_a_query_are_understood() {
        try (SocketIoRules rules = new SocketIoRules().listen("/chat").open("/chat")) {
            rules.heard.clear();
            rules.raw("2/chat?x=1,[\"a\"]");
            rules.until("the event", () -> rules.heard.contains("a []"));
            rules.raw("1/chat");
            rules.until("the end", () -> rules.heard.contains("disconnect /chat io server disconnect"));
        }
    }

    @Test
    void s5_01_s5_23_namespaces_of_any_name_are_joined_and_used() {
        String[] names = {"/", "/admin", "/with-dash", "/a/b", "/ü", "/-1"};
        try (SocketIoRules rules = new SocketIoRules().open(names)) {
            for (String name : names) {
                SocketIoRules.result(rules.client.namespace(name).emit("e-1", name));
                assertThat(rules.server.take("e-1", Await.SOON).namespace()).isEqualTo(name);
                List<Object> got = new CopyOnWriteArrayList<>();
                var unused = rules.client
                        .namespace(name)
                        .on("f", event -> got.addAll(event.args().toList()));
                rules.server.namespace(name).emit("f", name);
                rules.until("the event in " + name, () -> got.equals(List.of(name)));
            }
            assertThat(rules.client.namespace("admin").isConnected()).isTrue();
            rules.assertCorrect();
        }
    }

    @Test
    void s5_06_s5_12_s5_13_sec_02_what_is_no_packet_ends_the_connection_and_a_new_one_follows() {
        List<String> none = List.of(
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
                "51-[\"x\",{\"_placeholder\":true,\"num\":-1}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":\"0\"}]",
                "2[\"x\"");
        try (SocketIoRules rules = new SocketIoRules().open("/")) {
            for (String bad : none) {
                rules.server
                        .connection()
                        .send(
                                EnginePacket.message(bad),
                                EnginePacket.binary((byte) 1),
                                EnginePacket.message("2[\"never\"]"));
                rules.hears("disconnect / parse error", "connect /");
                rules.until("one connection", () -> rules.server.connections().size() == 1);
            }
            rules.server.emit("after", 1);
            rules.hears("after [1]");
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s5_12_s5_22_text_between_attachments_and_bytes_without_a_header_are_errors_and_leave_nothing_behind(
            EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport).open("/")) {
            rules.server
                    .connection()
                    .send(
                            EnginePacket.message("52-[\"x\",{\"_placeholder\":true,\"num\":0},"
                                    + "{\"_placeholder\":true,\"num\":1}]"),
                            EnginePacket.binary((byte) 1),
                            EnginePacket.message("2[\"between\"]"));
            rules.hears("disconnect / parse error", "connect /");
            rules.until("one connection", () -> rules.server.connections().size() == 1);
            rules.server.connection().send(EnginePacket.binary((byte) 2));
            rules.hears("disconnect / parse error", "connect /");
            rules.until("one connection", () -> rules.server.connections().size() == 1);
            List<Object> got = new CopyOnWriteArrayList<>();
            var unused = rules.client.on("b", byte[].class, got::add);
            rules.server.emit("b", new byte[] {3});
            rules.until("the bytes", () -> got.size() == 1);
            assertThat(got).containsExactly(new byte[] {3});
        }
    }

    record Sum(int a, int b) {}

    @ParameterizedTest
    @EnumSource
    void s5_07_an_event_with_an_id_is_acknowledged_once(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport).open("/", "/chat")) {
            CompletableFuture<Object> late = new CompletableFuture<>();
            var unused = List.of(
                    rules.client.onCall("sum", Args.as(Sum.class), sum -> sum.a() + sum.b()),
                    rules.client.onCall("two", event -> Args.of(1, null)),
                    rules.client.on("twice", event -> {
                        event.ack().send("first");
                        event.ack().send("second");
                    }),
                    rules.client.namespace("/chat").onCall("slow", event -> late));
            assertThat(SocketIoRules.result(rules.session().call("sum", 2, 3))).containsExactly(5);
            assertThat(SocketIoRules.result(rules.session().call("two"))).containsExactly(1, null);
            assertThat(SocketIoRules.result(rules.session().call("twice"))).containsExactly("first");
            assertThat(SocketIoRules.result(rules.session().call("nobody"))).isEmpty();

            CompletableFuture<List<Object>> asked =
                    rules.server.namespace("/chat").session().call("slow");
            SocketIoRules.result(rules.client.namespace("/chat").disconnect());
            late.complete(1);
            SocketIoRules.result(rules.client.emit("fence"));
            rules.server.take("fence", Await.SOON);
            assertThat(asked).isNotDone();
            assertThat(rules.client.isConnected()).isTrue();
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s5_08_acknowledgements_find_their_call_in_any_order_and_those_for_nobody_do_no_harm(
            EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport).open("/")) {
            List<CompletableFuture<Args>> calls = new ArrayList<>();
            List<ReceivedPacket> asked = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                calls.add(rules.client.call("n", i));
            }
            for (int i = 0; i < 30; i++) {
                asked.add(rules.server.take("n", Await.SOON));
            }
            assertThat(asked.get(0).id()).hasValue(0);
            assertThat(asked.stream().map(ReceivedPacket::id).distinct()).hasSize(30);
            rules.raw("3999[]");
            rules.raw("39007199254740993[\"big\"]");
            for (int i = 29; i >= 0; i--) {
                asked.get(i).ack(asked.get(i).args().get(0));
                asked.get(i).ack("late");
            }
            for (int i = 0; i < 30; i++) {
                assertThat(SocketIoRules.result(calls.get(i)).toList()).containsExactly(i);
            }
            assertThat(rules.client.isConnected()).isTrue();
            rules.assertCorrect();
        }
    }

    record Photo(String name, byte[] data, List<byte[]> parts) {}

    @ParameterizedTest
    @EnumSource
    void s5_09_s5_10_s5_14_bytes_travel_anywhere_in_arguments_and_acknowledgements(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport).open("/")) {
            byte[] one = {1};
            CompletableFuture<Args> answer = rules.client.call(
                    "up",
                    one,
                    Map.of("deep", List.of(Map.of("bytes", new byte[] {2, 2}))),
                    new Photo("p", new byte[] {3}, List.of(new byte[] {4})));
            ReceivedPacket up = rules.server.take("up", Await.SOON);
            assertThat(up.args().get(0)).isEqualTo(one);
            assertThat(up.args().get(1).toString()).contains("deep");
            Map<?, ?> photo = (Map<?, ?>) up.args().get(2);
            assertThat(photo.get("data")).isEqualTo(new byte[] {3});
            assertThat(((List<?>) photo.get("parts")).get(0)).isEqualTo(new byte[] {4});
            up.ack(Map.of("x", new byte[] {9}), one);
            Args ack = SocketIoRules.result(answer);
            assertThat(ack.get(1, byte[].class)).isEqualTo(one);
            assertThat(((Map<?, ?>) ack.get(0)).get("x")).isEqualTo(new byte[] {9});

            var unused = rules.client.onCall("down", Photo.class, Photo::data);
            assertThat(SocketIoRules.result(rules.session()
                            .call("down", Map.of("name", "q", "data", new byte[] {7}, "parts", List.of(new byte[] {8
                            })))))
                    .containsExactly(new byte[] {7});
            rules.assertCorrect();
        }
    }

    @Test
    void s5_09_s5_11_placeholders_come_in_any_order_none_may_be_due_and_applications_may_write_the_word() {
        try (SocketIoRules rules = new SocketIoRules().open("/")) {
            List<Object> got = new CopyOnWriteArrayList<>();
            var unused = rules.client.on("x", event -> got.addAll(event.args().toList()));
            rules.server
                    .connection()
                    .send(
                            EnginePacket.message(
                                    "52-[\"x\",{\"_placeholder\":true,\"num\":1},{\"num\":0,\"_placeholder\":true}]"),
                            EnginePacket.binary((byte) 1),
                            EnginePacket.binary((byte) 2));
            rules.raw("2[\"x\",{\"_placeholder\":\"no\",\"num\":5}]");
            rules.raw("50-[\"x\",\"without\"]");
            rules.raw("2[\"x\",\"next\"]");
            rules.until("all of it", () -> got.size() == 5);
            assertThat(got)
                    .containsExactly(
                            new byte[] {2}, new byte[] {1}, Map.of("_placeholder", "no", "num", 5), "without", "next");
            Map<String, Object> own = Map.of("_placeholder", false, "num", "x");
            SocketIoRules.result(rules.client.emit("word", own, "_placeholder"));
            assertThat(rules.server.take("word", Await.SOON).args()).containsExactly(own, "_placeholder");
        }
    }
}

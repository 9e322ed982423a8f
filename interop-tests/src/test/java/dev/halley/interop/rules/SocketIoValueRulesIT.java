package dev.halley.interop.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ClientEvent;
import dev.halley.engineio.EngineTransport;
import dev.halley.interop.Await;
import dev.halley.interop.BothWires;
import dev.halley.socketio.Args;
import dev.halley.socketio.msgpack.MsgPackParser;
import dev.halley.testkit.socketio.EnginePacket;
import dev.halley.testkit.socketio.ReceivedPacket;
import dev.halley.testkit.socketio.SocketIoTestServer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S5-20 to S5-22 and S5-24: what arguments may hold, and what handlers may do. */
@Timeout(60)
@BothWires
class SocketIoValueRulesIT {
    @ParameterizedTest
    @EnumSource
    void s5_20_s5_21_texts_and_numbers_survive_both_ways(EngineTransport transport) {
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
        try (SocketIoRules rules = new SocketIoRules(transport).open("/")) {
            rules.session().emit("down", values.toArray());
            rules.hears("down " + values);
            SocketIoRules.result(rules.client.emit("up", values.toArray()));
            assertThat(rules.server.take("up", Await.SOON).args()).isEqualTo(values);
            SocketIoRules.result(rules.client.emit("decimal", new BigDecimal("1.10"), "\ud800"));
            assertThat(rules.server.take("decimal", Await.SOON).args()).hasSize(2);
            SocketIoRules.result(rules.client.emit("10", "digits"));
            assertThat(rules.server.take("10", Await.SOON).args()).containsExactly("digits");
            rules.raw("2[7,\"x\"]");
            rules.hears("7 [x]");
            rules.assertCorrect();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s5_22_what_a_handler_throws_closes_nothing(EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(transport).open("/")) {
            var unused = rules.client.on("bad", event -> {
                throw new IllegalStateException("thrown by the handler");
            });
            rules.server.emit("bad");
            rules.server.emit("good");
            rules.hears("good []");
            rules.awaitEvents(ClientEvent.HandlerFailed.class);
            assertThat(rules.client.isConnected()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void s5_24_with_messagepack_each_packet_is_one_binary_message_and_a_wrong_one_ends_the_connection(
            EngineTransport transport) {
        try (SocketIoRules rules = new SocketIoRules(
                SocketIoTestServer.builder().msgPack().anyNamespace(),
                builder -> SocketIoRules.over(transport).apply(builder).parser(MsgPackParser.create()))) {
            rules.open("/", "/chat");
            List<Object> values = Arrays.asList(1, -40, 5_000_000_000L, 1.5, "ä", null, true, List.of(1));
            CompletableFuture<Args> answer = rules.client.namespace("/chat").call("up", values, new byte[] {3});
            ReceivedPacket up = rules.server.take("up", Await.SOON);
            assertThat(up.namespace()).isEqualTo("/chat");
            assertThat(up.args()).containsExactly(values, new byte[] {3});
            up.ack("yes", new byte[] {4});
            assertThat(SocketIoRules.result(answer).get(1, byte[].class)).containsExactly(4);
            var unused = rules.client.onCall("down", byte[].class, bytes -> bytes);
            assertThat(SocketIoRules.result(rules.session().call("down", new byte[] {7})))
                    .containsExactly(new byte[] {7});
            assertThat(rules.server.connection().received())
                    .filteredOn(packet -> packet.type() == EnginePacket.Type.MESSAGE)
                    .hasSizeGreaterThan(3)
                    .allMatch(EnginePacket::isBinary);
            rules.heard.clear();
            rules.server.connection().send(EnginePacket.binary((byte) 0xc1));
            rules.hears("disconnect / parse error", "connect /");
            rules.assertCorrect();
        }
    }
}

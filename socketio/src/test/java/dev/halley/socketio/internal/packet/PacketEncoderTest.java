package dev.halley.socketio.internal.packet;

import static dev.halley.socketio.internal.packet.Packets.JACKSON;
import static dev.halley.socketio.internal.packet.Packets.PLAIN;
import static dev.halley.socketio.internal.packet.Packets.bytes;
import static dev.halley.socketio.internal.packet.Packets.encode;
import static dev.halley.socketio.internal.packet.Packets.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import dev.halley.socketio.parser.PacketType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PacketEncoderTest {
    record Point(int x, int y) {}

    record Upload(String name, byte[] data) {}

    record Nested(@JsonProperty("list") List<Upload> uploads, Map<String, byte[]> more, Optional<ByteBuffer> buffer) {}

    record Anything(Object value, Set<Object> set, byte[][] table) {}

    @JsonPropertyOrder({"second", "first"})
    record Ordered(byte[] first, byte[] second) {}

    record Partly(
            @JsonIgnore byte[] secret,
            @JsonSerialize(using = Hex.class) byte[] hex,
            byte[] data) {}

    record Sha256(byte[] hash) {
        Sha256 {
            if (hash.length != 32) {
                throw new IllegalArgumentException("hash: " + hash.length);
            }
        }
    }

    record Choosy(byte[] data) {
        Choosy {
            if (data[0] != 1 || data[1] != 2 || data[2] != 3) {
                throw new IllegalArgumentException("data");
            }
        }
    }

    record Recursive(String name, Recursive inner, byte[] data) {}

    static final class Hex extends JsonSerializer<byte[]> {
        @Override
        public void serialize(byte[] value, JsonGenerator out, SerializerProvider provider) throws IOException {
            StringBuilder text = new StringBuilder();
            for (byte each : value) {
                text.append(String.format("%02x", each));
            }
            out.writeString(text.toString());
        }
    }

    @Test
    void s5_01_writes_type_namespace_id_and_arguments() {
        assertThat(event("/", -1, "msg")).isEqualTo("2[\"msg\"]");
        assertThat(event("/admin", 0, "msg", 1, "x", null, List.of(), new Point(1, 2)))
                .isEqualTo("2/admin,0[\"msg\",1,\"x\",null,[],{\"x\":1,\"y\":2}]");
        assertThat(encode(JACKSON, PacketType.ACK, "/admin", 456, "ok")).isEqualTo(List.of("3/admin,456[\"ok\"]"));
        assertThat(encode(JACKSON, PacketType.ACK, "/", 0)).isEqualTo(List.of("30[]"));
    }

    @Test
    void s5_02_writes_connect_and_disconnect_for_each_namespace() {
        assertThat(encode(JACKSON, PacketType.CONNECT, "/", -1)).isEqualTo(List.of("0"));
        assertThat(encode(JACKSON, PacketType.CONNECT, "/", -1, Map.of("token", "t")))
                .isEqualTo(List.of("0{\"token\":\"t\"}"));
        assertThat(encode(JACKSON, PacketType.CONNECT, "/admin", -1)).isEqualTo(List.of("0/admin,"));
        assertThat(encode(JACKSON, PacketType.DISCONNECT, "/admin", -1)).isEqualTo(List.of("1/admin,"));
    }

    @Test
    void s4_02_a_namespace_may_carry_a_query() {
        assertThat(encode(JACKSON, PacketType.CONNECT, "/admin?token=1234", -1))
                .isEqualTo(List.of("0/admin?token=1234,"));
    }

    @Test
    void s5_23_a_namespace_without_its_slash_is_the_same() {
        assertThat(event("admin", -1, "e")).isEqualTo("2/admin,[\"e\"]");
        assertThat(event("", -1, "e")).isEqualTo("2[\"e\"]");
        assertThat(event("/a-b/ü", -1, "e")).isEqualTo("2/a-b/ü,[\"e\"]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> event("/a,b", -1, "e"))
                .withMessage("namespace: /a,b (expected: no comma and no control character)");
        assertThatIllegalArgumentException().isThrownBy(() -> event("/a\u001eb", -1, "e"));
        assertThatIllegalArgumentException().isThrownBy(() -> event("/" + "n".repeat(1_000), -1, "e"));
    }

    @Test
    void s5_06_an_event_needs_a_name() {
        assertThat(event("/", -1, 7, "x")).isEqualTo("2[7,\"x\"]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> event("/", -1))
                .withMessage("event: none (expected: a name first, a text or a number)");
        assertThatIllegalArgumentException().isThrownBy(() -> event("/", -1, List.of("e")));
    }

    @Test
    void s5_09_bytes_become_attachments_numbered_in_the_order_of_the_text() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", bytes(1));
        map.put("plain", Map.of("x", "-"));
        map.put("b", Arrays.asList(null, bytes(2), new Object[] {ByteBuffer.wrap(bytes(9, 3, 9), 1, 1)}));

        assertMessages(
                encode(JACKSON, PacketType.EVENT, "/chat", 5, "img", map, 7, bytes()),
                "54-/chat,5[\"img\",{\"a\":{\"_placeholder\":true,\"num\":0},\"plain\":{\"x\":\"-\"},"
                        + "\"b\":[null,{\"_placeholder\":true,\"num\":1},[{\"_placeholder\":true,\"num\":2}]]},7,"
                        + "{\"_placeholder\":true,\"num\":3}]",
                bytes(1),
                bytes(2),
                bytes(3),
                bytes());
    }

    @Test
    void s5_09_bytes_in_maps_need_nothing_of_the_codec() {
        assertMessages(
                encode(PLAIN, PacketType.EVENT, "/", -1, "e", Map.of("a", List.of(bytes(1))), "x"),
                "51-[\"e\",{\"a\":[{\"_placeholder\":true,\"num\":0}]},\"x\"]",
                bytes(1));
    }

    @Test
    void s5_09_bytes_in_records_are_attachments_too() {
        assertMessages(
                encode(JACKSON, PacketType.EVENT, "/", -1, "e", new Upload("n", bytes(1, 2))),
                "51-[\"e\",{\"name\":\"n\",\"data\":{\"_placeholder\":true,\"num\":0}}]",
                bytes(1, 2));
        assertMessages(
                encode(
                        JACKSON,
                        PacketType.EVENT,
                        "/",
                        -1,
                        "e",
                        List.of(new Nested(
                                List.of(new Upload("", bytes()), new Upload("n", bytes(1))),
                                Map.of("k", bytes(2)),
                                Optional.of(ByteBuffer.wrap(bytes(3)))))),
                "54-[\"e\",[{\"list\":[{\"name\":\"\",\"data\":{\"_placeholder\":true,\"num\":0}},"
                        + "{\"name\":\"n\",\"data\":{\"_placeholder\":true,\"num\":1}}],"
                        + "\"more\":{\"k\":{\"_placeholder\":true,\"num\":2}},"
                        + "\"buffer\":{\"_placeholder\":true,\"num\":3}}]]",
                bytes(),
                bytes(1),
                bytes(2),
                bytes(3));
        assertMessages(
                encode(
                        JACKSON,
                        PacketType.EVENT,
                        "/",
                        -1,
                        "e",
                        new Anything(new Upload("n", null), Set.of(bytes(1)), new byte[][] {null, bytes(2)})),
                "52-[\"e\",{\"value\":{\"name\":\"n\",\"data\":null},\"set\":[{\"_placeholder\":true,\"num\":0}],"
                        + "\"table\":[null,{\"_placeholder\":true,\"num\":1}]}]",
                bytes(1),
                bytes(2));
        assertMessages(
                encode(
                        JACKSON,
                        PacketType.EVENT,
                        "/",
                        -1,
                        "e",
                        new Recursive("a", new Recursive("b", null, bytes(1)), null)),
                "51-[\"e\",{\"name\":\"a\",\"inner\":{\"name\":\"b\",\"inner\":null,"
                        + "\"data\":{\"_placeholder\":true,\"num\":0}},\"data\":null}]",
                bytes(1));
    }

    @Test
    void s5_09_a_record_keeps_the_names_order_and_forms_that_its_annotations_ask_for() {
        assertMessages(
                encode(JACKSON, PacketType.EVENT, "/", -1, "e", new Ordered(bytes(1), bytes(2))),
                "52-[\"e\",{\"second\":{\"_placeholder\":true,\"num\":0},\"first\":{\"_placeholder\":true,\"num\":1}}]",
                bytes(2),
                bytes(1));
        assertMessages(
                encode(JACKSON, PacketType.EVENT, "/", -1, "e", new Partly(bytes(1), bytes(0xab), bytes(3))),
                "51-[\"e\",{\"hex\":\"ab\",\"data\":{\"_placeholder\":true,\"num\":0}}]",
                bytes(3));
    }

    @Test
    void s5_09_a_record_may_check_the_length_of_a_hash() {
        assertMessages(
                encode(JACKSON, PacketType.EVENT, "/", -1, "e", new Sha256(new byte[32])),
                "51-[\"e\",{\"hash\":{\"_placeholder\":true,\"num\":0}}]",
                new byte[32]);
        assertThatThrownBy(() -> encode(JACKSON, PacketType.EVENT, "/", -1, "e", new Choosy(bytes(1, 2, 3))))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining(
                        "its constructor refuses other bytes than these (expected: bytes in a map or list");
    }

    @Test
    void s5_09_own_placeholders_beside_bytes_are_refused() {
        Map<String, Object> own = Map.of("_placeholder", true);

        assertThat(event("/", -1, "e", own)).isEqualTo("2[\"e\",{\"_placeholder\":true}]");
        assertThatThrownBy(() -> encode(JACKSON, PacketType.EVENT, "/", -1, "e", own, bytes(1)))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("_placeholder");
        assertThat(encode(JACKSON, PacketType.EVENT, "/", -1, "e", "\"_placeholder\":true", bytes(1)))
                .hasSize(2);
        assertThat(encode(JACKSON, PacketType.EVENT, "/", -1, "e", Map.of("_placeholder", false), bytes(1)))
                .hasSize(2);
    }

    @Test
    void s5_09_own_placeholders_are_refused_however_the_codec_writes_them() {
        for (String own : List.of("{\"_placeholder\" : true}", "{ \"_placeholder\"\n:\n\ttrue }")) {
            JsonCodec spaced = JsonCodec.of(value -> own, text -> text);

            assertThatThrownBy(() -> encode(spaced, PacketType.EVENT, "/", -1, "e", new Object(), bytes(1)))
                    .as(own)
                    .isInstanceOf(JsonException.class)
                    .hasMessageContaining("_placeholder");
        }
        JsonCodec not = JsonCodec.of(value -> "{\"_placeholder\" : null}", text -> text);
        assertThat(encode(not, PacketType.EVENT, "/", -1, "e", new Object(), bytes(1)))
                .hasSize(2);
    }

    @Test
    void bytes_are_those_of_the_call() {
        byte[] bytes = bytes(1, 2);
        List<?> messages = encode(JACKSON, PacketType.EVENT, "/", -1, "e", bytes);

        bytes[0] = 9;

        assertMessages(messages, "51-[\"e\",{\"_placeholder\":true,\"num\":0}]", bytes(1, 2));
    }

    @Test
    void s5_14_an_ack_with_bytes_is_a_binary_ack() {
        assertMessages(
                encode(JACKSON, PacketType.ACK, "/chat", 3, "ok", bytes(7)),
                "61-/chat,3[\"ok\",{\"_placeholder\":true,\"num\":0}]",
                bytes(7));
    }

    @Test
    void s5_20_the_separator_of_polling_payloads_is_escaped() {
        JsonCodec raw = JsonCodec.of(value -> "\"a\u001eb\"", text -> text);

        assertThat(event("/", -1, "e\u001e", "\u001e")).isEqualTo("2[\"e\\u001e\",\"\\u001e\"]");
        assertThat(encode(raw, PacketType.EVENT, "/", -1, "e", Map.of())).isEqualTo(List.of("2[\"e\",\"a\\u001eb\"]"));
    }

    @Test
    void s5_21_dates_nulls_numbers_and_lone_surrogates_arrive_as_they_are() {
        assertThat(event(
                        "/",
                        -1,
                        "e",
                        Instant.parse("2026-11-22T05:00:00Z"),
                        Arrays.asList(1, null),
                        Long.MAX_VALUE,
                        new BigDecimal("0.1234567890123456789"),
                        "😀",
                        "\ud83d"))
                .isEqualTo("2[\"e\",\"2026-11-22T05:00:00Z\",[1,null],9223372036854775807,0.1234567890123456789,"
                        + "\"😀\",\"\\ud83d\"]");
    }

    @Test
    void a_value_that_contains_itself_is_refused() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        cycle.add(cycle);

        assertThatThrownBy(() -> event("/", -1, "e", cycle))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("nested too deeply (expected: no value that contains itself)");
    }

    @Test
    void a_record_of_plain_fields_is_not_looked_into() {
        record Trap(String name, List<Integer> numbers, Map<String, Instant> times) {
            @Override
            public List<Integer> numbers() {
                throw new AssertionError("looked at");
            }
        }

        assertThat(Binary.isIn(new Trap("n", List.of(1), Map.of()))).isFalse();
    }

    @Test
    void other_packets_have_one_payload_at_most() {
        assertThatIllegalArgumentException().isThrownBy(() -> encode(JACKSON, PacketType.CONNECT, "/", -1, "a", "b"));
    }

    static void assertMessages(List<?> messages, String text, byte[]... attachments) {
        assertThat(messages.get(0)).isEqualTo(text);
        assertThat(messages).hasSize(1 + attachments.length);
        for (int i = 0; i < attachments.length; i++) {
            assertThat(messages.get(1 + i)).isEqualTo(ByteBuffer.wrap(attachments[i]));
        }
    }
}

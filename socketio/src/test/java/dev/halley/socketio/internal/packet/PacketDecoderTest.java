package dev.halley.socketio.internal.packet;

import static dev.halley.socketio.internal.packet.Packets.JACKSON;
import static dev.halley.socketio.internal.packet.Packets.bytes;
import static dev.halley.socketio.internal.packet.Packets.decode;
import static dev.halley.socketio.internal.packet.Packets.decoder;
import static dev.halley.socketio.internal.packet.Packets.text;
import static dev.halley.socketio.internal.packet.Packets.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ProtocolException;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.socketio.parser.PacketType;
import dev.halley.socketio.parser.ParserSettings;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PacketDecoderTest {
    @Test
    void what_follows_a_text_in_the_transports_array_is_not_part_of_it() {
        for (String after : List.of("5", "/x", ",", "[1]", "-")) {
            for (String whole : List.of("1", "1/ab", "1/ab,")) {
                Packet packet = decoder(JACKSON).text((whole + after).toCharArray(), 0, whole.length());

                assertThat(packet).as(whole + after).isNotNull();
                assertThat(packet.type()).isEqualTo(PacketType.DISCONNECT);
                assertThat(packet.namespace()).isEqualTo(whole.length() > 1 ? "/ab" : "/");
                assertThat(packet.id()).isEqualTo(-1);
                assertThat(packet.data().size()).isZero();
            }
            assertThatThrownBy(() -> decoder(JACKSON).text(("1" + after).toCharArray(), 0, 0))
                    .hasMessage("Socket.IO packet at offset 0: the end (expected: a packet type from 0 to 6)");
            assertThatThrownBy(() -> decoder(JACKSON).text(("51" + after).toCharArray(), 0, 2))
                    .hasMessage("Socket.IO packet at offset 2: the end (expected: the number of attachments and a -)");
        }
    }

    @Test
    void s5_01_reads_type_namespace_id_and_arguments() {
        Packet packet = decode("2/admin,12[\"msg\",{\"a\":1},[2,3],\"x\",null]");

        assertThat(packet.type()).isEqualTo(PacketType.EVENT);
        assertThat(packet.namespace()).isEqualTo("/admin");
        assertThat(packet.id()).isEqualTo(12);
        assertThat(packet.event()).isEqualTo("msg");
        assertThat(values(packet.data())).isEqualTo(Arrays.asList(Map.of("a", 1), List.of(2, 3), "x", null));
    }

    @Test
    void s5_01_the_default_namespace_is_not_written() {
        Packet packet = decode("2[\"msg\"]");

        assertThat(packet.namespace()).isEqualTo("/");
        assertThat(packet.id()).isEqualTo(-1);
        assertThat(packet.data().size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "0/admin,{} /admin",
                "0/admin /admin",
                "1/admin, /admin",
                "1/admin /admin",
                "1 /",
                "1/ /",
                "0/admin?token=1234,{} /admin",
                "0/admin?a=1?b=2 /admin",
                "0/a-b/c-ü😀,{} /a-b/c-ü😀",
                "0/1-2,{} /1-2"
            })
    void s5_01_s5_23_the_namespace_may_lack_its_comma_and_loses_its_query(String text, String namespace) {
        assertThat(decode(text).namespace()).isEqualTo(namespace);
    }

    @Test
    void s5_03_the_answer_to_a_connect_has_one_payload_or_none() {
        Packet packet = decode("0{\"sid\":\"abc\",\"pid\":\"def\"}");

        assertThat(packet.type()).isEqualTo(PacketType.CONNECT);
        assertThat(values(packet.data())).containsExactly(Map.of("sid", "abc", "pid", "def"));
        assertThat(decode("0").data().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"message\":\"no\",\"data\":{}}", "\"no\"", "[\"no\"]", "null"})
    void s5_05_s4_04_the_payload_of_an_error_may_be_anything(String payload) {
        Packet packet = decode("4/admin," + payload);

        assertThat(packet.type()).isEqualTo(PacketType.CONNECT_ERROR);
        assertThat(packet.data().size()).isEqualTo(1);
        assertThat(decode("4/admin").data().size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"7,7", "0,0", "-1,-1", "1.50,1.50"})
    void s5_06_an_event_may_have_a_number_as_its_name(String written, String name) {
        assertThat(decode("2[" + written + ",true]").event()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"})
    void s5_06_an_event_with_a_reserved_name_is_refused(String name) {
        assertRefused("2[\"" + name + "\"]");
        assertRefused("2[\"\\u00" + Integer.toHexString(name.charAt(0)) + name.substring(1) + "\"]");
    }

    @Test
    void an_event_name_may_have_escapes() {
        assertThat(decode("2[\"a\\\"\\u0041\\n\"]").event()).isEqualTo("a\"A\n");
    }

    @Test
    void an_event_that_comes_again_has_the_same_name() {
        PacketDecoder decoder = decoder(JACKSON);

        Packet first = text(decoder, "2[\"again\",1]");
        Packet second = text(decoder, "2[\"again\",2]");

        assertThat(second.event()).isSameAs(first.event());
    }

    @Test
    void names_that_share_a_place_are_told_apart() {
        PacketDecoder decoder = decoder(JACKSON);

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(text(decoder, "2[\"event" + i + "\"]").event()).isEqualTo("event" + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "2147483648,2147483648",
        "9223372036854775807,9223372036854775807",
        "007,7",
    })
    void s5_08_an_id_is_a_long(String written, long id) {
        Packet packet = decode("3" + written + "[]");

        assertThat(packet.type()).isEqualTo(PacketType.ACK);
        assertThat(packet.id()).isEqualTo(id);
        assertThat(packet.event()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775808", "9999999999999999999", "10000000000000000000", "00000000000000000000"})
    void s5_08_sec_02_an_id_beyond_a_long_is_refused(String id) {
        assertRefused("3" + id + "[]");
        assertRefused("2" + id + "[\"a\"]");
    }

    @Test
    void s5_09_s5_10_attachments_complete_a_binary_event() {
        PacketDecoder decoder = decoder(JACKSON);

        assertThat(
                        text(
                                decoder,
                                "52-/x,7[\"img\",{\"_placeholder\":true,\"num\":0},{\"deep\":[{\"num\":1,\"_placeholder\":true}]}]"))
                .isNull();
        assertThat(decoder.isWaiting()).isTrue();
        assertThat(decoder.binary(ByteBuffer.wrap(bytes(1, 2)))).isNull();
        Packet packet = decoder.binary(ByteBuffer.wrap(bytes(3)));

        assertThat(decoder.isWaiting()).isFalse();
        assertThat(packet.type()).isEqualTo(PacketType.EVENT);
        assertThat(packet.namespace()).isEqualTo("/x");
        assertThat(packet.id()).isEqualTo(7);
        assertThat(packet.event()).isEqualTo("img");
        assertThat(packet.data().get(0, Object.class)).isEqualTo(bytes(1, 2));
        assertThat(packet.data().get(1, Object.class))
                .usingRecursiveComparison()
                .isEqualTo(Map.of("deep", List.of(bytes(3))));
    }

    @Test
    void s5_09_placeholders_come_in_any_order_and_may_repeat() {
        Packet packet = decode(
                "52-[\"e\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0},"
                        + "{\"_placeholder\":true,\"num\":1}]",
                bytes(1),
                bytes(2));

        assertThat(values(packet.data())).containsExactly(bytes(2), bytes(1), bytes(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-1", "0.5", "1e0", "\"0\"", "null", "true", "[0]", "{}", "99999999999999999999"})
    void s5_09_sec_02_a_placeholder_that_is_no_attachment_is_refused(String num) {
        assertRefused("51-[\"e\",{\"_placeholder\":true,\"num\":" + num + "}]");
        assertRefused("51-[\"e\",{\"a\":[{\"num\":" + num + ",\"_placeholder\":true}]}]");
    }

    @Test
    void s5_09_a_placeholder_without_a_number_is_refused() {
        assertRefused("51-[\"e\",{\"_placeholder\":true}]");
        assertRefused("50-[\"e\",{\"_placeholder\":true,\"num\":0}]");
    }

    @Test
    void s5_09_data_that_looks_like_a_placeholder_is_kept() {
        assertThat(values(decode("2[\"e\",{\"_placeholder\":true,\"num\":9}]").data()))
                .containsExactly(Map.of("_placeholder", true, "num", 9));
        assertThat(values(decode(
                                "51-[\"e\",{\"_placeholder\":\"yes\",\"num\":9},{\"_placeholder\":false},\"_placeholder\"]",
                                bytes(1))
                        .data()))
                .containsExactly(
                        Map.of("_placeholder", "yes", "num", 9), Map.of("_placeholder", false), "_placeholder");
    }

    @Test
    void s5_11_a_binary_packet_without_attachments_is_complete_at_once() {
        PacketDecoder decoder = decoder(JACKSON);

        Packet event = text(decoder, "50-[\"e\",1]");
        Packet ack = text(decoder, "60-3[2]");

        assertThat(event.event()).isEqualTo("e");
        assertThat(values(ack.data())).containsExactly(2);
        assertThat(decoder.isWaiting()).isFalse();
        assertThat(text(decoder, "2[\"next\"]").event()).isEqualTo("next");
    }

    @Test
    void s5_12_text_is_refused_while_attachments_are_missing() {
        PacketDecoder decoder = decoder(JACKSON);
        text(decoder, "51-[\"e\",{\"_placeholder\":true,\"num\":0}]");

        assertThatThrownBy(() -> text(decoder, "2[\"e\"]"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("1 attachment(s) are missing");
    }

    @Test
    void s5_12_bytes_are_refused_when_none_are_missing() {
        PacketDecoder decoder = decoder(JACKSON);

        assertThatThrownBy(() -> decoder.binary(ByteBuffer.wrap(bytes(1))))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("belongs to no packet");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "51",
                "5a-",
                "51.23-",
                "5-[\"a\"]",
                "5-1-[\"a\"]",
                "51-",
                "9",
                "7",
                "a",
                "-1",
                "2",
                "3",
                "3[]",
                "2{}",
                "2abc[\"a\"]",
                "442[\"some\"",
                "2[\"some\"",
                "2[\"a\"]x",
                "2[\"a\"][]",
                "0[]",
                "0\"a\"",
                "0null",
                "1/admin,{}",
                "1{}",
                "1[]",
                "2[null]",
                "2[true]",
                "2[[]]",
                "2[{}]",
                "2[]",
                "31{}",
                "31null",
                "31",
                "2/admin[\"a\"]",
                "2[\"a\",]",
                "2[\"a\" 1]",
                "4{",
                "0{\"a\":}",
                "2[\"\u001e\"]",
                "2[01]"
            })
    void s5_13_malformed_packets_are_refused(String text) {
        assertRefused(text);
    }

    @Test
    void s5_14_attachments_complete_a_binary_ack() {
        Packet packet = decode("61-/x,4[{\"_placeholder\":true,\"num\":0},\"ok\"]", bytes(9));

        assertThat(packet.type()).isEqualTo(PacketType.ACK);
        assertThat(packet.id()).isEqualTo(4);
        assertThat(values(packet.data())).containsExactly(bytes(9), "ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "1-", "/,", ",", "/a,1[", "[", "]", "5-[", "12", "\\u001e", "{\\\"a\\\":1}"})
    void s5_20_signs_inside_strings_mean_nothing(String inside) {
        Packet packet = decode("2[\"e" + inside + "\",\"" + inside + "\"]");

        assertThat(packet.namespace()).isEqualTo("/");
        assertThat(packet.id()).isEqualTo(-1);
        assertThat(packet.event()).isEqualTo("e" + packet.data().get(0, String.class));
    }

    @Test
    void sec_01_the_number_of_attachments_is_limited() {
        assertThat(text(decoder(JACKSON), "564-[\"e\"]")).isNull();

        for (String count : List.of("65", "1000000", "99999999999999999999999999")) {
            assertThatThrownBy(() -> text(decoder(JACKSON), "5" + count + "-[\"e\"]"))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("too many attachments (expected: at most 64)");
        }
    }

    @Test
    void sec_01_the_bytes_of_all_attachments_are_limited() {
        PacketDecoder decoder = PacketParser.json().decoder(new ParserSettings(JACKSON, 5, 10));
        text(decoder, "53-[\"e\"]");
        assertThat(decoder.binary(ByteBuffer.allocate(6))).isNull();
        assertThat(decoder.binary(ByteBuffer.allocate(4))).isNull();

        assertThatThrownBy(() -> decoder.binary(ByteBuffer.allocate(1)))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("11 bytes (expected: at most 10)");
    }

    @Test
    void sec_03_the_length_of_a_namespace_is_limited() {
        assertThat(decode("0/" + "n".repeat(999) + ",{}").namespace()).hasSize(1_000);

        assertRefused("0/" + "n".repeat(1_000) + ",{}");
    }

    @Test
    void sec_03_nesting_and_numbers_are_limited() {
        assertRefused("2[\"e\"," + "[".repeat(500) + "]".repeat(500) + "]");
        assertRefused("51-[\"e\"," + "[".repeat(500) + "]".repeat(500) + "]");
        assertRefused("2[\"e\"," + "1".repeat(1_001) + "]");
    }

    @Test
    void an_error_shows_nothing_of_the_packet() {
        assertThatThrownBy(() -> decode("1/admin,\"geheim\""))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("Socket.IO packet at offset 8: something else (expected: nothing behind the namespace)");
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> text(decoder(JACKSON), text)).isInstanceOf(ProtocolException.class);
    }
}

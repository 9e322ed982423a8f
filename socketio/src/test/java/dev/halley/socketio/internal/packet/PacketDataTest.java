package dev.halley.socketio.internal.packet;

import static dev.halley.socketio.internal.packet.Packets.PLAIN;
import static dev.halley.socketio.internal.packet.Packets.bytes;
import static dev.halley.socketio.internal.packet.Packets.decode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ProtocolException;
import dev.halley.TypeRef;
import dev.halley.json.JsonException;
import dev.halley.socketio.parser.PacketData;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PacketDataTest {
    private static final String PLACEHOLDER = "{\"_placeholder\":true,\"num\":0}";

    record Point(int x, int y) {}

    record Upload(String name, byte[] data) {}

    record Buffer(ByteBuffer data) {}

    record Open(String text, Object any, Map<String, Object> map, List<?> list, byte[] data, Optional<Object> more) {}

    record Checked(Object any, byte[] data) {
        Checked {
            if (data.length != 3) {
                throw new IllegalArgumentException("data");
            }
        }
    }

    @Test
    void arguments_are_decoded_to_the_wanted_types() {
        PacketData data = decode("2[\"e\",{\"x\":1,\"y\":2},[{\"x\":3,\"y\":4}],\"2026-11-22T05:00:00Z\",7,null]")
                .data();

        assertThat(data.get(0, Point.class)).isEqualTo(new Point(1, 2));
        assertThat(data.get(1, new TypeRef<List<Point>>() {}.type())).isEqualTo(List.of(new Point(3, 4)));
        assertThat(data.get(2, Instant.class)).isEqualTo(Instant.parse("2026-11-22T05:00:00Z"));
        assertThat(data.get(3, long.class)).isEqualTo(7L);
        assertThat(data.get(4, Point.class)).isNull();
        assertThat(data.get(0, Map.class)).isEqualTo(Map.of("x", 1, "y", 2));
    }

    @Test
    void an_argument_that_does_not_fit_fails_its_reader_only() {
        PacketData data = decode("2[\"e\",\"text\",1]").data();

        assertThatThrownBy(() -> data.get(0, Point.class)).isInstanceOf(JsonException.class);
        assertThat(data.get(1, Integer.class)).isEqualTo(1);
        assertThatThrownBy(() -> data.get(2, Object.class)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> data.get(-1, Object.class)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void s5_21_no_digit_and_no_sign_is_lost() {
        PacketData data = decode(
                        "2[\"e\",9223372036854775807,0.1234567890123456789,18446744073709551616,[null],\"😀\\ud83d\"]")
                .data();

        assertThat(data.get(0, Object.class)).isEqualTo(Long.MAX_VALUE);
        assertThat(data.get(1, BigDecimal.class)).isEqualTo(new BigDecimal("0.1234567890123456789"));
        assertThat(data.get(2, Object.class)).isEqualTo(new BigInteger("18446744073709551616"));
        assertThat(data.get(3, Object.class)).isEqualTo(Arrays.asList((Object) null));
        assertThat(data.get(4, Object.class)).isEqualTo("😀\ud83d");
    }

    @Test
    void where_the_type_says_text_an_attachment_is_text() {
        PacketData data = decode(
                        "52-[\"e\"," + PLACEHOLDER + ",{\"a\":[" + PLACEHOLDER.replace('0', '1') + "]}]",
                        bytes(1, 2),
                        bytes(3))
                .data();

        assertThat(data.get(0, String.class)).isEqualTo("AQI=");
        assertThat(data.get(1, new TypeRef<Map<String, List<String>>>() {}.type()))
                .isEqualTo(Map.of("a", List.of("Aw==")));
    }

    @Test
    void an_attachment_is_no_map() {
        PacketData data = decode("51-[\"e\"," + PLACEHOLDER + "]", bytes(1, 2)).data();

        assertThatThrownBy(() -> data.get(0, Map.class))
                .isInstanceOf(JsonException.class)
                .hasMessage("argument 0: bytes (expected: java.util.Map)");
        assertThatThrownBy(() -> data.get(0, List.class)).isInstanceOf(JsonException.class);
    }

    @Test
    void s5_09_an_attachment_is_an_array_or_a_buffer() {
        PacketData data = decode("51-[\"e\"," + PLACEHOLDER + "]", bytes(1, 2)).data();

        assertThat(data.get(0, byte[].class)).isEqualTo(bytes(1, 2));
        assertThat(data.get(0, Object.class)).isEqualTo(bytes(1, 2));
        assertThat(data.get(0, ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(bytes(1, 2)));
        assertThat(((ByteBuffer) data.get(0, ByteBuffer.class)).isReadOnly()).isTrue();
        assertThatThrownBy(() -> data.get(0, Point.class)).isInstanceOf(JsonException.class);
    }

    @Test
    void each_reader_has_bytes_of_its_own() {
        PacketData data = decode("51-[\"e\"," + PLACEHOLDER + "]", bytes(1, 2)).data();

        byte[] first = (byte[]) data.get(0, byte[].class);
        ((ByteBuffer) data.get(0, ByteBuffer.class)).get();
        first[0] = 9;

        assertThat(data.get(0, byte[].class)).isEqualTo(bytes(1, 2));
    }

    @Test
    void s5_09_attachments_are_found_inside_typed_values() {
        PacketData data = decode(
                        "52-[\"e\",{\"name\":\"n\",\"data\":" + PLACEHOLDER + "},[" + PLACEHOLDER
                                + ",{\"num\":1,\"_placeholder\":true}],{\"k\":" + PLACEHOLDER + "},{\"data\":"
                                + PLACEHOLDER + "}]",
                        bytes(1, 2),
                        bytes())
                .data();

        assertThat(data.get(0, Upload.class)).usingRecursiveComparison().isEqualTo(new Upload("n", bytes(1, 2)));
        assertThat(data.get(1, new TypeRef<List<byte[]>>() {}.type()))
                .usingRecursiveComparison()
                .isEqualTo(List.of(bytes(1, 2), bytes()));
        assertThat(data.get(1, byte[][].class)).isEqualTo(new byte[][] {bytes(1, 2), bytes()});
        assertThat(data.get(2, new TypeRef<Map<String, byte[]>>() {}.type()))
                .usingRecursiveComparison()
                .isEqualTo(Map.of("k", bytes(1, 2)));
        assertThat(data.get(3, Buffer.class)).isEqualTo(new Buffer(ByteBuffer.wrap(bytes(1, 2))));
    }

    @Test
    void s5_09_attachments_are_found_inside_values_of_no_type() {
        PacketData data = decode("51-[\"e\",{\"a\":[1," + PLACEHOLDER + ",null]},5]", bytes(1))
                .data();
        List<Object> list = Arrays.asList(1, bytes(1), null);

        assertThat(data.get(0, Object.class)).usingRecursiveComparison().isEqualTo(Map.of("a", list));
        assertThat(data.get(0, Map.class)).usingRecursiveComparison().isEqualTo(Map.of("a", list));
        assertThat(data.get(0, new TypeRef<Map<String, ?>>() {}.type()))
                .usingRecursiveComparison()
                .isEqualTo(Map.of("a", list));
        assertThat(data.get(1, Integer.class)).isEqualTo(5);
    }

    @Test
    void s5_09_attachments_are_found_where_a_record_leaves_the_type_open() {
        PacketData data = decode(
                        "52-[\"e\",{\"text\":\"AQI=\",\"any\":" + PLACEHOLDER + ",\"map\":{\"a\":\"AQI=\",\"b\":["
                                + PLACEHOLDER
                                + "]},\"list\":[\"AQI=\",{\"_placeholder\":true,\"num\":1}],\"data\":" + PLACEHOLDER
                                + ",\"more\":" + PLACEHOLDER + "}]",
                        bytes(1, 2),
                        bytes())
                .data();

        assertThat(data.get(0, Open.class))
                .usingRecursiveComparison()
                .isEqualTo(new Open(
                        "AQI=",
                        bytes(1, 2),
                        Map.of("a", "AQI=", "b", List.of(bytes(1, 2))),
                        List.of("AQI=", bytes()),
                        bytes(1, 2),
                        Optional.of(bytes(1, 2))));
    }

    @Test
    void s5_09_text_stays_text_where_the_type_takes_no_other_bytes() {
        PacketData data = decode(
                        "51-[\"e\",{\"any\":" + PLACEHOLDER + ",\"data\":" + PLACEHOLDER + "}]", bytes(1, 2, 3))
                .data();

        assertThat(data.get(0, Checked.class))
                .usingRecursiveComparison()
                .isEqualTo(new Checked("AQID", bytes(1, 2, 3)));
    }

    @Test
    void s5_09_every_codec_sees_attachments() {
        PacketData data = decode(
                        PLAIN,
                        List.of(
                                "51-[\"e\"," + PLACEHOLDER + ",{\"a\":" + PLACEHOLDER + "}]",
                                ByteBuffer.wrap(bytes(1))))
                .data();

        assertThat(data.get(0, byte[].class)).isEqualTo(bytes(1));
        assertThat(data.get(1, Map.class)).usingRecursiveComparison().isEqualTo(Map.of("a", bytes(1)));
    }

    @Test
    void s5_09_a_repeated_number_can_not_reach_beyond_the_attachments() {
        PacketData data = decode("51-[\"e\",{\"_placeholder\":true,\"num\":7,\"num\":0}]", bytes(1))
                .data();

        assertThat(data.get(0, Object.class)).isEqualTo(bytes(1));
        assertThatThrownBy(() -> decode("51-[\"e\",{\"_placeholder\":true,\"num\":0,\"num\":7}]", bytes(1)))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void says_which_arguments_are_text() {
        PacketData plain = decode("2[\"e\", \"a\" ,1,{\"a\":\"b\"}]").data();
        PacketData binary =
                decode("51-[\"e\",\"a\"," + PLACEHOLDER + "]", bytes(1)).data();

        assertThat(plain.isText(0)).isTrue();
        assertThat(plain.isText(1)).isFalse();
        assertThat(plain.isText(2)).isFalse();
        assertThat(binary.isText(0)).isTrue();
        assertThat(binary.isText(1)).isFalse();
        assertThatThrownBy(() -> plain.isText(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void weighs_its_text_and_its_attachments() {
        assertThat(decode("2[\"e\",\"abc\"]").data().weight()).isEqualTo(5);
        assertThat(decode("2[\"e\"]").data().weight()).isZero();
        assertThat(decode("51-[\"e\",\"abc\"]", new byte[100]).data().weight()).isEqualTo(105);
    }

    @Test
    void shows_no_argument() {
        assertThat(decode("21[\"e\",\"geheim\"]").toString()).isEqualTo("EVENT / id 1 e with 1 argument(s)");
        assertThat(decode("21[\"e\",\"geheim\"]").data().toString()).doesNotContain("geheim");
    }
}

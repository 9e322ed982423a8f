package dev.halley.engineio.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.ProtocolException;
import dev.halley.engineio.EngineVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PayloadTest {
    private static final String RS = String.valueOf((char) 0x1E);
    private static final PayloadCodec V4 = PayloadCodec.of(EngineVersion.V4);
    private static final PayloadCodec V3 = PayloadCodec.of(EngineVersion.V3);

    private static final class Heard implements PacketSink {
        private final List<Object> all = new ArrayList<>();
        private int most = Integer.MAX_VALUE;

        @Override
        public boolean packet(PacketType type, char[] text, int offset, int length) {
            all.add(type.digit() + new String(text, offset, length));
            return all.size() < most;
        }

        @Override
        public boolean binary(ByteBuffer data) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            all.add(new String(bytes, StandardCharsets.ISO_8859_1)
                    .chars()
                    .boxed()
                    .toList());
            return all.size() < most;
        }
    }

    private static List<Object> decoded(PayloadCodec codec, String body) {
        Heard heard = new Heard();
        codec.decode(body.toCharArray(), 10_000, heard);
        return heard.all;
    }

    private static OutgoingPacket message(Object data) {
        return new OutgoingPacket(PacketType.MESSAGE, data, false);
    }

    private static OutgoingPacket bytes(int... data) {
        ByteBuffer buffer = ByteBuffer.allocate(data.length);
        for (int each : data) {
            buffer.put((byte) each);
        }
        return message(buffer.flip());
    }

    @Test
    void sec_05_shows_no_session_id_of_what_it_does_not_understand() {
        assertThatThrownBy(() -> decoded(V4, "96:0{\"sid\":\"lv_VI97\"}"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("96:0{\"sid\"...'")
                .hasMessageNotContaining("lv_VI");
    }

    @Test
    void e4_07_joins_and_splits_packets() {
        String body = V4.encode(List.of(
                message("hello"), bytes(1, 2, 3, 250), OutgoingPacket.control(PacketType.PONG, ""), message("")));
        assertThat(body).isEqualTo("4hello" + RS + "bAQID+g==" + RS + "3" + RS + "4");
        assertThat(decoded(V4, body)).containsExactly("4hello", List.of(1, 2, 3, 250), "3", "4");
    }

    @Test
    void e4_07_long_binary_has_no_line_breaks() {
        String body = V4.encode(List.of(message(ByteBuffer.allocate(300))));
        assertThat(body).hasSize(401).matches("bA+");
    }

    @Test
    void e4_05_refuses_what_is_no_packet() {
        for (String bad : List.of("", "9", "x", RS, "4a" + RS, "b$", "bAQ=D", "b\u20ac")) {
            assertThatThrownBy(() -> decoded(V4, bad)).as(bad).isInstanceOf(ProtocolException.class);
        }
        assertThat(decoded(V4, "b")).containsExactly(List.of());
    }

    @Test
    void stops_where_the_sink_says_so_and_at_too_many_packets() {
        Heard heard = new Heard();
        heard.most = 2;
        V4.decode(("4a" + RS + "4b" + RS + "x").toCharArray(), 10, heard);
        assertThat(heard.all).hasSize(2);
        assertThatThrownBy(() -> V4.decode(("4a" + RS + "4b" + RS + "4c").toCharArray(), 2, new Heard()))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("more than 2 (expected: at most maxPacketsPerPayload");
        assertThatThrownBy(() -> V3.decode("2:4a2:4b2:4c".toCharArray(), 2, new Heard()))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void e4_20_counts_the_bytes_of_the_body_exactly() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            List<OutgoingPacket> packets = new ArrayList<>();
            long size = 0;
            for (int n = random.nextInt(5); n >= 0; n--) {
                OutgoingPacket packet =
                        random.nextBoolean() ? message(text(random)) : message(ByteBuffer.allocate(random.nextInt(20)));
                size += V4.size(packet, packets.isEmpty());
                packets.add(packet);
            }
            assertThat(V4.encode(packets).getBytes(StandardCharsets.UTF_8)).hasSize((int) size);
            assertThat(decoded(V4, V4.encode(packets))).hasSize(packets.size());
            assertThat(decoded(V3, V3.encode(packets))).hasSize(packets.size());
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> 'a' + random.nextInt(26);
                        case 1 -> 0xE4;
                        case 2 -> 0x20AC;
                        default -> 0x1F600;
                    });
        }
        return text.toString();
    }

    @Test
    void e3_01_lengths_count_utf_16_units() {
        String body = V3.encode(List.of(message("hello"), message("\u20ac"), message("\ud83d\ude00")));
        assertThat(body).isEqualTo("6:4hello2:4\u20ac3:4\ud83d\ude00");
        assertThat(decoded(V3, body)).containsExactly("4hello", "4\u20ac", "4\ud83d\ude00");
    }

    @Test
    void e3_02_base64_packets_count_in_the_text() {
        assertThat(V3.encode(List.of(bytes(1, 2, 3, 4)))).isEqualTo("10:b4AQIDBA==");
        assertThat(decoded(V3, "10:b4AQIDBA==2:4a")).containsExactly(List.of(1, 2, 3, 4), "4a");
    }

    @Test
    void e3_03_reads_bytes() {
        byte[] body = {
            0, 1, 1, (byte) 0xFF, '4', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 1, 2, (byte) 0xFF, 4, 9
        };
        Heard heard = new Heard();
        V3.decode(body, 10, heard);
        assertThat(heard.all).containsExactly("4abcdefghij", List.of(9));
        assertThatThrownBy(() -> V4.decode(body, 10, new Heard())).isInstanceOf(ProtocolException.class);
        for (byte[] bad : new byte[][] {
            {},
            {2, 1, (byte) 0xFF, '4'},
            {0, (byte) 0xFF, '4'},
            {0, 2, (byte) 0xFF, '4'},
            {0, 1},
            {0, 1, 10, '4'},
            {1, 1, (byte) 0xFF, 5},
            {1, 0, (byte) 0xFF},
            {0, 1, (byte) 0xFF, (byte) 0xC3},
            {0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, (byte) 0xFF}
        }) {
            assertThatThrownBy(() -> V3.decode(bad, 10, new Heard())).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void e3_03_a_length_has_one_to_ten_digits_of_which_each_is_a_byte_from_0_to_9() {
        assertThat(heard(V3, 1, 1, 0, 255, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9))
                .containsExactly(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(heard(V3, 0, 9, 255, '4', '2', '3', '4', '5', '6', '7', '8', '9'))
                .containsExactly("423456789");
        assertThat(heard(V3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 255, '2')).containsExactly("2");
        for (int[] bad : new int[][] {
            {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 255, '2'},
            {0, 255, '4'},
            {1, 255, 4},
            {0, 2, 255, '4'},
            {0, 10, 255, '4'}
        }) {
            assertThatThrownBy(() -> heard(V3, bad)).hasMessageStartingWith("packet length: unreadable at byte 0");
        }
        assertThatThrownBy(() -> heard(V3, 0, 1, 255, '2', 7))
                .hasMessageStartingWith("packet length: unreadable at byte 4");
    }

    @Test
    void e3_03_bytes_stop_where_the_sink_says_so_and_at_too_many_packets() {
        byte[] body = {0, 1, (byte) 0xFF, '2', 1, 1, (byte) 0xFF, 4, 0, 1, (byte) 0xFF, '3'};
        for (int most = 1; most <= 3; most++) {
            Heard heard = new Heard();
            heard.most = most;
            V3.decode(body, 3, heard);
            assertThat(heard.all).hasSize(most);
        }
        assertThatThrownBy(() -> V3.decode(body, 2, new Heard())).hasMessageContaining("more than 2 (expected");
    }

    private static List<Object> heard(PayloadCodec codec, int... body) {
        byte[] bytes = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            bytes[i] = (byte) body[i];
        }
        Heard heard = new Heard();
        codec.decode(bytes, 10, heard);
        return heard.all;
    }

    @Test
    void e3_04_binary_frames_have_a_type_byte() {
        assertThat(V3.frame(bytes(7), false)).isEqualTo(ByteBuffer.wrap(new byte[] {4, 7}));
        assertThat(V3.frame(bytes(7), true)).isEqualTo("b4Bw==");
        assertThat(V4.frame(bytes(7), false)).isEqualTo(ByteBuffer.wrap(new byte[] {7}));
        assertThat(V4.frame(bytes(7), true)).isEqualTo("bBw==");
        Heard heard = new Heard();
        V3.binary(ByteBuffer.wrap(new byte[] {4, 7}), heard);
        assertThat(heard.all).containsExactly(List.of(7));
        assertThatThrownBy(() -> V3.binary(ByteBuffer.wrap(new byte[] {3, 7}), heard))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void e3_06_refuses_bad_lengths() {
        for (String bad :
                List.of("", ":4a", "1", "1:", "3:4a", "x:4a", "2:4a7", "99999999999:4a", "0:", "1:9", "2:b5", "-1:4")) {
            assertThatThrownBy(() -> decoded(V3, bad)).as(bad).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void e3_06_a_length_has_up_to_ten_digits() {
        assertThat(decoded(V3, "0000000002:4a")).containsExactly("4a");
        assertThatThrownBy(() -> decoded(V3, "00000000002:4a"))
                .hasMessageStartingWith("packet length: '00000000002:4a'");
    }

    @Test
    void texts_of_version_3_stop_where_the_sink_says_so() {
        for (int most = 1; most <= 3; most++) {
            Heard heard = new Heard();
            heard.most = most;
            V3.decode("1:26:b4AA==2:4c".toCharArray(), 3, heard);
            assertThat(heard.all).hasSize(most);
        }
    }

    @Test
    void a_payload_may_have_as_many_packets_as_is_allowed() {
        Heard heard = new Heard();
        V4.decode(("4a" + RS + "4b").toCharArray(), 2, heard);
        assertThat(heard.all).containsExactly("4a", "4b");
    }

    @Test
    void version_3_is_reckoned_with_the_longest_length_of_a_packet() {
        assertThat(V3.size(message("h\u20ac"), true)).isEqualTo(1 + 4 + 11);
        assertThat(V3.size(bytes(1, 2, 3, 4), false)).isEqualTo(2 + 8 + 11);
    }

    @Test
    void e4_20_counts_the_bytes_at_the_bounds_of_utf_8() {
        assertThat(List.of("\u007f", "\u0080", "\u07ff", "\u0800", "\ud83d\ude00"))
                .extracting(text -> V4.size(message(text), true))
                .containsExactly(2L, 3L, 3L, 4L, 5L);
        // What is no pair is no character; its three bytes are an upper bound.
        assertThat(List.of("\ud83d", "\ud83da", "\ude00"))
                .extracting(text -> V4.size(message(text), true))
                .containsExactly(4L, 5L, 4L);
    }

    @Test
    void what_is_not_understood_is_shown_printable_and_only_its_first_20_characters() {
        assertThatThrownBy(() -> decoded(V4, "x\n\u0007z")).hasMessage("packet type: 'x??z' (expected: 0 to 6)");
        assertThatThrownBy(() -> decoded(V4, "x".repeat(20))).hasMessageContaining("'" + "x".repeat(20) + "' ");
        assertThatThrownBy(() -> decoded(V4, "x".repeat(21))).hasMessageContaining("'" + "x".repeat(20) + "...' ");
        assertThatThrownBy(() -> decoded(V4, "\"sid\"x")).hasMessageContaining("'\"sid\"...'");
    }

    @Test
    void a_packet_has_one_of_seven_types() {
        assertThat(decoded(V4, "0a" + RS + "6")).containsExactly("0a", "6");
        for (String bad : List.of("/", "7", ":")) {
            assertThatThrownBy(() -> decoded(V4, bad)).hasMessageStartingWith("packet type: '" + bad + "'");
        }
    }

    @Test
    void a_packet_to_write_shows_its_type_and_its_size_only() {
        assertThat(message("h\u20ac")).hasToString("message of 2");
        assertThat(bytes(1, 2, 3)).hasToString("message of 3");
        assertThat(OutgoingPacket.control(PacketType.PING, "probe")).hasToString("ping of 5");
    }

    @Test
    void a_codec_knows_its_version() {
        assertThat(V3.version()).isEqualTo(EngineVersion.V3);
        assertThat(V4.version()).isEqualTo(EngineVersion.V4);
    }

    @Test
    void binary_data_is_for_messages_only() {
        assertThatThrownBy(() -> new OutgoingPacket(PacketType.PING, ByteBuffer.allocate(1), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> message(7)).isInstanceOf(IllegalArgumentException.class);
    }
}

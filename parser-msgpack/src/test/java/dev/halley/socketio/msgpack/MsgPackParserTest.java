package dev.halley.socketio.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.halley.ProtocolException;
import dev.halley.TypeRef;
import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketData;
import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketType;
import dev.halley.socketio.parser.ParserSettings;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MsgPackParserTest {
    private static final JsonCodec CODEC = JsonCodecLoader.defaultCodec();
    private static final MsgPackParser PARSER = MsgPackParser.create();

    record Point(int x, int y) {}

    record Upload(@JsonProperty("title") String name, byte[] data, Instant at) {}

    record Open(Object any, Map<String, Object> map) {}

    @FunctionalInterface
    interface Packing {
        void to(MessageBufferPacker out) throws IOException;
    }

    private static ByteBuffer pack(Packing packing) {
        try (MessageBufferPacker out = MessagePack.newDefaultBufferPacker()) {
            packing.to(out);
            return ByteBuffer.wrap(out.toByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static PacketDecoder decoder(MsgPackParser parser) {
        return parser.decoder(ParserSettings.of(CODEC));
    }

    private static Packet decode(ByteBuffer message) {
        Packet packet = decoder(PARSER).binary(message);
        assertThat(packet).isNotNull();
        return packet;
    }

    private static ByteBuffer encode(
            MsgPackParser parser, PacketType type, String namespace, long id, @Nullable Object... data) {
        List<?> messages = parser.encoder(ParserSettings.of(CODEC))
                .encode(new OutgoingPacket(type, namespace, id, Arrays.asList(data)));
        assertThat(messages).hasSize(1);
        return (ByteBuffer) messages.get(0);
    }

    private static PacketData sent(MsgPackParser parser, @Nullable Object... arguments) {
        List<@Nullable Object> data = new ArrayList<>(List.of("e"));
        data.addAll(Arrays.asList(arguments));
        Packet packet = decoder(parser).binary(encode(parser, PacketType.EVENT, "/", -1, data.toArray()));
        assertThat(packet).isNotNull();
        return packet.data();
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    private static byte[] toBytes(ByteBuffer buffer) {
        byte[] out = new byte[buffer.remaining()];
        buffer.duplicate().get(out);
        return out;
    }

    private static String hex(ByteBuffer buffer) {
        return HexFormat.of().formatHex(toBytes(buffer));
    }

    /** An event {@code e} at {@code /} whose one argument is given as MessagePack. */
    private static ByteBuffer eventWith(String argumentHex) {
        byte[] argument = HexFormat.of().parseHex(argumentHex);
        return pack(out -> out.packMapHeader(3)
                .packString("type")
                .packInt(2)
                .packString("nsp")
                .packString("/")
                .packString("data")
                .packArrayHeader(2)
                .packString("e")
                .writePayload(argument));
    }

    @Test
    void s5_24_an_event_is_one_binary_message() {
        assertThat(hex(encode(PARSER, PacketType.EVENT, "/chat", 7, "e", 1, bytes(9))))
                .isEqualTo("84" + "a474797065" + "02" + "a464617461" + "93" + "a165" + "01" + "c40109" + "a36e7370"
                        + "a52f63686174" + "a26964" + "07");
        assertThat(hex(encode(PARSER, PacketType.ACK, "/", 0)))
                .isEqualTo("84" + "a474797065" + "03" + "a464617461" + "90" + "a36e7370" + "a12f" + "a26964" + "00");
    }

    @Test
    void s5_24_other_packets_have_data_only_where_there_is_some() {
        assertThat(hex(encode(PARSER, PacketType.CONNECT, "/", -1)))
                .isEqualTo("82" + "a474797065" + "00" + "a36e7370" + "a12f");
        assertThat(hex(encode(PARSER, PacketType.DISCONNECT, "a", -1)))
                .isEqualTo("82" + "a474797065" + "01" + "a36e7370" + "a22f61");
        assertThat(hex(encode(PARSER, PacketType.CONNECT, "/", -1, Map.of("t", 1))))
                .isEqualTo("83" + "a474797065" + "00" + "a464617461" + "81a17401" + "a36e7370" + "a12f");
    }

    @Test
    void s5_24_bytes_make_no_other_type_and_need_no_second_message() {
        Packet packet = decode(encode(
                PARSER,
                PacketType.ACK,
                "/x",
                Long.MAX_VALUE,
                bytes(1),
                ByteBuffer.wrap(bytes(9, 2, 9), 1, 1),
                Map.of("a", List.of(bytes(3)))));

        assertThat(packet.type()).isEqualTo(PacketType.ACK);
        assertThat(packet.namespace()).isEqualTo("/x");
        assertThat(packet.id()).isEqualTo(Long.MAX_VALUE);
        assertThat(packet.data().get(0, Object.class)).isEqualTo(bytes(1));
        assertThat(packet.data().get(1, ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(bytes(2)));
        assertThat(packet.data().get(2, Map.class))
                .usingRecursiveComparison()
                .isEqualTo(Map.of("a", List.of(bytes(3))));
    }

    @Test
    void s5_24_keys_come_in_any_order_and_unknown_ones_are_passed_over() {
        ByteBuffer message = pack(out -> out.packMapHeader(5)
                .packString("options")
                .packMapHeader(1)
                .packString("compress")
                .packBoolean(true)
                .packString("data")
                .packArrayHeader(2)
                .packString("msg")
                .packArrayHeader(0)
                .packString("id")
                .packLong(1L << 40)
                .packString("nsp")
                .packString("/admin?token=1")
                .packString("type")
                .packInt(2));

        Packet packet = decode(message);

        assertThat(packet.type()).isEqualTo(PacketType.EVENT);
        assertThat(packet.namespace()).isEqualTo("/admin");
        assertThat(packet.id()).isEqualTo(1L << 40);
        assertThat(packet.event()).isEqualTo("msg");
        assertThat(packet.data().get(0, Object.class)).isEqualTo(List.of());
    }

    @Test
    void s5_24_what_is_undefined_in_javascript_is_absent() {
        ByteBuffer message = pack(out -> out.packMapHeader(4)
                .packString("type")
                .packInt(1)
                .packString("nsp")
                .packString("/")
                .packString("id")
                .writePayload(bytes(0xd4, 0, 0))
                .packString("data")
                .writePayload(bytes(0xd4, 0, 0)));

        Packet packet = decode(message);

        assertThat(packet.type()).isEqualTo(PacketType.DISCONNECT);
        assertThat(packet.data().size()).isZero();
        assertThat(decode(eventWith("d40000")).data().get(0, Object.class)).isNull();
    }

    @Test
    void s5_24_dates_and_buffers_of_the_javascript_parser_are_read() {
        PacketData date = decode(eventWith("d700" + "0000019a6f3c5c2a")).data();

        assertThat(date.get(0, Object.class)).isEqualTo(jsDate(0x0000019a6f3c5c2aL));
        assertThat(date.get(0, Instant.class)).isEqualTo(Instant.ofEpochMilli(0x0000019a6f3c5c2aL));
        assertThat(decode(eventWith("d700" + "0000019a6f3c5800")).data().get(0, String.class))
                .isEqualTo(jsDate(0x0000019a6f3c5800L));
        assertThat(decode(eventWith("c70300" + "010203")).data().get(0, byte[].class))
                .isEqualTo(bytes(1, 2, 3));
        assertThat(decode(eventWith("c70100" + "01")).data().get(0, Object.class))
                .isEqualTo(bytes(1));
        assertThat(decode(eventWith("c70800" + "0102030405060708")).data().get(0, Object.class))
                .isEqualTo(bytes(1, 2, 3, 4, 5, 6, 7, 8));
    }

    @Test
    void s5_24_what_the_javascript_parser_wrote_is_read() {
        // ["e", new Date(1764000000123), Buffer.from([1, 2]), new Uint8Array([3]), undefined, {a: undefined}], id
        // undefined
        Packet packet = decode(ByteBuffer.wrap(HexFormat.of()
                .parseHex(
                        "85a47479706502a36e7370a12fa46461746196a165d7000000019ab697e87bc4020102c7010003d4000081a161d40000"
                                + "a26964d40000a76f7074696f6e7381a8636f6d7072657373c3")));
        Map<String, Object> noValue = new LinkedHashMap<>();
        noValue.put("a", null);

        assertThat(packet.event()).isEqualTo("e");
        assertThat(packet.id()).isEqualTo(-1);
        assertThat(packet.data().get(0, Object.class)).isEqualTo("2025-11-24T16:00:00.123Z");
        assertThat(packet.data().get(1, Object.class)).isEqualTo(bytes(1, 2));
        assertThat(packet.data().get(2, Object.class)).isEqualTo(bytes(3));
        assertThat(packet.data().get(3, Object.class)).isNull();
        assertThat(packet.data().get(4, Object.class)).isEqualTo(noValue);
    }

    private static String jsDate(long millis) {
        return Instant.ofEpochMilli(millis).toString().replaceFirst(":(\\d\\d)Z", ":$1.000Z");
    }

    @Test
    void timestamps_are_iso_text_and_instants() {
        Instant instant = Instant.parse("2026-11-22T05:06:07.123456789Z");
        PacketData data = decode(eventWith(HexFormat.of().formatHex(toBytes(pack(out -> out.packTimestamp(instant))))))
                .data();

        assertThat(data.get(0, Object.class)).isEqualTo(instant.toString());
        assertThat(data.get(0, Instant.class)).isEqualTo(instant);
        assertThatThrownBy(() -> decode(eventWith("d5ff0000")).data().get(0, Object.class))
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> decode(eventWith("c70cff" + "ffffffff" + "7fffffffffffffff"))
                        .data()
                        .get(0, Object.class))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void s5_06_an_event_may_have_a_number_as_its_name() {
        assertThat(decode(encode(PARSER, PacketType.EVENT, "/", -1, 7)).event()).isEqualTo("7");
        assertThat(decode(encode(PARSER, PacketType.EVENT, "/", -1, 1.5)).event())
                .isEqualTo("1.5");
        assertThatIllegalArgumentException().isThrownBy(() -> encode(PARSER, PacketType.EVENT, "/", -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(PARSER, PacketType.EVENT, "/", -1, true))
                .withMessage("event: a java.lang.Boolean (expected: a name first, a text or a number)");
        assertThatIllegalArgumentException().isThrownBy(() -> encode(PARSER, PacketType.CONNECT, "/", -1, 1, 2));
    }

    @Test
    void arguments_are_decoded_to_the_wanted_types() {
        Upload upload = new Upload("n", bytes(1, 2), Instant.parse("2026-11-22T05:00:00Z"));
        PacketData data = sent(
                PARSER, upload, new Point(1, 2), List.of(upload), 5, "text", null, UUID.nameUUIDFromBytes(bytes(1)));

        assertThat(data.get(0, Upload.class)).usingRecursiveComparison().isEqualTo(upload);
        assertThat(data.get(0, Object.class))
                .usingRecursiveComparison()
                .isEqualTo(Map.of("title", "n", "data", bytes(1, 2), "at", "2026-11-22T05:00:00Z"));
        assertThat(data.get(1, Point.class)).isEqualTo(new Point(1, 2));
        assertThat(data.get(2, new TypeRef<List<Upload>>() {}.type()))
                .usingRecursiveComparison()
                .isEqualTo(List.of(upload));
        assertThat(data.get(3, long.class)).isEqualTo(5L);
        assertThat(data.get(3, int.class)).isEqualTo(5);
        assertThat(data.get(3, double.class)).isEqualTo(5.0);
        assertThat(data.get(4, String.class)).isEqualTo("text");
        assertThat(data.get(4, CharSequence.class)).isEqualTo("text");
        assertThat(data.get(5, Point.class)).isNull();
        assertThat(data.get(6, UUID.class)).isEqualTo(UUID.nameUUIDFromBytes(bytes(1)));
        assertThatThrownBy(() -> data.get(4, Point.class)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> data.get(1, List.class)).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> data.get(7, Object.class)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void bytes_are_bytes_where_a_record_leaves_the_type_open() {
        Open open = new Open(bytes(1, 2), Map.of("a", "AQI=", "b", List.of(bytes(1, 2))));

        assertThat(sent(PARSER, open).get(0, Open.class))
                .usingRecursiveComparison()
                .isEqualTo(open);
    }

    @Test
    void s5_21_numbers_and_text_arrive_as_they_are() {
        Object[] values = {
            0,
            127,
            128,
            -1,
            -32,
            -33,
            65_536,
            Integer.MIN_VALUE,
            Integer.MAX_VALUE,
            1L << 31,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            new BigInteger("18446744073709551615"),
            0.1,
            -1e300,
            "",
            "ü😀",
            "x".repeat(70_000),
            true,
            false,
            bytes(),
            List.of(),
            Map.of()
        };
        PacketData data = sent(PARSER, values);

        for (int i = 0; i < values.length; i++) {
            assertThat(data.get(i, Object.class)).isEqualTo(values[i]);
        }
        assertThat(sent(PARSER, 1.5f).get(0, Object.class)).isEqualTo(1.5);
        assertThat(sent(PARSER, Double.NaN).get(0, double.class)).isEqualTo(Double.NaN);
        assertThat(sent(PARSER, Double.NaN).get(0, float.class)).isEqualTo(Float.NaN);
        assertThat(sent(PARSER, "a\ud83d").get(0, String.class)).isEqualTo("a?");
        assertThatThrownBy(() -> sent(PARSER, BigInteger.TWO.pow(64))).isInstanceOf(JsonException.class);
    }

    @Test
    void keys_that_are_no_text_become_text() {
        assertThat(decode(eventWith("83" + "0102" + "c303" + "c004")).data().get(0, Object.class))
                .isEqualTo(Map.of("1", 2, "true", 3, "null", 4));
        assertThatThrownBy(() -> decode(eventWith("81" + "9001")).data().get(0, Object.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("key: a ArrayList (expected: text or a number)");
    }

    @Test
    void extension_types_of_the_application_are_encoded_and_decoded() {
        MsgPackParser parser = PARSER.withEncoder(
                        Point.class, point -> new MsgPackExtension(5, bytes(point.x(), point.y())))
                .withExtension(5, data -> new Point(data[0], data[1]));

        PacketData data = sent(parser, new Point(1, 2), Map.of("p", List.of(new Point(3, 4))));

        assertThat(data.get(0, Object.class)).isEqualTo(new Point(1, 2));
        assertThat(data.get(0, Point.class)).isEqualTo(new Point(1, 2));
        assertThat(data.get(1, Object.class)).isEqualTo(Map.of("p", List.of(new Point(3, 4))));
        assertThat(data.get(1, new TypeRef<Map<String, List<Point>>>() {}.type()))
                .isEqualTo(Map.of("p", List.of(new Point(3, 4))));
    }

    @Test
    void an_extension_that_nobody_knows_is_kept() {
        PacketData data = sent(PARSER, new MsgPackExtension(-7, bytes(1, 2, 3)));

        assertThat(data.get(0, Object.class)).isEqualTo(new MsgPackExtension(-7, bytes(1, 2, 3)));
        assertThat(data.get(0, Object.class)).hasToString("extension -7 of 3 byte(s)");
        assertThatIllegalArgumentException().isThrownBy(() -> new MsgPackExtension(128, bytes()));
        assertThatIllegalArgumentException().isThrownBy(() -> PARSER.withExtension(-129, data1 -> data1));
    }

    @Test
    void an_encoder_may_give_anything_that_travels() {
        MsgPackParser parser = PARSER.withEncoder(UUID.class, UUID::toString)
                .withEncoder(Throwable.class, failure -> Map.of("error", String.valueOf(failure.getMessage())));

        PacketData data = sent(parser, new UUID(1, 2), new IOException("no"));

        assertThat(data.get(0, Object.class)).isEqualTo(new UUID(1, 2).toString());
        assertThat(data.get(1, Object.class)).isEqualTo(Map.of("error", "no"));
    }

    @Test
    void hooks_that_fail_are_named() {
        MsgPackParser parser = PARSER.withEncoder(Point.class, point -> {
                    throw new IllegalStateException("no");
                })
                .withEncoder(UUID.class, id -> List.of(id))
                .withExtension(5, data -> {
                    throw new IllegalStateException("no");
                });

        assertThatThrownBy(() -> sent(parser, new Point(1, 2)))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("its encoder failed: java.lang.IllegalStateException: no");
        assertThatThrownBy(() -> sent(parser, new UUID(1, 2)))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> sent(parser, new MsgPackExtension(5, bytes())).get(0, Object.class))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("extension 5: its decoder failed: java.lang.IllegalStateException: no");
    }

    @Test
    void a_value_that_contains_itself_is_refused() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);

        assertThatThrownBy(() -> sent(PARSER, cycle))
                .isInstanceOf(JsonException.class)
                .hasMessageContaining("nested too deeply (expected: no value that contains itself)");
    }

    @Test
    void says_which_arguments_are_text_and_what_they_weigh() {
        PacketData data = sent(PARSER, "abc", 1, bytes(1));

        assertThat(data.isText(0)).isTrue();
        assertThat(data.isText(1)).isFalse();
        assertThat(data.isText(2)).isFalse();
        assertThat(data.weight()).isEqualTo(4 + 1 + 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "c0", // nil
                "80", // no type
                "c1", // no format
                "81a47479706502", // no nsp, no data
                "82a47479706505a36e7370a12f", // type 5
                "82a474797065ffa36e7370a12f", // type -1
                "82a474797065a130a36e7370a12f", // type as text
                "82a474797065cb4000000000000000a36e7370a12f", // type as a float
                "82a47479706502a36e7370a12f", // an event without data
                "83a47479706502a36e7370a12fa46461746190", // an event without a name
                "83a47479706502a36e7370a12fa464617461a165", // an event that is no array
                "83a47479706502a36e7370a12fa46461746191c0", // an event whose name is nil
                "83a47479706502a36e7370a12fa46461746191a7636f6e6e656374", // a reserved event
                "83a47479706502a36e737001a46461746191a165", // nsp as a number
                "83a47479706502a36e7370a161a46461746191a165", // nsp without a slash
                "83a47479706503a36e7370a12fa46461746190", // an ack without an id
                "84a47479706503a36e7370a12fa46461746190a26964ff", // id -1
                "84a47479706503a36e7370a12fa46461746190a26964cb3ff8000000000000", // id 1.5
                "84a47479706503a36e7370a12fa46461746190a26964cfffffffffffffffff", // id beyond a long
                "83a47479706500a36e7370a12fa46461746190", // connect with an array
                "83a47479706501a36e7370a12fa46461746180", // disconnect with data
                "83a47479706502a36e7370a12fa46461746191a165c0", // trailing byte
                "83a47479706502a36e7370a12fa46461746192a165", // an argument is missing
                "83a47479706502a36e7370a12fa464617461dd7fffffffa165", // two thousand million arguments
                "83a47479706502a36e7370a12fa46461746192a165c67fffffff", // two thousand million bytes
                "83a47479706502a36e7370a12fa46461746192a165db80000000", // more than the library counts
                "8301c0a36e7370a12fa47479706501", // a key that is no text
                "df7fffffff"
            })
    void s5_13_s5_24_malformed_packets_are_refused(String hex) {
        assertThatThrownBy(() -> decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void text_is_refused() {
        char[] text = "2[\"e\"]".toCharArray();

        assertThatThrownBy(() -> decoder(PARSER).text(text, 0, text.length))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("does the server have another parser?");
        assertThat(decoder(PARSER).isWaiting()).isFalse();
    }

    @Test
    void sec_03_nesting_is_limited() {
        assertThat(decode(eventWith("91".repeat(499) + "c0")).data().get(0, Object.class))
                .isInstanceOf(List.class);
        assertThatThrownBy(() -> decode(eventWith("91".repeat(501) + "c0"))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> decode(eventWith("81".repeat(600) + "c0"))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void what_is_written_is_read_again() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<@Nullable Object> arguments = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                arguments.add(value(random, 0));
            }

            PacketData data = sent(PARSER, arguments.toArray());

            List<@Nullable Object> read = new ArrayList<>();
            for (int i = 0; i < data.size(); i++) {
                read.add(data.get(i, Object.class));
            }
            assertThat(read).as("seed %d", seed).usingRecursiveComparison().isEqualTo(arguments);
        }
    }

    private static @Nullable Object value(Random random, int depth) {
        switch (random.nextInt(depth < 4 ? 7 : 5)) {
            case 0:
                return random.nextInt() >> random.nextInt(32);
            case 1:
                return "😀".repeat(random.nextInt(20));
            case 2:
                return random.nextBoolean() ? random.nextBoolean() : null;
            case 3:
                return random.nextDouble();
            case 4:
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                return bytes;
            case 5:
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                return list;
            default:
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("k" + i, value(random, depth + 1));
                }
                return map;
        }
    }

    @Test
    void broken_input_is_refused_and_never_fails_otherwise() {
        byte[] good = toBytes(encode(
                PARSER,
                PacketType.EVENT,
                "/chat",
                300,
                "event",
                Map.of("a", List.of(1, 2.5, "text"), "b", bytes(1, 2)),
                new MsgPackExtension(-1, new byte[12])));
        int[] outcomes = new int[3];
        for (int seed = 0; seed < 40_000; seed++) {
            Random random = new Random(seed);
            byte[] broken = Arrays.copyOf(good, random.nextInt(8) == 0 ? random.nextInt(good.length) : good.length);
            for (int i = random.nextInt(1, 4); i > 0 && broken.length > 0; i--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            outcomes[outcome(broken)]++;
        }

        assertThat(outcomes).as("read, unreadable argument, refused").doesNotContain(0);
    }

    private static int outcome(byte[] message) {
        Packet packet;
        try {
            packet = decoder(PARSER).binary(ByteBuffer.wrap(message));
        } catch (ProtocolException refused) {
            return 2;
        }
        assertThat(packet).isNotNull();
        try {
            for (int i = 0; i < packet.data().size(); i++) {
                packet.data().get(i, Object.class);
            }
            return 0;
        } catch (JsonException unreadable) {
            return 1;
        }
    }

    @Test
    void a_message_that_is_read_only_or_a_part_of_an_array_is_read() {
        byte[] message = toBytes(encode(PARSER, PacketType.EVENT, "/", -1, "e", "ü"));
        byte[] around = new byte[message.length + 20];
        System.arraycopy(message, 0, around, 7, message.length);

        assertThat(decode(ByteBuffer.wrap(around, 7, message.length)).data().get(0, String.class))
                .isEqualTo("ü");
        assertThat(decode(ByteBuffer.wrap(around, 7, message.length).asReadOnlyBuffer())
                        .data()
                        .get(0, String.class))
                .isEqualTo("ü");
        assertThat(new String(message, StandardCharsets.UTF_8)).contains("nsp");
    }

    @Test
    void arrays_and_optional_values_are_written_by_what_they_hold() {
        PacketData data =
                sent(PARSER, new Object[] {1, "a", bytes(7)}, Optional.of(List.of(2)), Optional.empty(), new int[] {3});

        assertThat(data.get(0, new TypeRef<List<Object>>() {}.type()))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .startsWith(1, "a")
                .element(2)
                .isEqualTo(bytes(7));
        assertThat(data.get(1, Object.class)).isEqualTo(List.of(2));
        assertThat(data.get(2, Object.class)).isNull();
        assertThat(data.get(3, Object.class)).isEqualTo(List.of(3));
    }

    @Test
    void a_value_that_contains_itself_is_refused_wherever_it_does() {
        Object[] array = new Object[1];
        array[0] = array;
        Map<String, Object> map = new HashMap<>();
        map.put("a", map);
        List<Object> optional = new ArrayList<>();
        optional.add(Optional.of(optional));

        for (Object cycle : List.of(array, map, optional)) {
            assertThatThrownBy(() -> sent(PARSER, cycle))
                    .as(cycle.getClass().getName())
                    .isInstanceOf(JsonException.class)
                    .hasMessageContaining("nested too deeply");
        }
    }

    @Test
    void extensions_are_equal_by_type_and_bytes() {
        MsgPackExtension one = new MsgPackExtension(127, bytes(1, 2));

        assertThat(one)
                .isEqualTo(new MsgPackExtension(127, bytes(1, 2)))
                .hasSameHashCodeAs(new MsgPackExtension(127, bytes(1, 2)))
                .isNotEqualTo(new MsgPackExtension(127, bytes(1, 3)))
                .isNotEqualTo(new MsgPackExtension(-128, bytes(1, 2)))
                .isNotEqualTo("a");
        assertThat(one.hashCode()).isNotEqualTo(new MsgPackExtension(126, bytes(1, 2)).hashCode());
    }
}

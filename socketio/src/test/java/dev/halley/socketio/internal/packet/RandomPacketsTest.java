package dev.halley.socketio.internal.packet;

import static dev.halley.socketio.internal.packet.Packets.JACKSON;
import static dev.halley.socketio.internal.packet.Packets.PLAIN;
import static dev.halley.socketio.internal.packet.Packets.decode;
import static dev.halley.socketio.internal.packet.Packets.decoder;
import static dev.halley.socketio.internal.packet.Packets.encode;
import static dev.halley.socketio.internal.packet.Packets.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.ProtocolException;
import dev.halley.json.JsonCodec;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RandomPacketsTest {
    private static final String[] TEXTS = {
        "",
        "-",
        "51-[",
        "/a,",
        "\u001e",
        "\"",
        "\\",
        "😀",
        "\ud83d",
        "ü",
        "\u2028",
        "_placeholder",
        "\"_placeholder\":true"
    };
    private static final String SIGNS = "0123456789-/,[]{}\":\\ut\u001e?e. ";
    private static final String[] NAMESPACES = {"/", "/chat", "/a-b/c", "/1-2", "/ü😀"};

    @Test
    void what_is_written_is_read_again() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            JsonCodec codec = random.nextBoolean() ? JACKSON : PLAIN;
            PacketType type = random.nextBoolean() ? PacketType.EVENT : PacketType.ACK;
            String namespace = NAMESPACES[random.nextInt(NAMESPACES.length)];
            long id = type == PacketType.ACK || random.nextBoolean() ? random.nextLong() >>> random.nextInt(1, 63) : -1;
            List<@Nullable Object> data = new ArrayList<>();
            String event = type == PacketType.EVENT ? "e" + TEXTS[random.nextInt(TEXTS.length)] : null;
            if (event != null) {
                data.add(event);
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                data.add(value(random, 0));
            }

            List<?> messages = encode(codec, type, namespace, id, data.toArray());
            Packet packet = decode(codec, messages);

            assertThat(packet.type()).as("seed %d", seed).isEqualTo(type);
            assertThat(packet.namespace()).as("seed %d", seed).isEqualTo(namespace);
            assertThat(packet.id()).as("seed %d", seed).isEqualTo(id);
            assertThat(packet.event()).as("seed %d", seed).isEqualTo(event);
            assertThat(values(packet.data()))
                    .as("seed %d", seed)
                    .usingRecursiveComparison()
                    .isEqualTo(event == null ? data : data.subList(1, data.size()));
            assertThat((String) messages.get(0)).as("seed %d", seed).doesNotContain("\u001e");
        }
    }

    private static @Nullable Object value(Random random, int depth) {
        switch (random.nextInt(depth < 4 ? 8 : 5)) {
            case 0:
                return random.nextInt();
            case 1:
                return TEXTS[random.nextInt(TEXTS.length)] + TEXTS[random.nextInt(TEXTS.length)];
            case 2:
                return random.nextBoolean() ? random.nextBoolean() : null;
            case 3:
                return random.nextDouble() * 1e9;
            case 4:
                byte[] bytes = new byte[random.nextInt(5)];
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
                    map.put(TEXTS[random.nextInt(TEXTS.length - 2)] + i, value(random, depth + 1));
                }
                return map;
        }
    }

    @Test
    void s5_13_broken_input_is_refused_and_never_fails_otherwise() {
        String[] good = {
            "0/admin?token=1,{\"sid\":\"a\"}",
            "2/chat,12[\"msg\",{\"a\":[1,2.5e3,\"x\\u0041\"]},null]",
            "52-/x,7[\"img\",{\"_placeholder\":true,\"num\":0},[{\"num\":1,\"_placeholder\":true}]]",
            "61-3[{\"_placeholder\":true,\"num\":0}]",
            "4/admin,{\"message\":\"no\"}",
            "3900[1]",
        };
        int[] outcomes = new int[3];
        for (int seed = 0; seed < 60_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(good[random.nextInt(good.length)]);
            for (int i = random.nextInt(1, 4); i > 0 && text.length() > 0; i--) {
                change(random, text);
            }
            outcomes[outcome(text.toString(), random)]++;
        }

        assertThat(outcomes).as("complete, waiting, refused").doesNotContain(0);
    }

    private static void change(Random random, StringBuilder text) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, SIGNS.charAt(random.nextInt(SIGNS.length())));
            case 2 -> text.setCharAt(at, (char) (random.nextInt(0x60) + (random.nextInt(50) == 0 ? 0xd800 : 0x20)));
            default -> text.setLength(at);
        }
    }

    private static int outcome(String text, Random random) {
        PacketDecoder decoder = decoder(JACKSON);
        Packet packet;
        try {
            packet = Packets.text(decoder, text);
            for (int i = 0; packet == null && i < 100; i++) {
                if (random.nextInt(4) == 0) {
                    return 1;
                }
                packet = decoder.binary(ByteBuffer.allocate(random.nextInt(4)));
            }
        } catch (ProtocolException refused) {
            return 2;
        }
        if (packet == null) {
            return 1;
        }
        Packet complete = packet;
        everyArgument(packet, index -> complete.data().get(index, Object.class));
        return 0;
    }

    private static void everyArgument(Packet packet, Consumer<Integer> reader) {
        for (int i = 0; i < packet.data().size(); i++) {
            reader.accept(i);
        }
    }
}

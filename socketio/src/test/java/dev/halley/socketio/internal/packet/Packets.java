package dev.halley.socketio.internal.packet;

import dev.halley.internal.json.JsonCodecLoader;
import dev.halley.internal.json.JsonText;
import dev.halley.internal.json.JsonValues;
import dev.halley.json.JsonCodec;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketData;
import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.socketio.parser.PacketType;
import dev.halley.socketio.parser.ParserSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tests of the parser share. */
final class Packets {
    static final JsonCodec JACKSON = JsonCodecLoader.defaultCodec();

    /** A codec that knows maps, lists and scalars only. */
    static final JsonCodec PLAIN = JsonCodec.of(
            value -> {
                StringBuilder out = new StringBuilder();
                JsonText.write(out, value);
                return out.toString();
            },
            JsonValues::parse);

    private Packets() {}

    static PacketDecoder decoder(JsonCodec codec) {
        return PacketParser.json().decoder(ParserSettings.of(codec));
    }

    /** Decodes text that stands in the middle of a bigger array, as it does in a transport. */
    static @Nullable Packet text(PacketDecoder decoder, String text) {
        char[] around = ("<<<" + text + ">>>").toCharArray();
        Packet packet = decoder.text(around, 3, text.length());
        Arrays.fill(around, '#');
        return packet;
    }

    /** Decodes one packet from all its messages. */
    static Packet decode(JsonCodec codec, List<?> messages) {
        PacketDecoder decoder = decoder(codec);
        Packet packet = null;
        for (Object each : messages) {
            if (packet != null) {
                throw new AssertionError("complete before its last message");
            }
            packet = each instanceof String text ? text(decoder, text) : decoder.binary((ByteBuffer) each);
        }
        if (packet == null || decoder.isWaiting()) {
            throw new AssertionError("not complete after its last message");
        }
        return packet;
    }

    static Packet decode(Object... messages) {
        List<Object> all = new ArrayList<>();
        for (Object each : messages) {
            all.add(each instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : each);
        }
        return decode(JACKSON, all);
    }

    static List<?> encode(JsonCodec codec, PacketType type, String namespace, long id, @Nullable Object... data) {
        return PacketParser.json()
                .encoder(ParserSettings.of(codec))
                .encode(new OutgoingPacket(type, namespace, id, Arrays.asList(data)));
    }

    static String event(String namespace, long id, @Nullable Object... data) {
        List<?> messages = encode(JACKSON, PacketType.EVENT, namespace, id, data);
        if (messages.size() != 1) {
            throw new AssertionError("one message expected: " + messages);
        }
        return (String) messages.get(0);
    }

    static List<@Nullable Object> values(PacketData data) {
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 0; i < data.size(); i++) {
            out.add(data.get(i, Object.class));
        }
        return out;
    }

    static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }
}

package dev.halley.reliability.fuzz;

import dev.halley.internal.json.JsonText;
import dev.halley.internal.json.JsonValues;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import dev.halley.json.gson.GsonCodec;
import dev.halley.json.jackson.JacksonCodec;
import dev.halley.json.jackson3.Jackson3Codec;
import dev.halley.socketio.msgpack.MsgPackParser;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.socketio.parser.PacketType;
import dev.halley.socketio.parser.ParserSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values that an input stands for: what is encoded is decoded as it was. */
final class ValueTarget {
    private final List<JsonCodec> codecs = List.of(JacksonCodec.create(), Jackson3Codec.create(), GsonCodec.create());

    void run(byte[] input) {
        Object value = new Values(input, false).next();
        StringBuilder json = new StringBuilder();
        JsonText.write(json, value);
        Claim.equal(JsonValues.parse(json.toString()), value, () -> "written as " + json);
        for (JsonCodec codec : codecs) {
            String text = codec.encode(value);
            Claim.equal(JsonValues.parse(text), value, () -> codec + " wrote " + text);
            Claim.equal(codec.decode(text.toCharArray(), 0, text.length(), Object.class), value, () -> codec + " read");
        }
        Values values = new Values(input, true);
        String event = "e" + values.text();
        long id = values.octet() - 1L;
        List<@Nullable Object> data = new ArrayList<>();
        data.add(event);
        for (int i = values.octet() % 4; i > 0; i--) {
            data.add(values.next());
        }
        OutgoingPacket packet = new OutgoingPacket(PacketType.EVENT, values.octet() % 2 == 0 ? "/" : "/chat", id, data);
        travels(PacketParser.json(), packet);
        travels(MsgPackParser.create(), packet);
    }

    private void travels(PacketParser parser, OutgoingPacket packet) {
        ParserSettings settings = ParserSettings.of(codecs.get(0));
        PacketDecoder decoder = parser.decoder(settings);
        Packet read = null;
        List<?> messages;
        try {
            messages = parser.encoder(settings).encode(packet);
        } catch (JsonException refused) {
            String why = String.valueOf(refused.getMessage());
            // what MessagePack has no form for, and what can't be told from an attachment
            Claim.that(why.startsWith("integer of ") || why.contains("_placeholder"), () -> "not encoded: " + refused);
            return;
        }
        for (Object message : messages) {
            Claim.that(read == null, () -> "messages behind the packet");
            read = message instanceof ByteBuffer bytes
                    ? decoder.binary(bytes.duplicate())
                    : decoder.text(((String) message).toCharArray(), 0, ((String) message).length());
        }
        Packet whole = read;
        Claim.that(whole != null, () -> "no packet of " + messages.size() + " messages");
        if (whole == null) {
            return;
        }
        List<@Nullable Object> data = new ArrayList<>();
        data.add(whole.event());
        for (int i = 0; i < whole.data().size(); i++) {
            data.add(whole.data().get(i, Object.class));
        }
        Claim.equal(Values.comparable(data), Values.comparable(packet.data()), () -> parser + ": arguments");
        Claim.equal(whole.id(), packet.id(), () -> parser + ": id");
        Claim.equal(whole.namespace(), packet.namespace(), () -> parser + ": namespace");
    }
}

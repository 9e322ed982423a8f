package dev.halley.reliability.fuzz;

import dev.halley.ProtocolException;
import dev.halley.TypeRef;
import dev.halley.json.JsonException;
import dev.halley.json.jackson.JacksonCodec;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketEncoder;
import dev.halley.socketio.parser.PacketParser;
import dev.halley.socketio.parser.PacketType;
import dev.halley.socketio.parser.ParserSettings;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Socket.IO: messages to packets, with attachments, and back. The parts of an input are messages; a binary one comes where
 * one is missing, or, the other way about, where the part begins with an exclamation mark.
 */
final class PacketTarget {
    private static final int MAX_ATTACHMENTS = 8;
    private static final int MAX_ATTACHMENT_BYTES = 2_000;

    private static final List<Type> TYPES = List.of(
            CodecTarget.Sample.class,
            byte[].class,
            ByteBuffer.class,
            String.class,
            long.class,
            double.class,
            Map.class,
            List.class,
            new TypeRef<List<CodecTarget.Sample>>() {}.type(),
            new TypeRef<Map<String, byte[]>>() {}.type());

    private final PacketParser parser;
    private final boolean takesText;
    private final ParserSettings settings =
            new ParserSettings(JacksonCodec.create(), MAX_ATTACHMENTS, MAX_ATTACHMENT_BYTES);

    PacketTarget(PacketParser parser, boolean takesText) {
        this.parser = parser;
        this.takesText = takesText;
    }

    void run(byte[] input) {
        PacketDecoder decoder = parser.decoder(settings);
        // In MessagePack every byte has a meaning.
        for (byte[] part : takesText ? Input.parts(input, 100) : List.of(input)) {
            boolean other = part.length > 0 && part[0] == '!';
            boolean binary = (decoder.isWaiting() || !takesText) ^ other;
            Packet packet;
            try {
                packet = binary ? decoder.binary(ByteBuffer.wrap(part.clone())) : text(decoder, part);
            } catch (ProtocolException documented) {
                Claim.isReadable(documented);
                return;
            }
            Claim.that(
                    packet == null ? decoder.isWaiting() : !decoder.isWaiting(),
                    () -> "waits for attachments: " + decoder.isWaiting());
            if (packet != null) {
                isWhatItSays(packet);
            }
        }
    }

    private static @Nullable Packet text(PacketDecoder decoder, byte[] part) {
        char[] text = Input.text(part);
        return decoder.text(text, 0, text.length);
    }

    private void isWhatItSays(Packet packet) {
        List<@Nullable Object> arguments = new ArrayList<>();
        boolean readable = true;
        for (int i = 0; i < packet.data().size(); i++) {
            try {
                Object value = packet.data().get(i, Object.class);
                arguments.add(value);
                boolean text = packet.data().isText(i);
                // MessagePack has texts that stand for something else, such as dates
                Claim.that(!text || value instanceof String, () -> "is no text: " + value);
            } catch (JsonException documented) {
                Claim.isReadable(documented);
                readable = false;
            }
            for (Type type : TYPES) {
                typed(packet, i, type);
            }
        }
        Claim.that(packet.toString().length() < 100_000, () -> "long: " + packet);
        Claim.that(packet.data().weight() >= 0, () -> "weight: " + packet.data().weight());
        if (readable) {
            isEncodedAsItWas(packet, arguments);
        }
    }

    private static void typed(Packet packet, int index, Type type) {
        try {
            Object value = packet.data().get(index, type);
            Claim.that(
                    !(type instanceof Class<?> c) || c.isPrimitive() || value == null || c.isInstance(value),
                    () -> "a " + Objects.requireNonNull(value).getClass() + " (expected: " + type + ")");
        } catch (JsonException documented) {
            Claim.isReadable(documented);
        }
    }

    private void isEncodedAsItWas(Packet packet, List<@Nullable Object> arguments) {
        boolean isControl = packet.type() != PacketType.EVENT && packet.type() != PacketType.ACK;
        if (takesText && isControl && !arguments.isEmpty() && arguments.get(0) instanceof Number) {
            // an error that is a number can't be told from an id
            return;
        }
        if (takesText && !Values.isFinite(arguments)
                || packet.namespace().chars().anyMatch(c -> c < ' ' || c == ',')) {
            return;
        }
        List<@Nullable Object> data = new ArrayList<>(arguments);
        if (packet.event() != null) {
            data.add(0, packet.event());
        }
        PacketEncoder encoder = parser.encoder(settings);
        List<?> messages;
        try {
            messages = encoder.encode(new OutgoingPacket(packet.type(), packet.namespace(), packet.id(), data));
        } catch (JsonException refused) {
            String why = String.valueOf(refused.getMessage());
            // one level deeper than what was read, and a key that can't be told from an attachment
            Claim.that(
                    why.contains("nested too deeply") || why.contains("_placeholder"), () -> "not encoded: " + refused);
            return;
        }
        PacketDecoder decoder = parser.decoder(settings);
        Packet again = null;
        for (Object message : messages) {
            again = message instanceof ByteBuffer bytes
                    ? decoder.binary(copy(bytes))
                    : decoder.text(((String) message).toCharArray(), 0, ((String) message).length());
        }
        Packet read = Objects.requireNonNull(again, "the packet that was encoded");
        Claim.equal(read.type(), packet.type(), () -> "type");
        Claim.equal(read.namespace(), packet.namespace(), () -> "namespace");
        Claim.equal(read.event(), packet.event(), () -> "event");
        Claim.equal(read.id(), isControl ? -1L : packet.id(), () -> "id");
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < read.data().size(); i++) {
            values.add(read.data().get(i, Object.class));
        }
        Claim.equal(Values.comparable(values), Values.comparable(arguments), () -> "arguments");
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        return copy.put(bytes.duplicate()).flip();
    }
}

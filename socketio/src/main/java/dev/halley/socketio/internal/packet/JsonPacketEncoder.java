package dev.halley.socketio.internal.packet;

import dev.halley.internal.json.JsonText;
import dev.halley.json.JsonCodec;
import dev.halley.socketio.parser.OutgoingPacket;
import dev.halley.socketio.parser.PacketEncoder;
import dev.halley.socketio.parser.PacketType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code <type>[<attachments>-][<namespace>,][<id>][<json>]} and the attachments behind it. Immutable; runs on the
 * thread that emits.
 */
final class JsonPacketEncoder implements PacketEncoder {
    private static final int FIRST_SIZE = 256;

    /** The longest type and id, and the brackets. */
    private static final int HEAD = 24;

    /** A comma, and the quotes of a text. */
    private static final int AROUND = 3;

    private final JsonCodec codec;

    JsonPacketEncoder(JsonCodec codec) {
        this.codec = codec;
    }

    @Override
    public List<?> encode(OutgoingPacket packet) {
        return switch (packet.type()) {
            case EVENT, ACK -> arguments(packet);
            case CONNECT, DISCONNECT, CONNECT_ERROR -> payload(packet);
        };
    }

    private List<?> payload(OutgoingPacket packet) {
        if (packet.data().size() > 1) {
            throw new IllegalArgumentException(
                    packet.type() + ": " + packet.data().size() + " payloads (expected: at most one)");
        }
        StringBuilder out = new StringBuilder(FIRST_SIZE).append(packet.type().number());
        namespace(out, packet.namespace());
        if (!packet.data().isEmpty()) {
            out.append(codec.encode(packet.data().get(0)));
        }
        return List.of(message(out));
    }

    private List<?> arguments(OutgoingPacket packet) {
        List<? extends @Nullable Object> data = packet.data();
        checkName(packet);
        if (!Binary.isIn(data)) {
            return List.of(text(packet, data));
        }
        StringBuilder out = new StringBuilder(FIRST_SIZE);
        BinaryWriter writer = new BinaryWriter(codec);
        writer.write(data);
        // S5-14: bytes make the packet a binary one
        out.append(packet.type() == PacketType.EVENT ? '5' : '6')
                .append(writer.attachments().size())
                .append('-');
        head(out, packet);
        List<Object> messages = new ArrayList<>(1 + writer.attachments().size());
        messages.add(message(out.append(writer.text())));
        for (byte[] each : writer.attachments()) {
            messages.add(ByteBuffer.wrap(each).asReadOnlyBuffer());
        }
        return messages;
    }

    /** Encodes first, so that the text is put together in one piece of the right size. */
    private String text(OutgoingPacket packet, List<? extends @Nullable Object> data) {
        String[] encoded = new String[data.size()];
        int length = HEAD + packet.namespace().length();
        for (int i = 0; i < encoded.length; i++) {
            Object each = data.get(i);
            encoded[i] = each instanceof String text ? text : codec.encode(each);
            length += encoded[i].length() + AROUND;
        }
        StringBuilder out = new StringBuilder(length);
        head(out.append(packet.type().number()), packet);
        char separator = '[';
        for (int i = 0; i < encoded.length; i++) {
            out.append(separator);
            if (data.get(i) instanceof String) {
                // S5-21: escapes what UTF-8 has no form for
                JsonText.quote(out, encoded[i]);
            } else {
                out.append(encoded[i]);
            }
            separator = ',';
        }
        return message(encoded.length == 0 ? out.append("[]") : out.append(']'));
    }

    private static void checkName(OutgoingPacket packet) {
        if (packet.type() != PacketType.EVENT) {
            return;
        }
        Object name = packet.data().isEmpty() ? null : packet.data().get(0);
        // S5-06
        if (!(name instanceof String || name instanceof Number)) {
            throw new IllegalArgumentException("event: "
                    + (name == null ? "none" : "a " + name.getClass().getName())
                    + " (expected: a name first, a text or a number)");
        }
    }

    private static void head(StringBuilder out, OutgoingPacket packet) {
        namespace(out, packet.namespace());
        if (packet.id() >= 0) {
            out.append(packet.id());
        }
    }

    // S5-01
    private static void namespace(StringBuilder out, String namespace) {
        String name = Namespaces.normalise(namespace);
        if (!name.equals(Namespaces.DEFAULT)) {
            out.append(name).append(',');
        }
    }

    /** S5-20: a raw U+001E would split a polling payload; in JSON it can only be inside a string. */
    private static String message(StringBuilder out) {
        String text = out.toString();
        return text.indexOf('\u001e') < 0 ? text : text.replace("\u001e", "\\u001e");
    }
}

package dev.halley.socketio.internal.packet;

import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonScanner;
import dev.halley.internal.json.JsonScanner.Kind;
import dev.halley.internal.json.JsonValues;
import dev.halley.json.JsonCodec;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketData;
import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketType;
import dev.halley.socketio.parser.ParserSettings;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code <type>[<attachments>-][<namespace>,][<id>][<json>]}. Arguments stay text until somebody wants them, and a
 * skipped one costs no object. Versions 4 and 5 differ in nothing that is read here.
 */
final class JsonPacketDecoder implements PacketDecoder {
    private final JsonCodec codec;
    private final long maxAttachmentBytes;

    // Owned by the serial context.
    private final HeadReader head;
    private final JsonScanner scanner = new JsonScanner();
    private final Placeholders placeholders = new Placeholders();
    private final EventNames names = new EventNames();
    private int[] bounds = new int[16];
    private @Nullable Incomplete incomplete;

    JsonPacketDecoder(ParserSettings settings) {
        this.codec = settings.codec();
        this.head = new HeadReader(settings.maxAttachments());
        this.maxAttachmentBytes = settings.maxAttachmentBytes();
    }

    /** A binary packet whose attachments are on their way. */
    private static final class Incomplete {
        final PacketType type;
        final String namespace;
        final long id;
        final @Nullable String event;
        final char[] text;
        final int[] bounds;
        final int[] placeholders;
        final int expected;
        // SEC-01: grows with what came, not with what was announced
        final List<ByteBuffer> attachments = new ArrayList<>();
        long bytes;

        Incomplete(HeadReader head, @Nullable String event, char[] text, int[] bounds, int[] placeholders) {
            this.type = head.type();
            this.namespace = head.where();
            this.id = head.ackId();
            this.event = event;
            this.text = text;
            this.bounds = bounds;
            this.placeholders = placeholders;
            this.expected = head.attachmentCount();
        }
    }

    @Override
    public @Nullable Packet text(char[] message, int offset, int length) {
        Incomplete waiting = incomplete;
        if (waiting != null) {
            // S5-12
            throw new ProtocolException(
                    "Socket.IO packet: text, though " + (waiting.expected - waiting.attachments.size())
                            + " attachment(s) are missing (expected: a binary message)",
                    null);
        }
        head.load(message, offset, length);
        try {
            head.read();
            return switch (head.type()) {
                case EVENT, ACK -> arguments(message);
                case CONNECT, DISCONNECT, CONNECT_ERROR -> payload(message);
            };
        } finally {
            head.unload();
            scanner.unload();
        }
    }

    @Override
    public @Nullable Packet binary(ByteBuffer data) {
        Incomplete waiting = incomplete;
        if (waiting == null) {
            // S5-12
            throw new ProtocolException(
                    "Socket.IO packet: a binary message that belongs to no packet (expected: a text message)", null);
        }
        waiting.bytes += data.remaining();
        if (waiting.bytes > maxAttachmentBytes) {
            // SEC-01
            throw new ProtocolException(
                    "Socket.IO packet: attachments of " + waiting.bytes + " bytes (expected: at most "
                            + maxAttachmentBytes + ")",
                    null);
        }
        waiting.attachments.add(data);
        if (waiting.attachments.size() < waiting.expected) {
            return null;
        }
        incomplete = null;
        return new Packet(
                waiting.type,
                waiting.namespace,
                waiting.id,
                waiting.event,
                new BinaryArguments(codec, waiting.text, waiting.bounds, waiting.placeholders, waiting.attachments));
    }

    @Override
    public boolean isWaiting() {
        return incomplete != null;
    }

    private @Nullable Packet arguments(char[] text) {
        scanner.reset(text, head.position(), head.end() - head.position());
        // S5-06, S5-13
        if (head.position() == head.end() || scanner.peek() != Kind.ARRAY) {
            throw head.fail("an array");
        }
        scanner.enterArray();
        String event = head.type() == PacketType.EVENT ? event(text) : null;
        if (head.isBinary()) {
            placeholders.reset(head.attachmentCount());
        }
        int count = 0;
        while (scanner.nextElement()) {
            if (count == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * count);
            }
            scanner.peek();
            bounds[count++] = scanner.position();
            if (head.isBinary()) {
                placeholders.skip(scanner);
            } else {
                scanner.skip();
            }
            bounds[count++] = scanner.position();
        }
        scanner.end();
        int base = count == 0 ? head.position() : bounds[0];
        // S5-11: none announced, none awaited; S4-05, S5-14: version 4 and acks are the same
        if (head.attachmentCount() == 0) {
            return new Packet(head.type(), head.where(), head.ackId(), event, data(text, count, base));
        }
        incomplete = new Incomplete(
                head,
                event,
                count == 0 ? HeadReader.NO_TEXT : Arrays.copyOfRange(text, base, bounds[count - 1]),
                bounds(count, base),
                placeholders.take(base));
        return null;
    }

    private PacketData data(char[] text, int count, int base) {
        if (count == 0) {
            return PacketData.EMPTY;
        }
        String copy = new String(text, base, bounds[count - 1] - base);
        return count == 2 ? new JsonArguments(codec, copy) : new JsonArguments(codec, copy, bounds(count, base));
    }

    private int[] bounds(int count, int base) {
        int[] out = new int[count];
        for (int i = 0; i < count; i++) {
            out[i] = bounds[i] - base;
        }
        return out;
    }

    private String event(char[] text) {
        if (!scanner.nextElement()) {
            throw head.fail("an event's name");
        }
        Kind kind = scanner.peek();
        if (kind == Kind.NUMBER) {
            return scanner.numberText();
        }
        if (kind != Kind.STRING) {
            // SEC-02
            throw head.fail("an event's name, a text or a number");
        }
        scanner.skip();
        String name = name(text, scanner.valueStart() + 1, scanner.valueEnd() - 1);
        if (EventNames.isReserved(name)) {
            throw head.fail("an event whose name is not reserved, and not " + name);
        }
        return name;
    }

    private String name(char[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '\\') {
                return String.valueOf(JsonValues.parse(new String(text, from - 1, to - from + 2)));
            }
        }
        return names.of(text, from, to);
    }

    private Packet payload(char[] text) {
        // S4-03, S5-05: there may be none
        if (head.position() == head.end()) {
            return new Packet(head.type(), head.where(), -1, null, PacketData.EMPTY);
        }
        scanner.reset(text, head.position(), head.end() - head.position());
        Kind kind = scanner.peek();
        // S5-13; S5-05, S4-04: an error may be of any kind
        if (head.type() == PacketType.DISCONNECT) {
            throw head.fail("nothing behind the namespace");
        }
        if (head.type() == PacketType.CONNECT && kind != Kind.OBJECT) {
            throw head.fail("an object");
        }
        scanner.skip();
        int from = scanner.valueStart();
        int to = scanner.valueEnd();
        scanner.end();
        return new Packet(
                head.type(), head.where(), -1, null, new JsonArguments(codec, new String(text, from, to - from)));
    }
}

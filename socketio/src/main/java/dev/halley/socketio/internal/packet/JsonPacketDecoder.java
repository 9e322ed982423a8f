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
    /** S5-08: what a long holds. */
    private static final int MAX_ID_DIGITS = 19;

    private static final char[] NO_TEXT = {};

    private final JsonCodec codec;
    private final int maxAttachments;
    private final long maxAttachmentBytes;

    // Owned by the serial context.
    private final JsonScanner scanner = new JsonScanner();
    private final Placeholders placeholders = new Placeholders();
    private final EventNames names = new EventNames();
    private int[] bounds = new int[16];
    private String lastNamespace = Namespaces.DEFAULT;
    private @Nullable Incomplete incomplete;

    // Owned by the serial context, during one call.
    private char[] text = NO_TEXT;
    private int start;
    private int position;
    private int end;

    JsonPacketDecoder(ParserSettings settings) {
        this.codec = settings.codec();
        this.maxAttachments = settings.maxAttachments();
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

        Incomplete(Head head, @Nullable String event, char[] text, int[] bounds, int[] placeholders) {
            this.type = head.type;
            this.namespace = head.namespace;
            this.id = head.id;
            this.event = event;
            this.text = text;
            this.bounds = bounds;
            this.placeholders = placeholders;
            this.expected = head.attachments;
        }
    }

    /** What stands before the JSON. */
    private record Head(PacketType type, boolean binary, int attachments, String namespace, long id) {}

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
        text = message;
        start = offset;
        position = offset;
        end = offset + length;
        try {
            Head head = head();
            return switch (head.type) {
                case EVENT, ACK -> arguments(head);
                case CONNECT, DISCONNECT, CONNECT_ERROR -> payload(head);
            };
        } finally {
            text = NO_TEXT;
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

    private Head head() {
        int digit = position < end ? text[position] - '0' : -1;
        if (digit < 0 || digit > 6) {
            throw fail("a packet type from 0 to 6");
        }
        position++;
        boolean binary = digit > 4;
        int attachments = binary ? attachments() : 0;
        String namespace = namespace();
        long id = id();
        PacketType type = switch (digit) {
            case 0 -> PacketType.CONNECT;
            case 1 -> PacketType.DISCONNECT;
            case 2, 5 -> PacketType.EVENT;
            case 3, 6 -> PacketType.ACK;
            default -> PacketType.CONNECT_ERROR;
        };
        if (type == PacketType.ACK && id < 0) {
            throw fail("the id of an ack");
        }
        return new Head(type, binary, attachments, namespace, id);
    }

    // S5-13
    private int attachments() {
        int first = position;
        long count = 0;
        while (isDigit()) {
            count = 10 * count + text[position++] - '0';
            if (count > maxAttachments) {
                // SEC-01
                throw new ProtocolException(
                        "Socket.IO packet: too many attachments (expected: at most " + maxAttachments + ")", null);
            }
        }
        if (position == first || position == end || text[position] != '-') {
            throw fail("the number of attachments and a -");
        }
        position++;
        return (int) count;
    }

    private String namespace() {
        if (position == end || text[position] != '/') {
            return Namespaces.DEFAULT;
        }
        int first = position;
        int last = -1;
        while (position < end && text[position] != ',') {
            // S5-01: the query of an old client's namespace is not part of its name
            if (text[position] == '?' && last < 0) {
                last = position;
            }
            if (++position - first > Namespaces.MAX_LENGTH) {
                throw fail("a namespace of at most " + Namespaces.MAX_LENGTH + " characters");
            }
        }
        int length = (last < 0 ? position : last) - first;
        // S5-01: the comma may be missing where nothing follows
        if (position < end) {
            position++;
        }
        if (!EventNames.isSame(lastNamespace, text, first, length)) {
            lastNamespace = new String(text, first, length);
        }
        return lastNamespace;
    }

    // S5-08, SEC-02
    private long id() {
        int first = position;
        long id = 0;
        while (isDigit()) {
            id = 10 * id + text[position++] - '0';
            if (position - first > MAX_ID_DIGITS || id < 0) {
                throw fail("an id of at most " + MAX_ID_DIGITS + " digits that a long holds");
            }
        }
        return position == first ? -1 : id;
    }

    private boolean isDigit() {
        return position < end && text[position] >= '0' && text[position] <= '9';
    }

    private @Nullable Packet arguments(Head head) {
        scanner.reset(text, position, end - position);
        // S5-06, S5-13
        if (position == end || scanner.peek() != Kind.ARRAY) {
            throw fail("an array");
        }
        scanner.enterArray();
        String event = head.type == PacketType.EVENT ? event() : null;
        if (head.binary) {
            placeholders.reset(head.attachments);
        }
        int count = 0;
        while (scanner.nextElement()) {
            if (count == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * count);
            }
            scanner.peek();
            bounds[count++] = scanner.position();
            if (head.binary) {
                placeholders.skip(scanner);
            } else {
                scanner.skip();
            }
            bounds[count++] = scanner.position();
        }
        scanner.end();
        int base = count == 0 ? position : bounds[0];
        // S5-11: none announced, none awaited
        if (head.attachments == 0) {
            PacketData data = count == 0
                    ? PacketData.EMPTY
                    : new JsonArguments(codec, Arrays.copyOfRange(text, base, bounds[count - 1]), bounds(count, base));
            return new Packet(head.type, head.namespace, head.id, event, data);
        }
        incomplete = new Incomplete(
                head,
                event,
                count == 0 ? NO_TEXT : Arrays.copyOfRange(text, base, bounds[count - 1]),
                bounds(count, base),
                placeholders.take(base));
        return null;
    }

    private int[] bounds(int count, int base) {
        int[] out = new int[count];
        for (int i = 0; i < count; i++) {
            out[i] = bounds[i] - base;
        }
        return out;
    }

    private String event() {
        if (!scanner.nextElement()) {
            throw fail("an event's name");
        }
        Kind kind = scanner.peek();
        if (kind == Kind.NUMBER) {
            return scanner.numberText();
        }
        if (kind != Kind.STRING) {
            // SEC-02
            throw fail("an event's name, a text or a number");
        }
        scanner.skip();
        String name = name(scanner.valueStart() + 1, scanner.valueEnd() - 1);
        if (EventNames.isReserved(name)) {
            throw fail("an event whose name is not reserved, and not " + name);
        }
        return name;
    }

    private String name(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '\\') {
                return String.valueOf(JsonValues.parse(new String(text, from - 1, to - from + 2)));
            }
        }
        return names.of(text, from, to);
    }

    private Packet payload(Head head) {
        if (position == end) {
            return new Packet(head.type, head.namespace, -1, null, PacketData.EMPTY);
        }
        scanner.reset(text, position, end - position);
        Kind kind = scanner.peek();
        // S5-13; S5-05, S4-04: an error may be of any kind
        if (head.type == PacketType.DISCONNECT) {
            throw fail("nothing behind the namespace");
        }
        if (head.type == PacketType.CONNECT && kind != Kind.OBJECT) {
            throw fail("an object");
        }
        scanner.skip();
        int from = scanner.valueStart();
        int to = scanner.valueEnd();
        scanner.end();
        char[] copy = Arrays.copyOfRange(text, from, to);
        return new Packet(
                head.type, head.namespace, -1, null, new JsonArguments(codec, copy, new int[] {0, copy.length}));
    }

    /** What is read must not show up in messages: it may be a token. */
    private ProtocolException fail(String expected) {
        return new ProtocolException(
                "Socket.IO packet at offset " + (position - start) + ": "
                        + (position < end ? "something else" : "the end") + " (expected: " + expected + ")",
                null);
    }
}

package dev.halley.socketio.internal.packet;

import dev.halley.ProtocolException;
import dev.halley.socketio.parser.PacketType;

/** Reads what stands before the JSON of a packet: {@code <type>[<attachments>-][<namespace>,][<id>]}. Serial context. */
final class HeadReader {
    /** S5-08: what a long holds. */
    private static final int MAX_ID_DIGITS = 19;

    static final char[] NO_TEXT = {};

    private final int maxAttachments;

    // Owned by the serial context, during one packet.
    private char[] text = NO_TEXT;
    private int start;
    private int position;
    private int end;
    private PacketType type = PacketType.EVENT;
    private boolean binary;
    private int attachments;
    private String namespace = Namespaces.DEFAULT;
    private long id;

    // Owned by the serial context: the last namespace that was read, which is often the next one.
    private String last = Namespaces.DEFAULT;

    HeadReader(int maxAttachments) {
        this.maxAttachments = maxAttachments;
    }

    void load(char[] message, int offset, int length) {
        text = message;
        start = offset;
        position = offset;
        end = offset + length;
    }

    /** Keeps nothing of the message. */
    void unload() {
        text = NO_TEXT;
    }

    /** Reads up to the JSON. */
    void read() {
        int digit = position < end ? text[position] - '0' : -1;
        if (digit < 0 || digit > 6) {
            throw fail("a packet type from 0 to 6");
        }
        position++;
        binary = digit > 4;
        attachments = binary ? attachments() : 0;
        namespace = namespace();
        id = id();
        type = switch (digit) {
            case 0 -> PacketType.CONNECT;
            case 1 -> PacketType.DISCONNECT;
            case 2, 5 -> PacketType.EVENT;
            case 3, 6 -> PacketType.ACK;
            default -> PacketType.CONNECT_ERROR;
        };
        if (type == PacketType.ACK && id < 0) {
            throw fail("the id of an ack");
        }
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
        int query = -1;
        while (position < end && text[position] != ',') {
            // S5-01: the query of an old client's namespace is not part of its name
            if (text[position] == '?' && query < 0) {
                query = position;
            }
            if (++position - first > Namespaces.MAX_LENGTH) {
                throw fail("a namespace of at most " + Namespaces.MAX_LENGTH + " characters");
            }
        }
        int length = (query < 0 ? position : query) - first;
        // S5-01: the comma may be missing where nothing follows
        if (position < end) {
            position++;
        }
        if (!EventNames.isSame(last, text, first, length)) {
            last = new String(text, first, length);
        }
        return last;
    }

    // S5-08, SEC-02
    private long id() {
        int first = position;
        long value = 0;
        while (isDigit()) {
            value = 10 * value + text[position++] - '0';
            if (position - first > MAX_ID_DIGITS || value < 0) {
                throw fail("an id of at most " + MAX_ID_DIGITS + " digits that a long holds");
            }
        }
        return position == first ? -1 : value;
    }

    private boolean isDigit() {
        return position < end && text[position] >= '0' && text[position] <= '9';
    }

    PacketType type() {
        return type;
    }

    /** Whether there may be attachments. */
    boolean isBinary() {
        return binary;
    }

    int attachmentCount() {
        return attachments;
    }

    String where() {
        return namespace;
    }

    /** -1 where there is none. */
    long ackId() {
        return id;
    }

    /** Where the JSON begins. */
    int position() {
        return position;
    }

    int end() {
        return end;
    }

    /** What is read must not show up in messages: it may be a token. */
    ProtocolException fail(String expected) {
        return new ProtocolException(
                "Socket.IO packet at offset " + (position - start) + ": "
                        + (position < end ? "something else" : "the end") + " (expected: " + expected + ")",
                null);
    }
}

package dev.halley.socketio.msgpack;

import dev.halley.ProtocolException;
import dev.halley.json.JsonCodec;
import dev.halley.socketio.internal.packet.EventNames;
import dev.halley.socketio.internal.packet.Namespaces;
import dev.halley.socketio.parser.Packet;
import dev.halley.socketio.parser.PacketData;
import dev.halley.socketio.parser.PacketDecoder;
import dev.halley.socketio.parser.PacketType;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

/**
 * Reads S5-24's {@code {type, data, nsp, id}}, its keys in any order, others (such as {@code options}) passed over. The
 * arguments stay bytes until somebody wants them. Serial context.
 */
final class MsgPackDecoder implements PacketDecoder {
    private static final PacketType[] TYPES = PacketType.values();

    private final JsonCodec codec;
    private final ValueReader reader;

    // Owned by the serial context.
    private int[] bounds = new int[16];

    MsgPackDecoder(JsonCodec codec, ValueReader reader) {
        this.codec = codec;
        this.reader = reader;
    }

    /** What was found under the keys; places count from the message's start. */
    private static final class Fields {
        @Nullable PacketType type;

        @Nullable String namespace;

        long id = -1;
        int dataStart = -1;
        int dataEnd = -1;
    }

    @Override
    public Packet text(char[] text, int offset, int length) {
        throw new ProtocolException(
                "MessagePack: a text message (expected: binary ones; does the server have another parser?)", null);
    }

    @Override
    public Packet binary(ByteBuffer data) {
        byte[] message;
        int offset;
        int length = data.remaining();
        if (data.hasArray()) {
            message = data.array();
            offset = data.arrayOffset() + data.position();
        } else {
            message = new byte[length];
            offset = 0;
            data.duplicate().get(message);
        }
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(message, offset, length)) {
            Fields fields = fields(in);
            if (in.getTotalReadBytes() < length) {
                throw fail((length - in.getTotalReadBytes()) + " byte(s) behind the packet", "nothing");
            }
            if (fields.type == null) {
                throw fail("no type", "an integer from 0 to 4");
            }
            if (fields.namespace == null) {
                throw fail("no nsp", "a namespace");
            }
            return packet(fields, fields.type, fields.namespace, message, offset);
        } catch (IOException | MessagePackException e) {
            throw new ProtocolException("MessagePack: " + e + " (expected: a packet)", e);
        }
    }

    @Override
    public boolean isWaiting() {
        return false;
    }

    private static Fields fields(MessageUnpacker in) throws IOException {
        if (in.getNextFormat().getValueType() != ValueType.MAP) {
            throw fail("no map", "a packet");
        }
        Fields fields = new Fields();
        for (int i = in.unpackMapHeader(); i > 0; i--) {
            if (in.getNextFormat().getValueType() != ValueType.STRING) {
                throw fail("a key that is no text", "type, data, nsp or id");
            }
            switch (in.unpackString()) {
                case "type" -> fields.type = type(in);
                case "nsp" -> fields.namespace = namespace(in);
                case "id" -> fields.id = id(in);
                case "data" -> {
                    boolean absent = isAbsent(in);
                    int start = (int) in.getTotalReadBytes();
                    Skipping.skip(in);
                    fields.dataStart = absent ? -1 : start;
                    fields.dataEnd = (int) in.getTotalReadBytes();
                }
                default -> Skipping.skip(in);
            }
        }
        return fields;
    }

    /** Nil, or what the JavaScript parser writes for undefined. */
    private static boolean isAbsent(MessageUnpacker in) throws IOException {
        MessageFormat format = in.getNextFormat();
        return format == MessageFormat.NIL || format == MessageFormat.FIXEXT1;
    }

    private static PacketType type(MessageUnpacker in) throws IOException {
        long number = integer(in, "type");
        if (number < 0 || number >= TYPES.length) {
            throw fail("the type " + number, "an integer from 0 to 4");
        }
        return TYPES[(int) number];
    }

    private static long id(MessageUnpacker in) throws IOException {
        if (isAbsent(in)) {
            in.skipValue();
            return -1;
        }
        long id = integer(in, "id");
        // S5-08
        if (id < 0) {
            throw fail("the id " + id, "0 or more");
        }
        return id;
    }

    private static long integer(MessageUnpacker in, String name) throws IOException {
        if (in.getNextFormat().getValueType() != ValueType.INTEGER) {
            throw fail("another " + name, "an integer");
        }
        BigInteger number = in.unpackBigInteger();
        if (number.bitLength() >= Long.SIZE) {
            throw fail("the " + name + " " + number, "an integer that a long holds");
        }
        return number.longValue();
    }

    private static String namespace(MessageUnpacker in) throws IOException {
        String name = in.getNextFormat().getValueType() == ValueType.STRING ? in.unpackString() : "";
        // SEC-03
        if (!name.startsWith("/") || name.length() > Namespaces.MAX_LENGTH) {
            throw fail("another nsp", "a namespace of at most " + Namespaces.MAX_LENGTH + " characters");
        }
        int query = name.indexOf('?');
        return query < 0 ? name : name.substring(0, query);
    }

    private Packet packet(Fields fields, PacketType type, String namespace, byte[] message, int offset)
            throws IOException {
        if (fields.dataStart < 0) {
            if (type == PacketType.EVENT || type == PacketType.ACK) {
                throw fail("no data", "an array");
            }
            return new Packet(type, namespace, -1, null, PacketData.EMPTY);
        }
        int start = offset + fields.dataStart;
        int length = fields.dataEnd - fields.dataStart;
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(message, start, length)) {
            ValueType kind = in.getNextFormat().getValueType();
            switch (type) {
                case DISCONNECT -> throw fail("data", "none in this packet");
                case EVENT, ACK -> {
                    if (kind != ValueType.ARRAY) {
                        throw fail("other data", "an array");
                    }
                    if (type == PacketType.ACK && fields.id < 0) {
                        throw fail("no id", "the id of an ack");
                    }
                    int count = in.unpackArrayHeader();
                    String event = type == PacketType.EVENT ? event(in, count) : null;
                    PacketData data = arguments(in, event == null ? count : count - 1, message, start);
                    return new Packet(type, namespace, fields.id, event, data);
                }
                case CONNECT, CONNECT_ERROR -> {
                    if (type == PacketType.CONNECT && kind != ValueType.MAP) {
                        throw fail("other data", "a map");
                    }
                    return new Packet(type, namespace, -1, null, arguments(in, 1, message, start));
                }
            }
            throw new IllegalStateException("type: " + type);
        }
    }

    private static String event(MessageUnpacker in, int count) throws IOException {
        // S5-06
        ValueType kind = count == 0 ? ValueType.NIL : in.getNextFormat().getValueType();
        if (kind == ValueType.INTEGER) {
            return in.unpackBigInteger().toString();
        }
        if (kind == ValueType.FLOAT) {
            return Double.toString(in.unpackDouble());
        }
        if (kind != ValueType.STRING) {
            throw fail("an event without a name", "a text or a number first");
        }
        String name = in.unpackString();
        if (EventNames.isReserved(name)) {
            throw fail("the event " + name, "a name that is not reserved");
        }
        return name;
    }

    private PacketData arguments(MessageUnpacker in, int count, byte[] message, int start) throws IOException {
        if (count == 0) {
            return PacketData.EMPTY;
        }
        int first = (int) in.getTotalReadBytes();
        int size = 0;
        for (int i = 0; i < count; i++) {
            if (size == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * size);
            }
            bounds[size++] = start + (int) in.getTotalReadBytes();
            Skipping.skip(in);
        }
        int[] starts = Arrays.copyOf(bounds, size + 1);
        starts[size] = start + (int) in.getTotalReadBytes();
        return new MsgPackArguments(codec, reader, message, starts, starts[size] - start - first);
    }

    /** What is read must not show up in messages: it may be a token. */
    private static ProtocolException fail(String found, String expected) {
        return new ProtocolException("MessagePack packet: " + found + " (expected: " + expected + ")", null);
    }
}

package dev.halley.testkit.socketio;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one MessagePack value. Not thread-safe. */
final class MsgPackReader {
    private static final int MAX_DEPTH = 500;

    private final ByteBuffer in;

    MsgPackReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    @Nullable Object readAll() throws BadPacketException {
        try {
            Object value = read(0);
            if (in.hasRemaining()) {
                throw new BadPacketException("MessagePack: " + in.remaining() + " bytes behind the value");
            }
            return value;
        } catch (BufferUnderflowException e) {
            throw new BadPacketException("MessagePack: it ends too early");
        }
    }

    private @Nullable Object read(int depth) throws BadPacketException {
        if (depth > MAX_DEPTH) {
            throw new BadPacketException("MessagePack: deeper than " + MAX_DEPTH);
        }
        int first = in.get() & 0xff;
        if (first < 0x80 || first >= 0xe0) {
            return (int) (byte) first;
        }
        if (first < 0x90) {
            return map(first & 15, depth);
        }
        if (first < 0xa0) {
            return list(first & 15, depth);
        }
        if (first < 0xc0) {
            return text(first & 31);
        }
        return switch (first) {
            case 0xc0 -> null;
            case 0xc2 -> false;
            case 0xc3 -> true;
            case 0xc4, 0xc5, 0xc6 -> bytes(length(1 << (first - 0xc4)));
            case 0xc7, 0xc8, 0xc9 -> extension(length(1 << (first - 0xc7)));
            case 0xca -> (double) in.getFloat();
            case 0xcb -> in.getDouble();
            case 0xcc, 0xcd, 0xce, 0xcf -> whole(unsigned(1 << (first - 0xcc)));
            case 0xd0 -> (int) in.get();
            case 0xd1 -> (int) in.getShort();
            case 0xd2 -> in.getInt();
            case 0xd3 -> whole(in.getLong());
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> extension(1 << (first - 0xd4));
            case 0xd9, 0xda, 0xdb -> text(length(1 << (first - 0xd9)));
            case 0xdc, 0xdd -> list(length(2 << (first - 0xdc)), depth);
            case 0xde, 0xdf -> map(length(2 << (first - 0xde)), depth);
            default -> throw new BadPacketException("MessagePack: byte " + first);
        };
    }

    private static Object whole(long value) {
        return value == (int) value ? (Object) (int) value : (Object) value;
    }

    private long unsigned(int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (in.get() & 0xff);
        }
        return value;
    }

    /** Nothing is allocated for more than there is. */
    private int length(int bytes) {
        long length = unsigned(bytes);
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return (int) length;
    }

    private byte[] bytes(int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private String text(int length) {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    private Object extension(int length) {
        int type = in.get();
        return new MsgPackExtension(type, bytes(length));
    }

    private List<@Nullable Object> list(int size, int depth) throws BadPacketException {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(read(depth + 1));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(int size, int depth) throws BadPacketException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String key = String.valueOf(read(depth + 1));
            map.put(key, read(depth + 1));
        }
        return map;
    }
}

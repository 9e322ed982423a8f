package dev.halley.testkit.socketio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one MessagePack value. Not thread-safe. */
final class MsgPackWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] write(@Nullable Object value) {
        put(value);
        return out.toByteArray();
    }

    private void put(@Nullable Object value) {
        if (value == null) {
            out.write(0xc0);
        } else if (value instanceof Boolean flag) {
            out.write(flag ? 0xc3 : 0xc2);
        } else if (value instanceof Double || value instanceof Float) {
            out.write(0xcb);
            number(8, Double.doubleToLongBits(((Number) value).doubleValue()));
        } else if (value instanceof Number number) {
            whole(number.longValue());
        } else if (value instanceof CharSequence text) {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            head(bytes.length, 31, 0xa0, 0xd9);
            out.writeBytes(bytes);
        } else if (value instanceof byte[] bytes) {
            head(bytes.length, -1, 0, 0xc4);
            out.writeBytes(bytes);
        } else if (value instanceof MsgPackExtension extension) {
            head(extension.data().length, -1, 0, 0xc7);
            out.write(extension.type());
            out.writeBytes(extension.data());
        } else if (value instanceof Map<?, ?> map) {
            container(map.size(), 0x80, 0xde);
            map.forEach((key, item) -> {
                put(key);
                put(item);
            });
        } else if (value instanceof Iterable<?> items) {
            List<@Nullable Object> list = new ArrayList<>();
            items.forEach(list::add);
            container(list.size(), 0x90, 0xdc);
            list.forEach(this::put);
        } else {
            throw new IllegalArgumentException(
                    "value: " + value + " (expected: a map, iterable, string, boolean, number, bytes or null)");
        }
    }

    private void whole(long value) {
        if (value >= -32 && value <= 127) {
            out.write((int) value);
        } else if (value == (int) value) {
            out.write(0xd2);
            number(4, value);
        } else {
            out.write(0xd3);
            number(8, value);
        }
    }

    /** A length of 0 to {@code fix} in the first byte, else in 1, 2 or 4 bytes behind it. */
    private void head(int length, int fix, int fixed, int first) {
        if (length <= fix) {
            out.write(fixed | length);
        } else {
            int size = length < 1 << 8 ? 0 : length < 1 << 16 ? 1 : 2;
            out.write(first + size);
            number(1 << size, length);
        }
    }

    private void container(int size, int fixed, int first) {
        if (size < 16) {
            out.write(fixed | size);
        } else if (size < 1 << 16) {
            out.write(first);
            number(2, size);
        } else {
            out.write(first + 1);
            number(4, size);
        }
    }

    private void number(int bytes, long value) {
        byte[] all = ByteBuffer.allocate(8).putLong(value).array();
        out.write(all, 8 - bytes, bytes);
    }
}

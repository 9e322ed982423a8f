package dev.halley.socketio.msgpack;

import dev.halley.internal.json.JsonValues;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import dev.halley.socketio.internal.packet.Binary;
import dev.halley.socketio.internal.packet.BinaryWriter;
import dev.halley.socketio.internal.packet.Trees;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePacker;

/** Values as MessagePack. One thread at a time. */
final class ValueWriter {
    private static final int MAX_DEPTH = 500;

    private final MessagePacker out;
    private final JsonCodec codec;
    private final Map<Class<?>, Function<Object, ? extends @Nullable Object>> encoders;

    ValueWriter(
            MessagePacker out, JsonCodec codec, Map<Class<?>, Function<Object, ? extends @Nullable Object>> encoders) {
        this.out = out;
        this.codec = codec;
        this.encoders = encoders;
    }

    void write(@Nullable Object value) throws IOException {
        write(value, 0);
    }

    private void write(@Nullable Object value, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new JsonException(
                    name(value) + ": nested too deeply (expected: no value that contains itself)", null);
        }
        Function<Object, ? extends @Nullable Object> encoder = value == null ? null : encoder(value.getClass());
        if (value != null && encoder != null) {
            write(encoded(encoder, value), depth + 1);
        } else if (!isScalar(value)) {
            container(value, depth);
        }
    }

    private @Nullable Function<Object, ? extends @Nullable Object> encoder(Class<?> type) {
        if (!encoders.isEmpty()) {
            for (Map.Entry<Class<?>, Function<Object, ? extends @Nullable Object>> each : encoders.entrySet()) {
                if (each.getKey().isAssignableFrom(type)) {
                    return each.getValue();
                }
            }
        }
        return null;
    }

    private static @Nullable Object encoded(Function<Object, ? extends @Nullable Object> encoder, Object value) {
        try {
            return encoder.apply(value);
        } catch (RuntimeException e) {
            throw new JsonException(name(value) + ": its encoder failed: " + e, e);
        }
    }

    /** Writes it if it is one. */
    private boolean isScalar(@Nullable Object value) throws IOException {
        if (value == null) {
            out.packNil();
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof Boolean bool) {
            out.packBoolean(bool);
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            out.packLong(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof BigDecimal) {
            out.packDouble(((Number) value).doubleValue());
        } else if (value instanceof Float number) {
            out.packFloat(number);
        } else if (value instanceof BigInteger number) {
            integer(number);
        } else if (value instanceof byte[] bytes) {
            out.packBinaryHeader(bytes.length).writePayload(bytes);
        } else if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            out.packBinaryHeader(bytes.length).writePayload(bytes);
        } else if (value instanceof MsgPackExtension extension) {
            byte[] bytes = extension.data();
            out.packExtensionTypeHeader((byte) extension.type(), bytes.length).writePayload(bytes);
        } else {
            return false;
        }
        return true;
    }

    private void container(@Nullable Object value, int depth) throws IOException {
        if (value instanceof Map<?, ?> map) {
            out.packMapHeader(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Object key = entry.getKey();
                text(key instanceof Enum<?> constant ? constant.name() : String.valueOf(key));
                write(entry.getValue(), depth + 1);
            }
        } else if (value instanceof Collection<?> elements) {
            elements(elements, depth);
        } else if (value instanceof Object[] elements) {
            elements(Arrays.asList(elements), depth);
        } else if (value instanceof Optional<?> optional) {
            write(optional.orElse(null), depth + 1);
        } else {
            write(tree(value), depth + 1);
        }
    }

    private void elements(Collection<?> elements, int depth) throws IOException {
        out.packArrayHeader(elements.size());
        for (Object each : elements) {
            write(each, depth + 1);
        }
    }

    /** What the codec makes of an object, as maps, lists, scalars and bytes. */
    private @Nullable Object tree(@Nullable Object value) {
        if (!Binary.isIn(value)) {
            return JsonValues.parse(codec.encode(value));
        }
        BinaryWriter writer = new BinaryWriter(codec);
        writer.write(value);
        return Trees.resolve(JsonValues.parse(writer.text().toString()), writer.attachments()::get);
    }

    /** The library refuses a lone surrogate in a short text and replaces it in a long one; here it is always replaced. */
    private void text(String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.packRawStringHeader(utf8.length).writePayload(utf8);
    }

    private void integer(BigInteger number) throws IOException {
        if (number.bitLength() > (number.signum() < 0 ? 63 : 64)) {
            throw new JsonException("integer of " + number.bitLength() + " bits (expected: at most 64)", null);
        }
        out.packBigInteger(number);
    }

    private static String name(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }
}

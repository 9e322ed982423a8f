package dev.halley.socketio.msgpack;

import dev.halley.json.JsonException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessageUnpacker;

/**
 * MessagePack as values, by the rules of {@link dev.halley.json.JsonCodec}, and {@code byte[]}. Reads only what
 * {@link Skipping} has passed. Immutable; any thread.
 */
final class ValueReader {
    /** What {@code Date.toISOString} of JavaScript writes. */
    private static final DateTimeFormatter JS_DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final int TIMESTAMP = -1;

    private final Map<Integer, Function<byte[], ? extends @Nullable Object>> extensions;

    ValueReader(Map<Integer, Function<byte[], ? extends @Nullable Object>> extensions) {
        this.extensions = extensions;
    }

    @Nullable Object read(MessageUnpacker in) throws IOException {
        MessageFormat format = in.getNextFormat();
        return switch (format.getValueType()) {
            case NIL -> {
                in.unpackNil();
                yield null;
            }
            case BOOLEAN -> in.unpackBoolean();
            case INTEGER -> integer(in, format);
            case FLOAT -> in.unpackDouble();
            case STRING -> in.unpackString();
            case BINARY -> in.readPayload(in.unpackBinaryHeader());
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = in.unpackArrayHeader(); i > 0; i--) {
                    list.add(read(in));
                }
                yield list;
            }
            case MAP -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = in.unpackMapHeader(); i > 0; i--) {
                    String key = key(read(in));
                    map.put(key, read(in));
                }
                yield map;
            }
            case EXTENSION -> extension(in, format);
        };
    }

    private static Object integer(MessageUnpacker in, MessageFormat format) throws IOException {
        if (format == MessageFormat.UINT64) {
            BigInteger big = in.unpackBigInteger();
            return big.bitLength() < Long.SIZE ? shortest(big.longValue()) : big;
        }
        return shortest(in.unpackLong());
    }

    private static Number shortest(long value) {
        int small = (int) value;
        return small == value ? (Number) small : (Number) value;
    }

    /** JSON has text keys only; python sends others. */
    private static String key(@Nullable Object key) {
        if (key == null || key instanceof String || key instanceof Number || key instanceof Boolean) {
            return String.valueOf(key);
        }
        throw new JsonException("key: a " + key.getClass().getSimpleName() + " (expected: text or a number)", null);
    }

    private @Nullable Object extension(MessageUnpacker in, MessageFormat format) throws IOException {
        ExtensionTypeHeader header = in.unpackExtensionTypeHeader();
        int type = header.getType();
        Function<byte[], ? extends @Nullable Object> decoder = extensions.get(type);
        if (decoder != null) {
            byte[] data = in.readPayload(header.getLength());
            try {
                return decoder.apply(data);
            } catch (RuntimeException e) {
                throw new JsonException("extension " + type + ": its decoder failed: " + e, e);
            }
        }
        if (type == TIMESTAMP) {
            return in.unpackTimestamp(header).toString();
        }
        // S5-24: the JavaScript parser has type 0 for undefined, dates and buffers, told apart by the format
        if (type == 0 && format == MessageFormat.FIXEXT1) {
            in.readPayload(1);
            return null;
        }
        if (type == 0 && format == MessageFormat.FIXEXT8) {
            return JS_DATE.format(Instant.ofEpochMilli(millis(in.readPayload(Long.BYTES))));
        }
        byte[] data = in.readPayload(header.getLength());
        return type == 0 ? data : new MsgPackExtension(type, data);
    }

    private static long millis(byte[] data) {
        return ByteBuffer.wrap(data).getLong();
    }
}

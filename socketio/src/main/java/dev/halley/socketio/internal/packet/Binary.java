package dev.halley.socketio.internal.packet;

import dev.halley.json.JsonException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether there are bytes in a value: itself, or in maps, collections, arrays, optional values and records. Other objects
 * are the codec's. Pure; any thread.
 */
public final class Binary {
    private static final int MAX_DEPTH = 500;

    private Binary() {}

    /**
     * Whether there are bytes in a value.
     *
     * @throws JsonException if the value contains itself, or a record on the way can't be read
     */
    public static boolean isIn(@Nullable Object value) {
        return isIn(value, 0);
    }

    static boolean isIn(@Nullable Object value, int depth) {
        // most values are one of these
        if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
            return false;
        }
        if (isBytes(value)) {
            return true;
        }
        if (value instanceof Map<?, ?> map) {
            checkDepth(value, depth);
            for (Object each : map.values()) {
                if (isIn(each, depth + 1)) {
                    return true;
                }
            }
            return false;
        }
        if (value instanceof Collection<?> elements) {
            checkDepth(value, depth);
            for (Object each : elements) {
                if (isIn(each, depth + 1)) {
                    return true;
                }
            }
            return false;
        }
        if (value instanceof Object[] elements) {
            checkDepth(value, depth);
            for (Object each : elements) {
                if (isIn(each, depth + 1)) {
                    return true;
                }
            }
            return false;
        }
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() && isIn(optional.get(), depth + 1);
        }
        return value instanceof Record record && RecordShape.of(record).hasBytes(record, depth);
    }

    static boolean isBytes(@Nullable Object value) {
        return value instanceof byte[] || value instanceof ByteBuffer;
    }

    /** A copy: what the application does with its bytes after the call changes nothing. */
    static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes.clone() : Bytes.copy((ByteBuffer) value);
    }

    static void checkDepth(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new JsonException(
                    value.getClass().getName() + ": nested too deeply (expected: no value that contains itself)", null);
        }
    }
}

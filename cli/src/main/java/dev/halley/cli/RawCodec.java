package dev.halley.cli;

import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonText;
import dev.halley.internal.json.JsonValues;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends payloads as they were typed: a number keeps its digits and an object its duplicate keys. It also keeps a JSON
 * library out of the command's start. Stateless; any thread.
 */
final class RawCodec implements JsonCodec {
    /**
     * A payload that is JSON text already.
     *
     * @param text one valid JSON value
     */
    record Json(String text) {}

    @Override
    public @Nullable Object decode(char[] text, int offset, int length, Type type) {
        if (type == Json.class) {
            return new Json(new String(text, offset, length));
        }
        if (type != Object.class) {
            throw new JsonException("type: " + type.getTypeName() + " (expected: Object or Json)", null);
        }
        try {
            return JsonValues.parse(new String(text, offset, length));
        } catch (ProtocolException e) {
            throw new JsonException(e.getMessage(), e);
        }
    }

    @Override
    public String encode(@Nullable Object value) {
        if (value instanceof Json json) {
            return json.text();
        }
        if (value instanceof byte[] bytes) {
            return EventLines.binary(bytes);
        }
        StringBuilder out = new StringBuilder();
        try {
            // what has no form in JSON came in MessagePack, as a time does
            JsonText.write(out, isPlain(value) ? value : String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw new JsonException("payload: " + e.getMessage(), e);
        }
        return out.toString();
    }

    private static boolean isPlain(@Nullable Object value) {
        return value == null
                || value instanceof Map<?, ?>
                || value instanceof Iterable<?>
                || value instanceof CharSequence
                || value instanceof Boolean
                || value instanceof Number number && Double.isFinite(number.doubleValue());
    }

    @Override
    public boolean isNonBlocking() {
        return true;
    }
}

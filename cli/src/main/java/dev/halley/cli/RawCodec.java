package dev.halley.cli;

import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonValues;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.lang.reflect.Type;
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
        if (type != Object.class) {
            throw new JsonException("type: " + type.getTypeName() + " (expected: Object)", null);
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
        throw new JsonException("payload: " + value + " (expected: JSON text)", null);
    }

    @Override
    public boolean isNonBlocking() {
        return true;
    }
}

package dev.halley.cli;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Passes payloads through as they were typed: a number keeps its digits and an object its duplicate keys. It also keeps
 * a JSON library out of the command's start. Stateless; any thread.
 */
final class RawCodec implements JsonCodec {
    /**
     * A payload that is JSON text already.
     *
     * @param text one valid JSON value
     */
    record Json(String text) {}

    @Override
    public Object decode(char[] text, int offset, int length, Type type) {
        return new Json(new String(text, offset, length));
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

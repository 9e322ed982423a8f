package dev.halley.socketio.msgpack;

import dev.halley.internal.json.JsonText;
import dev.halley.json.JsonCodec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ValueReader} read as JSON that the codec turns into the wanted type; bytes, and what extensions gave, in the
 * form that the codec has for them. Pure; any thread.
 */
final class JsonForm {
    private JsonForm() {}

    static void write(StringBuilder out, @Nullable Object value, JsonCodec codec) {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                JsonText.quote(out, String.valueOf(entry.getKey()));
                out.append(':');
                write(out, entry.getValue(), codec);
                separator = ",";
            }
            out.append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            String separator = "";
            for (Object element : list) {
                out.append(separator);
                write(out, element, codec);
                separator = ",";
            }
            out.append(']');
        } else if (value instanceof String text) {
            JsonText.quote(out, text);
        } else if (value == null || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            out.append(value);
        } else {
            out.append(codec.encode(value));
        }
    }
}

package dev.halley.socketio.msgpack;

import dev.halley.internal.json.JsonText;
import dev.halley.json.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ValueReader} read as JSON that the codec turns into the wanted type; what extensions gave in the form that the
 * codec has for it. One thread at a time.
 */
final class JsonForm {
    private final StringBuilder out = new StringBuilder();
    private final JsonCodec codec;
    private final IntFunction<String> bytes;
    private int next;

    private JsonForm(JsonCodec codec, IntFunction<String> bytes) {
        this.codec = codec;
        this.bytes = bytes;
    }

    /**
     * The JSON of a value.
     *
     * @param bytes the JSON of the bytes in it, by their number in the order of {@link #bytesIn}
     */
    static char[] of(@Nullable Object value, JsonCodec codec, IntFunction<String> bytes) {
        JsonForm form = new JsonForm(codec, bytes);
        form.write(value);
        char[] text = new char[form.out.length()];
        form.out.getChars(0, text.length, text, 0);
        return text;
    }

    /** The bytes in a value, in order. */
    static List<byte[]> bytesIn(@Nullable Object value) {
        List<byte[]> found = new ArrayList<>();
        collect(value, found);
        return found;
    }

    private static void collect(@Nullable Object value, List<byte[]> found) {
        if (value instanceof byte[] bytes) {
            found.add(bytes);
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(each -> collect(each, found));
        } else if (value instanceof List<?> list) {
            list.forEach(each -> collect(each, found));
        }
    }

    private void write(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                JsonText.quote(out, String.valueOf(entry.getKey()));
                out.append(':');
                write(entry.getValue());
                separator = ",";
            }
            out.append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            String separator = "";
            for (Object element : list) {
                out.append(separator);
                write(element);
                separator = ",";
            }
            out.append(']');
        } else if (value instanceof String text) {
            JsonText.quote(out, text);
        } else if (value == null || value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            out.append(value);
        } else if (value instanceof byte[]) {
            out.append(bytes.apply(next++));
        } else {
            out.append(codec.encode(value));
        }
    }
}

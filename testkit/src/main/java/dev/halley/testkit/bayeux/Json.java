package dev.halley.testkit.bayeux;

import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonScanner;
import dev.halley.internal.json.JsonText;
import dev.halley.internal.json.JsonValues;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as this server needs it: fields as they came, and values as text. Pure; any thread. */
final class Json {
    private Json() {}

    /** A value that is written as it stands. */
    record Raw(String json) {}

    /** A value of the test's, which is checked. */
    static Raw raw(String name, String json) {
        try {
            JsonScanner scanner = scanner(json);
            scanner.skip();
            scanner.end();
        } catch (ProtocolException e) {
            throw new IllegalArgumentException(name + ": " + json + " (expected: JSON)", e);
        }
        return new Raw(json);
    }

    /** The members of an object, each as it was written; the last one of a name wins. */
    static Map<String, String> members(String json) {
        JsonScanner scanner = scanner(json);
        Map<String, String> members = new LinkedHashMap<>();
        scanner.enterObject();
        while (scanner.nextKey()) {
            String key = scanner.key();
            scanner.skip();
            members.put(key, json.substring(scanner.valueStart(), scanner.valueEnd()));
        }
        scanner.end();
        return members;
    }

    static JsonScanner scanner(String json) {
        JsonScanner scanner = new JsonScanner();
        scanner.reset(json.toCharArray(), 0, json.length());
        return scanner;
    }

    static @Nullable Object parse(@Nullable String json) {
        return json == null ? null : JsonValues.parse(json);
    }

    static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        if (value instanceof Raw raw) {
            out.append(raw.json);
        } else if (value instanceof String text) {
            JsonText.quote(out, text);
        } else if (value instanceof Map<?, ?> map) {
            out.append('{');
            for (Iterator<? extends Map.Entry<?, ?>> all = map.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<?, ?> member = all.next();
                JsonText.quote(out, String.valueOf(member.getKey()));
                out.append(':');
                write(out, member.getValue());
                out.append(all.hasNext() ? "," : "");
            }
            out.append('}');
        } else if (value instanceof Iterable<?> items) {
            out.append('[');
            for (Iterator<?> all = items.iterator(); all.hasNext(); ) {
                write(out, all.next());
                out.append(all.hasNext() ? "," : "");
            }
            out.append(']');
        } else {
            out.append(value);
        }
    }
}

package dev.halley.bayeux.internal.extension;

import dev.halley.internal.json.JsonScanner;
import dev.halley.internal.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object of JSON as its members, each as JSON text. Pure; any thread. */
final class JsonFields {
    private JsonFields() {}

    static Map<String, String> split(String json) {
        char[] text = json.toCharArray();
        JsonScanner scanner = new JsonScanner();
        scanner.reset(text, 0, text.length);
        Map<String, String> fields = new LinkedHashMap<>();
        scanner.enterObject();
        while (scanner.nextKey()) {
            String key = scanner.key();
            scanner.skip();
            fields.put(key, new String(text, scanner.valueStart(), scanner.valueEnd() - scanner.valueStart()));
        }
        return fields;
    }

    static void append(StringBuilder out, String key, String json) {
        JsonText.quote(out, key);
        out.append(':').append(json);
    }
}

package dev.halley.cli;

import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonScanner;
import dev.halley.internal.json.JsonText;

/** JSON text from and for lines, untouched but for what must not be shown. Pure. */
final class JsonLines {
    private JsonLines() {}

    /**
     * Checks that a text is one JSON value.
     *
     * @return the same text on one line
     * @throws ProtocolException if it is not; its message says where
     */
    static String check(String json) {
        JsonScanner scanner = scanner(json);
        scanner.skip();
        scanner.end();
        return oneLine(json);
    }

    /** A message's JSON text as it was received, on one line, without its client id. */
    static String withoutClientId(String message) {
        JsonScanner scanner = scanner(message);
        scanner.enterObject();
        StringBuilder kept = new StringBuilder(message.length());
        boolean found = false;
        while (scanner.nextKey()) {
            boolean secret = scanner.keyIs("clientId");
            String key = scanner.key();
            scanner.skip();
            if (secret) {
                found = true;
                continue;
            }
            kept.append(kept.length() == 0 ? '{' : ',');
            JsonText.quote(kept, key);
            kept.append(':').append(message, scanner.valueStart(), scanner.valueEnd());
        }
        if (!found) {
            return oneLine(message);
        }
        return oneLine(kept.length() == 0 ? "{}" : kept.append('}').toString());
    }

    private static JsonScanner scanner(String json) {
        JsonScanner scanner = new JsonScanner();
        scanner.reset(json.toCharArray(), 0, json.length());
        return scanner;
    }

    /** A line end can only stand between tokens: inside a string JSON forbids it. */
    static String oneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }
}

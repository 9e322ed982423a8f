package dev.halley.cli;

import dev.halley.internal.json.JsonScanner;
import dev.halley.internal.json.JsonText;
import dev.halley.internal.json.JsonValues;
import dev.halley.socketio.Args;
import dev.halley.socketio.IncomingEvent;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Events and their arguments as lines of JSON, where bytes are <code>{"$binary":"base64…"}</code>. Pure. */
final class EventLines {
    private static final String BINARY = "$binary";

    private EventLines() {}

    /** An event on one line. */
    static String event(IncomingEvent event) {
        StringBuilder line = new StringBuilder("{\"namespace\":");
        JsonText.quote(line, event.namespace());
        line.append(",\"event\":");
        JsonText.quote(line, event.name());
        return line.append(",\"args\":")
                .append(arguments(event.args()))
                .append('}')
                .toString();
    }

    /** Arguments as one array on one line. */
    static String arguments(Args args) {
        StringBuilder line = new StringBuilder("[");
        for (int i = 0; i < args.size(); i++) {
            RawCodec.Json json = args.get(i, RawCodec.Json.class);
            line.append(i == 0 ? "" : ",").append(json == null ? "null" : JsonLines.oneLine(json.text()));
        }
        return line.append(']').toString();
    }

    /**
     * The elements of an array as arguments of an event. Those without bytes stay the text that they are.
     *
     * @param array one valid JSON value
     * @throws IllegalArgumentException if it is no array, or bytes in it are not in base64
     */
    static @Nullable Object[] values(String array) {
        JsonScanner scanner = new JsonScanner();
        scanner.reset(array.toCharArray(), 0, array.length());
        if (array.charAt(0) != '[') {
            throw new IllegalArgumentException("not an array (expected: the arguments, such as [\"hello\",1])");
        }
        List<@Nullable Object> values = new ArrayList<>();
        scanner.enterArray();
        while (scanner.nextElement()) {
            scanner.skip();
            String element = array.substring(scanner.valueStart(), scanner.valueEnd());
            values.add(
                    element.contains('"' + BINARY + '"')
                            ? withBytes(JsonValues.parse(element))
                            : new RawCodec.Json(element));
        }
        return values.toArray();
    }

    private static @Nullable Object withBytes(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            if (map.size() == 1 && map.get(BINARY) instanceof String base64) {
                return bytes(base64);
            }
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, each) -> copy.put(String.valueOf(key), withBytes(each)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(each -> copy.add(withBytes(each)));
            return copy;
        }
        return value;
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    BINARY + ": " + Objects.requireNonNullElse(e.getMessage(), "not base64") + " (expected: base64)",
                    e);
        }
    }

    /** Bytes in the notation that {@link #values} reads. */
    static String binary(byte[] bytes) {
        return "{\"" + BINARY + "\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}";
    }
}

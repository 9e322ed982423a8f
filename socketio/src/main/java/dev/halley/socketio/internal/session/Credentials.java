package dev.halley.socketio.internal.session;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the application gives to join a namespace, in the forms of the protocol's versions. */
final class Credentials {
    private Credentials() {}

    /**
     * As the fields of a JSON object (S5-04).
     *
     * @throws JsonException if it is no object
     */
    static Map<String, Object> fields(@Nullable Object given, JsonCodec codec) {
        if (given == null) {
            return Map.of();
        }
        Object tree = given;
        if (!(given instanceof Map<?, ?>)) {
            char[] json = codec.encode(given).toCharArray();
            tree = codec.decode(json, 0, json.length, Object.class);
        }
        if (!(tree instanceof Map<?, ?> map)) {
            throw unusable(given, null);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return fields;
    }

    static JsonException unusable(@Nullable Object given, @Nullable Throwable cause) {
        return new JsonException(
                "auth: a value of " + (given == null ? null : given.getClass().getName())
                        + " (expected: a map, a record or another value that becomes a JSON object)",
                cause);
    }

    /** S4-02: behind the namespace, because the older protocol has no payload there. */
    static String query(Map<String, Object> fields) {
        StringBuilder query = new StringBuilder();
        fields.forEach((name, value) -> query.append(query.isEmpty() ? '?' : '&')
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(String.valueOf(value), StandardCharsets.UTF_8)));
        return query.toString();
    }
}

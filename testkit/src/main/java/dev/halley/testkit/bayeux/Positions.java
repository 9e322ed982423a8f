package dev.halley.testkit.bayeux;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the replay extension has its positions: {@code data.event.replayId}. Pure; any thread. */
final class Positions {
    private Positions() {}

    /** The payload with a position; one that is no object stays as it is. */
    static Json.Raw stamp(Json.Raw data, long position) {
        if (!(Json.parse(data.json()) instanceof Map<?, ?>)) {
            return data;
        }
        Map<String, @Nullable Object> members = raw(data.json());
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        if (members.get("event") instanceof Json.Raw given && Json.parse(given.json()) instanceof Map<?, ?>) {
            event.putAll(raw(given.json()));
        }
        event.put("replayId", position);
        members.put("event", event);
        return new Json.Raw(Json.write(members));
    }

    private static Map<String, @Nullable Object> raw(String object) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        Json.members(object).forEach((name, json) -> members.put(name, new Json.Raw(json)));
        return members;
    }
}

package dev.halley.bayeux.internal.message;

import dev.halley.internal.json.JsonText;
import dev.halley.internal.json.JsonValues;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ext} object of an outgoing message, put together from what several extensions and the application
 * contribute: merged, never overwritten as a whole (P41). Immutable; any thread.
 */
public final class Ext {
    public static final Ext NONE = new Ext(Map.of());

    private final Map<String, @Nullable Object> members;
    private final String json;

    private Ext(Map<String, @Nullable Object> members) {
        this.members = members;
        if (members.isEmpty()) {
            this.json = "";
        } else {
            StringBuilder out = new StringBuilder();
            JsonText.write(out, members);
            this.json = out.toString();
        }
    }

    /**
     * With one member more. Where both the present value and the new one are objects they are merged, down to the
     * leaves; else the new one replaces it.
     *
     * @param value a JSON tree, copied
     * @throws IllegalArgumentException if it is none
     */
    public Ext plus(String name, @Nullable Object value) {
        return new Ext(merged(members, Collections.singletonMap(name, copied(value))));
    }

    /** With all members of another; the other's leaves win. */
    public Ext plus(Ext other) {
        return other.isEmpty() ? this : isEmpty() ? other : new Ext(merged(members, other.members));
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** What it has, unmodifiable at its top. */
    public Map<String, @Nullable Object> members() {
        return members;
    }

    /** As JSON; the empty text when there is nothing to send. */
    String json() {
        return json;
    }

    /** A value that its owner can no longer change. */
    static @Nullable Object copied(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        JsonText.write(out, value);
        return JsonValues.parse(out.toString());
    }

    private static Map<String, @Nullable Object> merged(Map<?, ?> first, Map<?, ?> second) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        first.forEach((name, value) -> all.put(String.valueOf(name), value));
        second.forEach((name, value) -> {
            Object known = all.get(String.valueOf(name));
            all.put(
                    String.valueOf(name),
                    known instanceof Map<?, ?> mine && value instanceof Map<?, ?> other ? merged(mine, other) : value);
        });
        return Collections.unmodifiableMap(all);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ext ext && members.equals(ext.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    /** The names alone: a token may be among the values. */
    @Override
    public String toString() {
        return "Ext" + members.keySet();
    }
}

package dev.halley.bayeux.internal.message;

import dev.halley.internal.json.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the application adds to each handshake, the automatic ones too (P08). Immutable; any thread.
 *
 * @param fields further fields beside the protocol's own
 * @param ext the application's part of {@code ext}
 */
public record HandshakeFields(Map<String, @Nullable Object> fields, Ext ext) {
    public static final HandshakeFields NONE = new HandshakeFields(Map.of(), Ext.NONE);

    private static final Set<String> RESERVED =
            Set.of("channel", "id", "clientId", "version", "minimumVersion", "supportedConnectionTypes");

    /**
     * With one field more, or another value for it.
     *
     * @throws IllegalArgumentException if the protocol sets the field itself, or the value is no JSON tree
     */
    public HandshakeFields plusField(String name, @Nullable Object value) {
        // P08
        if (RESERVED.contains(name)) {
            throw new IllegalArgumentException("handshakeField: '" + name
                    + "' is set by the client itself (expected: a field that the protocol does not use)");
        }
        if (name.equals("ext")) {
            throw new IllegalArgumentException(
                    "handshakeField: 'ext' (expected: its members one by one, by handshakeExt, for they are merged)");
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(fields);
        all.put(name, Ext.copied(value));
        return new HandshakeFields(Collections.unmodifiableMap(all), ext);
    }

    /** With one member of {@code ext} more; objects are merged (P41). */
    public HandshakeFields plusExt(String name, @Nullable Object value) {
        return new HandshakeFields(fields, ext.plus(name, value));
    }

    void appendTo(StringBuilder out) {
        fields.forEach((name, value) -> {
            out.append(',');
            JsonText.quote(out, name);
            out.append(':');
            JsonText.write(out, value);
        });
    }

    /** The names alone: a token may be among the values. */
    @Override
    public String toString() {
        return "HandshakeFields[" + fields.keySet() + ", " + ext + "]";
    }
}

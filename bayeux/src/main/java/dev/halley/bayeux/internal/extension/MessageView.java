package dev.halley.bayeux.internal.extension;

import dev.halley.bayeux.ExtensionMessage;
import dev.halley.bayeux.internal.message.Channels;
import dev.halley.internal.json.JsonText;
import dev.halley.json.JsonCodec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one extension sees of a message during its call. Changes are copied out afterwards, so that nothing which the
 * extension kept can change the message later. The extension's thread.
 */
final class MessageView<M> implements ExtensionMessage {
    private static final Set<String> RESERVED = Set.of("channel", "id", "clientId");
    private static final Set<String> RESERVED_AT_HANDSHAKE =
            Set.of("version", "minimumVersion", "supportedConnectionTypes");

    private final Content<M> content;
    private final JsonCodec codec;
    private @Nullable Map<String, String> fields;
    private @Nullable Map<String, @Nullable Object> ext;

    MessageView(Content<M> content, JsonCodec codec) {
        this.content = content;
        this.codec = codec;
    }

    Content<M> content() {
        return content;
    }

    @Override
    public String channel() {
        return content.channel();
    }

    @Override
    public @Nullable String id() {
        return content.id();
    }

    @Override
    public @Nullable Object get(String field) {
        if (ext != null && field.equals("ext")) {
            return ext.isEmpty() && now().get("ext") == null ? null : Collections.unmodifiableMap(ext);
        }
        return now().get(field);
    }

    private Content<M> now() {
        return fields == null ? content : new Content<>(content.form(), content.source(), fields);
    }

    @Override
    public void put(String field, @Nullable Object value) {
        checkMayChange(field);
        String json = field.equals("data") ? codec.encode(value) : json(value);
        if (field.equals("ext")) {
            ext = null;
        }
        own().put(field, json);
    }

    @Override
    public void remove(String field) {
        checkMayChange(field);
        if (field.equals("ext")) {
            ext = null;
        }
        own().remove(field);
    }

    // P08, P41: what the protocol sets itself wins
    private void checkMayChange(String field) {
        if (RESERVED.contains(field)
                || RESERVED_AT_HANDSHAKE.contains(field) && channel().equals(Channels.HANDSHAKE)) {
            throw new IllegalArgumentException("field: '" + field + "' of " + channel()
                    + " (expected: one that the protocol does not set itself)");
        }
    }

    @Override
    @SuppressWarnings("unchecked") // what JsonValues reads
    public Map<String, @Nullable Object> ext() {
        Map<String, @Nullable Object> live = ext;
        if (live == null) {
            live = now().get("ext") instanceof Map<?, ?> present
                    ? (Map<String, @Nullable Object>) present
                    : new LinkedHashMap<>();
            ext = live;
        }
        return live;
    }

    private Map<String, String> own() {
        Map<String, String> mine = fields;
        if (mine == null) {
            mine = new LinkedHashMap<>(content.allFields());
            fields = mine;
        }
        return mine;
    }

    /**
     * What the extension made of it, which no later change of the view reaches.
     *
     * @throws IllegalArgumentException if {@code ext} can't be written
     */
    Content<M> result() {
        Map<String, @Nullable Object> live = ext;
        if (live != null) {
            Object before = now().get("ext");
            if (!live.equals(before) && !(live.isEmpty() && before == null)) {
                own().put("ext", json(live));
            }
        }
        return fields == null
                ? content
                : new Content<>(
                        content.form(), content.source(), Collections.unmodifiableMap(new LinkedHashMap<>(fields)));
    }

    private static String json(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        JsonText.write(out, value);
        return out.toString();
    }

    /** Channel and id; the payload may be a secret. */
    @Override
    public String toString() {
        return channel() + (id() == null ? "" : "#" + id());
    }
}

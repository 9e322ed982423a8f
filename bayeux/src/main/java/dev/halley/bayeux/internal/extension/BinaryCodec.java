package dev.halley.bayeux.internal.extension;

import dev.halley.bayeux.BinaryData;
import dev.halley.internal.json.JsonText;
import dev.halley.internal.json.JsonValues;
import dev.halley.json.JsonCodec;
import dev.halley.json.JsonException;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The client's codec, which beside everything else knows {@link BinaryData}. Thread-safe. */
public final class BinaryCodec implements JsonCodec {
    /** Marks what was a {@link BinaryData} until the extension has marked the message instead; never sent. */
    public static final String MARK = "dev.halley.binary";

    private final JsonCodec codec;

    public BinaryCodec(JsonCodec codec) {
        this.codec = codec;
    }

    @Override
    public @Nullable Object decode(char[] text, int offset, int length, Type type) {
        return type == BinaryData.class
                ? binary(JsonValues.parse(new String(text, offset, length)))
                : codec.decode(text, offset, length, type);
    }

    private static @Nullable BinaryData binary(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Map<?, ?> fields && fields.get("data") instanceof String data) {
            Map<String, @Nullable Object> meta = new LinkedHashMap<>();
            if (fields.get("meta") instanceof Map<?, ?> sent) {
                sent.forEach((name, each) -> meta.put(String.valueOf(name), each));
            }
            try {
                return new BinaryData(Z85.decode(data), !Boolean.FALSE.equals(fields.get("last")), meta);
            } catch (IllegalArgumentException notZ85) {
                throw new JsonException(String.valueOf(notZ85.getMessage()), notZ85);
            }
        }
        throw new JsonException("payload: is no binary data (expected: an object with the text data)", null);
    }

    @Override
    public String encode(@Nullable Object value) {
        if (!(value instanceof BinaryData binary)) {
            return codec.encode(value);
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put(MARK, true);
        fields.put("data", Z85.encode(binary.data()));
        fields.put("last", binary.last());
        fields.put("meta", binary.meta());
        StringBuilder out = new StringBuilder();
        try {
            JsonText.write(out, fields);
        } catch (IllegalArgumentException noTree) {
            throw new JsonException("meta: " + noTree.getMessage(), noTree);
        }
        return out.toString();
    }

    @Override
    public boolean isNonBlocking() {
        return codec.isNonBlocking();
    }
}

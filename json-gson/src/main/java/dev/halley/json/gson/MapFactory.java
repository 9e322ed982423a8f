package dev.halley.json.gson;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Maps with strings as keys: in the order of the text, and of a repeated key the last value counts, where Gson refuses
 * it. Pure; any thread.
 */
final class MapFactory implements TypeAdapterFactory {
    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<? super T> raw = type.getRawType();
        if (!Map.class.isAssignableFrom(raw) || !raw.isAssignableFrom(LinkedHashMap.class)) {
            return null;
        }
        Type values = Object.class;
        if (type.getType() instanceof ParameterizedType map) {
            Type keys = bound(map.getActualTypeArguments()[0]);
            if (keys != String.class && keys != Object.class) {
                return null;
            }
            values = bound(map.getActualTypeArguments()[1]);
        }
        TypeAdapter<?> value = gson.getAdapter(TypeToken.get(values));
        TypeAdapter<Map<String, @Nullable Object>> delegate =
                (TypeAdapter<Map<String, @Nullable Object>>) gson.getDelegateAdapter(this, type);
        return (TypeAdapter<T>) new Adapter(delegate, value);
    }

    private static Type bound(Type type) {
        return type instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : type;
    }

    private static final class Adapter extends TypeAdapter<Map<String, @Nullable Object>> {
        private final TypeAdapter<Map<String, @Nullable Object>> delegate;
        private final TypeAdapter<?> value;

        Adapter(TypeAdapter<Map<String, @Nullable Object>> delegate, TypeAdapter<?> value) {
            this.delegate = delegate;
            this.value = value;
        }

        @Override
        public void write(JsonWriter out, Map<String, @Nullable Object> map) throws IOException {
            delegate.write(out, map);
        }

        @Override
        public @Nullable Map<String, @Nullable Object> read(JsonReader in) throws IOException {
            if (in.peek() == JsonToken.NULL) {
                in.nextNull();
                return null;
            }
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            in.beginObject();
            while (in.hasNext()) {
                String key = in.nextName();
                map.put(key, value.read(in));
            }
            in.endObject();
            return map;
        }
    }
}

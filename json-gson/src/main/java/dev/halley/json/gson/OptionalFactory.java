package dev.halley.json.gson;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An optional is its value, or null. Pure; any thread. */
final class OptionalFactory implements TypeAdapterFactory {
    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<? super T> raw = type.getRawType();
        TypeAdapter<?> made = null;
        if (raw == Optional.class) {
            // Of an unknown type where Gson asks with a value's class.
            Type inner = type.getType() instanceof ParameterizedType optional
                    ? optional.getActualTypeArguments()[0]
                    : Object.class;
            made = new Adapter<Optional<Object>, Object>(
                    (TypeAdapter<Object>) gson.getAdapter(TypeToken.get(inner)),
                    optional -> optional.orElse(null),
                    Optional::ofNullable);
        } else if (raw == OptionalInt.class) {
            made = new Adapter<OptionalInt, Integer>(
                    gson.getAdapter(Integer.class),
                    optional -> optional.isPresent() ? optional.getAsInt() : null,
                    value -> value == null ? OptionalInt.empty() : OptionalInt.of(value));
        } else if (raw == OptionalLong.class) {
            made = new Adapter<OptionalLong, Long>(
                    gson.getAdapter(Long.class),
                    optional -> optional.isPresent() ? optional.getAsLong() : null,
                    value -> value == null ? OptionalLong.empty() : OptionalLong.of(value));
        } else if (raw == OptionalDouble.class) {
            made = new Adapter<OptionalDouble, Double>(
                    gson.getAdapter(Double.class),
                    optional -> optional.isPresent() ? optional.getAsDouble() : null,
                    value -> value == null ? OptionalDouble.empty() : OptionalDouble.of(value));
        }
        return (TypeAdapter<T>) made;
    }

    private static final class Adapter<O, V> extends TypeAdapter<O> {
        private final TypeAdapter<V> value;
        private final Function<O, @Nullable V> unwrap;
        private final Function<@Nullable V, O> wrap;

        Adapter(TypeAdapter<V> value, Function<O, @Nullable V> unwrap, Function<@Nullable V, O> wrap) {
            this.value = value;
            this.unwrap = unwrap;
            this.wrap = wrap;
        }

        @Override
        public void write(JsonWriter out, @Nullable O optional) throws IOException {
            V inner = optional == null ? null : unwrap.apply(optional);
            if (inner == null) {
                out.nullValue();
            } else {
                value.write(out, inner);
            }
        }

        @Override
        public O read(JsonReader in) throws IOException {
            return wrap.apply(value.read(in));
        }
    }
}

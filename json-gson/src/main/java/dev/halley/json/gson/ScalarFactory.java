package dev.halley.json.gson;

import com.google.gson.Gson;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scalars that Gson reads otherwise than {@link dev.halley.json.JsonCodec} promises: null for a primitive is its zero;
 * an unknown enum constant, a word for a boolean and an integer beyond its type are refused, not replaced. Pure; any
 * thread.
 */
final class ScalarFactory implements TypeAdapterFactory {
    private interface Reading<T> {
        @Nullable T read(JsonReader in) throws IOException;
    }

    private static final Map<Class<?>, Reading<?>> READINGS = Map.ofEntries(
            Map.entry(boolean.class, ScalarFactory::bool),
            Map.entry(byte.class, in -> (byte) integer(in, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte")),
            Map.entry(short.class, in -> (short) integer(in, Short.MIN_VALUE, Short.MAX_VALUE, "short")),
            Map.entry(int.class, in -> (int) integer(in, Integer.MIN_VALUE, Integer.MAX_VALUE, "int")),
            Map.entry(long.class, in -> integer(in, Long.MIN_VALUE, Long.MAX_VALUE, "long")),
            Map.entry(float.class, in -> (float) fraction(in, "float")),
            Map.entry(double.class, in -> fraction(in, "double")));

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
        Class<? super T> raw = type.getRawType();
        boolean isEnum = Enum.class.isAssignableFrom(raw) && raw != Enum.class;
        Class<?> primitive = MethodType.methodType(raw).unwrap().returnType();
        if (!isEnum && !primitive.isPrimitive()) {
            return null;
        }
        TypeAdapter<T> delegate = gson.getDelegateAdapter(this, type);
        if (isEnum) {
            return adapter(delegate, null, constants(delegate, raw));
        }
        Reading<T> reading = (Reading<T>) READINGS.get(primitive);
        return adapter(delegate, zero(raw), reading == null ? delegate::read : reading);
    }

    @SuppressWarnings("unchecked")
    private static <T> @Nullable T zero(Class<? super T> raw) {
        return raw.isPrimitive() && raw != void.class ? (T) Array.get(Array.newInstance(raw, 1), 0) : null;
    }

    @SuppressWarnings("unchecked")
    private static <T> Reading<T> constants(TypeAdapter<T> delegate, Class<? super T> raw) {
        Map<String, T> byName = new HashMap<>();
        for (Object constant :
                raw.isEnum() ? raw.getEnumConstants() : raw.getSuperclass().getEnumConstants()) {
            T value = (T) constant;
            byName.put(delegate.toJsonTree(value).getAsString(), value);
        }
        return in -> {
            String text = in.nextString();
            T value = byName.get(text);
            // One with several names is known by the others as well.
            value = value != null ? value : delegate.fromJsonTree(new JsonPrimitive(text));
            if (value == null) {
                throw Misfit.at(in, text, raw.getSimpleName(), null);
            }
            return value;
        };
    }

    private static boolean bool(JsonReader in) throws IOException {
        if (in.peek() != JsonToken.STRING) {
            return in.nextBoolean();
        }
        String text = in.nextString();
        if (!text.equals("true") && !text.equals("false")) {
            throw Misfit.at(in, text, "boolean", null);
        }
        return text.equals("true");
    }

    private static long integer(JsonReader in, long min, long max, String type) throws IOException {
        String text = number(in, type);
        try {
            // 1.0 and 1e3 are integers as well.
            long value = new BigDecimal(text).longValueExact();
            if (value >= min && value <= max) {
                return value;
            }
            throw Misfit.at(in, text, type, null);
        } catch (ArithmeticException | NumberFormatException e) {
            throw Misfit.at(in, text, type, e);
        }
    }

    private static double fraction(JsonReader in, String type) throws IOException {
        String text = number(in, type);
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw Misfit.at(in, text, type, e);
        }
    }

    /** May stand in quotes, and those have no limit before. */
    private static String number(JsonReader in, String type) throws IOException {
        String text = in.nextString();
        if (text.length() > JsonNumbers.MAX_LENGTH) {
            throw Misfit.at(in, text, type, null);
        }
        return text;
    }

    private static <T> TypeAdapter<T> adapter(TypeAdapter<T> delegate, @Nullable T zero, Reading<T> reading) {
        return new TypeAdapter<>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                delegate.write(out, value);
            }

            @Override
            public @Nullable T read(JsonReader in) throws IOException {
                if (in.peek() == JsonToken.NULL) {
                    in.nextNull();
                    return zero;
                }
                return reading.read(in);
            }
        };
    }
}

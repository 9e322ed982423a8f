package dev.halley.json;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The codec behind {@link JsonCodec#of}. The functions say what JSON is; this class checks that the outcome is what the
 * caller asked for. As thread-safe as the two functions.
 */
final class LambdaCodec implements JsonCodec {
    private static final String EXPECTED = " (expected: Object, Map, List, String, Boolean or a number type,"
            + " or a codec of a library such as halley-json-jackson)";

    private final Function<? super @Nullable Object, String> dumps;
    private final Function<String, ? extends @Nullable Object> loads;

    LambdaCodec(Function<? super @Nullable Object, String> dumps, Function<String, ? extends @Nullable Object> loads) {
        this.dumps = dumps;
        this.loads = loads;
    }

    @Override
    public @Nullable Object decode(char[] text, int offset, int length, Type type) {
        Objects.checkFromIndexSize(offset, length, text.length);
        Class<?> wanted = supported(type);
        Object value;
        try {
            value = loads.apply(new String(text, offset, length));
        } catch (RuntimeException e) {
            throw new JsonException("JSON of " + length + " characters: loads failed: " + e, e);
        }
        if (value == null || wanted.isInstance(value)) {
            return value;
        }
        if (value instanceof Number number && Number.class.isAssignableFrom(wanted)) {
            return convert(number, wanted);
        }
        throw new JsonException(
                "JSON value: " + value.getClass().getName() + " (expected: " + wanted.getName() + ")", null);
    }

    @Override
    public String encode(@Nullable Object value) {
        String json;
        try {
            json = dumps.apply(value);
        } catch (RuntimeException e) {
            String name = value == null ? "null" : value.getClass().getName();
            throw new JsonException(name + ": dumps failed: " + e, e);
        }
        // A function may break the promise of its type.
        if (Objects.isNull(json)) {
            throw new JsonException("dumps: null (expected: JSON text)", null);
        }
        // Raw line ends are white space in JSON: inside strings they are always escaped.
        return json.replace('\n', ' ').replace('\r', ' ');
    }

    private static Class<?> supported(Type type) {
        if (type instanceof Class<?> c && isSupported(c)) {
            return c.isPrimitive() ? box(c) : c;
        }
        if (type instanceof ParameterizedType parameterized
                && parameterized.getRawType() instanceof Class<?> raw
                && holdsPlainValues(raw, parameterized.getActualTypeArguments())) {
            return raw;
        }
        throw new JsonException("type: " + type.getTypeName() + EXPECTED, null);
    }

    private static boolean isSupported(Class<?> c) {
        return c == Object.class
                || c == Map.class
                || c == List.class
                || c == String.class
                || c == Boolean.class
                || c == boolean.class
                || Number.class.isAssignableFrom(c)
                || (c.isPrimitive() && c != char.class && c != void.class);
    }

    private static boolean holdsPlainValues(Class<?> raw, Type[] arguments) {
        return (raw == List.class && isAny(arguments[0]))
                || (raw == Map.class && isAny(arguments[1]) && (arguments[0] == String.class || isAny(arguments[0])));
    }

    private static boolean isAny(Type type) {
        return type == Object.class || (type instanceof WildcardType w && w.getUpperBounds()[0] == Object.class);
    }

    private static Class<?> box(Class<?> primitive) {
        return MethodType.methodType(primitive).wrap().returnType();
    }

    private static Number convert(Number number, Class<?> wanted) {
        try {
            if (wanted == Double.class) {
                return number.doubleValue();
            }
            if (wanted == Float.class) {
                return number.floatValue();
            }
            BigDecimal exact = new BigDecimal(number.toString());
            if (wanted == BigDecimal.class) {
                return exact;
            }
            if (wanted == BigInteger.class) {
                return exact.toBigIntegerExact();
            }
            if (wanted == Long.class) {
                return exact.longValueExact();
            }
            if (wanted == Integer.class) {
                return exact.intValueExact();
            }
            if (wanted == Short.class) {
                return exact.shortValueExact();
            }
            if (wanted == Byte.class) {
                return exact.byteValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new JsonException("JSON number: does not fit (expected: " + wanted.getName() + ")", e);
        }
        throw new JsonException(
                "JSON value: " + number.getClass().getName() + " (expected: " + wanted.getName() + ")", null);
    }
}

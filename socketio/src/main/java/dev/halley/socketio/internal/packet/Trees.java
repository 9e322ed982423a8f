package dev.halley.socketio.internal.packet;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Values of no declared type (maps, lists, scalars) with placeholders in them. Pure; any thread. */
public final class Trees {
    private Trees() {}

    /** Whether a map or list of anything fits the type. */
    public static boolean isTree(Type type) {
        if (type == Object.class || type == Map.class || type == List.class || type == Collection.class) {
            return true;
        }
        if (!(type instanceof ParameterizedType parameterized)) {
            return false;
        }
        Type raw = parameterized.getRawType();
        Type[] arguments = parameterized.getActualTypeArguments();
        if (raw == List.class || raw == Collection.class) {
            return isAny(arguments[0]);
        }
        return raw == Map.class && (arguments[0] == String.class || isAny(arguments[0])) && isAny(arguments[1]);
    }

    /** The class of a type that {@link #isTree} is true for. */
    public static Type rawClass(Type type) {
        return type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type;
    }

    private static boolean isAny(Type type) {
        return type == Object.class
                || (type instanceof WildcardType wildcard && wildcard.getUpperBounds()[0] == Object.class);
    }

    /** A copy in which each placeholder is what the function gives for its number. */
    public static @Nullable Object resolve(@Nullable Object value, IntFunction<? extends Object> attachments) {
        if (value instanceof Map<?, ?> map) {
            if (Boolean.TRUE.equals(map.get(Placeholders.KEY))
                    && map.get(Placeholders.NUMBER) instanceof Number number) {
                return attachments.apply(number.intValue());
            }
            Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>(2 * map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.put(entry.getKey(), resolve(entry.getValue(), attachments));
            }
            return out;
        }
        if (value instanceof Collection<?> elements) {
            List<@Nullable Object> out = new ArrayList<>(elements.size());
            for (Object each : elements) {
                out.add(resolve(each, attachments));
            }
            return out;
        }
        return value;
    }
}

package dev.halley.socketio.internal.packet;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a value of a declared type may hold bytes, as {@link Binary} finds them. Pure; any thread. */
final class ByteTypes {
    private ByteTypes() {}

    static boolean mayHoldBytes(Type type) {
        return mayHoldBytes(type, new HashSet<>());
    }

    private static boolean mayHoldBytes(Type type, Set<Type> seen) {
        if (type instanceof Class<?> c) {
            return classMayHoldBytes(c, seen);
        }
        // A type that stands in itself adds nothing.
        if (!seen.add(type)) {
            return false;
        }
        if (type instanceof ParameterizedType parameterized) {
            Class<?> raw = (Class<?>) parameterized.getRawType();
            Type[] arguments = parameterized.getActualTypeArguments();
            // Of these it is known what their last type argument is.
            if (raw == Map.class
                    || raw == List.class
                    || raw == Set.class
                    || raw == Collection.class
                    || raw == Optional.class) {
                return mayHoldBytes(arguments[arguments.length - 1], seen);
            }
            return classMayHoldBytes(raw, seen);
        }
        if (type instanceof GenericArrayType array) {
            return mayHoldBytes(array.getGenericComponentType(), seen);
        }
        if (type instanceof TypeVariable<?> variable) {
            return mayHoldBytes(variable.getBounds()[0], seen);
        }
        return !(type instanceof WildcardType wildcard) || mayHoldBytes(wildcard.getUpperBounds()[0], seen);
    }

    private static boolean classMayHoldBytes(Class<?> c, Set<Type> seen) {
        if (c.isArray()) {
            return c == byte[].class
                    || (!c.getComponentType().isPrimitive() && mayHoldBytes(c.getComponentType(), seen));
        }
        if (c.isRecord()) {
            if (seen.add(c)) {
                for (RecordComponent each : c.getRecordComponents()) {
                    if (mayHoldBytes(each.getGenericType(), seen)) {
                        return true;
                    }
                }
            }
            return false;
        }
        // Of an interface, and of Object, the value may be anything; of a class, hardly a collection that it is not
        // itself.
        return c == Object.class
                || c == Record.class
                || (c.isInterface() && c != CharSequence.class)
                || ByteBuffer.class.isAssignableFrom(c)
                || Map.class.isAssignableFrom(c)
                || Collection.class.isAssignableFrom(c)
                || c == Optional.class;
    }
}

package dev.halley.socketio.internal.packet;

import dev.halley.json.JsonException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A record's components, and which of them may hold bytes: only these are looked at, so that a record of plain fields costs
 * a look-up. Immutable; any thread.
 */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private static final String EXPECTED = " (expected: records with bytes in them are open to dev.halley.socketio, and"
            + " their collections are declared as List, Set or Map)";

    private final Class<?> type;
    private final RecordComponent[] components;
    private final boolean[] mayHoldBytes;
    private final boolean isWorthALook;
    private final Constructor<?> constructor;

    private RecordShape(Class<?> type) {
        this.type = type;
        this.components = type.getRecordComponents();
        this.mayHoldBytes = new boolean[components.length];
        Class<?>[] types = new Class<?>[components.length];
        boolean any = false;
        for (int i = 0; i < components.length; i++) {
            mayHoldBytes[i] = ByteTypes.mayHoldBytes(components[i].getGenericType());
            any |= mayHoldBytes[i];
            types[i] = components[i].getType();
            open(components[i].getAccessor());
        }
        this.isWorthALook = any;
        try {
            this.constructor = type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName() + ": a record without its constructor", e);
        }
        open(constructor);
    }

    static RecordShape of(Record value) {
        return SHAPES.get(value.getClass());
    }

    boolean hasBytes(Record value, int depth) {
        if (!isWorthALook) {
            return false;
        }
        Binary.checkDepth(value, depth);
        for (int i = 0; i < components.length; i++) {
            if (mayHoldBytes[i] && Binary.isIn(read(value, i), depth + 1)) {
                return true;
            }
        }
        return false;
    }

    /** The same record with other values where there may be bytes. */
    Record with(Record value, UnaryOperator<@Nullable Object> change) {
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object each = read(value, i);
            values[i] = mayHoldBytes[i] ? change.apply(each) : each;
        }
        return make(values);
    }

    /** The record with what the function makes of it and its twin where there may be bytes; the same one if it does nothing. */
    Record join(Record value, Record twin, BinaryOperator<@Nullable Object> change) {
        if (!isWorthALook) {
            return value;
        }
        @Nullable Object[] values = new Object[components.length];
        boolean changed = false;
        for (int i = 0; i < components.length; i++) {
            values[i] = read(value, i);
            if (mayHoldBytes[i]) {
                Object each = change.apply(values[i], read(twin, i));
                if (each != values[i] && components[i].getType().isInstance(each)) {
                    values[i] = each;
                    changed = true;
                }
            }
        }
        return changed ? make(values) : value;
    }

    private Record make(@Nullable Object[] values) {
        try {
            return (Record) constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            throw new JsonException(
                    type.getName()
                            + ": its constructor refuses other bytes than these (expected: bytes in a map or list,"
                            + " or a record that takes any)",
                    refused.getCause());
        } catch (ReflectiveOperationException | IllegalArgumentException hidden) {
            throw new JsonException(type.getName() + ": can't be made" + EXPECTED, hidden);
        }
    }

    private @Nullable Object read(Record value, int index) {
        try {
            return components[index].getAccessor().invoke(value);
        } catch (InvocationTargetException failed) {
            throw new JsonException(
                    type.getName() + ": " + components[index].getName() + " can't be read: " + failed.getCause(),
                    failed.getCause());
        } catch (IllegalAccessException hidden) {
            throw new JsonException(
                    type.getName() + ": " + components[index].getName() + " can't be read" + EXPECTED, hidden);
        }
    }

    /** What can't be opened may be public anyway; if not, reading says so. */
    private static void open(AccessibleObject member) {
        member.trySetAccessible();
    }

    @Override
    public String toString() {
        return type.getName() + Arrays.toString(mayHoldBytes);
    }
}

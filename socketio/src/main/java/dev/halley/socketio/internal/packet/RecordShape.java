package dev.halley.socketio.internal.packet;

import dev.halley.json.JsonException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
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

    private final Class<?> type;
    private final RecordComponent[] components;
    private final boolean[] mayHoldBytes;
    private final boolean isWorthALook;

    private RecordShape(Class<?> type) {
        this.type = type;
        this.components = type.getRecordComponents();
        this.mayHoldBytes = new boolean[components.length];
        boolean any = false;
        for (int i = 0; i < components.length; i++) {
            mayHoldBytes[i] = ByteTypes.mayHoldBytes(components[i].getGenericType());
            any |= mayHoldBytes[i];
            if (mayHoldBytes[i]) {
                open(components[i].getAccessor());
            }
        }
        this.isWorthALook = any;
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
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            if (!mayHoldBytes[i]) {
                open(components[i].getAccessor());
            }
            Object each = read(value, i);
            values[i] = mayHoldBytes[i] ? change.apply(each) : each;
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.trySetAccessible();
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

    private static final String EXPECTED = " (expected: records with bytes in them are open to dev.halley.socketio, and"
            + " their collections are declared as List, Set or Map)";

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
    private static void open(Method accessor) {
        accessor.trySetAccessible();
    }

    @Override
    public String toString() {
        return type.getName() + Arrays.toString(mayHoldBytes);
    }
}

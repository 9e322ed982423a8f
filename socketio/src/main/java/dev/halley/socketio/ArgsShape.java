package dev.halley.socketio;

import dev.halley.socketio.internal.dispatch.Argument;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record as the shape of all arguments of an event or of an acknowledgement, made by {@link Args#as}. Its components take
 * the arguments in their order, each in its own type, with type arguments where it has them:
 *
 * <pre>{@code
 * record Move(int x, int y, @Nullable String who, List<Tag> tags, Args rest) {}
 *
 * sio.on("move", Args.as(Move.class), move -> board.move(move.x(), move.y()));
 * }</pre>
 *
 * <p>A component is null where the event has fewer arguments, or JSON's null; one of a primitive type is an error then. A
 * component of the type {@link Args} gets the arguments that remain after those before it; without one they are not looked
 * at. What the record's constructor throws counts like an argument that does not fit.
 *
 * <p>Holds nothing but what it read of the record once; immutable; any thread.
 *
 * @param <R> the record
 */
public final class ArgsShape<R extends Record> {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Class<R> type;
    private final Argument[] components;
    private final MethodHandle constructor;

    ArgsShape(Class<R> type) {
        this.type = Objects.requireNonNull(type, "type");
        RecordComponent[] declared = type.getRecordComponents();
        if (declared == null) {
            throw new IllegalArgumentException("type: " + type.getName() + " (expected: a record)");
        }
        if (type.getTypeParameters().length > 0) {
            throw new IllegalArgumentException("type: " + type.getName()
                    + ", whose components depend on its type parameters (expected: a record without any)");
        }
        this.components = new Argument[declared.length];
        Class<?>[] types = new Class<?>[declared.length];
        int next = 0;
        for (int i = 0; i < declared.length; i++) {
            RecordComponent each = declared[i];
            types[i] = each.getType();
            if (types[i] == IncomingEvent.class || types[i] == Ack.class) {
                throw new IllegalArgumentException("component " + name(each) + ": " + types[i].getSimpleName()
                        + " (expected: the type of an argument, or Args for those that remain)");
            }
            components[i] = Argument.of(next, types[i], each.getGenericType(), name(each));
            if (types[i] != Args.class) {
                next++;
            }
        }
        this.constructor = constructor(type, types);
    }

    private static String name(RecordComponent component) {
        return component.getDeclaringRecord().getName() + "." + component.getName();
    }

    private static MethodHandle constructor(Class<?> type, Class<?>[] types) {
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(types);
            // one that can't be opened may be public anyway
            canonical.trySetAccessible();
            return LOOKUP.unreflectConstructor(canonical)
                    .asFixedArity()
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Record.class, Object[].class));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type.getName() + ": a record without its constructor", e);
        } catch (IllegalAccessException closed) {
            throw new IllegalArgumentException(
                    "record " + type.getName() + ": not accessible (expected: 'opens " + type.getPackageName()
                            + " to dev.halley.socketio;' in the module declaration of "
                            + type.getModule().getName() + ")",
                    closed);
        }
    }

    /** The record of these arguments. */
    R read(Args args) {
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = components[i].of(args);
        }
        try {
            return type.cast((Record) constructor.invokeExact(values));
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new IllegalStateException(
                    type.getName() + ": its constructor threw "
                            + checked.getClass().getName(),
                    checked);
        }
    }

    /**
     * The record.
     *
     * @return its class
     */
    public Class<R> type() {
        return type;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ArgsShape<?> that && that.type == type;
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    /** The record's name. */
    @Override
    public String toString() {
        return type.getTypeName();
    }
}

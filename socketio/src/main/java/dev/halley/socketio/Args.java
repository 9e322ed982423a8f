package dev.halley.socketio;

import dev.halley.TypeRef;
import dev.halley.socketio.parser.PacketData;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of an event or of an acknowledgement. Received ones are decoded when they are asked for, so the same
 * argument may be taken as several types. Immutable; any thread.
 */
public final class Args {
    private static final Args NONE = new Args(PacketData.EMPTY);

    private final PacketData data;

    private Args(PacketData data) {
        this.data = data;
    }

    /**
     * Arguments of the application: what a handler returns to acknowledge with several arguments, with one that is a list
     * of arguments anyway, or with none.
     *
     * @param values the arguments
     * @return arguments that are the same objects
     */
    public static Args of(@Nullable Object... values) {
        return values.length == 0 ? NONE : new Args(new Values(values.clone()));
    }

    /**
     * What a parser decoded.
     *
     * @param data the arguments of a packet
     * @return a view of them
     */
    public static Args from(PacketData data) {
        Objects.requireNonNull(data, "data");
        return data.size() == 0 ? NONE : new Args(data);
    }

    /**
     * A record as the shape of all arguments: its components take them in their order. Reads the record, so what is used
     * with each event is better made once.
     *
     * @param record the record's class
     * @param <R> the record
     * @return the shape, for {@link EventHandlers#on(String, ArgsShape, java.util.function.Consumer)} and others
     * @throws IllegalArgumentException if it is none, has type parameters, or can't be made from here: on the module path
     *     its package must be open to {@code dev.halley.socketio}, or exported and the record public
     */
    public static <R extends Record> ArgsShape<R> as(Class<R> record) {
        return new ArgsShape<>(record);
    }

    /**
     * How many there are.
     *
     * @return the number
     */
    public int size() {
        return data.size();
    }

    /**
     * Whether there are none.
     *
     * @return whether {@link #size} is 0
     */
    public boolean isEmpty() {
        return data.size() == 0;
    }

    /**
     * An argument as what JSON gives: a {@code Map}, a {@code List}, a text, a number, a Boolean, or {@code byte[]}.
     *
     * @param index from 0
     * @return the argument; null where there is none, or JSON's null
     * @throws IndexOutOfBoundsException if the index is negative
     */
    public @Nullable Object get(int index) {
        return decoded(index, Object.class);
    }

    /**
     * An argument as a class or record.
     *
     * @param index from 0
     * @param type the class
     * @param <T> the type
     * @return the argument; null where there is none, or JSON's null
     * @throws dev.halley.json.JsonException if it does not fit the type
     * @throws IndexOutOfBoundsException if the index is negative
     */
    public <T> @Nullable T get(int index, Class<T> type) {
        return get(index, TypeRef.of(type));
    }

    /**
     * An argument as a type with type arguments.
     *
     * @param index from 0
     * @param type the type
     * @param <T> the type
     * @return the argument; null where there is none, or JSON's null
     * @throws dev.halley.json.JsonException if it does not fit the type
     * @throws IndexOutOfBoundsException if the index is negative
     */
    @SuppressWarnings("unchecked") // the decoder made it of this type
    public <T> @Nullable T get(int index, TypeRef<T> type) {
        return (T) decoded(index, type.type());
    }

    /**
     * All of them as a record.
     *
     * @param shape the record; see {@link #as}
     * @param <R> the record
     * @return the record; what it has more than there are arguments is null
     * @throws dev.halley.json.JsonException if one does not fit its component's type
     * @throws IllegalArgumentException if one is missing, or JSON's null, whose component is of a primitive type
     */
    public <R extends Record> R get(ArgsShape<R> shape) {
        return shape.read(this);
    }

    /**
     * Those from one on.
     *
     * @param index of the first one, from 0
     * @return a view of the others; empty where there are none
     * @throws IndexOutOfBoundsException if the index is negative
     */
    public Args rest(int index) {
        checkIndex(index);
        if (index == 0) {
            return this;
        }
        return index < data.size() ? new Args(new Rest(data, index)) : NONE;
    }

    /**
     * All of them, as {@link #get(int)} gives each.
     *
     * @return a list that can't be changed and may hold nulls
     */
    public List<@Nullable Object> toList() {
        List<@Nullable Object> values = new ArrayList<>(size());
        for (int i = 0; i < size(); i++) {
            values.add(get(i));
        }
        return Collections.unmodifiableList(values);
    }

    /**
     * What they weigh while they wait.
     *
     * @return about how many bytes
     */
    public int weight() {
        return data.weight();
    }

    private @Nullable Object decoded(int index, Type type) {
        checkIndex(index);
        return index < data.size() ? data.get(index, type) : null;
    }

    private static void checkIndex(int index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("index: " + index + " (expected: 0 or more)");
        }
    }

    /** The arguments as text, secrets in them included. */
    @Override
    public String toString() {
        return toList().toString();
    }

    /** Arguments without the first ones, which it keeps in memory as well. */
    private record Rest(PacketData whole, int first) implements PacketData {
        @Override
        public int size() {
            return whole.size() - first;
        }

        @Override
        public @Nullable Object get(int index, Type type) {
            return whole.get(first + Objects.checkIndex(index, size()), type);
        }

        @Override
        public boolean isText(int index) {
            return whole.isText(first + Objects.checkIndex(index, size()));
        }

        @Override
        public int weight() {
            return whole.weight();
        }
    }

    /** Arguments that were never encoded. */
    private record Values(@Nullable Object[] values) implements PacketData {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public @Nullable Object get(int index, Type type) {
            Object value = values[index];
            if (value == null || !(type instanceof Class<?> wanted) || wanted.isInstance(value)) {
                return value;
            }
            if (wanted == String.class) {
                return value.toString();
            }
            throw new IllegalArgumentException(
                    "argument " + index + ": a " + value.getClass().getName() + " (expected: " + wanted.getName()
                            + "; it was never encoded, so it is not converted)");
        }

        @Override
        public int weight() {
            return 64 * values.length;
        }
    }
}

package dev.halley.socketio.parser;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a received event or ack, or the one payload of another packet, not decoded yet. Immutable; any thread;
 * may be decoded several times, also to different types.
 */
public interface PacketData {
    /** No arguments. */
    PacketData EMPTY = new PacketData() {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public @Nullable Object get(int index, Type type) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int weight() {
            return 0;
        }
    };

    /**
     * How many there are.
     *
     * @return the number
     */
    int size();

    /**
     * Decodes one of them.
     *
     * @param index from 0
     * @param type the wanted type; {@code Object.class} gives maps, lists, scalars, and {@code byte[]} for attachments
     * @return the value; null for JSON's null
     * @throws dev.halley.json.JsonException if it does not fit the type
     * @throws IndexOutOfBoundsException if there is none at this index
     */
    @Nullable Object get(int index, Type type);

    /**
     * Whether one of them is text, without decoding it if that can be avoided.
     *
     * @param index from 0
     * @return whether {@code Object.class} gives a {@code String}; the default implementation decodes
     * @throws IndexOutOfBoundsException if there is none at this index
     */
    default boolean isText(int index) {
        return get(index, Object.class) instanceof String;
    }

    /**
     * What it weighs while it waits.
     *
     * @return about how many bytes
     */
    int weight();
}

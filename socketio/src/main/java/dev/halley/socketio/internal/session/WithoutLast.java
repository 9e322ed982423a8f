package dev.halley.socketio.internal.session;

import dev.halley.socketio.parser.PacketData;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** An event's arguments without the offset that the server added (S5-19). Any thread. */
record WithoutLast(PacketData all) implements PacketData {
    @Override
    public int size() {
        return all.size() - 1;
    }

    @Override
    public @Nullable Object get(int index, Type type) {
        if (index >= size()) {
            throw new IndexOutOfBoundsException(index);
        }
        return all.get(index, type);
    }

    @Override
    public int weight() {
        return all.weight();
    }
}

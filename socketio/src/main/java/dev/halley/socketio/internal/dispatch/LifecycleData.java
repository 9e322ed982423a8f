package dev.halley.socketio.internal.dispatch;

import dev.halley.socketio.parser.PacketData;
import java.lang.reflect.Type;

/**
 * The one argument of an event that the protocol itself raises: an object, or its text for a handler that wants that.
 *
 * @param value a {@code Connected}, {@code ConnectError} or {@code Disconnected}
 * @param text the sid, the message or the reason
 */
record LifecycleData(Object value, String text) implements PacketData {
    @Override
    public int size() {
        return 1;
    }

    @Override
    public Object get(int index, Type type) {
        if (type == String.class) {
            return text;
        }
        if (type instanceof Class<?> wanted && wanted.isInstance(value)) {
            return value;
        }
        throw new IllegalArgumentException("argument 0: a " + value.getClass().getName() + " (expected: "
                + type.getTypeName() + "; a handler may take it as String, too)");
    }

    @Override
    public int weight() {
        return 64;
    }
}

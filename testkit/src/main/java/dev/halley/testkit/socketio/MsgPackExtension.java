package dev.halley.testkit.socketio;

import java.util.Arrays;
import java.util.Objects;

/**
 * A MessagePack value of an application's own type, as an argument of an event. Immutable.
 *
 * @param type the type's number, from -128 to 127
 * @param data its bytes
 */
public record MsgPackExtension(int type, byte[] data) {
    /**
     * Copies the bytes.
     *
     * @param type the type's number
     * @param data its bytes
     */
    public MsgPackExtension {
        if (type < Byte.MIN_VALUE || type > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("type: " + type + " (expected: -128 to 127)");
        }
        data = data.clone();
    }

    /**
     * Its bytes.
     *
     * @return a copy
     */
    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MsgPackExtension that && type == that.type && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, Arrays.hashCode(data));
    }

    @Override
    public String toString() {
        return "extension " + type + " with " + data.length + " bytes";
    }
}

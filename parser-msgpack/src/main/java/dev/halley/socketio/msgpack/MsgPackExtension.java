package dev.halley.socketio.msgpack;

import java.util.Arrays;

/**
 * A value of a type that MessagePack leaves to the application: what an encoder of
 * {@link MsgPackParser#withEncoder withEncoder} gives, and what is received where no decoder is known for its number.
 *
 * @param type the type's number, from -128 to 127; 0 is the JavaScript parser's own, and the negative ones are reserved
 * @param data its bytes
 */
public record MsgPackExtension(int type, byte[] data) {
    /**
     * Copies the bytes.
     *
     * @param type the type's number
     * @param data its bytes
     * @throws IllegalArgumentException if the number is not from -128 to 127
     */
    public MsgPackExtension {
        checkType(type);
        data = data.clone();
    }

    static void checkType(int type) {
        if (type < Byte.MIN_VALUE || type > Byte.MAX_VALUE) {
            throw new IllegalArgumentException("type: " + type + " (expected: from -128 to 127)");
        }
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
        return other instanceof MsgPackExtension that && that.type == type && Arrays.equals(that.data, data);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(data);
    }

    /** The bytes may be a secret. */
    @Override
    public String toString() {
        return "extension " + type + " of " + data.length + " byte(s)";
    }
}

package dev.halley.engineio.internal.payload;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a packet is; the digit that it begins with is its place here. */
public enum PacketType {
    OPEN,
    CLOSE,
    PING,
    PONG,
    MESSAGE,
    UPGRADE,
    NOOP;

    private static final PacketType[] ALL = values();

    /** The type's digit. */
    public char digit() {
        return (char) ('0' + ordinal());
    }

    /** The type of a digit; null when there is none. */
    public static @Nullable PacketType of(char digit) {
        int index = digit - '0';
        return index >= 0 && index < ALL.length ? ALL[index] : null;
    }

    /** Its name as the protocol writes it. */
    public String protocolName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

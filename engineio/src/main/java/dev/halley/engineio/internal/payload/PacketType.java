package dev.halley.engineio.internal.payload;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a packet is, in the order of the digits that packets begin with. */
public enum PacketType {
    OPEN('0'),
    CLOSE('1'),
    PING('2'),
    PONG('3'),
    MESSAGE('4'),
    UPGRADE('5'),
    NOOP('6');

    private static final PacketType[] ALL = values();

    private final char digit;

    PacketType(char digit) {
        this.digit = digit;
    }

    /** The type's digit. */
    public char digit() {
        return digit;
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

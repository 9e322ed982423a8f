package dev.halley.socketio.internal.packet;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of events as strings, the last ones kept so that an event which comes again and again costs no new string.
 * Confined to the serial context.
 */
public final class EventNames {
    /** S5-06: names of the client's own events; from a server they are forged. */
    private static final Set<String> RESERVED =
            Set.of("connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    private static final int KEPT = 64;
    private static final int MAX_KEPT_LENGTH = 64;

    private final @Nullable String[] last = new String[KEPT];

    EventNames() {}

    /** Whether only the client itself may emit it. */
    public static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    /** The characters from {@code start} to {@code end}, which hold no escape. */
    String of(char[] text, int start, int end) {
        int length = end - start;
        if (length > MAX_KEPT_LENGTH) {
            return new String(text, start, length);
        }
        int hash = length;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text[i];
        }
        int slot = (hash ^ hash >>> 16) & KEPT - 1;
        String known = last[slot];
        if (known != null && isSame(known, text, start, length)) {
            return known;
        }
        String name = new String(text, start, length);
        last[slot] = name;
        return name;
    }

    static boolean isSame(String known, char[] text, int start, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != text[start + i]) {
                return false;
            }
        }
        return true;
    }
}

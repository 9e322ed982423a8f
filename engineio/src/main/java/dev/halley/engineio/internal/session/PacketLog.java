package dev.halley.engineio.internal.session;

import dev.halley.engineio.internal.payload.PacketType;
import dev.halley.internal.http.Masking;
import dev.halley.internal.observe.ClientLog;
import java.lang.System.Logger.Level;

/** A line of the log for each packet, with the start of its text. Serial context. */
final class PacketLog {
    /** How many characters of a text are shown. */
    private static final int SHOWN = 200;

    private final ClientLog log;

    PacketLog(ClientLog log) {
        this.log = log;
    }

    /** Whether somebody reads it. */
    boolean isRead() {
        return log.isLoggable(Level.TRACE);
    }

    /** A packet of text. */
    void text(boolean incoming, PacketType type, String text) {
        StringBuilder line = begun(incoming, type);
        if (!text.isEmpty()) {
            line.append(", ").append(text.length()).append(" character(s): ").append(shown(text));
        }
        log.log(Level.TRACE, line::toString);
    }

    /** A packet of bytes. */
    void binary(boolean incoming, PacketType type, int size) {
        StringBuilder line = begun(incoming, type).append(", ").append(size).append(" bytes");
        log.log(Level.TRACE, line::toString);
    }

    private static StringBuilder begun(boolean incoming, PacketType type) {
        return new StringBuilder(incoming ? "< " : "> ").append(type.protocolName());
    }

    /** SEC-05: the packets by which Socket.IO joins a namespace are credentials and ids, whatever their fields are named. */
    private static String shown(String text) {
        if (text.startsWith("0") && text.length() > 1) {
            return "0***";
        }
        String masked = Masking.text(text.length() > 4 * SHOWN ? text.substring(0, 4 * SHOWN) : text);
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < masked.length() && i < SHOWN; i++) {
            char c = masked.charAt(i);
            shown.append(Character.isISOControl(c) ? ' ' : c);
        }
        return masked.length() > SHOWN || text.length() > 4 * SHOWN
                ? shown.append('…').toString()
                : shown.toString();
    }
}

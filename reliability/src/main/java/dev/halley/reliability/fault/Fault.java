package dev.halley.reliability.fault;

import java.util.Locale;

/**
 * One fault of a schedule.
 *
 * @param kind what
 * @param atMillis when it begins, from the beginning of the schedule
 * @param forMillis how long it lasts; 0 for a moment
 * @param side which direction, for those of the network
 * @param value what the kind needs beside: a status, seconds, 0 or 1 for one of two ways; 0 for nothing
 */
public record Fault(FaultKind kind, int atMillis, int forMillis, Side side, int value) {
    /** Which direction of the network. */
    public enum Side {
        /** What the client sends. */
        TO_SERVER,
        /** What the server sends. */
        TO_CLIENT,
        /** Everything. */
        BOTH
    }

    /**
     * When it is over.
     *
     * @return milliseconds from the beginning of the schedule
     */
    public int endMillis() {
        return atMillis + forMillis;
    }

    boolean overlaps(Fault other) {
        return atMillis <= other.endMillis() && other.atMillis <= endMillis();
    }

    @Override
    public String toString() {
        String what = switch (kind) {
            case HALF_CLOSE, BLACKHOLE, LATENCY, THROTTLE -> kind + ", " + words(side);
            case CUT_MID_FRAME -> kind + ", " + words(side) + (value == 0 ? ", by a reset" : ", in order");
            case TLS_INVALID -> kind + (value == 0 ? ", not trusted" : ", of another host");
            case ERROR_PAGE -> kind + " " + value;
            case CLOCK_SET_BACK -> kind + " by " + value + " s";
            default -> kind.toString();
        };
        String when = String.format(Locale.ROOT, "%5.1f s  %s", atMillis / 1e3, what);
        return forMillis == 0 ? when : when + String.format(Locale.ROOT, ", for %.1f s", forMillis / 1e3);
    }

    private static String words(Side side) {
        return side.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

package dev.halley.reliability.fuzz;

import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonValues;
import org.jspecify.annotations.Nullable;

/**
 * What the scanner makes of a text.
 *
 * @param value what it read, null too
 * @param refusal why it did not
 */
record Scanned(@Nullable Object value, @Nullable ProtocolException refusal) {
    static final int MAX_DEPTH = 500;
    static final int MAX_NUMBER = 1_000;

    static Scanned of(char[] text) {
        try {
            return new Scanned(JsonValues.parse(new String(text)), null);
        } catch (ProtocolException refused) {
            Claim.isReadable(refused);
            return new Scanned(null, refused);
        }
    }

    static boolean accepts(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (ProtocolException refused) {
            Claim.isReadable(refused);
            return false;
        }
    }

    boolean isAccepted() {
        return refusal == null;
    }

    /**
     * Whether others may see it otherwise. Where exactly each limit is has tests of its own; and Jackson takes characters
     * beyond U+00FF for hexadecimal digits whose last eight bits are one.
     */
    boolean isDisputed() {
        String why = refusal == null ? "" : String.valueOf(refusal.getMessage());
        return why.contains("expected: at most ") || why.contains("expected: four hexadecimal digits");
    }
}

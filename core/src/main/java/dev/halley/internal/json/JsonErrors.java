package dev.halley.internal.json;

import dev.halley.ProtocolException;

/** The messages of the scanner's failures: where, what was there and what was expected. Pure; any thread. */
final class JsonErrors {
    private static final int EXCERPT_BEFORE = 16;
    private static final int EXCERPT_LENGTH = 40;

    /** A run of so many letters and digits may be a token or a client id, so only its start is shown. */
    private static final int SECRET_LENGTH = 12;

    private JsonErrors() {}

    static ProtocolException unexpected(char[] text, int start, int limit, int at, String expected) {
        String found = at < limit ? printable(text[at]) : "end of text";
        return new ProtocolException(
                "JSON at offset " + (at - start) + ": " + found + " (expected: " + expected + ")"
                        + excerpt(text, start, limit, at),
                null);
    }

    static ProtocolException limit(String name, int actual, int allowed, int offset) {
        return new ProtocolException(
                "JSON " + name + " at offset " + offset + ": " + actual + " (expected: at most " + allowed + ")", null);
    }

    static ProtocolException kind(Object actual, Object expected, int offset) {
        return new ProtocolException(
                "JSON value at offset " + offset + ": " + actual + " (expected: " + expected + ")", null);
    }

    private static String printable(char c) {
        return isShown(c) ? "'" + c + "'" : String.format("U+%04X", (int) c);
    }

    private static String excerpt(char[] text, int start, int limit, int at) {
        int from = Math.max(start, Math.min(at, limit) - EXCERPT_BEFORE);
        int to = Math.min(limit, from + EXCERPT_LENGTH);
        if (from >= to) {
            return "";
        }
        StringBuilder out = new StringBuilder(EXCERPT_LENGTH + 8).append(" in: ");
        for (int p = from; p < to; ) {
            int run = p;
            while (run < to && isTokenPart(text[run])) {
                run++;
            }
            if (run - p >= SECRET_LENGTH) {
                out.append(text, p, 3).append("***");
                p = run;
            } else {
                for (run = Math.max(run, p + 1); p < run; p++) {
                    out.append(isShown(text[p]) ? text[p] : '.');
                }
            }
        }
        return out.toString();
    }

    private static boolean isTokenPart(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    }

    private static boolean isShown(char c) {
        return (c >= ' ' && c < 0x7f) || Character.isLetterOrDigit(c);
    }
}

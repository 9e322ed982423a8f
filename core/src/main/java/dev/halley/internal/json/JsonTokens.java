package dev.halley.internal.json;

import dev.halley.ProtocolException;
import java.util.Objects;

/**
 * The tokens of strict RFC 8259: white space, strings, numbers and literals in a range of characters, without a notion
 * of nesting. Not thread-safe: one thread at a time. Passing over a token allocates nothing.
 */
abstract class JsonTokens {
    private static final int MAX_NUMBER_LENGTH = 1_000;
    private static final char[] EMPTY = new char[0];

    // Owned by the one thread that uses the scanner.
    private char[] text = EMPTY;
    private int start;
    private int limit;
    private int position;

    final void load(char[] newText, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, newText.length);
        text = newText;
        start = offset;
        limit = offset + length;
        position = offset;
    }

    /** Keeps nothing of the text; a {@code reset} has to follow before the next call. */
    public final void unload() {
        text = EMPTY;
        start = 0;
        limit = 0;
        position = 0;
    }

    /**
     * Where the next unread character is, as an index into the array.
     *
     * @return the index; the end of the range when everything was read
     */
    public final int position() {
        return position;
    }

    /** Passes over white space and returns the character after it, or -1 at the end of the text. */
    final int next() {
        char[] t = text;
        int p = position;
        int end = limit;
        while (p < end) {
            char c = t[p];
            if (c > ' ' || (c != ' ' && c != '\n' && c != '\r' && c != '\t')) {
                position = p;
                return c;
            }
            p++;
        }
        position = p;
        return -1;
    }

    final void advance() {
        position++;
    }

    /** Passes over the string that starts here and says whether it holds an escape. */
    final boolean passString() {
        boolean escaped = false;
        for (int p = passPlain(text, position + 1, limit); p < limit; p = passPlain(text, p, limit)) {
            char c = text[p];
            if (c == '"') {
                position = p + 1;
                return escaped;
            }
            if (c != '\\') {
                throw fail(p, "no raw control character in a string");
            }
            escaped = true;
            p = passEscape(p + 1);
        }
        throw fail(limit, "\" at the end of the string");
    }

    /**
     * The first place from here on with a quotation mark, a backslash or a control character, or else the end. Most of what
     * is received goes through this loop, which nothing else may be in: then it is compiled without a check for each turn.
     */
    private static int passPlain(char[] t, int from, int end) {
        int p = from;
        for (; p < end; p++) {
            char c = t[p];
            // Most text is lower-case letters or not ASCII: one comparison settles these.
            if (c <= '\\' && (c == '"' || c == '\\' || c < ' ')) {
                break;
            }
        }
        return p;
    }

    private int passEscape(int at) {
        if (at >= limit) {
            throw fail(at, "an escape");
        }
        switch (text[at]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return at + 1;
            }
            case 'u' -> {
                for (int i = at + 1; i <= at + 4; i++) {
                    if (i >= limit || hex(text[i]) < 0) {
                        throw fail(Math.min(i, limit), "four hexadecimal digits");
                    }
                }
                return at + 5;
            }
            default -> throw fail(at, "one of \" \\ / b f n r t u after \\");
        }
    }

    /** The characters between two indexes, which are inside a string's quotes. */
    final String textOf(int from, int to, boolean escaped) {
        if (!escaped) {
            return new String(text, from, to - from);
        }
        char[] t = text;
        char[] out = new char[to - from];
        int n = 0;
        for (int p = from; p < to; ) {
            char c = t[p++];
            if (c != '\\') {
                out[n++] = c;
                continue;
            }
            c = t[p++];
            if (c == 'u') {
                out[n++] = (char) (hex(t[p]) << 12 | hex(t[p + 1]) << 8 | hex(t[p + 2]) << 4 | hex(t[p + 3]));
                p += 4;
            } else {
                out[n++] = unescape(c);
            }
        }
        return new String(out, 0, n);
    }

    private static char unescape(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    final boolean regionIs(int from, int to, String expected) {
        int length = expected.length();
        if (to - from != length) {
            return false;
        }
        char[] t = text;
        for (int i = 0; i < length; i++) {
            if (t[from + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Passes over the number that starts here. */
    final void passNumber() {
        int from = position;
        int p = from;
        if (text[p] == '-') {
            p++;
        }
        if (p < limit && text[p] == '0') {
            p++;
        } else {
            p = digits(p);
        }
        if (p < limit && text[p] == '.') {
            p = digits(p + 1);
        }
        if (p < limit && (text[p] | 0x20) == 'e') {
            p++;
            if (p < limit && (text[p] == '+' || text[p] == '-')) {
                p++;
            }
            p = digits(p);
        }
        if (p - from > MAX_NUMBER_LENGTH) {
            throw JsonErrors.limit("number length", p - from, MAX_NUMBER_LENGTH, from - start);
        }
        position = p;
    }

    private int digits(int from) {
        char[] t = text;
        int end = limit;
        int p = from;
        while (p < end && t[p] >= '0' && t[p] <= '9') {
            p++;
        }
        if (p == from) {
            throw fail(p, "a digit");
        }
        return p;
    }

    final void passLiteral(String literal) {
        int p = position;
        for (int i = 0; i < literal.length(); i++, p++) {
            if (p >= limit || text[p] != literal.charAt(i)) {
                throw fail(position, literal);
            }
        }
        position = p;
    }

    final ProtocolException fail(int at, String expected) {
        return JsonErrors.unexpected(text, start, limit, at, expected);
    }

    final ProtocolException limitExceeded(String name, int actual, int allowed) {
        return JsonErrors.limit(name, actual, allowed, position - start);
    }

    final ProtocolException wrongKind(Object actual, Object expected) {
        return JsonErrors.kind(actual, expected, position - start);
    }

    private static int hex(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}

package dev.halley.internal.json;

/**
 * Reads a JSON envelope front to back: strict RFC 8259, no recursion, no tree. The caller walks what it knows and
 * {@linkplain #skip() skips} the rest; a skipped value is checked as strictly as a read one, and its place is known, so
 * that a payload stays a slice. Text that breaks the grammar or a limit (nesting 500, number 1,000 characters), and a
 * value of another kind than asked for, is a {@link dev.halley.ProtocolException}; a call that makes no sense at this
 * place, such as a value's method where no value is next, is an {@link IllegalStateException}.
 *
 * <p>Of a repeated key the caller sees each; it lets the last one win. Lone surrogates are characters like others. Not
 * thread-safe: one thread at a time (a client's serial context); reusable through {@link #reset}.
 */
public final class JsonScanner extends JsonTokens {
    private static final int MAX_DEPTH = 500;

    /** What a value is. */
    public enum Kind {
        /** An object. */
        OBJECT,
        /** An array. */
        ARRAY,
        /** A string. */
        STRING,
        /** A number. */
        NUMBER,
        /** The literal {@code true}. */
        TRUE,
        /** The literal {@code false}. */
        FALSE,
        /** The literal {@code null}. */
        NULL
    }

    // Owned by the one thread that uses the scanner. One bit per open container: set for an object.
    private final long[] objects = new long[(MAX_DEPTH >> 6) + 1];
    private int depth;
    private boolean atFirst;
    private boolean valueIsNext;
    private int keyStart;
    private int keyEnd;
    private boolean keyEscaped;
    private int valueStart;
    private int valueEnd;

    /** Creates a scanner that needs a {@link #reset} first. */
    public JsonScanner() {}

    /**
     * Starts on a new text, whatever was left of the one before.
     *
     * @param text holds exactly one JSON value in the range
     * @param offset where the range starts
     * @param length how many characters it has
     */
    public void reset(char[] text, int offset, int length) {
        load(text, offset, length);
        depth = 0;
        atFirst = false;
        valueIsNext = true;
        keyStart = offset;
        keyEnd = offset;
        keyEscaped = false;
        valueStart = offset;
        valueEnd = offset;
    }

    /**
     * What the next value is, as its first character says. Reads nothing.
     *
     * @return the kind
     */
    public Kind peek() {
        checkValueIsNext();
        return switch (next()) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            case 't' -> Kind.TRUE;
            case 'f' -> Kind.FALSE;
            case 'n' -> Kind.NULL;
            default -> throw fail(position(), "a JSON value");
        };
    }

    /** Goes into the object that is next. */
    public void enterObject() {
        expect(Kind.OBJECT);
        open(true);
        atFirst = true;
        valueIsNext = false;
    }

    /**
     * Goes to the next member of the object, or leaves the object when there is none. The value of the member before
     * must have been read.
     *
     * @return whether there is a member; its value is next
     */
    public boolean nextKey() {
        checkInside(true);
        boolean more = nextMember();
        valueIsNext = more;
        return more;
    }

    /**
     * Whether the current key is this one.
     *
     * @param ascii the key
     * @return whether they are equal, escapes of the key resolved
     */
    public boolean keyIs(String ascii) {
        return keyEscaped ? key().equals(ascii) : regionIs(keyStart, keyEnd, ascii);
    }

    /**
     * The current key.
     *
     * @return the key that {@link #nextKey} found last
     */
    public String key() {
        return textOf(keyStart, keyEnd, keyEscaped);
    }

    /** Goes into the array that is next. */
    public void enterArray() {
        expect(Kind.ARRAY);
        open(false);
        atFirst = true;
        valueIsNext = false;
    }

    /**
     * Goes to the next element of the array, or leaves the array when there is none. The element before must have been
     * read.
     *
     * @return whether there is an element; it is next
     */
    public boolean nextElement() {
        checkInside(false);
        boolean more = nextItem();
        valueIsNext = more;
        return more;
    }

    /**
     * Reads a string.
     *
     * @return its text, escapes resolved
     */
    public String string() {
        expect(Kind.STRING);
        valueStart = position();
        boolean escaped = passString();
        valueRead();
        return textOf(valueStart + 1, valueEnd - 1, escaped);
    }

    /**
     * Reads a number.
     *
     * @return the number as it was written
     */
    public String numberText() {
        expect(Kind.NUMBER);
        valueStart = position();
        passNumber();
        valueRead();
        return textOf(valueStart, valueEnd, false);
    }

    /**
     * Reads {@code true} or {@code false}.
     *
     * @return the value
     */
    public boolean bool() {
        Kind kind = peek();
        if (kind != Kind.TRUE && kind != Kind.FALSE) {
            throw wrongKind(kind, "TRUE or FALSE");
        }
        valueStart = position();
        passLiteral(kind == Kind.TRUE ? "true" : "false");
        valueRead();
        return kind == Kind.TRUE;
    }

    /** Passes over the next value, whatever it is, and checks it. The current key stays. */
    public void skip() {
        checkValueIsNext();
        next();
        int from = position();
        int outerKeyStart = keyStart;
        int outerKeyEnd = keyEnd;
        boolean outerKeyEscaped = keyEscaped;
        int outside = depth;
        boolean more;
        do {
            passOne();
            more = false;
            // After a container was opened its first value is next; after a value, the next one in what is still open.
            while (depth > outside && !more) {
                more = inObject() ? nextMember() : nextItem();
            }
        } while (more);
        keyStart = outerKeyStart;
        keyEnd = outerKeyEnd;
        keyEscaped = outerKeyEscaped;
        valueStart = from;
        valueRead();
    }

    /** Passes over a scalar, or opens a container. */
    private void passOne() {
        switch (next()) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> passString();
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> passNumber();
            case 't' -> passLiteral("true");
            case 'f' -> passLiteral("false");
            case 'n' -> passLiteral("null");
            default -> throw fail(position(), "a JSON value");
        }
    }

    /**
     * Where the last string, number, boolean or skipped value starts.
     *
     * @return an index into the array
     */
    public int valueStart() {
        return valueStart;
    }

    /**
     * Where the last string, number, boolean or skipped value ends.
     *
     * @return an index into the array, behind the value's last character
     */
    public int valueEnd() {
        return valueEnd;
    }

    /** Checks that the value was read completely and that only white space is left. */
    public void end() {
        if (depth > 0 || valueIsNext) {
            throw new IllegalStateException("end: called inside the value (expected: the whole value was read)");
        }
        if (next() >= 0) {
            throw fail(position(), "end of text");
        }
    }

    private boolean nextMember() {
        int c = next();
        if (c == '}') {
            close();
            return false;
        }
        if (atFirst) {
            atFirst = false;
            if (c != '"') {
                throw fail(position(), "a key or }");
            }
        } else {
            if (c != ',') {
                throw fail(position(), ", or }");
            }
            advance();
            if (next() != '"') {
                throw fail(position(), "a key");
            }
        }
        keyStart = position() + 1;
        keyEscaped = passString();
        keyEnd = position() - 1;
        if (next() != ':') {
            throw fail(position(), ":");
        }
        advance();
        return true;
    }

    private boolean nextItem() {
        int c = next();
        if (c == ']') {
            close();
            return false;
        }
        if (atFirst) {
            atFirst = false;
        } else if (c == ',') {
            advance();
        } else {
            throw fail(position(), ", or ]");
        }
        return true;
    }

    private void open(boolean object) {
        if (depth == MAX_DEPTH) {
            throw limitExceeded("nesting", depth + 1, MAX_DEPTH);
        }
        advance();
        long bit = 1L << depth;
        if (object) {
            objects[depth >> 6] |= bit;
        } else {
            objects[depth >> 6] &= ~bit;
        }
        depth++;
        atFirst = true;
    }

    private void close() {
        advance();
        depth--;
        atFirst = false;
    }

    private boolean inObject() {
        return (objects[(depth - 1) >> 6] & (1L << (depth - 1))) != 0;
    }

    private void valueRead() {
        valueEnd = position();
        valueIsNext = false;
    }

    private void expect(Kind wanted) {
        Kind actual = peek();
        if (actual != wanted) {
            throw wrongKind(actual, wanted);
        }
    }

    private void checkValueIsNext() {
        if (!valueIsNext) {
            throw new IllegalStateException("value: none is next (expected: a call of nextKey or nextElement first)");
        }
    }

    private void checkInside(boolean object) {
        if (valueIsNext || depth == 0 || inObject() != object) {
            throw new IllegalStateException((object ? "nextKey" : "nextElement")
                    + ": not at this place (expected: inside " + (object ? "an object" : "an array")
                    + " whose last value was read)");
        }
    }
}

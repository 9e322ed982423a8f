package dev.halley.internal.json;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON strings. Pure; any thread. */
public final class JsonText {
    private static final int MAX_DEPTH = 500;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private JsonText() {}

    /**
     * Appends a JSON string with its quotes. Quotes, backslashes, control characters and lone surrogates are escaped;
     * the last because UTF-8 has no form for them, so that they would arrive as question marks.
     *
     * @param out where to append
     * @param text the text
     */
    public static void quote(StringBuilder out, String text) {
        out.append('"');
        int length = text.length();
        int done = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            if (startsPair(text, i)) {
                i++;
                continue;
            }
            out.append(text, done, i);
            done = i + 1;
            escape(out, c);
        }
        out.append(text, done, length).append('"');
    }

    /**
     * Appends a value as {@link JsonValues} reads it: {@code Map} with text keys, {@code Iterable}, {@code CharSequence},
     * {@code Boolean}, finite number or null.
     *
     * @param out where to append
     * @param value the value
     * @throws IllegalArgumentException if something in it is none of these, or nests deeper than 500
     */
    public static void write(StringBuilder out, @Nullable Object value) {
        write(out, value, 0);
    }

    private static void write(StringBuilder out, @Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("depth: more than " + MAX_DEPTH + " (expected: a tree without cycles)");
        }
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof CharSequence text) {
            quote(out, text.toString());
        } else if (value instanceof Number number && isFinite(number)) {
            out.append(number);
        } else if (value instanceof Map<?, ?> map) {
            out.append('{');
            String separator = "";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                quote(out, String.valueOf(entry.getKey()));
                out.append(':');
                write(out, entry.getValue(), depth + 1);
                separator = ",";
            }
            out.append('}');
        } else if (value instanceof Iterable<?> elements) {
            out.append('[');
            String separator = "";
            for (Object element : elements) {
                out.append(separator);
                write(out, element, depth + 1);
                separator = ",";
            }
            out.append(']');
        } else {
            throw new IllegalArgumentException("value: a " + value.getClass().getName()
                    + " (expected: Map, Iterable, text, Boolean, finite number or null)");
        }
    }

    private static boolean isFinite(Number number) {
        return !(number instanceof Double || number instanceof Float) || Double.isFinite(number.doubleValue());
    }

    /**
     * Escapes the lone surrogates in a JSON text, where they can only be inside strings.
     *
     * @param json any JSON text
     * @return the same text where nothing was to be done
     */
    public static String escapeLoneSurrogates(String json) {
        StringBuilder out = null;
        int length = json.length();
        int done = 0;
        for (int i = 0; i < length; i++) {
            char c = json.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (startsPair(json, i)) {
                i++;
                continue;
            }
            if (out == null) {
                out = new StringBuilder(length + 16);
            }
            out.append(json, done, i);
            done = i + 1;
            unicode(out, c);
        }
        return out == null ? json : out.append(json, done, length).toString();
    }

    private static boolean startsPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private static void escape(StringBuilder out, char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> unicode(out, c);
        }
    }

    private static void unicode(StringBuilder out, char c) {
        out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[c >> 8 & 0xf])
                .append(HEX[c >> 4 & 0xf])
                .append(HEX[c & 0xf]);
    }
}

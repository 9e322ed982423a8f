package dev.halley.internal.json;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Small parts of an envelope (advice, ext) as values, by the rules of {@link dev.halley.json.JsonCodec}: maps in the
 * order of the text, lists, strings, booleans, null, and the first of Integer, Long, BigInteger that holds an integer,
 * else a Double. Pure; any thread.
 */
public final class JsonValues {
    private JsonValues() {}

    /**
     * Parses a whole text.
     *
     * @param json exactly one JSON value
     * @return the value; null for JSON's null
     */
    public static @Nullable Object parse(String json) {
        JsonScanner scanner = new JsonScanner();
        scanner.reset(json.toCharArray(), 0, json.length());
        Object value = read(scanner);
        scanner.end();
        return value;
    }

    /**
     * Reads the next value of a scanner. No recursion: the open containers are a list.
     *
     * @param scanner stands before a value
     * @return the value; null for JSON's null
     */
    public static @Nullable Object read(JsonScanner scanner) {
        Object root = value(scanner);
        if (root == null || !isContainer(root)) {
            return root;
        }
        Deque<Object> outside = new ArrayDeque<>();
        Object container = root;
        while (true) {
            Object child = fill(container, scanner);
            if (child != null) {
                outside.push(container);
                container = child;
            } else if (outside.isEmpty()) {
                return root;
            } else {
                container = outside.pop();
            }
        }
    }

    /** Reads members until the container ends (null) or a container begins in it (that one, already added). */
    @SuppressWarnings("unchecked")
    private static @Nullable Object fill(Object container, JsonScanner scanner) {
        if (container instanceof Map<?, ?>) {
            Map<String, @Nullable Object> map = (Map<String, @Nullable Object>) container;
            while (scanner.nextKey()) {
                String key = scanner.key();
                Object child = value(scanner);
                map.put(key, child);
                if (isContainer(child)) {
                    return child;
                }
            }
        } else {
            List<@Nullable Object> list = (List<@Nullable Object>) container;
            while (scanner.nextElement()) {
                Object child = value(scanner);
                list.add(child);
                if (isContainer(child)) {
                    return child;
                }
            }
        }
        return null;
    }

    /** A scalar, or a container just entered. */
    private static @Nullable Object value(JsonScanner scanner) {
        JsonScanner.Kind kind = scanner.peek();
        switch (kind) {
            case OBJECT -> {
                scanner.enterObject();
                return new LinkedHashMap<String, @Nullable Object>();
            }
            case ARRAY -> {
                scanner.enterArray();
                return new ArrayList<@Nullable Object>();
            }
            case STRING -> {
                return scanner.string();
            }
            case NUMBER -> {
                return number(scanner.numberText());
            }
            case TRUE, FALSE -> {
                return scanner.bool();
            }
            default -> {
                scanner.skip();
                return null;
            }
        }
    }

    /**
     * A number by the rules of the codecs.
     *
     * @param text a JSON number
     * @return Integer, Long or BigInteger for an integer, else Double
     */
    public static Number number(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                return Double.valueOf(text);
            }
        }
        // 18 characters always fit a long.
        if (text.length() <= 18) {
            return shortest(Long.parseLong(text));
        }
        BigInteger big = new BigInteger(text);
        return big.bitLength() < Long.SIZE ? shortest(big.longValue()) : big;
    }

    private static Number shortest(long value) {
        int small = (int) value;
        return small == value ? (Number) small : (Number) value;
    }

    private static boolean isContainer(@Nullable Object value) {
        return value instanceof Map<?, ?> || value instanceof List<?>;
    }
}

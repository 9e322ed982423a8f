package dev.halley.json.gson;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.halley.internal.json.JsonScanner;
import java.math.BigDecimal;

/**
 * Gson's tree, made by core's scanner: for text that Gson's own reader wrongly calls malformed. Pure; any thread.
 */
final class JsonTrees {
    private JsonTrees() {}

    static JsonElement parse(char[] text, int offset, int length) {
        JsonScanner scanner = new JsonScanner();
        scanner.reset(text, offset, length);
        return read(scanner);
    }

    /** Recursion is bounded by the scanner's limit for nesting. */
    private static JsonElement read(JsonScanner scanner) {
        switch (scanner.peek()) {
            case OBJECT -> {
                JsonObject object = new JsonObject();
                scanner.enterObject();
                while (scanner.nextKey()) {
                    String key = scanner.key();
                    object.add(key, read(scanner));
                }
                return object;
            }
            case ARRAY -> {
                JsonArray array = new JsonArray();
                scanner.enterArray();
                while (scanner.nextElement()) {
                    array.add(read(scanner));
                }
                return array;
            }
            case STRING -> {
                return new JsonPrimitive(scanner.string());
            }
            case NUMBER -> {
                return new JsonPrimitive(new NumberText(scanner.numberText()));
            }
            case TRUE, FALSE -> {
                return new JsonPrimitive(scanner.bool());
            }
            default -> {
                scanner.skip();
                return JsonNull.INSTANCE;
            }
        }
    }

    /** A number as it was written. */
    private static final class NumberText extends Number {
        private static final long serialVersionUID = 1L;

        private final String text;

        NumberText(String text) {
            this.text = text;
        }

        @Override
        public int intValue() {
            return new BigDecimal(text).intValue();
        }

        @Override
        public long longValue() {
            return new BigDecimal(text).longValue();
        }

        @Override
        public float floatValue() {
            return Float.parseFloat(text);
        }

        @Override
        public double doubleValue() {
            return Double.parseDouble(text);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

package dev.halley.socketio.internal.packet;

import dev.halley.ProtocolException;
import dev.halley.internal.json.JsonScanner;
import java.util.Arrays;

/**
 * Where a binary packet's text stands for attachments: {@code {"_placeholder":true,"num":0}}, anywhere in its arguments,
 * with the keys in any order. Other uses of the key are the application's data. Confined to the serial context.
 */
final class Placeholders {
    static final String KEY = "_placeholder";
    static final String NUMBER = "num";

    /** Start, end and number of each. */
    private int[] found = new int[3 * 4];

    private int length;
    private int attachments;

    void reset(int howMany) {
        length = 0;
        attachments = howMany;
    }

    /** Passes over the next value and keeps the placeholders in it. */
    void skip(JsonScanner scanner) {
        // The scanner's limit of nesting bounds the recursion.
        switch (scanner.peek()) {
            case ARRAY -> {
                scanner.enterArray();
                while (scanner.nextElement()) {
                    skip(scanner);
                }
            }
            case OBJECT -> object(scanner);
            default -> scanner.skip();
        }
    }

    private void object(JsonScanner scanner) {
        int start = scanner.position();
        int outside = length;
        boolean isPlaceholder = false;
        int number = -1;
        scanner.enterObject();
        while (scanner.nextKey()) {
            JsonScanner.Kind kind = scanner.peek();
            if (scanner.keyIs(KEY)) {
                isPlaceholder = kind == JsonScanner.Kind.TRUE;
                skip(scanner);
            } else if (scanner.keyIs(NUMBER) && kind == JsonScanner.Kind.NUMBER) {
                number = index(scanner.numberText());
            } else {
                if (scanner.keyIs(NUMBER)) {
                    number = -1;
                }
                skip(scanner);
            }
        }
        if (!isPlaceholder) {
            return;
        }
        // S5-09, SEC-02
        if (number < 0 || number >= attachments) {
            throw new ProtocolException(
                    "Socket.IO packet: a placeholder whose num is no attachment (expected: an integer below the number"
                            + " of attachments, " + attachments + ")",
                    null);
        }
        // what stands inside it is not seen any more
        length = outside;
        if (length + 3 > found.length) {
            found = Arrays.copyOf(found, 2 * found.length);
        }
        found[length++] = start;
        found[length++] = scanner.position();
        found[length++] = number;
    }

    private static int index(String text) {
        if (text.length() > 9) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }

    /** Start, end and number of each, in the order of the text, the places counted from {@code base}. */
    int[] take(int base) {
        int[] out = Arrays.copyOf(found, length);
        for (int i = 0; i < length; i += 3) {
            out[i] -= base;
            out[i + 1] -= base;
        }
        return out;
    }
}

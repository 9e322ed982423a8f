package dev.halley.json.jackson;

import java.math.BigInteger;
import java.util.Random;

/** JSON documents with everything in them, and damage to them. */
final class RandomJson {
    private static final String[] PIECES = {
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "\\",
        "/",
        " ",
        "\n",
        "\t",
        "\r",
        "\f",
        "\0",
        "\u001f",
        "\u007f",
        "\u00a0",
        "\ufeff",
        "\u2028",
        "\ud800",
        "\udc00",
        "-",
        "+",
        ".",
        "e",
        "E",
        "0",
        "1",
        "9",
        "a",
        "n",
        "u",
        "x",
        "'",
        "#",
        "//",
        "/*",
        "*/",
        "true",
        "false",
        "null",
        "NaN",
        "Infinity",
        "\\u",
        "\\u00",
        "\\u0041",
        "\\ud83d",
        "\\x",
        "\"\"",
        "[]",
        "{}",
        "0x1",
        "1e5",
        "-0",
        "00",
        ".5",
        "1.",
        "\"a\":",
        ",,",
        "tru",
        "nul"
    };
    private static final String[] WHITE = {"", "", "", " ", "\n", "\t", "\r\n", "  "};
    private static final String[] CHARS = {
        "a",
        "key",
        "\u00e9",
        "\u4e16",
        "\ud83d\ude00",
        "\ud800",
        "\udc00",
        "\u2028",
        "\u2029",
        "\u007f",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\n",
        "\\r",
        "\\t",
        "\\u0000",
        "\\u00E9",
        "\\ud83d\\ude00",
        "\\ud800",
        " ",
        "{",
        "]",
        ","
    };

    private final Random random;
    private final StringBuilder out = new StringBuilder();

    RandomJson(Random random) {
        this.random = random;
    }

    StringBuilder document() {
        white();
        value(1 + random.nextInt(4));
        white();
        return out;
    }

    private void value(int depth) {
        switch (depth > 0 ? random.nextInt(10) : 4 + random.nextInt(6)) {
            case 0, 1 -> object(depth);
            case 2, 3 -> array(depth);
            case 4, 5 -> string();
            case 6, 7 -> number();
            case 8 -> out.append(random.nextBoolean() ? "true" : "false");
            default -> out.append("null");
        }
    }

    private void object(int depth) {
        out.append('{');
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            out.append(i > 0 ? "," : "");
            white();
            string();
            white();
            out.append(':');
            white();
            value(depth - 1);
            white();
        }
        if (size == 0) {
            white();
        }
        out.append('}');
    }

    private void array(int depth) {
        out.append('[');
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            out.append(i > 0 ? "," : "");
            white();
            value(depth - 1);
            white();
        }
        if (size == 0) {
            white();
        }
        out.append(']');
    }

    private void string() {
        out.append('"');
        for (int n = random.nextInt(4); n > 0; n--) {
            out.append(CHARS[random.nextInt(CHARS.length)]);
        }
        out.append('"');
    }

    private void number() {
        switch (random.nextInt(4)) {
            case 0 -> out.append(random.nextInt(200) - 100);
            case 1 -> out.append(longNumber(random));
            case 2 -> out.append(random.nextInt(20)).append('.').append(random.nextInt(1000));
            default -> out.append(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
        }
    }

    static String longNumber(Random random) {
        StringBuilder digits = new StringBuilder(random.nextBoolean() ? "-" : "");
        switch (random.nextInt(3)) {
            case 0 -> {
                // Around the limits of int and long.
                long near = random.nextBoolean() ? Integer.MAX_VALUE : Long.MAX_VALUE;
                digits.append(BigInteger.valueOf(near).add(BigInteger.valueOf(random.nextInt(7) - 3)));
            }
            case 1 -> {
                digits.append(1 + random.nextInt(9));
                for (int n = random.nextInt(24); n > 0; n--) {
                    digits.append(random.nextInt(10));
                }
            }
            default -> {
                digits.append(random.nextInt(10)).append('.');
                for (int n = 1 + random.nextInt(24); n > 0; n--) {
                    digits.append(random.nextInt(10));
                }
                if (random.nextBoolean()) {
                    digits.append(random.nextBoolean() ? "e" : "E").append(random.nextInt(700) - 350);
                }
            }
        }
        return digits.toString();
    }

    static void mutate(StringBuilder text, Random random) {
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(6)) {
            case 0, 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
            case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(2)));
            case 3 -> text.replace(at, Math.min(text.length(), at + 1), PIECES[random.nextInt(PIECES.length)]);
            case 4 -> text.setLength(at);
            default -> {
                int to = Math.min(text.length(), at + 1 + random.nextInt(6));
                text.insert(random.nextInt(text.length() + 1), text.substring(at, to));
            }
        }
    }

    private void white() {
        out.append(WHITE[random.nextInt(WHITE.length)]);
    }
}

package dev.halley.benchmarks.server;

import java.nio.charset.StandardCharsets;

/** What a subject asks for: so many messages of such a size. Server thread. */
record Command(long count, int size, boolean binary) {
    /** From JSON text that has the three members anywhere in it. */
    static Command parse(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.US_ASCII);
        return new Command(number(text, "count"), (int) number(text, "size"), number(text, "binary") == 1);
    }

    private static long number(String text, String name) {
        int at = text.indexOf("\"" + name + "\":");
        if (at < 0) {
            throw new IllegalArgumentException("no " + name + " in " + text);
        }
        int from = at + name.length() + 3;
        int to = from;
        while (to < text.length() && Character.isDigit(text.charAt(to))) {
            to++;
        }
        return Long.parseLong(text.substring(from, to));
    }
}

package dev.halley.benchmarks.server;

import java.nio.charset.StandardCharsets;

/** Finds channel, id and clientId of each message in an array, without making anything of the rest. Server thread. */
final class BayeuxScan {
    private final byte[] bytes;
    private final int to;
    private int at;
    private String channel = "";
    private String id = "";
    private String clientId = "";
    private int from;

    BayeuxScan(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
    }

    /** Whether there is one more message. */
    boolean next() {
        while (at < to && bytes[at] != '{') {
            at++;
        }
        if (at == to) {
            return false;
        }
        channel = "";
        id = "";
        clientId = "";
        from = at;
        object();
        return true;
    }

    private void object() {
        int depth = 0;
        boolean key = true;
        for (; at < to; at++) {
            byte c = bytes[at];
            if (c == '"') {
                int start = at + 1;
                skipString();
                if (depth == 1 && key) {
                    value(start, at - start);
                }
                continue;
            }
            if (c == '{' || c == '[') {
                depth++;
                key = c == '{';
            } else if (c == '}' || c == ']') {
                depth--;
                if (depth == 0) {
                    at++;
                    return;
                }
            } else if (c == ':') {
                key = false;
            } else if (c == ',') {
                key = true;
            }
        }
    }

    /** Leaves {@code at} on the closing quote. */
    private void skipString() {
        at++;
        while (bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
    }

    private void value(int start, int length) {
        boolean isId = length == 2 && bytes[start] == 'i' && bytes[start + 1] == 'd';
        boolean isChannel = length == 7 && bytes[start] == 'c' && bytes[start + 2] == 'a';
        boolean isClient = length == 8 && bytes[start] == 'c' && bytes[start + 6] == 'I';
        if (!isId && !isChannel && !isClient) {
            return;
        }
        // Past the quote, the colon and the opening quote.
        at += 2;
        int value = at + 1;
        skipString();
        String text = new String(bytes, value, at - value, StandardCharsets.US_ASCII);
        if (isId) {
            id = text;
        } else if (isChannel) {
            channel = text;
        } else {
            clientId = text;
        }
    }

    String channel() {
        return channel;
    }

    String id() {
        return id;
    }

    String clientId() {
        return clientId;
    }

    Command command() {
        return Command.parse(bytes, from, at);
    }
}

package dev.halley.socketio;

import java.util.Objects;

/** Names of namespaces, as the application gives them. Any thread. */
final class Names {
    /** SEC-03. */
    private static final int MOST = 1_000;

    private Names() {}

    /** S5-23: {@code chat} is {@code /chat}. */
    static String namespace(String name) {
        Objects.requireNonNull(name, "namespace");
        if (name.isEmpty() || name.length() > MOST || name.indexOf(',') >= 0 || name.indexOf('?') >= 0) {
            throw new IllegalArgumentException(
                    "namespace: " + (name.length() > MOST ? name.length() + " characters" : '"' + name + '"')
                            + " (expected: 1 to " + MOST + " characters without , and ?, such as /chat)");
        }
        return name.startsWith("/") ? name : "/" + name;
    }
}

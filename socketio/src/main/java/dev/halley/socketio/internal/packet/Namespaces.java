package dev.halley.socketio.internal.packet;

/** What a namespace's name may be. Pure; any thread. */
public final class Namespaces {
    /** SEC-03 */
    public static final int MAX_LENGTH = 1_000;

    /** The one that every server has. */
    public static final String DEFAULT = "/";

    private Namespaces() {}

    /**
     * S5-23: {@code a} and {@code /a} are the same namespace, no name is {@code /}.
     *
     * @throws IllegalArgumentException if it could not be told from what follows it in a packet
     */
    public static String normalise(String name) {
        String normal = name.startsWith("/") ? name : "/" + name;
        if (normal.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "namespace: " + normal.length() + " characters (expected: at most " + MAX_LENGTH + ")");
        }
        for (int i = 0; i < normal.length(); i++) {
            char c = normal.charAt(i);
            // U+001E separates packets in a polling payload.
            if (c == ',' || c < ' ') {
                throw new IllegalArgumentException(
                        "namespace: " + printable(normal) + " (expected: no comma and no control character)");
            }
        }
        return normal;
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", ".");
    }
}

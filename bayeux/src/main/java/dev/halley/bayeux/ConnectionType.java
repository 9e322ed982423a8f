package dev.halley.bayeux;

import java.util.Optional;

/** A Bayeux transport: how messages travel between client and server. */
public enum ConnectionType {
    /** One WebSocket carries everything. */
    WEBSOCKET("websocket"),
    /** One HTTP request waits at the server for messages; others carry what the client sends. */
    LONG_POLLING("long-polling");

    private final String wireName;

    ConnectionType(String wireName) {
        this.wireName = wireName;
    }

    /**
     * The name that Bayeux uses in {@code connectionType} and {@code supportedConnectionTypes}.
     *
     * @return the specification's name
     */
    public String wireName() {
        return wireName;
    }

    /**
     * The type with a specification's name.
     *
     * @param wireName the name, such as {@code long-polling}
     * @return the type, or empty when Halley does not know it
     */
    public static Optional<ConnectionType> ofWireName(String wireName) {
        for (ConnectionType type : values()) {
            if (type.wireName.equals(wireName)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The specification's name. */
    @Override
    public String toString() {
        return wireName;
    }
}

package dev.halley.socketio;

import java.util.Objects;

/**
 * An event that is given to the connection.
 *
 * @param namespace where it goes, such as {@code /}
 * @param name its name
 * @param args its arguments, the same objects that were emitted
 */
public record OutgoingEvent(String namespace, String name, Args args) {
    /**
     * Checks the values.
     *
     * @param namespace where it goes
     * @param name its name
     * @param args its arguments
     */
    public OutgoingEvent {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(args, "args");
    }

    /** Namespace, name and arguments, secrets in these included. */
    @Override
    public String toString() {
        return namespace + " " + name + " " + args;
    }
}

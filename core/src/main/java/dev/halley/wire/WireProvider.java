package dev.halley.wire;

/** Finds a wire by {@link java.util.ServiceLoader}. Where several are present, the highest priority wins. */
public interface WireProvider {
    /**
     * The wire's name, such as {@code jdk}.
     *
     * @return the name
     */
    String name();

    /**
     * How much this wire is preferred; the JDK's has 0.
     *
     * @return the priority
     */
    int priority();

    /**
     * Opens a wire. Wires with equal settings may share one engine; each returned wire is closed by its owner.
     *
     * @param settings how to connect
     * @return a wire of its own for the caller
     * @throws IllegalArgumentException if the wire can't do what the settings ask; the message names a wire that can
     */
    Wire open(WireSettings settings);
}

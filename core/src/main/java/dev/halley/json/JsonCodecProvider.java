package dev.halley.json;

/** Finds a codec by {@link java.util.ServiceLoader}. Where several are present, the highest priority wins. */
public interface JsonCodecProvider {
    /**
     * The codec's name, such as {@code jackson}.
     *
     * @return the name
     */
    String name();

    /**
     * How much this codec is preferred; the default codec has 0.
     *
     * @return the priority
     */
    int priority();

    /**
     * The codec.
     *
     * @return a thread-safe codec; may be shared
     */
    JsonCodec codec();
}

package dev.halley.internal.json;

import dev.halley.json.JsonCodec;
import dev.halley.json.JsonCodecProvider;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the codec of a client that was given none. Any thread. */
public final class JsonCodecLoader {
    private static volatile @Nullable JsonCodec found;

    private JsonCodecLoader() {}

    /**
     * The codec of the provider with the highest priority; of several with the same, the first by name.
     *
     * @return the codec; the same one each time
     * @throws IllegalStateException if there is no provider, or the chosen one does not work
     */
    public static JsonCodec defaultCodec() {
        JsonCodec codec = found;
        if (codec == null) {
            codec = choose(providers());
            found = codec;
        }
        return codec;
    }

    /**
     * The codec of a client.
     *
     * @param chosen the application's, or null when it chose none
     * @throws IllegalStateException if there is neither that nor a provider that works
     */
    public static JsonCodec orDefault(@Nullable JsonCodec chosen) {
        return chosen == null ? defaultCodec() : chosen;
    }

    private static List<JsonCodecProvider> providers() {
        try {
            // Core's own loader: a thread's context loader is anybody's in servers and in pools.
            return ServiceLoader.load(JsonCodecProvider.class, JsonCodecLoader.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException(
                    "JSON codec: a provider could not be loaded: " + e.getMessage()
                            + " (expected: every halley-json module on the path is complete)",
                    e);
        }
    }

    static JsonCodec choose(List<JsonCodecProvider> providers) {
        JsonCodecProvider chosen = providers.stream()
                .min(Comparator.comparingInt(JsonCodecProvider::priority)
                        .reversed()
                        .thenComparing(JsonCodecProvider::name))
                .orElseThrow(() -> new IllegalStateException("JSON codec: none found (expected: halley-json-jackson, or"
                        + " another codec module, on the class or module path; or a codec given to the builder)"));
        try {
            return chosen.codec();
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "JSON codec: " + chosen.name() + " could not be loaded: " + e
                            + " (expected: its library in a version that fits; look for one managed to another version)",
                    e);
        }
    }
}

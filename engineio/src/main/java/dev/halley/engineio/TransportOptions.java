package dev.halley.engineio;

import dev.halley.wire.Headers;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one transport has of its own.
 *
 * @param path the path of its URLs, or null for that of the {@link EngineOptions}
 * @param query parameters beside those of the options, which they replace where names are equal
 * @param headers headers beside those of the connection, which they replace where names are equal
 */
public record TransportOptions(@Nullable String path, Map<String, String> query, Headers headers) {
    /** Nothing of its own. */
    public static final TransportOptions NONE = new TransportOptions(null, Map.of(), Headers.empty());

    /**
     * Copies the parameters.
     *
     * @param path the path of its URLs, or null
     * @param query parameters beside those of the options
     * @param headers headers beside those of the connection
     */
    public TransportOptions {
        query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        Objects.requireNonNull(headers, "headers");
    }

    /** Names alone: values may be secrets. */
    @Override
    public String toString() {
        return "TransportOptions[path=" + path + ", query=" + query.keySet() + "]";
    }
}

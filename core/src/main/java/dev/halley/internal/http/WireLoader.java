package dev.halley.internal.http;

import dev.halley.wire.WireProvider;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the wire that is used when none was named. Any thread. */
public final class WireLoader {
    /** Names a wire for the whole JVM. */
    static final String PROPERTY = "halley.wire";

    private WireLoader() {}

    /**
     * The provider that the system property {@code halley.wire} names; without it, the one with the highest priority that
     * core's class loader sees.
     */
    public static WireProvider defaultProvider() {
        // Core's own loader, not the thread's: a client made on a pool's thread finds the same wire.
        List<WireProvider> found = ServiceLoader.load(WireProvider.class, WireProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return choose(found, System.getProperty(PROPERTY));
    }

    static WireProvider choose(List<WireProvider> found, @Nullable String name) {
        if (found.isEmpty()) {
            throw new IllegalStateException("No wire is on the class path or module path: add the"
                    + " dependency dev.halley:halley-wire-jdk, or name a wire with wire(...).");
        }
        if (name == null || name.isBlank()) {
            return found.stream()
                    .max(Comparator.comparingInt(WireProvider::priority).thenComparing(WireProvider::name))
                    .orElseThrow();
        }
        return found.stream()
                .filter(provider -> provider.name().equals(name.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(PROPERTY + ": " + name
                        + " (expected: one of the wires that are present: "
                        + String.join(
                                ", ",
                                found.stream().map(WireProvider::name).sorted().toList())
                        + ")"));
    }
}

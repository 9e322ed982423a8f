package dev.halley.internal.http;

import dev.halley.wire.WireProvider;
import java.util.Comparator;
import java.util.ServiceLoader;

/** Finds the wire that is used when none was named. Any thread. */
public final class WireLoader {
    private WireLoader() {}

    /** The provider with the highest priority that core's class loader sees. */
    public static WireProvider defaultProvider() {
        // Core's own loader, not the thread's: a client made on a pool's thread finds the same wire.
        return ServiceLoader.load(WireProvider.class, WireProvider.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .max(Comparator.comparingInt(WireProvider::priority).thenComparing(WireProvider::name))
                .orElseThrow(() -> new IllegalStateException("No wire is on the class path or module path: add the"
                        + " dependency dev.halley:halley-wire-jdk, or name a wire with wire(...)."));
    }
}

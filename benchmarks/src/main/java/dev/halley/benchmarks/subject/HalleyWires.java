package dev.halley.benchmarks.subject;

import dev.halley.wire.WireProvider;
import java.util.ServiceLoader;

/** Which wire a Halley subject uses: the second word of its name. */
final class HalleyWires {
    private HalleyWires() {}

    static WireProvider named(String subject) {
        String name = subject.split("-")[1];
        return ServiceLoader.load(WireProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no wire named " + name));
    }
}

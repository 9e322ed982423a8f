package dev.halley.blackbox;

import dev.halley.json.JsonCodecProvider;
import dev.halley.wire.WireProvider;
import java.util.List;
import java.util.TreeSet;

/**
 * A program as a user would write it: it names only public classes and is started on the class path, on the module path
 * and from a jlink image. It prints one {@code name=value} line for each thing that the tests look at.
 */
public final class Consumer {
    private Consumer() {}

    /**
     * Prints what this program sees.
     *
     * @param args none
     */
    public static void main(String[] args) {
        print("consumer", Consumer.class);
        for (Class<?> type : List.of(WireProvider.class, JsonCodecProvider.class)) {
            print(type.getSimpleName(), type);
        }
        TreeSet<String> halley = new TreeSet<>();
        for (Module module : ModuleLayer.boot().modules()) {
            if (module.getName().startsWith("dev.halley.")) {
                halley.add(module.getName());
            }
        }
        System.out.println("modules=" + String.join(",", halley));
    }

    private static void print(String name, Class<?> type) {
        Module module = type.getModule();
        System.out.println(name + "=" + (module.isNamed() ? module.getName() : "class path"));
    }
}

package dev.halley.reliability.fuzz;

import org.jspecify.annotations.Nullable;

/** What Jazzer looks for by the names of its methods, in a process for one target. */
public final class FuzzMain {
    private static @Nullable Target target;

    private FuzzMain() {}

    /**
     * Before the first input.
     *
     * @param args the target's name
     */
    public static void fuzzerInitialize(String[] args) {
        target = Target.of(args[0]);
    }

    /**
     * For each input.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        Target chosen = target;
        if (chosen == null) {
            throw new IllegalStateException("target: none (expected: fuzzerInitialize first)");
        }
        chosen.run(input);
    }
}

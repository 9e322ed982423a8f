package dev.halley.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Where the Node servers and what they need are. Without them a test is skipped, and says why. */
final class NodeDirectory {
    private NodeDirectory() {}

    /**
     * Starts a program of this directory.
     *
     * @param module what it needs to be installed
     * @param wrap makes the server of the process; where it fails, the process is ended
     */
    static <T> T start(String module, List<String> command, Function<Child, T> wrap) {
        Path directory = directory();
        assumeTrue(
                Files.isDirectory(directory.resolve("node_modules").resolve(module)),
                () -> "Node's " + module + " is not installed in " + directory
                        + " (the build does it, where Node and npm are)");
        Child child = null;
        try {
            child = Child.start(directory, command);
        } catch (IOException e) {
            assumeTrue(false, "Node is missing: " + e.getMessage());
        }
        try {
            return wrap.apply(child);
        } catch (Throwable e) {
            child.close();
            throw e;
        }
    }

    /** From the module's directory, where the build runs tests, or from the project's. */
    private static Path directory() {
        Path here = Path.of("node").toAbsolutePath();
        return Files.isDirectory(here) ? here : Path.of("interop-tests", "node").toAbsolutePath();
    }
}

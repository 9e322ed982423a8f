package dev.halley.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of this module, each in a JVM of its own. */
public final class Programs {
    private Programs() {}

    /** Starts a class that has a {@code main}, with the class path and the wire of the test. */
    public static Child start(List<String> options, Class<?> program, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                CometdProcess.classPath()));
        String wire = System.getProperty("halley.wire");
        if (wire != null) {
            command.add("-Dhalley.wire=" + wire);
        }
        command.addAll(options);
        command.add(program.getName());
        command.addAll(List.of(args));
        try {
            return Child.start(Path.of("").toAbsolutePath(), command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

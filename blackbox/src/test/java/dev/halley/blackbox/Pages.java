package dev.halley.blackbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The documentation in the source tree. */
final class Pages {
    static final Path ROOT = root();

    /** The modules whose sources are the clients, and whose tests are about them. */
    private static final List<String> OF_THE_CLIENTS = List.of(
            "core",
            "wire-jdk",
            "wire-netty",
            "bayeux",
            "salesforce",
            "engineio",
            "socketio",
            "parser-msgpack",
            "interop-tests");

    private Pages() {}

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException("no mvnw above the working directory");
            }
        }
        return directory;
    }

    /** README and the like, and everything below docs. */
    static List<Path> all() {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The Java sources of the modules that rules are about, by their paths.
     *
     * @param folder of each module
     */
    static SortedMap<String, String> sources(String folder) {
        SortedMap<String, String> sources = new TreeMap<>();
        for (String module : OF_THE_CLIENTS) {
            Path top = ROOT.resolve(module).resolve(folder);
            if (Files.exists(top)) {
                try (Stream<Path> files = Files.walk(top)) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .forEach(file ->
                                    sources.put(ROOT.relativize(file).toString().replace('\\', '/'), read(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return sources;
    }

    static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(String path) {
        return read(ROOT.resolve(path));
    }
}

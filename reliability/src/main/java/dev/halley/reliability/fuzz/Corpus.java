package dev.halley.reliability.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The inputs that are kept of a target, each a file. Any thread. */
public final class Corpus {
    private Corpus() {}

    /**
     * One of them.
     *
     * @param name the file's
     * @param input its bytes
     */
    public record Entry(String name, byte[] input) {}

    /**
     * Where those of a target are.
     *
     * @param corpora where all are
     * @param target which one
     * @return a directory
     */
    public static Path directory(Path corpora, Target target) {
        return corpora.resolve(target.toString());
    }

    /**
     * Reads those of a target.
     *
     * @param corpora where all are
     * @param target which one
     * @return by name
     * @throws IOException if one can't be read
     */
    public static List<Entry> read(Path corpora, Target target) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory(corpora, target))) {
            for (Path file : files.sorted().toList()) {
                entries.add(new Entry(file.getFileName().toString(), Files.readAllBytes(file)));
            }
        }
        return entries;
    }
}
